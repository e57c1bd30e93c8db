"""The commands `whatsit log`, `play` and `record`: one short call at a station, for one robot."""

import sys
import uuid

from operator_gui.keys.station_options import THIS_MACHINE, StationOptions
from operator_gui.robots.recording_lines import recording_lines
from operator_gui.robots.wishes import find_robot, place_of, playback_of
from operator_gui.station_caller import StationCaller
from operator_gui.versions.cli import operator_name
from operator_gui.viewmodels.robot_words import log_line_words, playback_words
from shared.errors import UsageError
from shared.protocol.deployment import CommandResult
from shared.protocol.playback import MAX_SPEED, ControlPlayback
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import MAX_LINES, LogLevel, LogWanted
from shared.protocol.status import NodeSummary


def log(
    robot: str,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    level: LogLevel = "info",
    lines: int = 50,
    timeout_s: float = 10.0,
    json: bool = False,
) -> int:
    """Show the latest lines of a robot's log, the newest last.

    Parameters
    ----------
    robot
        Its name, as `whatsit status` lists it, or its id.
    level
        This level and above: info, warning or error.
    lines
        How many lines at most; a robot keeps 200.
    timeout_s
        How long to wait for it.
    json
        Print everything as JSON.
    """
    if not 1 <= lines <= MAX_LINES:
        raise UsageError(f"--lines: expected 1 to {MAX_LINES}, got {lines}")
    with _caller(at, "log", timeout_s) as caller:
        node = find_robot(caller.status(), robot)
        wanted = LogWanted(
            request_id=uuid.uuid4().hex, node_id=node.node_id, level=level, at_most=lines
        )
        told = caller.log(wanted, within_s=timeout_s)
    if json:
        print(_as_json(told.lines))
    else:
        print("\n".join(log_line_words(line) for line in reversed(told.lines)))
    return 0


def play(
    robot: str,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    pause: bool = False,
    resume: bool = False,
    seek: str | None = None,
    speed: float | None = None,
    name: str | None = None,
    timeout_s: float = 10.0,
) -> int:
    """Pause, wind or pace the recording that a robot plays; say how it plays where nothing is
    wanted.

    Parameters
    ----------
    robot
        Its name, as `whatsit status` lists it, or its id.
    pause
        Hold it.
    resume
        Let it go on.
    seek
        Where to go on: seconds from its beginning, m:ss, or a share of its length as 50%.
    speed
        Times its own speed; 0 is as fast as it goes.
    name
        Who wants it (default: this user's name).
    timeout_s
        How long to wait for the robot's word.
    """
    if pause and resume:
        raise UsageError("--pause and --resume: name one of them")
    if speed is not None and not 0 <= speed <= MAX_SPEED:
        raise UsageError(f"--speed: expected 0 to {MAX_SPEED:g}, got {speed:g}")
    to_s, to_share = (None, None) if seek is None else place_of(seek)
    with _caller(at, operator_name(name), timeout_s) as caller:
        node = find_robot(caller.status(), robot)
        playback = playback_of(node)
        if not (pause or resume) and seek is None and speed is None:
            print(playback_words(playback))
            return 0
        wish = ControlPlayback(
            command_id=uuid.uuid4().hex,
            node_id=node.node_id,
            paused=True if pause else False if resume else None,
            speed=speed,
            to_s=to_s,
            to_share=to_share,
        )
        result = caller.control_playback(wish, within_s=timeout_s)
    return _told(node, result)


def record(
    robot: str,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    stop: bool = False,
    list: bool = False,
    delete: str | None = None,
    name: str | None = None,
    timeout_s: float = 40.0,
    json: bool = False,
) -> int:
    """Have a robot record what it sees, into a new file on its own disk; or see and delete what it
    has recorded.

    Parameters
    ----------
    robot
        Its name, as `whatsit status` lists it, or its id.
    stop
        End the recording that it is making.
    list
        List its recordings, the latest first, and record nothing.
    delete
        Delete this one of its recordings, by the name of its file, and record nothing.
    name
        Who wants it (default: this user's name).
    timeout_s
        How long to wait for the robot's word.
    json
        With --list: print everything as JSON.
    """
    if stop + list + (delete is not None) > 1:
        raise UsageError("--stop, --list and --delete: name one of them")
    if json and not list:
        raise UsageError("--json goes with --list")
    with _caller(at, operator_name(name), timeout_s) as caller:
        node = find_robot(caller.status(), robot)
        if list:
            wanted = RecordingsWanted(request_id=uuid.uuid4().hex, node_id=node.node_id)
            told = caller.recordings(wanted, within_s=timeout_s)
            print(_as_json(told) if json else "\n".join(recording_lines(told)))
            return 0
        if delete is not None:
            unwanted = DeleteRecording(
                command_id=uuid.uuid4().hex, node_id=node.node_id, file=delete
            )
            return _told(node, caller.delete_recording(unwanted, within_s=timeout_s))
        wish = SetRecording(command_id=uuid.uuid4().hex, node_id=node.node_id, on=not stop)
        result = caller.set_recording(wish, within_s=timeout_s)
    return _told(node, result)


def _as_json(told: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(told)).decode()


def _told(node: NodeSummary, result: CommandResult) -> int:
    if not result.ok:
        print(f"whatsit: {node.name}: {result.text}", file=sys.stderr)
        return 1
    print(result.text)
    return 0


def _caller(at: StationOptions, operator: str, timeout_s: float) -> StationCaller:
    return at.reach().caller(operator, connect_s=timeout_s)
