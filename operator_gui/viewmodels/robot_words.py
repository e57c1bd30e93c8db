"""What a robot says of its machine, its recording and its log, in words. Without Qt."""

from datetime import datetime

from operator_gui.viewmodels.words import size
from shared.protocol.playback import PLAYBACK_MINOR, PlaybackState
from shared.protocol.robot_log import LogLevel, LogLine
from shared.protocol.status import NodeSummary, RecordingState, Temperature

LEVEL_WORDS: dict[LogLevel, str] = {"info": "info", "warning": "warning", "error": "error"}


def clock_words(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`: a place in a recording."""
    whole = int(max(0.0, seconds))
    minutes, hours = whole // 60, whole // 3600
    if hours:
        return f"{hours}:{minutes % 60:02d}:{whole % 60:02d}"
    return f"{minutes}:{whole % 60:02d}"


def temperature_words(temperature: Temperature) -> str:
    """`61 °C`, and that it is hot where the machine itself would say so."""
    celsius = f"{temperature.celsius:.0f} °C"
    return f"{celsius}, hot" if temperature.is_hot else celsius


def temperature_tip(temperature: Temperature) -> str:
    """Of which sensor, and from where on that is hot."""
    sensor = temperature.sensor or "its hottest sensor"
    if temperature.hot_celsius is None:
        return f"Sensor {sensor}"
    return f"Sensor {sensor}, hot from {temperature.hot_celsius:.0f} °C on"


def speed_words(speed: float) -> str:
    """`0.25 ×`, `1 ×`; 0 is as fast as it goes."""
    return f"{speed:g} ×" if speed else "as fast as it goes"


def place_words(playback: PlaybackState) -> str:
    """`0:12 of 1:30`."""
    at = clock_words(playback.position_s)
    return f"{at} of {clock_words(playback.length_s)}" if playback.length_s else at


def playback_words(playback: PlaybackState) -> str:
    """How a recording is played, in one line."""
    place = place_words(playback)
    if playback.paused:
        return f"paused at {place}, speed {speed_words(playback.speed)}"
    return f"at {place}, speed {speed_words(playback.speed)}"


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
        lines.append(f"Machine: {words} · {tip}")
    if node.recording is not None:
        lines.append(f"Records {recording_words(node.recording)}")
    return "\n".join(lines)


def why_no_playback(node: NodeSummary | None, *, connected: bool) -> str:
    """Why a robot's source cannot be paused, wound or paced; "" if it can."""
    if node is None:
        return "No robot is selected."
    if not connected:
        return "No station is connected."
    if not node.online:
        return f"{node.name} is offline."
    if node.minor < PLAYBACK_MINOR:
        return f"{node.name} runs an older release: it cannot be paused from here."
    if node.playback is None:
        return "A live camera cannot be paused or wound back: only a recording can."
    return ""


def log_line_words(line: LogLine) -> str:
    """A line as it is copied and printed; in the reader's time zone."""
    at = datetime.fromtimestamp(line.at_s).strftime("%Y-%m-%d %H:%M:%S")
    return f"{at} {line.level:<7} {line.part}: {line.text}"
