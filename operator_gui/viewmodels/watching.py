"""An earlier recording of the selected robot, watched: its frames are asked for one at a time."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from operator_gui.texts import tr
from operator_gui.viewmodels.live import found_words, named_words
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.player import Player, Shown
from operator_gui.viewmodels.robot_words import place_words
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital, moment
from operator_gui.workers.link_worker import ShotReady
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.playback import PlaybackState
from shared.protocol.recording import RecordingList
from shared.protocol.watching import RecordedShot, ShotWanted

AGAIN_S = 7.0
"""A robot may need that long to find its way in a large file: only then a question may be lost."""


@dataclass(frozen=True, eq=False, slots=True)
class SeenShot:
    """A frame of a recording with its picture."""

    shot: RecordedShot
    picture: QImage


class WatchingModel(QObject):
    """`changed` when something is watched, or no more, or another frame is seen; `moved` when only
    the place in the recording is another one."""

    changed = Signal()
    moved = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asked: Outstanding[ShotWanted] = Outstanding(
            station.want_shot, clock=clock, again_s=AGAIN_S
        )
        self._clock = clock
        self._player = Player()
        self.node_id = ""
        self.file = ""
        self.seen: SeenShot | None = None
        self._trouble = ""
        self._away = ""

    @property
    def is_on(self) -> bool:
        """Whether something is watched."""
        return bool(self.file)

    @property
    def trouble(self) -> str:
        """Why it does not go on; "" while it does, or is paused at wish."""
        return self._away or self._trouble

    @property
    def playback(self) -> PlaybackState:
        """How it plays."""
        player = self._player
        return PlaybackState(
            position_s=player.place_s(self._clock.monotonic_s()),
            length_s=player.length_s,
            speed=player.speed,
            paused=player.is_paused,
        )

    def play(self, node_id: str, file: str, *, length_s: float) -> None:
        """Watches this recording from its beginning. length_s: 0 where that is not known."""
        self._let_go()
        self.node_id, self.file = node_id, file
        self._player = Player(length_s=length_s, since_s=self._clock.monotonic_s())
        self.advance()
        self.changed.emit()

    def leave(self) -> None:
        """Watches nothing any more."""
        if self.is_on:
            self._let_go()
            self.changed.emit()

    def control(
        self, *, paused: bool | None = None, speed: float | None = None, to_s: float | None = None
    ) -> None:
        """Plays in another way; what is None stays as it is."""
        now_s, self._trouble = self._clock.monotonic_s(), ""
        if speed is not None:
            self._player = self._player.set_speed(speed, now_s)
        if to_s is not None:
            self._player = self._player.seek(to_s, now_s)
        if paused is not None:
            player = self._player
            self._player = player.pause(now_s) if paused else player.resume(now_s)
        self.advance()
        self.changed.emit()

    def pause(self) -> None:
        """Nobody looks for now."""
        if self.is_on and not self._player.is_paused:
            self.control(paused=True)

    def robot_is_away(self, why: str) -> None:
        """Whether the robot can be asked now; "" where it can. What is seen stays."""
        if self.is_on and why != self._away:
            self._away = why
            self._stand(self._trouble)

    def advance(self) -> None:
        """Asks for the frame that is due; many times a second while it plays."""
        if not self.is_on:
            return
        now_s = self._clock.monotonic_s()
        at_s = self._player.wish_s(now_s)
        if at_s is None:
            self._asked.repeat()
        else:
            self._player = self._player.ask(at_s, now_s)
            self._asked.ask(
                lambda request_id: ShotWanted(
                    request_id=request_id, node_id=self.node_id, file=self.file, at_s=at_s
                )
            )
        self.moved.emit()

    def take(self, ready: ShotReady) -> None:
        """A frame came; one that was asked for before is late."""
        shot = ready.shot
        if not self._asked.is_about(shot.request_id):
            return
        if ready.picture.isNull():
            self._stand(tr("The picture that came is damaged."))
            return
        self._asked.settle()
        shown = Shown(shot.position_s, shot.next_s)
        self._player = self._player.take(shown, shot.length_s, self._clock.monotonic_s())
        self.seen, self._trouble = SeenShot(shot, ready.picture), ""
        self.advance()
        self.changed.emit()

    def finish(self, result: CommandResult) -> bool:
        """No frame came, and why; False if it was not asked for here."""
        if not self._asked.is_about(result.command_id):
            return False
        self._stand(f"{capital(result.text)}.")
        return True

    def listed(self, told: RecordingList) -> None:
        """All recordings that there are."""
        if told.node_id != self.node_id or told.kept > len(told.recordings):
            return
        if self.is_on and self.file not in {entry.file for entry in told.recordings}:
            self._stand(tr("{file} is not on the robot any more.").format(file=self.file))

    def title(self) -> str:
        """What is watched."""
        return tr("Recording {file}").format(file=self.file)

    def mark(self) -> str:
        """What stands above the picture, so that nobody takes it for live."""
        playback = self.playback
        place = place_words(playback.position_s, playback.length_s)
        return tr("Recording, {place}").format(place=place)

    def words(self, now_s: float) -> str:
        """What stands under the picture. now_s: the station's time."""
        if self.trouble:
            return self.trouble
        if self.seen is None:
            return tr("Waiting for a picture…")
        shot = self.seen.shot
        taken = tr("taken {when}").format(when=moment(shot.captured_at_s, now_s))
        parts = [taken, found_words(shot.objects)]
        if shot.version:
            parts.append(tr("judged by v{version}").format(version=shot.version))
        if shot.note:
            parts.append(shot.note)
        return " · ".join(parts)

    def spoken(self) -> str:
        """The picture for who cannot see it."""
        if self.seen is None:
            return ""
        names = named_words(self.seen.shot.objects)
        if not names:
            return tr("What the robot saw then: nothing that it took for an object")
        return tr("What the robot saw then: {names}").format(names=names)

    def _stand(self, trouble: str) -> None:
        self._asked.settle()
        self._player = self._player.fail(self._clock.monotonic_s())
        self._trouble = trouble
        self.changed.emit()

    def _let_go(self) -> None:
        self._asked.settle()
        self.node_id = self.file = self._trouble = self._away = ""
        self.seen, self._player = None, Player()
