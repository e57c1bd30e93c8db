"""What a robot has recorded, in words. Without Qt."""

from dataclasses import dataclass

from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.robot_words import clock_words
from operator_gui.viewmodels.words import size
from shared.protocol.recording import RecordingEntry, RecordingList

_STATES = {
    "whole": mark("finished"),
    "cut": mark("its end is missing"),
    "recording": mark("being written"),
}


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording, and the moment at which it is looked at."""

    entry: RecordingEntry
    now_s: float

    @property
    def length(self) -> str:
        """ "" where the file does not say."""
        return clock_words(self.entry.length_s) if self.entry.state == "whole" else ""

    @property
    def state(self) -> str:
        return tr(_STATES[self.entry.state])


def summary_words(told: RecordingList) -> str:
    """How many there are, what they take and what is left, and where they lie."""
    count = counted("%n recording", "%n recordings", told.kept)
    words = tr("{count}, {taken}; {free} free. They lie in {folder} on the robot.").format(
        count=count, taken=size(told.kept_bytes), free=size(told.free_bytes), folder=told.folder
    )
    if told.kept > len(told.recordings):
        latest = tr("The latest {shown} are listed.").format(shown=number(len(told.recordings)))
        words = f"{words} {latest}"
    return words


def path_of(told: RecordingList, entry: RecordingEntry) -> str:
    """Where a recording lies on its robot."""
    return f"{told.folder.rstrip('/')}/{entry.file}"
