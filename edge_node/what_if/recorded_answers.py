"""The answers in an MCAP recording of whatsit's own, as the truth about the tracks they were of."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from edge_node.recording.records import ANSWERS, CAMERA, DETECTIONS, QUESTIONS
from edge_node.sources.address import shown
from edge_node.sources.mcap_index import McapIndex
from edge_node.sources.mcap_parts import load
from edge_node.sources.mcap_records import Message, messages
from edge_node.sources.mcap_scan import index_mcap
from shared.domain import NOT_AN_OBJECT, Box
from shared.errors import SourceError, TruthError
from shared.protocol.answers import NamedTrack
from shared.protocol.fields import Corners
from shared.truth import KeyFrame, TruthObject, VideoTruth

UNSEEN_FRAMES = 5
"""A track that was not seen for more frames than this was not to be seen in between."""

T = TypeVar("T", bound=msgspec.Struct)


class _Asked(msgspec.Struct, frozen=True):
    """What is needed of a recorded question."""

    query_id: str
    track_key: str


class _Seen(msgspec.Struct, frozen=True):
    track_id: int
    box: Corners


class _Frame(msgspec.Struct, frozen=True):
    """What is needed of a frame's detections."""

    width_px: int
    height_px: int
    detections: tuple[_Seen, ...]


def recorded_answers(path: Path) -> VideoTruth | None:
    """What people said of tracks, with the boxes of those tracks; None if they said nothing.

    Raises SourceError if the file cannot be read, TruthError if its answers are about nothing
    that is in it.
    """
    index = index_mcap(path, alive=lambda: None)
    if not all(topic in index.topics for topic in (CAMERA, DETECTIONS, QUESTIONS, ANSWERS)):
        return None
    names = _names_by_track(
        tuple(_records(path, index, QUESTIONS, _Asked)),
        tuple(_records(path, index, ANSWERS, NamedTrack)),
    )
    if not names:
        return None
    times_ns = [message.log_time_ns for message in _messages(path, index, CAMERA)]
    size_px, boxes = _boxes_by_track(path, index, times_ns)
    objects = tuple(
        TruthObject(id=number, name=name, keyframes=_key_frames(boxes[number]))
        for number, name in names.items()
        if number in boxes
    )
    if not objects:
        raise TruthError(f"{shown(path)}: its answers are about tracks that are not in it")
    return VideoTruth(
        format="whatsit-truth-1",
        source=shown(path.name),
        sha256="",
        width_px=size_px[0],
        height_px=size_px[1],
        frame_count=max(1, len(times_ns)),
        objects=objects,
    )


def _boxes_by_track(
    path: Path, index: McapIndex, times_ns: Sequence[int]
) -> tuple[tuple[int, int], dict[int, list[tuple[int, Box]]]]:
    """Width and height of the frames, and the position and box of every sight of each track.

    times_ns: of the images, by which detections are theirs.
    """
    positions = {time_ns: position for position, time_ns in enumerate(times_ns)}
    size_px = (0, 0)
    boxes: dict[int, list[tuple[int, Box]]] = {}
    for message in _messages(path, index, DETECTIONS):
        frame = _decoded(message, _Frame)
        position = positions.get(message.log_time_ns)
        if frame is None or position is None:
            continue
        size_px = frame.width_px, frame.height_px
        for seen in frame.detections:
            boxes.setdefault(seen.track_id, []).append((position, Box(*seen.box)))
    return size_px, boxes


def _names_by_track(asked: Sequence[_Asked], answers: Sequence[NamedTrack]) -> dict[int, str]:
    """By the number of the track that was asked about, what was said of it last."""
    track_keys = {question.query_id: question.track_key for question in asked}
    said: dict[str, str] = {}
    for answer in answers:
        said.pop(answer.query_id, None)
        if answer.kind == "name" and answer.name:
            said[answer.query_id] = answer.name
        elif answer.kind == "not_an_object":
            said[answer.query_id] = NOT_AN_OBJECT
    numbers = {
        query_id: track_keys[query_id].rpartition("-")[2]
        for query_id in said
        if query_id in track_keys
    }
    return {int(text): said[query_id] for query_id, text in numbers.items() if text.isdecimal()}


def _key_frames(seen: Sequence[tuple[int, Box]]) -> tuple[KeyFrame, ...]:
    by_position = dict(seen)
    positions = sorted(by_position)
    nexts = [*positions[1:], positions[-1]]
    return tuple(
        KeyFrame(
            frame=position,
            box=(*by_position[position],),
            hidden=after - position > UNSEEN_FRAMES,
        )
        for position, after in zip(positions, nexts, strict=True)
    )


def _records(path: Path, index: McapIndex, topic: str, kind: type[T]) -> Iterator[T]:
    for message in _messages(path, index, topic):
        record = _decoded(message, kind)
        if record is not None:
            yield record


def _decoded(message: Message, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(message.data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None  # a topic of that name in somebody else's recording


def _messages(path: Path, index: McapIndex, topic: str) -> Iterator[Message]:
    """In the order of the file, over chunks that are damaged."""
    found = index.topics[topic]
    try:
        with path.open("rb") as file:
            for portion in found.portions:
                try:
                    data = load(file, index.parts[portion.part])
                except ValueError:
                    continue
                yield from messages(data, found.channel_ids)
    except OSError as error:
        raise SourceError(f"cannot read {shown(path)}: {error.strerror}") from error
