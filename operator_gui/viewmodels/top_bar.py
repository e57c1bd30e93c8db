"""The words of the bar at the top: nodes, what waits, the model; and of the link's banner."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.notices import NoticeTone
from operator_gui.viewmodels.words import around, percent, plural, whole_duration
from shared.protocol.status import NodeSummary

FEWEST_CHECKS = 10
"""Fewer random checks than this say next to nothing of a model."""

Tone = Literal["good", "muted", "warn", "bad"]


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
        nodes=tuple(node_chip(node, now_s, view.connected) for node in view.nodes),
        waiting=_waiting(view),
        waiting_short=_waiting(view).partition(",")[0],
        model=_model(view),
        model_short=_version(view),
        station=_station(view),
    )


def node_chip(node: NodeSummary, now_s: float, connected: bool) -> Chip:
    """A node's state in a word; without a station nothing is known of it."""
    if not connected:
        return Chip(node.name, "unknown", "muted", False)
    if not node.online:
        since = whole_duration(now_s - node.last_heard_s)
        return Chip(node.name, f"offline {since}", "muted", False)
    match node.state:
        case "source_lost":
            return Chip(node.name, "camera lost", "warn", False)
        case "starting" | "stopping":
            return Chip(node.name, node.state, "warn", True)
        case _:
            return Chip(node.name, f"live {node.fps:.0f} fps", "good", True)


def _waiting(view: LinkView) -> str:
    if view.status is None or not view.connected:
        return ""
    if view.status.waiting == 0:
        return "nothing waiting"
    return f"{view.status.waiting:,} waiting, oldest {whole_duration(view.status.oldest_waiting_s)}"


def _version(view: LinkView) -> str:
    if view.status is None:
        return ""
    number = view.status.active_version
    return f"model v{number}" if number else "no model yet"


def _model(view: LinkView) -> str:
    """What random checks say of it, once there are enough of them to mean something."""
    text, version = _version(view), view.active
    audit = None if view.status is None else view.status.audit
    active = None if audit is None else audit.active
    if text and active is not None and active.tracks >= FEWEST_CHECKS:
        return f"{text} · audit {around(active.value, active.low, active.high)}"
    if version is None or version.accuracy is None:
        return text
    measured = percent(version.accuracy)
    if version.accuracy_low is not None and version.accuracy_high is not None:
        measured = around(version.accuracy, version.accuracy_low, version.accuracy_high)
    return f"{text} · {measured} leave-one-out"


def _station(view: LinkView) -> Chip:
    if view.failure:
        return Chip("station", "stopped", "bad", False)
    match view.link.state:
        case "connected":
            return Chip("station", "connected", "good", True)
        case "refused":
            return Chip("station", "refused", "bad", False)
        case "connecting":
            return Chip("station", "not connected", "warn", False)


def banner(view: LinkView) -> Banner | None:
    """A line above everything while the link does not work; None while it does."""
    if view.failure:
        text = f"Answers can no longer be kept: {view.failure}. Close the app and start it again."
        return Banner(text, "bad")
    waits = _unsent(view.link.unsent)
    if view.link.state == "refused":
        return Banner(f"The station refuses this app: {view.link.refusal}.{waits}", "bad")
    if view.link.state == "connecting" and view.status is not None:
        return Banner(f"The station is not connected; trying again.{waits}", "warn")
    return None


def _unsent(count: int) -> str:
    if count == 0:
        return ""
    verb = "waits" if count == 1 else "wait"
    return f" {plural(count, 'answer')} {verb} safely on this machine's disk until it is back."


def nodes_in_short(nodes: tuple[Chip, ...]) -> str:
    """All nodes in two words, where there is room for none of them."""
    live = sum(node.solid for node in nodes)
    return f"{live} of {plural(len(nodes), 'robot')} live"
