"""All that the screens may do to the station, as callables: their only handle on it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from operator_gui.operator_link import CommandAction
from operator_gui.station.exchange.formats import ImportFormat, SplitChoice
from shared.protocol.answers import Answer
from shared.protocol.asking import AskRules
from shared.protocol.curation import CurationRequest
from shared.protocol.enrolment import KeysWanted, SetAccess
from shared.protocol.exchange import ExportWanted
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.watching import ShotWanted


@dataclass(frozen=True, slots=True)
class StationHandle:
    """`submit` keeps answers that go together, `want` asks for questions, `command` and
    `set_asking` (how a node is to ask) return their own id, and so does `set_access` (who may speak
    with the station). `want_keys` asks whose keys it knows, `want_gate_report` what the gate found
    of a version, `curate` hands over what is to be done to labels or shown of them. `want_live`
    asks to see what a robot sees, `want_log` its log; `control_playback` has it play its
    recording in another way, and `set_recording` record what it sees; `want_recordings` asks which
    recordings it has, `want_shot` asks to see a frame of one, and `delete_recording` has one
    deleted there. `export` brings labels into a new folder, one data set at a time, and
    `cancel_exchange` gives it up. `check_import` reads a data set and says what would come of it,
    `apply_import` takes that in, and `undo_import` takes it back."""

    submit: Callable[[*tuple[Answer, ...]], None]
    want: Callable[[int, tuple[str, ...]], None]
    command: Callable[[CommandAction, int], str]
    set_asking: Callable[[str, AskRules | None], str]
    want_gate_report: Callable[[int], None]
    set_access: Callable[[SetAccess], str]
    want_keys: Callable[[KeysWanted], None]
    curate: Callable[[CurationRequest], None]
    want_live: Callable[[str], None]
    export: Callable[[ExportWanted, Path], None]
    cancel_exchange: Callable[[], None]
    check_import: Callable[[Path, ImportFormat, SplitChoice], None]
    apply_import: Callable[[], None]
    undo_import: Callable[[str], None]
    want_log: Callable[[LogWanted], None]
    control_playback: Callable[[ControlPlayback], None]
    set_recording: Callable[[SetRecording], None]
    want_recordings: Callable[[RecordingsWanted], None]
    want_shot: Callable[[ShotWanted], None]
    delete_recording: Callable[[DeleteRecording], None]
