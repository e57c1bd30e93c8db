"""A blocking reader of compressed images in an MCAP file. It runs in the capture child only."""

import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from edge_node.sources.mcap_fields import printable
from edge_node.sources.mcap_images import NAMES_IN_FRAME_ID, Parse
from edge_node.sources.mcap_index import McapIndex, Portion, Topic
from edge_node.sources.mcap_parts import load
from edge_node.sources.mcap_pictures import picture_of
from edge_node.sources.mcap_records import Message, messages
from edge_node.sources.mcap_scan import index_mcap
from edge_node.sources.reading import PassEnd, Place, RawFrame, Reporter
from shared.errors import SourceError

_NO_RATE_INTERVAL_S = 1 / 25
"""For a recording of one image, or with times that make no sense."""

_TOLD_PER_PASS = 20
"""So much that is unreadable is named one by one; the rest is counted."""

_TOPICS_NAMED = 20


class McapReader:
    """One topic of an MCAP file, its images in the order in which they lie in the file.

    The time of an image is its message's `log_time`, which every recorder writes on one clock; a
    stamp in an image's header is the camera's own business. Where that time does not rise, the
    image counts as one nominal interval after the one before. What cannot be read is named and
    left out, and keeps its position.
    """

    def __init__(self, path: str, *, topic: str, label: str) -> None:
        self._path = Path(path)
        self._topic_wanted = topic
        self._label = label
        self._file: BinaryIO | None = None
        self._index = McapIndex((), {}, "")
        self._numbered: Iterator[tuple[int, Message]] = iter(())
        self._parse: Parse | None = None
        self._names_files = False
        self._first: RawFrame | None = None
        self._zero_ns = 0
        self._last_s = -math.inf
        self._unreadable = 0
        self._report: Reporter | None = None
        self.interval_s = _NO_RATE_INTERVAL_S
        self.length_s = 0.0

    def open(self, start: Place, report: Reporter) -> None:
        """Goes over the file, and reads up to the first readable image unless it goes on."""
        self._report = report
        self._index = index_mcap(self._path, alive=report.alive)
        topic = self._choose(report)
        if self._index.damage:
            report.notice(f"{self._label}: {self._index.damage}")
        try:
            self._file = self._path.open("rb")
        except OSError as error:
            raise SourceError(f"cannot read {self._label}: {error.strerror}") from error
        self._parse = topic.parse
        self._names_files = topic.metadata.get(NAMES_IN_FRAME_ID[0]) == NAMES_IN_FRAME_ID[1]
        self._set_times(topic)
        self._last_s = -math.inf if start.recorded_s is None else start.recorded_s
        self._numbered = self._from(start, topic)
        if start.position > 0 or start.seek_s:
            return
        self._first = self._next()
        if self._first is None:
            self.close()
            raise SourceError(
                f"{self._label}: not one of {topic.count} images of {printable(topic.name)}"
                " can be read; they are damaged, too large, or no JPEG, PNG or WebP"
            )

    def read(self) -> RawFrame | PassEnd:
        frame, self._first = self._first or self._next(), None
        if frame is not None:
            return frame
        left_out = f", {self._unreadable} images could not be read" if self._unreadable else ""
        damage = f"; {self._index.damage}" if self._index.damage else ""
        return PassEnd(f"end of {self._label}{left_out}{damage}")

    def skip(self) -> bool:
        """Passes over an image without decoding it."""
        if self._first is not None:
            self._first = None
            return True
        for _, message in self._numbered:
            self._recorded_s(message)
            return True
        return False

    def close(self) -> None:
        self._numbered = iter(())
        if self._file is not None:
            self._file.close()

    def _choose(self, report: Reporter) -> Topic:
        """The topic asked for, or the one with most images."""
        topics = self._index.topics
        images = [topic for topic in topics.values() if topic.parse and topic.count]
        wanted = self._topic_wanted
        if wanted:
            for topic in images:
                if topic.name in (wanted, f"/{wanted}"):
                    return topic
            raise SourceError(
                f"{self._label}: there are no compressed images in topic {wanted};"
                f" {_listed('topics with images', images)}"
            )
        if not images:
            raise SourceError(
                f"{self._label} holds no compressed images (of foxglove.CompressedImage or"
                f" sensor_msgs CompressedImage); {_listed('its topics', list(topics.values()))}"
            )
        images.sort(key=lambda topic: (-topic.count, topic.name))
        if len(images) > 1:
            report.notice(
                f"several topics hold images: {printable(images[0].name)} is read, which has most;"
                f" choose another with {self._path.name}#TOPIC,"
                f" {_listed('among', images[1:])}"
            )
        return images[0]

    def _set_times(self, topic: Topic) -> None:
        """When the first image was recorded, and how long it is from one to the next.

        Of a recording whose first chunks are damaged, time begins where that can be read.
        """
        self._zero_ns = self._index.parts[topic.portions[0].part].start_ns
        for portion in topic.portions:
            try:
                first = next(messages(self._load(portion), topic.channel_ids), None)
            except (ValueError, OSError):
                continue  # it is told of when it is read
            if first is not None:
                self._zero_ns = first.log_time_ns
                break
        last_ns = self._index.parts[topic.portions[-1].part].end_ns
        self.length_s = max(0.0, (last_ns - self._zero_ns) / 1e9)
        mean_s = (last_ns - self._zero_ns) / 1e9 / max(1, topic.count - 1)
        self.interval_s = mean_s if 0.001 <= mean_s <= 10 else _NO_RATE_INTERVAL_S

    def _next(self) -> RawFrame | None:
        """The next image that can be read, over those that cannot."""
        for position, message in self._numbered:
            if self._report is not None:
                self._report.alive()
            recorded_s = self._recorded_s(message)
            try:
                compressed = self._parse(message.data) if self._parse is not None else None
                image = picture_of(compressed) if compressed is not None else None
            except (ValueError, SourceError) as error:
                self._leave_out(1, f"image {position}: {error}")
                continue
            if compressed is not None and image is not None:
                name = printable(compressed.frame_id) if self._names_files else ""
                return RawFrame(image, position, recorded_s, name)
        return None

    def _from(self, start: Place, topic: Topic) -> Iterator[tuple[int, Message]]:
        """The topic's messages with their positions, which do not depend on what is readable.

        Parts that lie wholly before `start` are not looked into.
        """
        seek_ns = self._zero_ns + int((start.seek_s or 0.0) * 1e9)
        after = 0
        for portion in topic.portions:
            before, after = after, after + portion.count
            if after <= start.position or self._index.parts[portion.part].end_ns < seek_ns:
                continue
            try:
                data = self._load(portion)
            except (ValueError, OSError) as error:
                what = f"a chunk with {portion.count} of its images: {error}"
                self._leave_out(portion.count, what)
                continue
            found = islice(messages(data, topic.channel_ids), portion.count)
            for position, message in enumerate(found, before):
                if position >= start.position:
                    yield position, message
                elif start.recorded_s is None:
                    self._recorded_s(message)

    def _load(self, portion: Portion) -> memoryview:
        """The records among which these messages are. Raises ValueError or OSError."""
        if self._file is None:
            raise RuntimeError(f"{self._label} is not open")
        return load(self._file, self._index.parts[portion.part])

    def _recorded_s(self, message: Message) -> float:
        recorded_s = (message.log_time_ns - self._zero_ns) / 1e9
        if recorded_s <= self._last_s:
            recorded_s = self._last_s + self.interval_s
        self._last_s = recorded_s
        return recorded_s

    def _leave_out(self, count: int, what: str) -> None:
        self._unreadable += count
        if self._report is not None and self._unreadable - count < _TOLD_PER_PASS:
            self._report.notice(f"{self._label}: left out {what}")


def _listed(what: str, topics: list[Topic]) -> str:
    """What there is to choose from, on one line."""
    if not topics:
        return f"{what}: none"
    named = [f"{printable(t.name)} ({printable(t.schema_name or t.encoding)})" for t in topics]
    more = f" and {len(named) - _TOPICS_NAMED} more" if len(named) > _TOPICS_NAMED else ""
    return f"{what}: {', '.join(named[:_TOPICS_NAMED])}{more}"
