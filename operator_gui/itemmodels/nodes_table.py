"""Nodes as table rows."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.texts import mark, number, tr
from operator_gui.viewmodels.asking import asking_words
from operator_gui.viewmodels.robot_words import temperature_words, wrong_clock_words
from operator_gui.viewmodels.top_bar import node_chip
from operator_gui.viewmodels.words import size, whole_duration
from shared.protocol.status import NodeSummary


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node, the station's time, and whether the station can be asked at all."""

    node: NodeSummary
    now_s: float
    connected: bool


def state_words(row: NodeRow) -> str:
    """The state without its figures, which have columns of their own."""
    words = node_chip(row.node, row.now_s, row.connected).words
    return words.split(" ")[0] if words.startswith(("live", "offline")) else words


def _mark(row: NodeRow) -> Mark:
    chip = node_chip(row.node, row.now_s, row.connected)
    return Mark("online" if chip.solid else "offline", chip.tone)


def _version(row: NodeRow) -> str:
    node = row.node
    active = f"v{node.active_version}" if node.active_version else tr("none", "model")
    if node.offered_version > node.active_version:
        return f"{active} → v{node.offered_version}"
    return active


def _outbox(row: NodeRow) -> str:
    node = row.node
    parts = [number(node.outbox_count), size(node.outbox_bytes)]
    if node.outbox_count == 0:
        parts = [tr("empty")]
    if node.outbox_evicted:
        parts.append(tr("{count} lost").format(count=number(node.outbox_evicted)))
    return " · ".join(parts)


def _rate(row: NodeRow) -> str:
    if not (row.node.online and row.node.fps):
        return "–"
    return tr("{fps} fps").format(fps=number(row.node.fps, 1))


def _latency(row: NodeRow) -> str:
    if not (row.node.online and row.node.latency_ms):
        return "–"
    return f"{number(row.node.latency_ms)} ms"


def _heard(row: NodeRow) -> str:
    if row.node.online and row.connected:
        return tr("now")
    return tr("{age} ago").format(age=whole_duration(row.now_s - row.node.last_heard_s))


def _note(row: NodeRow) -> str:
    """What the node says of itself, and what became of the last version there."""
    node, temperature = row.node, row.node.temperature
    is_hot = temperature is not None and temperature.is_hot and node.online
    heat = (
        tr("its machine is at {temperature}").format(temperature=temperature_words(temperature))
        if is_hot and temperature is not None
        else ""
    )
    told = (node.rollout, heat, wrong_clock_words(node), node.note)
    return "; ".join(text for text in told if text)


_COLUMNS: tuple[Column[NodeRow], ...] = (
    Column(mark("Robot"), lambda r: r.node.name),
    Column(mark("State"), state_words, mark=_mark),
    Column(mark("Heard"), _heard),
    Column(mark("Rate"), _rate, "right"),
    Column(mark("Latency"), _latency, "right"),
    Column(mark("Model"), _version, tip=mark("Active version, and the one offered to it")),
    Column(
        mark("Asked"), lambda r: number(r.node.questions), "right", tip=mark("Questions put so far")
    ),
    Column(
        mark("May ask"),
        lambda r: asking_words(r.node),
        tip=mark("Whether it may put a question now"),
    ),
    Column(
        mark("Outbox"), _outbox, "right", tip=mark("Questions kept on the robot until they arrived")
    ),
    Column(mark("Frames"), lambda r: number(r.node.frames), "right"),
    Column(
        mark("Dropped"),
        lambda r: number(r.node.frames_dropped),
        "right",
        tip=mark("Frames left out"),
    ),
    Column(mark("Source"), lambda r: r.node.source_id),
    Column(mark("Note"), _note),
)

NOTE_COLUMN = len(_COLUMNS) - 1
SOURCE_COLUMN = NOTE_COLUMN - 1


class NodesTable(RowsModel[NodeRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, nodes: tuple[NodeSummary, ...], now_s: float, *, connected: bool) -> None:
        self.replace(tuple(NodeRow(node, now_s, connected) for node in nodes))
