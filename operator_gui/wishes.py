"""What an operator may want of a station: since when it knows that, and what comes of it."""

from typing import assert_never

from shared.protocol.asking import SetAsking
from shared.protocol.curation import (
    CURATION_MINOR,
    ClassesWanted,
    Curate,
    CurationRequest,
    ProvenanceWanted,
    SplitWanted,
    TracksWanted,
)
from shared.protocol.curve import CURVE_MINOR, CurveWanted
from shared.protocol.deployment import BlobRequest, Command
from shared.protocol.enrolment import KEYS_MINOR, KeysWanted, SetAccess
from shared.protocol.exchange import (
    EXCHANGE_MINOR,
    ExportEnded,
    ExportWanted,
    ImportEnded,
    ImportPiece,
    ImportUndo,
    ImportWanted,
)
from shared.protocol.gate import GateReportWanted
from shared.protocol.live import LIVE_MINOR, LiveWanted
from shared.protocol.mistakes import MISTAKES_MINOR, MistakesWanted
from shared.protocol.playback import PLAYBACK_MINOR, ControlPlayback
from shared.protocol.recording import (
    RECORDING_MINOR,
    DeleteRecording,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LOG_MINOR, LogWanted
from shared.protocol.track_view import TRACK_VIEW_MINOR, TrackViewWanted
from shared.protocol.watching import WATCH_MINOR, ShotWanted

SETTINGS_MINOR = 2
"""Since this minor version of the protocol a station takes settings for nodes."""
ACCESS_MINOR = 3
"""Since this one it takes an admin's word on who may speak."""
CANDIDATES_MINOR = 3
"""Since this one it takes heads that other programs made, and tells what its gate found."""

Order = Command | SetAsking | SetAccess | ControlPlayback | SetRecording | DeleteRecording
"""Said once: it is done, or somebody is told why not."""

Request = CurationRequest | KeysWanted | LogWanted | RecordingsWanted | ShotWanted
"""May be lost, and is said again with the same id until something comes of it."""

Glance = GateReportWanted | LiveWanted
"""Nothing comes of it where the station does not know it."""

ExchangeMessage = (
    ExportWanted | ExportEnded | BlobRequest | ImportWanted | ImportPiece | ImportEnded | ImportUndo
)
"""Of a data set on its way; said again like a request."""

Wish = Order | Request | Glance | ExchangeMessage


def known_since(wish: Wish) -> int:
    """The minor version of the protocol from which on a station knows it."""
    match wish:
        case Command(action="adopt"):
            return CANDIDATES_MINOR
        case Command():
            return 0
        case SetAsking():
            return SETTINGS_MINOR
        case SetAccess():
            return ACCESS_MINOR
        case ControlPlayback() | SetRecording() | DeleteRecording():
            return PLAYBACK_MINOR
        case LogWanted():
            return LOG_MINOR
        case RecordingsWanted():
            return RECORDING_MINOR
        case ShotWanted():
            return WATCH_MINOR
        case KeysWanted():
            return KEYS_MINOR
        case GateReportWanted():
            return CANDIDATES_MINOR
        case LiveWanted():
            return LIVE_MINOR
        case CurveWanted():
            return CURVE_MINOR
        case TrackViewWanted():
            return TRACK_VIEW_MINOR
        case MistakesWanted() | TracksWanted(show="mistaken" | "disputed"):
            return MISTAKES_MINOR
        case Curate() | ClassesWanted() | TracksWanted() | SplitWanted() | ProvenanceWanted():
            return CURATION_MINOR
        case (
            ExportWanted()
            | ExportEnded()
            | BlobRequest()
            | ImportWanted()
            | ImportPiece()
            | ImportEnded()
            | ImportUndo()
        ):
            return EXCHANGE_MINOR
        case _:
            assert_never(wish)


def result_id(wish: Wish) -> str:
    """The id by which somebody waits to hear what came of it; "" if nobody does."""
    match wish:
        case (
            Command(command_id=about)
            | SetAsking(command_id=about)
            | SetAccess(command_id=about)
            | ControlPlayback(command_id=about)
            | SetRecording(command_id=about)
            | DeleteRecording(command_id=about)
            | Curate(command_id=about)
        ):
            return about
        case GateReportWanted() | LiveWanted():
            return ""
        case BlobRequest(sha256=about):
            return about
        case _:
            return wish.request_id


def is_waited_for(wish: Wish) -> bool:
    """Whether somebody has to be told that a station is too old for it."""
    return isinstance(wish, Order | Request | ExportWanted | ImportWanted | ImportUndo)
