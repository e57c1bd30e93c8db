"""What is in a recording, and whether all of it can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge_node.recording.records import CAMERA, DETECTIONS, VERSIONS, VersionBegins
from edge_node.sources.address import shown
from edge_node.sources.mcap_index import McapIndex
from edge_node.sources.mcap_parts import load
from edge_node.sources.mcap_records import messages
from edge_node.sources.mcap_scan import index_mcap
from shared.errors import SourceError


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """damage: "" for a file that is whole. versions: those of whatsit's own recordings."""

    size_bytes: int
    index: McapIndex
    versions: tuple[VersionBegins, ...]
    damage: str

    @property
    def frames_left_out(self) -> int:
        """Frames of which there are detections and no picture: the recorder did not keep up."""
        counts = {topic.name: topic.count for topic in self.index.topics.values()}
        if not counts.keys() >= {CAMERA, DETECTIONS}:
            return 0
        return max(0, counts[DETECTIONS] - counts[CAMERA])


def summarise(path: Path, *, alive: Callable[[], None] = lambda: None) -> RecordingSummary:
    """Reads all of the file. Raises SourceError if it is no MCAP file or cannot be opened."""
    index = index_mcap(path, alive=alive)
    versions_topic = index.topics.get(VERSIONS)
    channel_ids = versions_topic.channel_ids if versions_topic is not None else frozenset()
    versions: list[VersionBegins] = []
    damaged = 0
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            for part in index.parts:
                alive()
                try:
                    data = load(file, part)
                except ValueError:
                    damaged += 1
                    continue
                found = messages(data, channel_ids) if channel_ids else ()
                versions += [v for v in map(_version, (m.data for m in found)) if v is not None]
    except OSError as error:
        raise SourceError(f"cannot read {shown(path)}: {error.strerror}") from error
    chunks = f"{damaged} of {len(index.parts)} chunks are damaged" if damaged else ""
    damage = "; ".join(filter(None, (chunks, index.damage)))
    return RecordingSummary(size_bytes, index, tuple(versions), damage)


def _version(content: memoryview) -> VersionBegins | None:
    try:
        return msgspec.json.decode(content, type=VersionBegins)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None  # a topic of that name in somebody else's recording
