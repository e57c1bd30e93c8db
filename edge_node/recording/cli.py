"""The command `whatsit recording`."""

from pathlib import Path

from shared.errors import SourceError


def recording(file: Path, /) -> int:
    """Say what is in an MCAP recording, and whether all of it can be read.

    Ends with 1 if the file is damaged or was never finished.

    Parameters
    ----------
    file
        An MCAP file, of whatsit or any other recorder.
    """
    from edge_node.sources.address import shown
    from edge_node.sources.mcap_extra import missing_extra

    if line := missing_extra(f"{shown(file)} cannot be read"):
        raise SourceError(line)
    from edge_node.recording.summary import summarise
    from edge_node.sources.mcap_fields import printable

    summary = summarise(file)
    state = f"damaged: {summary.damage}" if summary.damage else "whole"
    size_mb = summary.size_bytes / 1e6
    print(f"{shown(file)}: {summary.index.duration_s:.1f} s, {size_mb:.1f} MB, {state}")
    for topic in summary.index.topics.values():
        kind = printable(f"{topic.schema_name or 'no schema'}, {topic.encoding}")
        images = ", can be played" if topic.parse and topic.count else ""
        print(f"{topic.count:>9}  {printable(topic.name)}  ({kind}{images})")
    for begins in summary.versions:
        print(f"version {begins.version} from frame {begins.sequence} on")
    if summary.frames_left_out:
        print(f"frames left out, because the recorder did not keep up: {summary.frames_left_out}")
    return 1 if summary.damage else 0
