"""The Learning page without its widgets: figures, which buttons work and why not, the curve."""

from dataclasses import dataclass

from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.words import accuracy_words, percent, plural
from shared.protocol.standing import AuditStanding
from shared.protocol.status import VersionSummary

STATE_WORDS: dict[str, str] = {
    "candidate": "being tested",
    "passed": "passed",
    "refused": "refused",
    "staged": "on some robots",
    "shadow": "tried beside",
    "active": "active",
    "retired": "retired",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth a glance."""

    value: str
    caption: str


@dataclass(frozen=True, slots=True)
class ActionState:
    """What stands on a button, and why it cannot be pressed; an empty reason means it can."""

    text: str
    reason: str = ""
    hint: str = ""


def figures(view: LinkView) -> tuple[Figure, ...]:
    status, active = view.status, view.active
    if status is None:
        captions = ("active model", "accuracy", "random checks", "labels", "classes")
        return tuple(Figure("–", caption) for caption in captions)
    model = f"v{status.active_version}" if status.active_version else "none"
    accuracy = "–" if active is None else accuracy_words(active)
    return (
        Figure(model, "active model"),
        Figure(accuracy, "accuracy, leave-one-out"),
        _audit(status.audit),
        Figure(f"{status.labels:,}", f"labels from {plural(status.answers, 'answer')}"),
        Figure(f"{len(status.classes):,}", "classes"),
    )


def _audit(audit: AuditStanding | None) -> Figure:
    """The only figure without any bias: nothing was ever learned from a random check."""
    active = None if audit is None else audit.active
    if active is None:
        return Figure("–", "accuracy on random checks: none yet")
    words = f"{percent(active.value)} ({active.low * 100:.0f} to {active.high * 100:.0f})"
    return Figure(words, f"accuracy on {plural(active.tracks, 'random check')}")


def advice(view: LinkView) -> Figure | None:
    """What the station advises: a heading and a sentence; None before it has said anything."""
    said = None if view.status is None else view.status.advice
    if said is None:
        return None
    heading = {
        "too_early": "Is it worth going on?",
        "go_on": "Worth going on",
        "slow_down": "Little left to gain",
        "stop": "Enough for now",
    }[said.verdict]
    saved = view.status.withdrawn if view.status is not None else 0
    spared = (
        f" {plural(saved, 'question')} needed no answer: a newer model knew by itself."
        if saved
        else ""
    )
    return Figure(heading, f"{said.text}{spared}")


def new_labels(view: LinkView) -> int:
    """Labels that no version has learned from yet."""
    if view.status is None:
        return 0
    learned = max((v.labels for v in view.versions), default=0)
    return max(0, view.status.labels - learned)


def train_action(view: LinkView) -> ActionState:
    fresh = new_labels(view)
    text = f"Train now · {plural(fresh, 'new label')}" if fresh else "Train now"
    offline = _offline(view)
    if offline or view.status is None:
        return ActionState(text, offline or "nothing is known of the station yet")
    if view.status.training == "running":
        return ActionState("Training…", "a model is being trained right now")
    if len(view.status.classes) < 2:
        have = plural(len(view.status.classes), "class", "classes")
        return ActionState(text, f"a model needs at least two classes, and there is {have}")
    return ActionState(text, "", "learns from all labels, and tests the result")


def deploy_action(view: LinkView, selected: VersionSummary | None) -> ActionState:
    if selected is None:
        return ActionState("Deploy", _offline(view) or "select a version in the table first")
    text = f"Deploy v{selected.version}"
    if offline := _offline(view):
        return ActionState(text, offline)
    match selected.state:
        case "active":
            return ActionState(text, f"v{selected.version} is active already")
        case "candidate":
            return ActionState(text, f"v{selected.version} is still being tested")
        case "refused":
            because = selected.reason or "it failed its test"
            return ActionState(text, f"v{selected.version} was refused: {because}")
        case "passed" | "staged" | "shadow" | "retired":
            return ActionState(text, "", f"sends v{selected.version} to all nodes")


def roll_back_action(view: LinkView) -> ActionState:
    offline = _offline(view)
    earlier = [v for v in view.versions if v.state == "retired" and v.activated_at_s is not None]
    if offline or not earlier:
        return ActionState("Roll back", offline or "there is no earlier model to go back to")
    return ActionState("Roll back", "", "makes the model active again that was so before")


def export_action(view: LinkView, *, is_running: bool) -> ActionState:
    """Whether labels can be taken out as a data set."""
    if is_running:
        return ActionState("Export…", "an export is under way already")
    if offline := _offline(view):
        return ActionState("Export…", offline)
    if view.status is None or not view.status.labels:
        return ActionState("Export…", "nothing was taught yet")
    return ActionState("Export…", "", "writes labels as a data set that other programs read")


def _offline(view: LinkView) -> str:
    return "" if view.connected else "no station is connected"
