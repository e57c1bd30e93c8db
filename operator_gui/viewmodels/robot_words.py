"""What a robot says of its machine, its recording and its log, in words. Without Qt."""

from datetime import datetime

from operator_gui.texts import mark, number, tr
from operator_gui.viewmodels.words import size, whole_duration
from shared.protocol.playback import PLAYBACK_MINOR, PlaybackState
from shared.protocol.recording import RECORDING_MINOR
from shared.protocol.robot_log import LogLevel, LogLine
from shared.protocol.status import NodeSummary, RecordingState, Temperature
from shared.protocol.watching import WATCH_MINOR

_WRONG_CLOCK_S = 60.0
"""Nobody minds less: on the way from the robot a moment may be lost, too."""

_LEVELS: dict[LogLevel, str] = {
    "info": mark("info"),
    "warning": mark("warning"),
    "error": mark("error"),
}


def level_words(level: LogLevel) -> str:
    """How much a line of a log matters."""
    return tr(_LEVELS[level])


def clock_words(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`: a place in a recording."""
    whole = int(max(0.0, seconds))
    minutes, hours = whole // 60, whole // 3600
    if hours:
        return f"{hours}:{minutes % 60:02d}:{whole % 60:02d}"
    return f"{minutes}:{whole % 60:02d}"


def temperature_words(temperature: Temperature) -> str:
    """`61 °C`, and that it is hot where the machine itself would say so."""
    celsius = number(temperature.celsius)
    if temperature.is_hot:
        return tr("{celsius} °C, hot").format(celsius=celsius)
    return f"{celsius} °C"


def temperature_tip(temperature: Temperature) -> str:
    """Of which sensor, and from where on that is hot."""
    sensor = temperature.sensor or tr("without a name")
    if temperature.hot_celsius is None:
        return tr("sensor {sensor}").format(sensor=sensor)
    return tr("sensor {sensor}, hot from {celsius} °C on").format(
        sensor=sensor, celsius=number(temperature.hot_celsius)
    )


def wrong_clock_words(node: NodeSummary) -> str:
    """That a robot's clock and the station's differ by so much that times are misleading; "" where
    they do not, or where nobody knows."""
    ahead_s = node.clock_ahead_s
    if ahead_s is None or not node.online or abs(ahead_s) <= _WRONG_CLOCK_S:
        return ""
    by = whole_duration(abs(ahead_s))
    if ahead_s < 0:
        return tr("its clock is {time} behind the station's").format(time=by)
    return tr("its clock is {time} ahead of the station's").format(time=by)


def speed_words(speed: float) -> str:
    """`0.25 ×`, `1 ×`; 0 is as fast as it goes."""
    if not speed:
        return tr("as fast as it goes")
    decimals = next(d for d in (0, 1, 2) if d == 2 or round(speed, d) == speed)
    return f"{number(speed, decimals)} ×"


def place_words(position_s: float, length_s: float) -> str:
    """`0:12 of 1:30`, and `0:12` alone of a length that is not known."""
    at = clock_words(position_s)
    if not length_s:
        return at
    return tr("{at} of {length}").format(at=at, length=clock_words(length_s))


def playback_words(playback: PlaybackState) -> str:
    """How a recording is played, in one line."""
    place = place_words(playback.position_s, playback.length_s)
    speed = speed_words(playback.speed)
    if playback.paused:
        return tr("paused at {place}, speed {speed}").format(place=place, speed=speed)
    return tr("at {place}, speed {speed}").format(place=place, speed=speed)


def recording_words(recording: RecordingState) -> str:
    """What a robot is recording."""
    length = clock_words(recording.length_s)
    return f"{recording.file}: {length}, {size(recording.size_bytes)}"


def machine_words(node: NodeSummary | None) -> str:
    """How hot the robot's machine is and what it records; "" where nothing is known."""
    if node is None or not node.online:
        return ""
    lines = []
    if node.temperature is not None:
        words, tip = temperature_words(node.temperature), temperature_tip(node.temperature)
        lines.append(tr("Machine: {temperature} · {sensor}").format(temperature=words, sensor=tip))
    if node.recording is not None:
        lines.append(tr("Records {recording}").format(recording=recording_words(node.recording)))
    return "\n".join(lines)


def can_record(node: NodeSummary | None, *, connected: bool) -> bool:
    """Whether a robot can be told to record what it sees."""
    return node is not None and connected and node.online and node.minor >= RECORDING_MINOR


def why_no_watching(node: NodeSummary | None, *, connected: bool) -> str:
    """Why a robot's recordings cannot be watched from here; "" if they can."""
    why = _why_not_there(node, connected=connected)
    if node is None or why:
        return why
    if node.minor < WATCH_MINOR:
        return tr(
            "{name} runs an older release: its recordings cannot be watched from here."
        ).format(name=node.name)
    return ""


def why_no_playback(node: NodeSummary | None, *, connected: bool) -> str:
    """Why a robot's source cannot be paused, wound or paced; "" if it can."""
    why = _why_not_there(node, connected=connected)
    if node is None or why:
        return why
    if node.minor < PLAYBACK_MINOR:
        return tr("{name} runs an older release: it cannot be paused from here.").format(
            name=node.name
        )
    if node.playback is None:
        return tr("A live camera cannot be paused or wound back: only a recording can.")
    return ""


def _why_not_there(node: NodeSummary | None, *, connected: bool) -> str:
    if node is None:
        return tr("No robot is selected.")
    if not connected:
        return tr("No station is connected.")
    return "" if node.online else tr("{name} is offline.").format(name=node.name)


def log_line_words(line: LogLine) -> str:
    """A line as it is copied and printed; in the reader's time zone."""
    at = datetime.fromtimestamp(line.at_s).strftime("%Y-%m-%d %H:%M:%S")
    return f"{at} {line.level:<7} {line.part}: {line.text}"
