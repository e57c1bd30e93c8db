"""Who on a node hears what the station says: the link knows each by what it needs of it."""

from dataclasses import dataclass
from typing import Protocol

from shared.log_ring import LogRing
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.deployment import BlobChunk, DeployOffer
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import UrgentNoted
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.watching import ShotWanted


class OfferTaker(Protocol):
    """Who deals with bundles; never blocks."""

    def offer(self, offer: DeployOffer) -> None: ...

    def chunk(self, chunk: BlobChunk, data: bytes) -> None: ...


class UrgentListener(Protocol):
    """Who waits for answers to urgent questions; never blocks."""

    def answered(self, answers: tuple[NamedTrack, ...]) -> None: ...

    def noted(self, noted: UrgentNoted) -> None: ...

    def refused(self, query_id: str, code: str, reason: str) -> None: ...


class AskListener(Protocol):
    """Who asks; never blocks."""

    def obey(self, settings: AskSettings) -> bool:
        """Takes settings over; False if it has no time for that now."""
        ...

    def attend(self, attention: Attention) -> None: ...


class RecordingListener(Protocol):
    """Who records; never blocks."""

    def obey(self, wish: SetRecording | RecordingsWanted | DeleteRecording) -> bool:
        """Takes a wish over; False if it has no time for that now."""
        ...


class ShotListener(Protocol):
    """Who shows recordings; never blocks."""

    def show(self, wanted: ShotWanted) -> bool:
        """Takes a wish over; False if it has no time for that now."""
        ...


class Player(Protocol):
    """Who plays the recording, if the source is one; never blocks."""

    def control(self, wish: ControlPlayback) -> bool:
        """Takes a wish over; False if it has no time for that now."""
        ...


class LiveListener(Protocol):
    """Who has the frames; never blocks."""

    def want(self) -> None:
        """Somebody looks."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """Everybody who hears something; None where a node has nobody for it.

    deployer: deals with bundles. robot: waits for answers to urgent questions. log: the latest
    lines of the log.
    """

    deployer: OfferTaker | None = None
    robot: UrgentListener | None = None
    asker: AskListener | None = None
    live: LiveListener | None = None
    player: Player | None = None
    recordings: RecordingListener | None = None
    viewer: ShotListener | None = None
    log: LogRing | None = None
