"""Which robot a person means, and where in its recording. Pure."""

import re

from operator_gui.viewmodels.robot_words import why_no_playback
from shared.errors import UsageError
from shared.protocol.playback import PlaybackState
from shared.protocol.status import NodeSummary, StationStatus

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}):(\d{1,2}(?:\.\d+)?)")


def find_robot(status: StationStatus, wanted: str) -> NodeSummary:
    """The robot of this name or id. Raises UsageError if there is none, or several."""
    found = [node for node in status.nodes if wanted in (node.node_id, node.name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(node.node_id for node in found)
        raise UsageError(f"several robots are called {wanted}: name one by its id, {ids}")
    known = ", ".join(node.name for node in status.nodes) or "none"
    raise UsageError(f"the station knows no robot {wanted}; it knows: {known}")


def playback_of(node: NodeSummary) -> PlaybackState:
    """How it plays its recording. Raises UsageError if nothing can be done about that."""
    why = why_no_playback(node, connected=True)
    if why or node.playback is None:
        raise UsageError(why)
    return node.playback


def place_of(text: str) -> tuple[float | None, float | None]:
    """A time in seconds, or a share; the other one is None. Raises UsageError."""
    try:
        if text.endswith("%"):
            share = float(text[:-1]) / 100.0
            if 0.0 <= share <= 1.0:
                return None, share
        elif clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds = (float(part or 0) for part in clock.groups())
            if seconds < 60.0 and (minutes < 60.0 or clock.group(1) is None):
                return 3600.0 * hours + 60.0 * minutes + seconds, None
        elif 0.0 <= (seconds := float(text)) <= 1e9:
            return seconds, None
    except ValueError:
        pass
    raise UsageError(f"--seek: expected seconds, m:ss or a share such as 50%, got {text}")
