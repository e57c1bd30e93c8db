"""Files that are not what they claim, and cameras on the network that go away."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from edge_node.sources import FrameSource, SourceOptions, open_source
from shared.clock import SystemClock
from shared.errors import SourceError
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.sources.network_camera import network_camera
from tests.unit.sources.recordings import (
    FAST_RESTARTS,
    read_all,
    read_frame,
    scene,
    write_giant_png,
    write_images,
    write_video,
)


def _open(path: Path, options: SourceOptions | None = None) -> FrameSource:
    return open_source(str(path), options=options or FAST_RESTARTS, clock=SystemClock())


def _refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        _open(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("content", [b"", b"this is a letter, not a video\n" * 100])
def test_that_text_with_the_name_of_a_video_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "letter.mp4"
    path.write_bytes(content)
    assert "cannot be read as a video" in _refused(path)


def test_that_a_video_without_a_frame_is_refused(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.avi", n_frames=30, codec="MJPG").read_bytes()
    path = tmp_path / "header.avi"
    path.write_bytes(whole[: whole.index(b"movi") + 4])
    assert str(path) in _refused(path)


def test_that_a_video_cut_short_ends_with_a_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("ends after .* of about 60 frames")
    whole = write_video(tmp_path / "a.avi", n_frames=60, codec="MJPG").read_bytes()
    path = tmp_path / "cut.avi"
    path.write_bytes(whole[: len(whole) // 2])
    with _open(path) as source:
        frames, reason = read_all(source)
        assert source.stats.restarts == 0
    assert 10 < len(frames) < 50
    assert f"ends after {len(frames)} of about 60 frames" in reason
    assert reason in caplog.text


def test_that_damage_in_the_middle_of_a_video_does_not_stop_the_node(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("frames of which are damaged")
    path = write_video(tmp_path / "a.mp4", n_frames=60)
    data = bytearray(path.read_bytes())
    middle = data.index(b"mdat") + len(data) // 2
    data[middle : middle + 1_500] = bytes(1_500)
    path.write_bytes(data)
    with _open(path) as source:
        frames, reason = read_all(source)
        assert source.stats.restarts == 0
    positions = [frame.position for frame in frames]
    assert 40 < len(positions) < 60
    assert positions[-1] == 59
    assert f"{60 - len(positions)} frames of which are damaged" in reason


def test_that_unreadable_images_are_left_out_by_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("is left out")
    folder = write_images(tmp_path / "images", n_frames=6)
    (folder / "img1.png").write_bytes(b"")
    (folder / "img2.png").write_bytes(b"no image")
    (folder / "img3.png").write_bytes((folder / "img4.png").read_bytes()[:40])
    write_giant_png(folder / "img5.png", side=8_192)
    with _open(folder, SourceOptions(loops=2)) as source:
        frames, reason = read_all(source)
    assert [frame.name for frame in frames] == ["img0.png", "img4.png"] * 2
    assert [frame.position for frame in frames] == [0, 4, 0, 4]
    assert "4 could not be read" in reason
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == 4
    for name, message in zip(("img1", "img2", "img3", "img5"), messages, strict=True):
        assert name in message
    assert "larger than 33 million pixels" in messages[3]


def test_that_a_folder_of_unreadable_images_is_refused(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("big.png is left out", "small.jpg is left out")
    write_giant_png(tmp_path / "big.png", side=8_192)
    (tmp_path / "small.jpg").write_bytes(b"?")
    assert "not one of 2 images can be read" in _refused(tmp_path)


def test_that_images_of_different_sizes_and_colours_are_replayed(tmp_path: Path) -> None:
    sizes = [(48, 64), (480, 640), (30, 40), (1_080, 1_920), (1, 1)]
    for number, (height, width) in enumerate(sizes):
        cv2.imwrite(str(tmp_path / f"{number}.png"), scene(number, height=height, width=width))
    grey = cv2.cvtColor(scene(9), cv2.COLOR_BGR2GRAY)
    cv2.imwrite(str(tmp_path / "9.png"), grey)
    with _open(tmp_path) as source:
        frames, _ = read_all(source)
        assert source.stats.restarts == 0
    assert [(frame.height_px, frame.width_px) for frame in frames] == [*sizes, grey.shape]
    for number, frame in enumerate(frames[:5]):
        height, width = sizes[number]
        assert (frame.image == scene(number, height=height, width=width)).all()


@pytest.fixture
def camera_port() -> Iterator[int]:
    with network_camera(period_s=0.02) as port:  # all at once, and each time only the last is seen
        yield port


def test_that_a_network_camera_is_read_again_after_it_went_away(
    camera_port: int, caplog: pytest.LogCaptureFixture, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("stopped sending frames")
    url = f"http://operator:s3cret@127.0.0.1:{camera_port}/live.mjpg?token=t0ken"
    with open_source(url, options=FAST_RESTARTS, clock=SystemClock()) as source:
        first = read_frame(source)

        def is_back() -> bool:
            source.read(timeout_s=0.1)
            return source.stats.restarts >= 1 and source.stats.state == "running"

        wait_until(is_back)
        assert read_frame(source).sequence > first.sequence
        told = f"{source.stats} {source.source_id} {caplog.text}"
    assert "stopped sending frames" in told
    assert "s3cret" not in told
    assert "t0ken" not in told


def test_that_a_network_camera_that_is_not_there_is_lost_and_not_an_error(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("cannot be opened; is it reachable")
    url = "http://operator:s3cret@127.0.0.1:9/live.mjpg"
    with open_source(url, options=FAST_RESTARTS, clock=SystemClock()) as source:
        wait_until(lambda: source.read(timeout_s=0.1) is not None and source.stats.restarts >= 1)
        assert source.stats.state == "lost"
        assert source.stats.last_error.startswith("http://127.0.0.1:9/live.mjpg cannot be opened")
