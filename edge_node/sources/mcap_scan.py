"""Finds out what is in an MCAP file.

Done by going from record to record over the file once, past the messages themselves. That needs
neither summary nor footer, so a file that was never finished is found out about just the same.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edge_node.sources.address import shown
from edge_node.sources.mcap_fields import Fields
from edge_node.sources.mcap_index import McapIndex, Portion, Topic
from edge_node.sources.mcap_parts import CHUNK_HEAD_BYTES, MAX_PART_BYTES, Part, chunk_at, load
from edge_node.sources.mcap_records import (
    MAGIC,
    MESSAGE_HEAD,
    RECORD_HEAD,
    Channel,
    Opcode,
    Schema,
    parse_channel,
    parse_message,
    parse_schema,
    records,
)
from shared.errors import SourceError

_MAX_RUN_BYTES = 4 << 20
"""Messages outside of chunks are taken together up to this size."""

_MAX_DEFINITION_BYTES = 4 << 20
"""No schema or channel is larger."""

_MAX_PORTIONS = 4_000_000
"""More than these, of all channels together, are in no recording; it keeps memory bounded."""


def index_mcap(path: Path, *, alive: Callable[[], None]) -> McapIndex:
    """Goes over the file once; `alive` is called all along.

    Raises SourceError for a file that is no MCAP file or cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return _Scan(file, shown(path), alive).run()
    except OSError as error:
        raise SourceError(f"cannot read {shown(path)}: {error.strerror}") from error


@dataclass(slots=True)
class _Run:
    """Messages outside of chunks that are being taken together, from byte `at` on."""

    at: int
    times_ns: tuple[int, int] | None = None

    def extend(self, time_ns: int) -> None:
        first_ns, last_ns = self.times_ns or (time_ns, time_ns)
        self.times_ns = min(first_ns, time_ns), max(last_ns, time_ns)


