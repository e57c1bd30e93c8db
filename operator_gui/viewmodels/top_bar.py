"""The words of the bar at the top: nodes, what waits, the model; and of the link's banner."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.notices import NoticeTone
from operator_gui.viewmodels.words import around, percent, whole_duration
from shared.protocol.status import NodeSummary

FEWEST_CHECKS = 10
"""Fewer random checks than this say next to nothing of a model."""

_LONG_GONE_S = 86_400.0
"""The bar says nothing of a robot that was not heard for so long; the Robots page does."""

Tone = Literal["good", "muted", "warn", "bad"]


_PASSING = {"starting": mark("starting"), "stopping": mark("stopping")}


@dataclass(frozen=True, slots=True)
class Chip:
    """A name and the state of what it names; `solid` is drawn as a filled circle."""

    name: str
    words: str
    tone: Tone
    solid: bool


@dataclass(frozen=True, slots=True)
class TopBar:
    """Everything in the bar as text."""

    nodes: tuple[Chip, ...]
    waiting: str
    waiting_short: str
    model: str
    model_short: str
    station: Chip


@dataclass(frozen=True, slots=True)
class Banner:
    """What keeps the link from working, and what that means."""

    text: str
    tone: NoticeTone


def top_bar(view: LinkView, monotonic_s: float) -> TopBar:
    now_s = view.station_now_s(monotonic_s)
    return TopBar(
        nodes=tuple(
            node_chip(node, now_s, view.connected)
            for node in view.nodes
            if node.online or now_s - node.last_heard_s <= _LONG_GONE_S
        ),
        waiting=_waiting(view),
        waiting_short=_waiting(view, in_short=True),
        model=_model(view),
        model_short=_version(view),
        station=_station(view),
    )


def node_chip(node: NodeSummary, now_s: float, connected: bool) -> Chip:
    """A node's state in a word; without a station nothing is known of it."""
    if not connected:
        return Chip(node.name, tr("unknown"), "muted", False)
    if not node.online:
        since = whole_duration(now_s - node.last_heard_s)
        return Chip(node.name, tr("offline {since}").format(since=since), "muted", False)
    match node.state:
        case "source_lost":
            return Chip(node.name, tr("camera lost"), "warn", False)
        case "starting" | "stopping":
            return Chip(node.name, tr(_PASSING[node.state]), "warn", True)
        case _:
            return Chip(node.name, tr("live {fps} fps").format(fps=number(node.fps)), "good", True)


def _waiting(view: LinkView, *, in_short: bool = False) -> str:
    if view.status is None or not view.connected:
        return ""
    if view.status.waiting == 0:
        return tr("nothing waiting")
    text = tr("{count} waiting") if in_short else tr("{count} waiting, oldest {age}")
    age = whole_duration(view.status.oldest_waiting_s)
    return text.format(count=number(view.status.waiting), age=age)


def _version(view: LinkView) -> str:
    if view.status is None:
        return ""
    version = view.status.active_version
    return tr("model v{version}").format(version=version) if version else tr("no model yet")


def _model(view: LinkView) -> str:
    """What random checks say of it, once there are enough of them to mean something."""
    text, version = _version(view), view.active
    audit = None if view.status is None else view.status.audit
    active = None if audit is None else audit.active
    if text and active is not None and active.tracks >= FEWEST_CHECKS:
        return tr("{model} · audit {share}").format(
            model=text, share=around(active.value, active.low, active.high)
        )
    if version is None or version.accuracy is None:
        return text
    measured = percent(version.accuracy)
    if version.accuracy_low is not None and version.accuracy_high is not None:
        measured = around(version.accuracy, version.accuracy_low, version.accuracy_high)
    return tr("{model} · {measured} leave-one-out").format(model=text, measured=measured)


def _station(view: LinkView) -> Chip:
    if view.failure:
        return Chip(tr("station"), tr("stopped"), "bad", False)
    match view.link.state:
        case "connected":
            return Chip(tr("station"), tr("connected"), "good", True)
        case "refused":
            return Chip(tr("station"), tr("refused"), "bad", False)
        case "connecting":
            return Chip(tr("station"), tr("not connected"), "warn", False)


def banner(view: LinkView) -> Banner | None:
    """A line above everything while the link does not work; None while it does."""
    if view.failure:
        text = tr(
            "Answers can no longer be kept: {failure}. Close the app and start it again."
        ).format(failure=view.failure)
        return Banner(text, "bad")
    waits = _unsent(view.link.unsent)
    if view.link.state == "refused":
        return Banner(
            _then(tr("The station refuses this app: {why}.").format(why=view.link.refusal), waits),
            "bad",
        )
    if view.link.state == "connecting" and view.status is not None:
        return Banner(_then(tr("The station is not connected; trying again."), waits), "warn")
    return None


def _then(text: str, more: str) -> str:
    return f"{text} {more}".rstrip()


def _unsent(count: int) -> str:
    if count == 0:
        return ""
    return counted(
        "%n answer waits safely on this machine's disk until it is back.",
        "%n answers wait safely on this machine's disk until it is back.",
        count,
    )


def nodes_in_short(nodes: tuple[Chip, ...]) -> str:
    """All nodes in two words, where there is room for none of them."""
    live = sum(node.solid for node in nodes)
    return counted("{online} of %n robot live", "{online} of %n robots live", len(nodes)).format(
        online=live
    )
