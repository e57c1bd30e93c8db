"""Nodes as table rows."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.viewmodels.asking import asking_words
from operator_gui.viewmodels.robot_words import temperature_words
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
    active = f"v{node.active_version}" if node.active_version else "none"
    if node.offered_version > node.active_version:
        return f"{active} → v{node.offered_version}"
    return active


def _outbox(row: NodeRow) -> str:
    lost = f" · {row.node.outbox_evicted:,} lost" if row.node.outbox_evicted else ""
    if row.node.outbox_count == 0:
        return f"empty{lost}"
    return f"{row.node.outbox_count:,} · {size(row.node.outbox_bytes)}{lost}"


def _rate(row: NodeRow) -> str:
    return f"{row.node.fps:.1f} fps" if row.node.online and row.node.fps else "–"


def _latency(row: NodeRow) -> str:
    return f"{row.node.latency_ms:.0f} ms" if row.node.online and row.node.latency_ms else "–"


def _heard(row: NodeRow) -> str:
    if row.node.online and row.connected:
        return "now"
    return f"{whole_duration(row.now_s - row.node.last_heard_s)} ago"


def _note(row: NodeRow) -> str:
    """What the node says of itself, and what became of the last version there."""
    node, temperature = row.node, row.node.temperature
    is_hot = temperature is not None and temperature.is_hot and node.online
    heat = f"its machine is at {temperature_words(temperature)}" if is_hot and temperature else ""
    return "; ".join(text for text in (node.rollout, heat, node.note) if text)


_COLUMNS: tuple[Column[NodeRow], ...] = (
    Column("Robot", lambda r: r.node.name),
    Column("State", state_words, mark=_mark),
    Column("Heard", _heard),
    Column("Rate", _rate, "right"),
    Column("Latency", _latency, "right"),
    Column("Model", _version, tip="Active version, and the one offered to it"),
    Column("Asked", lambda r: f"{r.node.questions:,}", "right", tip="Questions put so far"),
    Column("May ask", lambda r: asking_words(r.node), tip="Whether it may put a question now"),
    Column("Outbox", _outbox, "right", tip="Questions kept on the robot until they arrived"),
    Column("Frames", lambda r: f"{r.node.frames:,}", "right"),
    Column("Dropped", lambda r: f"{r.node.frames_dropped:,}", "right", tip="Frames left out"),
    Column("Source", lambda r: r.node.source_id),
    Column("Note", _note),
)

NOTE_COLUMN = len(_COLUMNS) - 1
SOURCE_COLUMN = NOTE_COLUMN - 1


class NodesTable(RowsModel[NodeRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, nodes: tuple[NodeSummary, ...], now_s: float, *, connected: bool) -> None:
        self.replace(tuple(NodeRow(node, now_s, connected) for node in nodes))
