"""The Learning page without its widgets: figures, which buttons work and why not, the curve."""

from dataclasses import dataclass

from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.words import accuracy_words, with_interval
from shared.protocol.standing import AuditStanding
from shared.protocol.status import VersionSummary

_STATE_WORDS: dict[str, str] = {
    "candidate": mark("being tested", "version"),
    "passed": mark("passed", "version"),
    "refused": mark("refused", "version"),
    "staged": mark("on some robots", "version"),
    "shadow": mark("tried beside", "version"),
    "active": mark("active", "version"),
    "retired": mark("retired", "version"),
}


def version_state(state: str) -> str:
    """Where a version stands, in words."""
    return tr(_STATE_WORDS[state], "version")


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
        captions = (
            tr("active model"),
            tr("accuracy"),
            tr("random checks"),
            tr("labels"),
            tr("classes"),
        )
        return tuple(Figure("–", caption) for caption in captions)
    model = f"v{status.active_version}" if status.active_version else tr("none", "model")
    accuracy = "–" if active is None else accuracy_words(active)
    return (
        Figure(model, tr("active model")),
        Figure(accuracy, tr("accuracy, leave-one-out")),
        _audit(status.audit),
        Figure(
            number(status.labels),
            counted("labels from %n answer", "labels from %n answers", status.answers),
        ),
        Figure(number(len(status.classes)), tr("classes")),
    )


def _audit(audit: AuditStanding | None) -> Figure:
    """The only figure without any bias: nothing was ever learned from a random check."""
    active = None if audit is None else audit.active
    if active is None:
        return Figure("–", tr("accuracy on random checks: none yet"))
    words = with_interval(active.value, active.low, active.high)
    return Figure(
        words, counted("accuracy on %n random check", "accuracy on %n random checks", active.tracks)
    )


def advice(view: LinkView) -> Figure | None:
    """What the station advises: a heading and a sentence; None before it has said anything."""
    said = None if view.status is None else view.status.advice
    if said is None:
        return None
    heading = {
        "too_early": tr("Is it worth going on?"),
        "go_on": tr("Worth going on"),
        "slow_down": tr("Little left to gain"),
        "stop": tr("Enough for now"),
    }[said.verdict]
    saved = view.status.withdrawn if view.status is not None else 0
    spared = (
        counted(
            "%n question needed no answer: a newer model knew by itself.",
            "%n questions needed no answer: a newer model knew by itself.",
            saved,
        )
        if saved
        else ""
    )
    return Figure(heading, f"{said.text} {spared}".strip())


def new_labels(view: LinkView) -> int:
    """Labels that no version has learned from yet."""
    if view.status is None:
        return 0
    learned = max((v.labels for v in view.versions), default=0)
    return max(0, view.status.labels - learned)


def train_action(view: LinkView) -> ActionState:
    fresh = new_labels(view)
    text = (
        counted("Train now · %n new label", "Train now · %n new labels", fresh)
        if fresh
        else tr("Train now")
    )
    offline = _offline(view)
    if offline or view.status is None:
        return ActionState(text, offline or tr("nothing is known of the station yet"))
    if view.status.training == "running":
        return ActionState(tr("Training…"), tr("a model is being trained right now"))
    if len(view.status.classes) < 2:
        why = counted(
            "a model needs at least two classes, and there is %n class",
            "a model needs at least two classes, and there are %n classes",
            len(view.status.classes),
        )
        return ActionState(text, why)
    return ActionState(text, "", tr("learns from all labels, and tests the result"))


def deploy_action(view: LinkView, selected: VersionSummary | None) -> ActionState:
    if selected is None:
        return ActionState(
            tr("Deploy"), _offline(view) or tr("select a version in the table first")
        )
    text = tr("Deploy v{version}").format(version=selected.version)
    if offline := _offline(view):
        return ActionState(text, offline)
    match selected.state:
        case "active":
            return ActionState(
                text, tr("v{version} is active already").format(version=selected.version)
            )
        case "candidate":
            return ActionState(
                text, tr("v{version} is still being tested").format(version=selected.version)
            )
        case "refused":
            because = selected.reason or tr("it failed its test")
            return ActionState(
                text,
                tr("v{version} was refused: {because}").format(
                    version=selected.version, because=because
                ),
            )
        case "passed" | "staged" | "shadow" | "retired":
            return ActionState(
                text, "", tr("sends v{version} to all nodes").format(version=selected.version)
            )


def roll_back_action(view: LinkView) -> ActionState:
    offline = _offline(view)
    earlier = [v for v in view.versions if v.state == "retired" and v.activated_at_s is not None]
    if offline or not earlier:
        return ActionState(
            tr("Roll back"), offline or tr("there is no earlier model to go back to")
        )
    return ActionState(tr("Roll back"), "", tr("makes the model active again that was so before"))


def import_action(view: LinkView, *, is_running: bool) -> ActionState:
    """Whether a data set can be brought in."""
    text = tr("Import…")
    if is_running:
        return ActionState(text, tr("another data set is on its way"))
    if offline := _offline(view):
        return ActionState(text, offline)
    return ActionState(text, "", tr("takes in labels that you have already"))


def export_action(view: LinkView, *, is_running: bool) -> ActionState:
    """Whether labels can be taken out as a data set."""
    text = tr("Export…")
    if is_running:
        return ActionState(text, tr("another data set is on its way"))
    if offline := _offline(view):
        return ActionState(text, offline)
    if view.status is None or not view.status.labels:
        return ActionState(text, tr("nothing was taught yet"))
    return ActionState(text, "", tr("writes labels as a data set that other programs read"))


def _offline(view: LinkView) -> str:
    return "" if view.connected else tr("no station is connected")
