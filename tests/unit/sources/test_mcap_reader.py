from pathlib import Path

import numpy as np
import pytest
from mcap.writer import CompressionType, IndexType

from edge_node.sources.mcap_reader import McapReader
from edge_node.sources.reading import PassEnd, Place, RawFrame
from shared.errors import SourceError
from tests.unit.sources.mcap_files import (
    INTERVAL_NS,
    LAYOUTS,
    START_NS,
    Recording,
    encoded,
    scenes,
    write_mcap,
)
from tests.unit.sources.recordings import scene, write_giant_png

N_FRAMES = 12
FROM_THE_BEGINNING = Place()


class Report:
    """Keeps what a reader says."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.beats = 0

    def alive(self) -> None:
        self.beats += 1

    def notice(self, text: str) -> None:
        self.notices.append(text)


def read_from(
    path: Path,
    start: Place = FROM_THE_BEGINNING,
    *,
    topic: str = "",
) -> tuple[list[RawFrame], str, list[str]]:
    """All frames, why they end, and what was said on the way."""
    report = Report()
    reader = McapReader(str(path), topic=topic, label=path.name)
    reader.open(start, report)
    frames: list[RawFrame] = []
    while isinstance(read := reader.read(), RawFrame):
        frames.append(read)
    reader.close()
    assert isinstance(read, PassEnd)
    assert report.beats
    return frames, read.reason, report.notices


def positions(frames: list[RawFrame]) -> list[int | None]:
    return [frame.position for frame in frames]


# fmt: off
WAYS = {
    **{name: Recording(layout=layout) for name, layout in LAYOUTS.items()},
    "lz4": Recording(compression=CompressionType.LZ4),
    "uncompressed": Recording(compression=CompressionType.NONE),
    "no chunks": Recording(chunk_size=None),
    "one chunk": Recording(chunk_size=1 << 20),
    "no indexes": Recording(indexes=IndexType.NONE),
    "never finished": Recording(finish=False),
    "never finished, no chunks": Recording(finish=False, chunk_size=None),
    "never finished, no indexes": Recording(finish=False, indexes=IndexType.NONE),
}
# fmt: on


@pytest.mark.parametrize("way", WAYS)
def test_that_every_image_is_read_however_the_file_is_written(way: str, tmp_path: Path) -> None:
    path = write_mcap(tmp_path / "a.mcap", scenes(N_FRAMES), recording=WAYS[way], others=("/n",))
    frames, reason, notices = read_from(path)
    assert positions(frames) == list(range(N_FRAMES))
    for number, frame in enumerate(frames):
        assert np.array_equal(frame.image, scene(number))
        assert frame.recorded_s == pytest.approx(number * INTERVAL_NS / 1e9)
        assert frame.name == ""
    if "never finished" in way:
        damage = "its end is missing: whatever wrote it did not finish it"
        assert (reason, notices) == (f"end of a.mcap; {damage}", [f"a.mcap: {damage}"])
    else:
        assert (reason, notices) == ("end of a.mcap", [])


@pytest.mark.parametrize("way", ["ros2", "no chunks", "never finished, no indexes"])
@pytest.mark.parametrize("position", range(1, N_FRAMES + 1))
def test_that_it_is_taken_up_at_exactly_the_next_image(
    way: str, position: int, tmp_path: Path
) -> None:
    path = write_mcap(tmp_path / "a.mcap", scenes(N_FRAMES), recording=WAYS[way])
    whole, _, _ = read_from(path)
    for recorded_s in (whole[position - 1].recorded_s, None):
        rest, _, _ = read_from(path, Place(position=position, recorded_s=recorded_s))
        assert positions(rest) == list(range(position, N_FRAMES))
        for frame, expected in zip(rest, whole[position:], strict=True):
            assert np.array_equal(frame.image, expected.image)
            assert frame.recorded_s == expected.recorded_s


def test_that_images_are_passed_over_without_being_decoded(tmp_path: Path) -> None:
    images = scenes(N_FRAMES)
    images[3] = b"damaged"
    reader = McapReader(str(write_mcap(tmp_path / "a.mcap", images)), topic="", label="a")
    report = Report()
    reader.open(FROM_THE_BEGINNING, report)
    assert reader.skip()  # the one that was decoded already
    assert all(reader.skip() for _ in range(4))
    frame = reader.read()
    assert isinstance(frame, RawFrame)
    assert (frame.position, frame.recorded_s) == (5, pytest.approx(0.25))
    assert report.notices == []
    assert [reader.skip() for _ in range(N_FRAMES)] == [True] * 6 + [False] * 6
    reader.close()


def test_that_it_begins_at_a_time_without_reading_all_before_it(tmp_path: Path) -> None:
    images = scenes(N_FRAMES)
    images[1] = b"damaged"
    path = write_mcap(tmp_path / "a.mcap", images)
    frames, _, notices = read_from(path, Place(seek_s=0.35))
    assert frames[0].position is not None
    assert 2 < frames[0].position <= 7
    assert frames[-1].position == N_FRAMES - 1
    assert frames[0].recorded_s == pytest.approx(frames[0].position * 0.05)
    assert notices == []
    assert read_from(path, Place(seek_s=99.0)) == ([], "end of a.mcap", [])


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_that_jpeg_png_and_webp_are_read(suffix: str, tmp_path: Path) -> None:
    frames, _, _ = read_from(write_mcap(tmp_path / "a.mcap", scenes(2, suffix)))
    assert [frame.image.shape for frame in frames] == [(48, 64, 3)] * 2
    assert np.abs(frames[1].image.astype(int) - scene(1)).mean() < 12


def test_that_time_never_stands_still_or_goes_back(tmp_path: Path) -> None:
    second_ns = 1_000_000_000
    offsets_ns = (0, second_ns, second_ns, second_ns // 2, 5 * second_ns)
    path = write_mcap(
        tmp_path / "a.mcap", scenes(5), times_ns=[START_NS + offset for offset in offsets_ns]
    )
    frames, _, _ = read_from(path)
    assert [frame.recorded_s for frame in frames] == pytest.approx([0, 1, 2.25, 3.5, 5])
    rest, _, _ = read_from(path, Place(position=3, recorded_s=frames[2].recorded_s))
    assert [frame.recorded_s for frame in rest] == pytest.approx([3.5, 5])


def _write_two_topics(path: Path) -> Path:
    from mcap.writer import Writer

    with path.open("wb") as file:
        writer = Writer(file, chunk_size=2_000)
        writer.start()
        layout = LAYOUTS["ros2"]
        schema = writer.register_schema(layout.schema, "ros2msg", b"")
        channels = {
            topic: writer.register_channel(topic, layout.encoding, schema)
            for topic in ("/front", "/rear", "/depth/compressedDepth")
        }
        for number in range(8):
            data = layout.message(encoded(scene(number)))
            writer.add_message(channels["/depth/compressedDepth"], START_NS, b"depth", START_NS)
            writer.add_message(channels["/rear"], START_NS + number, data, START_NS)
            if number % 2:
                writer.add_message(channels["/front"], START_NS + number, data, START_NS)
        writer.finish()
    return path


def test_that_the_topic_with_most_images_is_read_and_said(tmp_path: Path) -> None:
    frames, _, notices = read_from(_write_two_topics(tmp_path / "a.mcap"))
    assert len(frames) == 8
    assert notices == [
        "several topics hold images: /rear is read, which has most; choose another with"
        " a.mcap#TOPIC, among: /front (sensor_msgs/msg/CompressedImage)"
    ]


@pytest.mark.parametrize("topic", ["/front", "front"])
def test_that_another_topic_can_be_chosen(topic: str, tmp_path: Path) -> None:
    frames, _, notices = read_from(_write_two_topics(tmp_path / "a.mcap"), topic=topic)
    assert positions(frames) == list(range(4))
    assert np.array_equal(frames[1].image, scene(3))
    assert notices == []


def test_that_a_topic_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = _write_two_topics(tmp_path / "a.mcap")
    with pytest.raises(SourceError, match=r"no compressed images in topic /up; .*/front .*/rear "):
        read_from(path, topic="/up")


def test_that_a_file_without_images_is_refused_with_its_topics(tmp_path: Path) -> None:
    raw = LAYOUTS["ros2"].__class__("cdr", "sensor_msgs/msg/Image", lambda data: data)
    path = write_mcap(
        tmp_path / "a.mcap", [b"raw"], recording=Recording(layout=raw), others=("/note",)
    )
    with pytest.raises(SourceError) as caught:
        read_from(path)
    assert str(caught.value) == (
        "a.mcap holds no compressed images (of foxglove.CompressedImage or sensor_msgs"
        " CompressedImage); its topics: /camera (sensor_msgs/msg/Image), /note (test.Note)"
    )


def test_that_an_unreadable_image_is_named_and_keeps_its_position(tmp_path: Path) -> None:
    giant = tmp_path / "giant.png"
    write_giant_png(giant, side=8_000)
    good = scenes(6)
    images = [good[0], b"H264 stuff", good[2][:60], giant.read_bytes(), good[4], b""]
    frames, reason, notices = read_from(write_mcap(tmp_path / "a.mcap", images))
    assert positions(frames) == [0, 4]
    assert reason == "end of a.mcap, 4 images could not be read"
    assert notices == [
        "a.mcap: left out image 1: it is no JPEG, PNG or WebP (its format says png)",
        "a.mcap: left out image 2: it is damaged, or no image",
        "a.mcap: left out image 3: it is larger than 33 million pixels",
        "a.mcap: left out image 5: it is no JPEG, PNG or WebP (its format says png)",
    ]


def test_that_a_file_of_unreadable_images_is_refused(tmp_path: Path) -> None:
    path = write_mcap(tmp_path / "a.mcap", [b"no", b"no"])
    with pytest.raises(SourceError, match="not one of 2 images of /camera can be read"):
        read_from(path)


def test_that_file_names_come_back_where_the_channel_says_so(tmp_path: Path) -> None:
    from mcap.writer import Writer

    from edge_node.sources.mcap_images import NAMES_IN_FRAME_ID
    from tests.unit.sources.mcap_files import cdr_message

    path = tmp_path / "a.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        schema = writer.register_schema("sensor_msgs/msg/CompressedImage", "ros2msg", b"")
        channel = writer.register_channel("/c", "cdr", schema, dict([NAMES_IN_FRAME_ID]))
        writer.add_message(channel, 1, cdr_message(scenes(1)[0], "img7.png"), 1)
        writer.finish()
    frames, _, _ = read_from(path)
    assert [frame.name for frame in frames] == ["img7.png"]