class _Scan:
    """One way over a file."""

    def __init__(self, file: BinaryIO, label: str, alive: Callable[[], None]) -> None:
        self._file = file
        self._label = label
        self._alive = alive
        self._size = os.fstat(file.fileno()).st_size
        self._parts: list[Part] = []
        self._portions: dict[int, list[Portion]] = {}
        self._n_portions = 0
        self._channels: dict[int, Channel] = {}
        self._schemas: dict[int, Schema] = {}
        self._counts: dict[int, int] = {}
        """Of the part that is open: messages a channel."""
        self._chunk: Part | None = None
        self._run: _Run | None = None
        self._in_summary = False
        self._damaged: set[Part] = set()
        self._lost_chunks = 0
        """Those of which it is not even known whether there are images in them."""

    def run(self) -> McapIndex:
        if self._file.read(len(MAGIC)) != MAGIC:
            raise SourceError(
                f"{self._label} is no MCAP file by its first bytes;"
                " expected what an MCAP recorder wrote"
            )
        stopped_at = self._walk()
        self._end_part(stopped_at or self._size, is_sure=stopped_at is None)
        self._find_definitions()
        return McapIndex(tuple(self._parts), self._topics(), self._damage(stopped_at))

    def _damage(self, stopped_at: int | None) -> str:
        found: list[str] = []
        if self._lost_chunks:
            found.append(f"{self._lost_chunks} of its chunks cannot be read")
        if stopped_at == self._size:
            found.append("its end is missing: whatever wrote it did not finish it")
        elif stopped_at is not None:
            found.append(
                f"it cannot be read beyond byte {stopped_at} of {self._size},"
                " where it is damaged or was cut short"
            )
        return "; ".join(found)

    def _walk(self) -> int | None:
        """From record to record; returns where it could go no further, None for a whole file."""
        at = len(MAGIC)
        while True:
            self._alive()
            head = self._read(at, RECORD_HEAD.size)
            if len(head) < RECORD_HEAD.size:
                return at
            opcode, length = RECORD_HEAD.unpack(head)
            content_at = at + RECORD_HEAD.size
            end = content_at + length
            is_cut = end > self._size
            if opcode == 0 or (is_cut and opcode != Opcode.CHUNK):
                return at
            try:
                self._take(opcode, content_at, min(end, self._size) - content_at, is_cut=is_cut)
            except ValueError:
                return at
            if is_cut:
                return at
            if opcode == Opcode.FOOTER:
                return None if self._read(end, len(MAGIC)) == MAGIC else end
            at = end

    def _take(self, opcode: int, at: int, n_bytes: int, *, is_cut: bool) -> None:
        """Takes in a record whose content lies at `at`. Raises ValueError for a bad one."""
        match opcode:
            case Opcode.SCHEMA | Opcode.CHANNEL | Opcode.MESSAGE:
                if not self._in_summary:
                    self._extend_run(at - RECORD_HEAD.size, n_bytes)
                self._take_record(opcode, at, n_bytes)
            case Opcode.CHUNK:
                self._end_part(at - RECORD_HEAD.size)
                content = self._read(at, min(n_bytes, CHUNK_HEAD_BYTES))
                self._chunk = chunk_at(at, content, n_bytes=n_bytes, is_cut=is_cut)
            case Opcode.MESSAGE_INDEX if self._chunk is not None:
                fields = Fields(self._read(at, min(n_bytes, 6)))
                channel_id, count = fields.u16(), fields.u32() // 16
                self._counts[channel_id] = self._counts.get(channel_id, 0) + count
            case _:
                self._end_part(at - RECORD_HEAD.size)
                self._in_summary |= opcode == Opcode.DATA_END

    def _take_record(self, opcode: int, at: int, n_bytes: int) -> None:
        if opcode != Opcode.MESSAGE:
            if n_bytes <= _MAX_DEFINITION_BYTES:
                self._define(opcode, self._read(at, n_bytes))
        elif self._run is not None and n_bytes <= MAX_PART_BYTES:
            message = parse_message(self._read(at, min(n_bytes, MESSAGE_HEAD.size)))
            self._run.extend(message.log_time_ns)
            self._counts[message.channel_id] = self._counts.get(message.channel_id, 0) + 1

    def _read(self, at: int, n_bytes: int) -> memoryview:
        self._file.seek(at)
        return memoryview(self._file.read(n_bytes))

    def _define(self, opcode: int, content: memoryview) -> None:
        if opcode == Opcode.SCHEMA:
            schema = parse_schema(content)
            self._schemas.setdefault(schema.schema_id, schema)
        else:
            channel = parse_channel(content)
            self._channels.setdefault(channel.channel_id, channel)

    def _extend_run(self, record_at: int, n_bytes: int) -> None:
        is_long = self._run is not None and record_at + n_bytes - self._run.at > _MAX_RUN_BYTES
        if self._chunk is not None or is_long:
            self._end_part(record_at)
        if self._run is None:
            self._run = _Run(record_at)

    def _end_part(self, end: int, *, is_sure: bool = True) -> None:
        """Closes the part that is open. is_sure: all that belongs to it has been seen."""
        counts, self._counts = self._counts, {}
        if self._run is not None:
            run, self._run = self._run, None
            n_bytes = end - run.at
            self._add(Part(run.at, n_bytes, n_bytes, *(run.times_ns or (0, 0))), counts)
        if self._chunk is not None:
            chunk, self._chunk = self._chunk, None
            if not (counts and is_sure):
                counts = self._look_into(chunk) or counts
            if not counts and chunk in self._damaged:
                self._lost_chunks += 1
            self._add(chunk, counts)

    def _add(self, part: Part, counts: Mapping[int, int]) -> None:
        for channel_id, count in counts.items():
            self._portions.setdefault(channel_id, []).append(Portion(len(self._parts), count))
        self._n_portions += len(counts) + 1
        if self._n_portions > _MAX_PORTIONS:
            raise SourceError(
                f"{self._label} consists of more than {_MAX_PORTIONS:,} pieces;"
                " rewrite it with larger chunks"
            )
        self._parts.append(part)

    def _look_into(self, part: Part) -> dict[int, int]:
        """Counts the messages of a chunk and learns its channels. Nothing, if it is damaged."""
        counts: dict[int, int] = {}
        try:
            for opcode, content in records(load(self._file, part)):
                if opcode == Opcode.MESSAGE:
                    channel_id = parse_message(content).channel_id
                    counts[channel_id] = counts.get(channel_id, 0) + 1
                elif opcode in (Opcode.SCHEMA, Opcode.CHANNEL):
                    self._define(opcode, content)
        except ValueError:
            self._damaged.add(part)
        return counts

    def _find_definitions(self) -> None:
        """Looks for channels that no summary tells of, in the chunks from the first one on."""
        for part in self._parts:
            if self._portions.keys() <= self._channels.keys():
                return
            self._alive()
            self._look_into(part)

    def _topics(self) -> dict[str, Topic]:
        by_name: dict[str, list[Channel]] = {}
        for channel in self._channels.values():
            by_name.setdefault(channel.topic, []).append(channel)
        return {name: self._topic(name, by_name[name]) for name in sorted(by_name)}

    def _topic(self, name: str, channels: list[Channel]) -> Topic:
        """Of several channels, those that are encoded like the one with most messages."""

        def schema_name(channel: Channel) -> str:
            schema = self._schemas.get(channel.schema_id)
            return schema.name if schema is not None else ""

        def count(channel: Channel) -> int:
            return sum(portion.count for portion in self._portions.get(channel.channel_id, ()))

        main = max(channels, key=count)
        kind = schema_name(main), main.encoding
        alike = [c for c in channels if (schema_name(c), c.encoding) == kind]
        counts: dict[int, int] = {}
        for channel in alike:
            for portion in self._portions.get(channel.channel_id, ()):
                counts[portion.part] = counts.get(portion.part, 0) + portion.count
        return Topic(
            name=name,
            schema_name=kind[0],
            encoding=kind[1],
            metadata=dict(main.metadata),
            channel_ids=frozenset(channel.channel_id for channel in alike),
            portions=tuple(Portion(part, counts[part]) for part in sorted(counts)),
        )
