"""What the selected robot sees now: asked for while somebody looks, and in words why it is not
there."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from operator_gui.texts import counted, number, tr
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import percent
from operator_gui.workers.link_worker import LiveReady
from shared.clock import Clock
from shared.protocol.live import LiveFrame, LiveObject
from shared.protocol.status import NodeSummary

AGAIN_S = 1.0
SILENT_S = 3.0
"""A picture that is older is said to be, and for so long is waited for the first."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A frame with its picture, and when it came; monotonic."""

    frame: LiveFrame
    picture: QImage
    came_s: float


class LiveModel(QObject):
    """`changed` when another picture is to be shown, or none."""

    changed = Signal()

    def __init__(self, *, station: StationHandle, clock: Clock, parent: QObject | None) -> None:
        super().__init__(parent)
        self._station = station
        self._clock = clock
        self._node_id = ""
        self._since_s = 0.0
        self._asked_s = float("-inf")
        self.seen: Seen | None = None

    def watch(self, node_id: str) -> None:
        """From now on this robot is looked at; "" for none."""
        if node_id == self._node_id:
            return
        self._node_id, self.seen = node_id, None
        self._since_s, self._asked_s = self._clock.monotonic_s(), float("-inf")
        self.tick()
        self.changed.emit()

    def tick(self) -> None:
        """Says again that somebody looks."""
        now_s = self._clock.monotonic_s()
        if self._node_id and now_s - self._asked_s >= AGAIN_S:
            self._asked_s = now_s
            self._station.want_live(self._node_id)

    def take(self, ready: LiveReady) -> None:
        """A picture came; one of a robot that was looked at before is late."""
        if ready.frame.node_id == self._node_id and not ready.picture.isNull():
            self.seen = Seen(ready.frame, ready.picture, self._clock.monotonic_s())
            self.changed.emit()

    def words(self, node: NodeSummary | None, *, connected: bool) -> str:
        """What stands under the picture, or in its place."""
        if node is None:
            return ""
        if not connected:
            return tr("No station is connected.")
        if not node.online:
            return tr("{name} is offline: its picture shows up here when it is back.").format(
                name=node.name
            )
        now_s = self._clock.monotonic_s()
        if self.seen is None:
            if now_s - self._since_s < SILENT_S:
                return tr("Waiting for a picture…")
            return tr("No picture comes: it has no frames, or runs an older release.")
        age_s = now_s - self.seen.came_s
        frame = self.seen.frame
        parts = [
            frame.source_id,
            tr("frame {sequence}").format(sequence=frame.sequence),
            found_words(frame.objects),
        ]
        if age_s >= SILENT_S:
            parts.append(tr("no newer one for {age_s} s").format(age_s=number(age_s)))
        return " · ".join(parts)


def object_words(thing: LiveObject) -> str:
    """The label of a box."""
    name = f"{thing.name} {percent(thing.probability)}" if thing.name else "?"
    return tr("{name} · asked").format(name=name) if thing.asked else name


def spoken_words(frame: LiveFrame) -> str:
    """The picture for who cannot see it."""
    named = named_words(frame.objects)
    if not named:
        return tr("What the robot sees: nothing that it takes for an object")
    return tr("What the robot sees: {names}").format(names=named)


def named_words(objects: tuple[LiveObject, ...]) -> str:
    """The labels of all boxes; "" without any."""
    return ", ".join(object_words(thing) for thing in objects)


def found_words(objects: tuple[LiveObject, ...]) -> str:
    """How many things are seen, and of how many nobody knows the name."""
    unnamed = sum(not thing.name for thing in objects)
    if not unnamed:
        return counted("%n object", "%n objects", len(objects))
    return counted(
        "%n object, {unnamed} without a name", "%n objects, {unnamed} without a name", len(objects)
    ).format(unnamed=unnamed)
