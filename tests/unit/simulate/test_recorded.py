"""A recording with its truth as data: the demo's own clip."""

import shutil
from pathlib import Path

import pytest

from edge_node.simulation.picture import Picture
from edge_node.simulation.recorded import frames_of, read_recorded, truth_beside
from shared.errors import SourceError, TruthError, UsageError
from shared.truth import VideoTruth, load_truth
from tests.fakes import ManualClock
from tests.integration.test_recording import CLIP, first_frames

N_FRAMES = 30


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_frames(tmp_path_factory.mktemp("clip") / "walk.avi", N_FRAMES)


@pytest.fixture(scope="module")
def truth() -> VideoTruth:
    found = load_truth(truth_beside(CLIP))
    assert isinstance(found, VideoTruth)
    return found


@pytest.fixture(scope="module")
def pictures(video: Path) -> list[Picture]:
    return list(read_recorded(video, truth_beside(CLIP), clock=ManualClock()).pictures)


def test_that_each_object_has_a_view_at_each_of_its_key_frames(
    pictures: list[Picture], truth: VideoTruth
) -> None:
    expected = {
        (f"object {item.id}", key.frame)
        for item in truth.objects
        for key in item.keyframes
        if key.frame < N_FRAMES and not key.hidden
    }
    found = {
        (thing.object_id, int(picture.label.removeprefix("frame ")))
        for picture in pictures
        for thing in picture.things
    }
    assert found == expected
    assert len({object_id for object_id, _ in found}) > 2


def test_that_boxes_are_shares_of_the_frame(pictures: list[Picture]) -> None:
    boxes = [thing.box for picture in pictures for thing in picture.things]
    assert all(box is not None and 0 <= box.x0 < box.x1 <= 1 for box in boxes)
    assert all(box is not None and 0 <= box.y0 < box.y1 <= 1 for box in boxes)


def test_that_an_object_is_a_session(pictures: list[Picture]) -> None:
    for picture in pictures:
        assert all(thing.session == thing.object_id for thing in picture.things)


def test_that_a_picture_is_decoded_as_it_was(pictures: list[Picture], video: Path) -> None:
    frame = next(frames_of(str(video), clock=ManualClock()))
    assert pictures[0].label == "frame 0"
    assert (pictures[0].decode(pictures[0].read()) == frame.image).all()


def test_that_the_truth_beside_a_recording_is_found(video: Path, tmp_path: Path) -> None:
    shutil.copy(video, tmp_path / "walk.avi")
    shutil.copy(truth_beside(CLIP), tmp_path / "walk.truth.json")
    assert read_recorded(tmp_path / "walk.avi", None, clock=ManualClock()).count is None


def test_that_a_recording_without_truth_is_refused_with_what_to_do(video: Path) -> None:
    with pytest.raises(UsageError, match=r"with --truth, or put it beside it as walk\.truth\.json"):
        read_recorded(video, None, clock=ManualClock())


def test_that_a_folders_truth_is_none_of_a_recording(video: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,x0,y0,x1,y1\nmug,0,0,1,1\n")
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(UsageError, match="expected a truth file of a recording"):
        read_recorded(video, tmp_path, clock=ManualClock())


def test_that_what_is_no_truth_is_refused(video: Path, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("{}")
    with pytest.raises(TruthError):
        read_recorded(video, tmp_path / "t.json", clock=ManualClock())


def test_that_a_file_which_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no video")
    with pytest.raises(SourceError, match="neither a video nor an image"):
        next(frames_of(str(tmp_path / "notes.txt"), clock=ManualClock()))
