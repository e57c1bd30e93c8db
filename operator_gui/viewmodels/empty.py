"""What the Ask page says when there is no question: why, and what goes on meanwhile."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.words import capital, percent

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
    waits = (
        counted(
            "%n answer kept on disk until the station is back",
            "%n answers kept on disk until the station is back",
            unsent,
        ),
    )
    kept = waits if unsent else ()
    if view.failure:
        text = tr("Close the app and start it again. What was answered before is safe.")
        return Empty(
            "stopped", tr("The link to the station has stopped"), text, (view.failure, *kept)
        )
    if view.link.state == "refused":
        reason = view.link.refusal
        text = tr("{reason}. The app asks again by itself.").format(reason=capital(reason))
        return Empty("refused", tr("The station refuses this app"), text, kept)
    if view.link.state == "connecting":
        text = tr("Looking for it at {endpoint}. It connects by itself.").format(endpoint=endpoint)
        return Empty("connecting", tr("Waiting for the station"), text, kept)
    return _nothing_waits(view)


def _nothing_waits(view: LinkView) -> Empty:
    title = tr("Nothing to ask")
    if view.status is None:
        return Empty("nothing_waits", title, tr("Connected; waiting for the station's first word."))
    online = sum(node.online for node in view.nodes)
    if online:
        text = counted(
            "%n robot is watching. The next question shows up here by itself.",
            "%n robots are watching. The next question shows up here by itself.",
            online,
        )
    else:
        text = tr("No robot is online. Questions show up here as soon as one is.")
    facts = [counted("%n answer given so far", "%n answers given so far", view.status.answers)]
    if view.status.active_version:
        facts.append(_model(view))
    if view.status.training == "running":
        facts.append(tr("training a new model right now"))
    return Empty("nothing_waits", title, text, tuple(facts))


def _model(view: LinkView) -> str:
    version = view.active
    number = 0 if view.status is None else view.status.active_version
    if version is None:
        return tr("model v{number} is active").format(number=number)
    if version.accuracy is None:
        text = counted(
            "model v{number} knows %n class", "model v{number} knows %n classes", version.classes
        )
        return text.format(number=number)
    text = counted(
        "model v{number} knows %n class, right {accuracy}",
        "model v{number} knows %n classes, right {accuracy}",
        version.classes,
    )
    return text.format(number=number, accuracy=percent(version.accuracy))
