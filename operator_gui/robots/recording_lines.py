"""The recordings of a robot as lines for a terminal. Pure, but for the reader's time zone."""

from datetime import datetime

from operator_gui.viewmodels.recording_words import RecordingRow, summary_words
from operator_gui.viewmodels.words import size
from shared.protocol.recording import RecordingList


def recording_lines(told: RecordingList) -> list[str]:
    """A line a recording, the latest first, and one about all of them."""
    lines = []
    for entry in told.recordings:
        row = RecordingRow(entry, now_s=entry.written_at_s)
        at = datetime.fromtimestamp(entry.written_at_s).strftime("%Y-%m-%d %H:%M:%S")
        state = "" if entry.state == "whole" else f"  ({row.state})"
        lines.append(f"{at}  {row.length:>8}  {size(entry.size_bytes):>8}  {entry.file}{state}")
    return [*lines, summary_words(told) if told.recordings else f"none in {told.folder}"]
