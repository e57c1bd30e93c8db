"""What operators want of a robot itself: handed on to it, and its answer back. Nothing is kept."""

from dataclasses import dataclass

from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer, Sessions
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.jpeg import check_small_picture
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogWanted, RobotLog
from shared.protocol.watching import WATCH_MINOR, RecordedShot, ShotWanted
from shared.texts import phrase

ERRANDS_MINOR = 5
"""Since this minor version of the protocol a node knows all of these but `ShotWanted`."""

PATIENCE_S = 10.0
"""A robot that has not answered by then does not answer."""

FINISHING_S = 25.0
"""The same where it may have to write much before it can."""

SILENT_S = 10.0
"""Nothing is asked of a robot that was not heard for this long."""

MAX_ERRANDS = 256

Question = RecordingsWanted | LogWanted | ShotWanted
Wish = ControlPlayback | SetRecording | DeleteRecording | Question
Reply = CommandResult | RobotLog | RecordingList | RecordedShot


@dataclass(frozen=True, slots=True)
class _Errand:
    node_id: str
    operator_id: str
    until_s: float


class ErrandDesk:
    """Belongs to the station's loop."""

    def __init__(self, *, sessions: Sessions, post: Post, clock: Clock) -> None:
        self._sessions = sessions
        self._post = post
        self._clock = clock
        self._errands: dict[str, _Errand] = {}

    def send(self, operator: Peer, wish: Wish) -> None:
        """Hands a wish on to its robot; where that cannot be, the operator is told at once."""
        errand_id = _errand_id(wish)
        node = self._sessions.find("node", wish.node_id)
        problem = self._problem(node, wish)
        if problem or node is None:
            self._refuse(operator, errand_id, problem)
            return
        before = self._errands.get(errand_id)
        if before is not None and before.operator_id != operator.peer_id:
            self._refuse(operator, errand_id, phrase("station", "another request has this id"))
            return
        patience_s = FINISHING_S if isinstance(wish, SetRecording) else PATIENCE_S
        until_s = self._clock.monotonic_s() + patience_s
        if before is not None:  # it is said again: the robot has no longer for that
            until_s = before.until_s
        self._errands[errand_id] = _Errand(node.peer_id, operator.peer_id, until_s)
        self._post.send(node.route, wish)

    def answer(self, node: Peer, reply: Reply, payloads: tuple[bytes, ...]) -> None:
        """Hands a robot's answer to who asked; what nobody asked it for goes nowhere. Raises
        ProtocolError for a frame without its picture."""
        if isinstance(reply, RecordedShot):
            check_small_picture(payloads, of="recorded_shot")
        errand_id = reply.command_id if isinstance(reply, CommandResult) else reply.request_id
        errand = self._errands.get(errand_id)
        if errand is None or errand.node_id != node.peer_id:
            return
        del self._errands[errand_id]
        operator = self._sessions.find("operator", errand.operator_id)
        if operator is not None:
            shown = payloads if isinstance(reply, RecordedShot) else ()
            self._post.send(operator.route, reply, shown)

    def serve(self) -> None:
        """Tells operators of robots that do not answer."""
        now_s = self._clock.monotonic_s()
        late = [key for key, errand in self._errands.items() if errand.until_s <= now_s]
        for errand_id in late:
            errand = self._errands.pop(errand_id)
            operator = self._sessions.find("operator", errand.operator_id)
            if operator is not None:
                text = phrase("station", "the robot did not answer in time")
                self._refuse(operator, errand_id, text)

    def _problem(self, node: Peer | None, wish: Wish) -> str:
        """Why nothing can be asked of a robot now, "" if it can."""
        if node is None:
            return phrase(
                "station", "no robot of that name has connected since the station started"
            )
        if node.minor < (WATCH_MINOR if isinstance(wish, ShotWanted) else ERRANDS_MINOR):
            return phrase(
                "station", "{name} runs an older release, which knows nothing of that; update it"
            ).format(name=node.name)
        if self._clock.monotonic_s() - node.heard_s > SILENT_S:
            return phrase("station", "{name} is offline; try again when it is back").format(
                name=node.name
            )
        if len(self._errands) >= MAX_ERRANDS:
            return phrase(
                "station", "the station waits for too many robots; try again in some seconds"
            )
        return ""

    def _refuse(self, operator: Peer, errand_id: str, text: str) -> None:
        self._post.send(operator.route, CommandResult(command_id=errand_id, ok=False, text=text))


def _errand_id(wish: Wish) -> str:
    return wish.request_id if isinstance(wish, Question) else wish.command_id
