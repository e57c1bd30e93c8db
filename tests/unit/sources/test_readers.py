import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge_node.sources.cameras import CameraReader
from edge_node.sources.image_files import ImageFolderReader
from edge_node.sources.reading import PassEnd, Place, RawFrame
from edge_node.sources.video_file import VideoFileReader
from shared.errors import SourceError
from tests.unit.sources.recordings import write_images, write_video

N_FRAMES = 40


class Report:
    """Keeps what a reader says."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.beats = 0

    def alive(self) -> None:
        self.beats += 1

    def notice(self, text: str) -> None:
        self.notices.append(text)


@pytest.fixture(params=["a.mp4", "a.avi"])
def video(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    codec = "MJPG" if request.param == "a.avi" else "mp4v"
    return write_video(tmp_path / request.param, n_frames=N_FRAMES, codec=codec)


def _frames(reader: VideoFileReader | ImageFolderReader) -> Iterator[RawFrame]:
    while isinstance(read := reader.read(), RawFrame):
        yield read


def _read_from(path: Path, start: Place, report: Report) -> list[RawFrame]:
    reader = VideoFileReader(str(path))
    reader.open(start, report)
    frames = list(_frames(reader))
    reader.close()
    return frames


@pytest.mark.parametrize("position", [1, 2, 17, N_FRAMES - 1, N_FRAMES])
@pytest.mark.parametrize("memory", ["right", "wrong", "none"])
def test_that_a_video_is_taken_up_at_exactly_the_next_frame(
    memory: str, position: int, video: Path
) -> None:
    whole = _read_from(video, Place(), Report())
    recorded_s = whole[position - 1].recorded_s or 0.0
    before_s = {"right": recorded_s, "wrong": recorded_s + 0.011, "none": None}[memory]
    report = Report()
    rest = _read_from(video, Place(position=position, recorded_s=before_s), report)
    assert [frame.position for frame in rest] == list(range(position, N_FRAMES))
    for frame, expected in zip(rest, whole[position:], strict=True):
        assert np.array_equal(frame.image, expected.image)
        assert frame.recorded_s == expected.recorded_s
    # A seek that cannot be checked, or missed, is replaced by walking there.
    assert (report.beats >= position) == (memory != "right" or position < 2)


@pytest.mark.parametrize("position", [0, 1, 2, 17, N_FRAMES - 1])
def test_that_a_video_is_wound_to_a_time_without_walking_there(position: int, video: Path) -> None:
    whole = _read_from(video, Place(), Report())
    report = Report()
    rest = _read_from(video, Place(seek_s=whole[position].recorded_s), report)
    assert [frame.position for frame in rest] == list(range(position, N_FRAMES))
    for frame, expected in zip(rest, whole[position:], strict=True):
        assert np.array_equal(frame.image, expected.image)
        assert frame.recorded_s == expected.recorded_s
    assert report.beats <= 2


def test_that_a_video_whose_frames_are_not_counted_is_walked_through(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", n_frames=N_FRAMES)
    whole = _read_from(path, Place(), Report())
    report = Report()
    rest = _read_from(path, Place(seek_s=0.7), report)
    assert report.beats > 10
    first = rest[0].position or 0
    assert (whole[first].recorded_s or 0) >= 0.7 > (whole[first - 1].recorded_s or 0)
    assert [frame.recorded_s for frame in rest] == [frame.recorded_s for frame in whole[first:]]
    assert np.array_equal(rest[0].image, whole[first].image)


def test_that_winding_beyond_the_end_finds_nothing(video: Path) -> None:
    assert _read_from(video, Place(seek_s=99.0), Report()) == []


def test_that_frames_are_skipped_without_losing_count(video: Path, tmp_path: Path) -> None:
    readers = (
        VideoFileReader(str(video)),
        ImageFolderReader(
            sorted(write_images(tmp_path / "images", n_frames=10).iterdir()),
            label="images",
            interval_s=0.04,
        ),
    )
    for reader in readers:
        reader.open(Place(), Report())
        assert all(reader.skip() for _ in range(3))
        frames = list(itertools.islice(_frames(reader), 2))
        assert [frame.position for frame in frames] == [3, 4]
        assert [frame.recorded_s for frame in frames] == pytest.approx([0.12, 0.16])
        while reader.skip():
            pass
        assert isinstance(reader.read(), PassEnd)
        reader.close()


def test_that_a_video_tells_its_own_time(video: Path) -> None:
    times = [frame.recorded_s for frame in _read_from(video, Place(), Report())]
    assert times == pytest.approx([number / 25 for number in range(N_FRAMES)])


def test_that_images_have_nominal_times_and_names(tmp_path: Path) -> None:
    folder = write_images(tmp_path / "images", n_frames=3)
    reader = ImageFolderReader(sorted(folder.iterdir()), label="images", interval_s=0.5)
    reader.open(Place(position=1), Report())
    frames = list(_frames(reader))
    assert [frame.recorded_s for frame in frames] == [0.5, 1.0]
    assert [frame.name for frame in frames] == ["img1.png", "img2.png"]
    assert reader.read() == PassEnd("end of images")


def test_that_many_unreadable_images_are_not_all_named(tmp_path: Path) -> None:
    folder = write_images(tmp_path / "images", n_frames=1)
    broken = [folder / f"broken{number}.png" for number in range(50)]
    for path in broken:
        path.write_bytes(b"?")
    reader = ImageFolderReader([*broken, folder / "img0.png"], label="images", interval_s=0.5)
    report = Report()
    reader.open(Place(), report)
    assert len(list(_frames(reader))) == 1
    assert len(report.notices) == 20
    assert reader.read() == PassEnd("end of images, 50 could not be read")


def test_that_an_image_that_vanished_is_left_out(tmp_path: Path) -> None:
    report = Report()
    reader = ImageFolderReader([tmp_path / "gone.png"], label="images", interval_s=0.5)
    with pytest.raises(SourceError, match="not one of 1 images"):
        reader.open(Place(), report)
    assert "No such file" in report.notices[0]


def test_that_a_camera_that_is_not_there_is_said_so() -> None:
    reader = CameraReader("97", label="camera 97")
    with pytest.raises(SourceError, match="camera 97 cannot be opened; is it plugged in"):
        reader.open(Place(), Report())
