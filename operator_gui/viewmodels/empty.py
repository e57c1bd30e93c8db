"""What the Ask page says when there is no question: why, and what goes on meanwhile."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.words import percent, plural

EmptyKind = Literal["nothing_waits", "connecting", "refused", "stopped"]


@dataclass(frozen=True, slots=True)
class Empty:
    """A heading, a sentence, and facts underneath."""

    kind: EmptyKind
    title: str
    text: str
    facts: tuple[str, ...] = ()


def empty(view: LinkView, *, endpoint: str) -> Empty:
    """Why nothing is asked right now."""
    unsent = view.link.unsent
    waits = (f"{plural(unsent, 'answer')} kept on disk until the station is back",)
    kept = waits if unsent else ()
    if view.failure:
        text = "Close the app and start it again. What was answered before is safe."
        return Empty("stopped", "The link to the station has stopped", text, (view.failure, *kept))
    if view.link.state == "refused":
        reason = view.link.refusal
        text = f"{reason[:1].upper()}{reason[1:]}. The app asks again by itself."
        return Empty("refused", "The station refuses this app", text, kept)
    if view.link.state == "connecting":
        text = f"Looking for it at {endpoint}. It connects by itself."
        return Empty("connecting", "Waiting for the station", text, kept)
    return _nothing_waits(view)


def _nothing_waits(view: LinkView) -> Empty:
    title = "Nothing to ask"
    if view.status is None:
        return Empty("nothing_waits", title, "Connected; waiting for the station's first word.")
    online = sum(node.online for node in view.nodes)
    if online:
        watching = "is watching" if online == 1 else "are watching"
        text = f"{plural(online, 'robot')} {watching}. The next question shows up here by itself."
    else:
        text = "No robot is online. Questions show up here as soon as one is."
    facts = [f"{plural(view.status.answers, 'answer')} given so far"]
    if view.status.active_version:
        facts.append(_model(view))
    if view.status.training == "running":
        facts.append("training a new model right now")
    return Empty("nothing_waits", title, text, tuple(facts))


def _model(view: LinkView) -> str:
    version = view.active
    number = 0 if view.status is None else view.status.active_version
    if version is None:
        return f"model v{number} is active"
    text = f"model v{number} knows {plural(version.classes, 'class', 'classes')}"
    return text if version.accuracy is None else f"{text}, right {percent(version.accuracy)}"
