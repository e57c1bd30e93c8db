"""What is in an MCAP file: its topics, and which parts of it hold how many of their messages."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge_node.sources.mcap_images import Parse, parser_of
from edge_node.sources.mcap_parts import Part


@dataclass(frozen=True, slots=True)
class Portion:
    """So many messages of a channel lie in this part."""

    part: int
    count: int


@dataclass(frozen=True, slots=True)
class Topic:
    """The messages of one topic, which several channels may share."""

    name: str
    schema_name: str
    encoding: str
    metadata: Mapping[str, str]
    channel_ids: frozenset[int]
    portions: tuple[Portion, ...]

    @property
    def count(self) -> int:
        return sum(portion.count for portion in self.portions)

    @property
    def parse(self) -> Parse | None:
        """How its messages are parsed, if they are compressed images."""
        # By convention such a topic holds depths, in a layout of its own around a PNG.
        if self.name.endswith("/compressedDepth"):
            return None
        return parser_of(self.encoding, self.schema_name)


@dataclass(frozen=True, slots=True)
class McapIndex:
    """parts: in the order of the file. topics: by name. damage: "" for a file that is whole."""

    parts: tuple[Part, ...]
    topics: Mapping[str, Topic]
    damage: str

    @property
    def duration_s(self) -> float:
        """From its first message to its last, as far as the parts say."""
        times_ns = [(part.start_ns, part.end_ns) for part in self.parts if part.end_ns]
        if not times_ns:
            return 0.0
        start_ns, end_ns = min(start for start, _ in times_ns), max(end for _, end in times_ns)
        return max(0.0, (end_ns - start_ns) / 1e9)
