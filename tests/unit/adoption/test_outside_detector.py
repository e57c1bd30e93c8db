"""What a look at a detector from outside finds out, with real models and a real frame."""

from pathlib import Path

import msgspec
import pytest

from edge_node.adoption.outside_detector import try_detector, which_found
from shared.bundle import DetectorSpec, ModelFile
from shared.detector_trial import CompareOrder, DetectorOrder, LabelledFrame, ReadOrder
from shared.domain import Box
from tests.unit.retraining.bright_square import bright_square
from tests.unit.station.taught_frames import SQUARE_PX, base_with_detector, frame


def box(left: float, top: float = 0.0, side: float = 10.0) -> Box:
    return Box(left, top, left + side, top + side)


def test_that_a_box_is_found_from_half_of_it_in_common() -> None:
    assert which_found([box(0)], [box(3)]) == (True,)  # 7 of 13
    assert which_found([box(0)], [box(4)]) == (False,)  # 6 of 14
    assert which_found([box(0)], []) == (False,)
    assert which_found([], [box(0)]) == ()


def test_that_one_given_box_finds_one_object_and_the_closest() -> None:
    assert which_found([box(0), box(2)], [box(2)]) == (False, True)
    assert which_found([box(0), box(2)], [box(2), box(1)]) == (True, True)


def model(folder: Path, change: str = "") -> tuple[Path, ModelFile]:
    path = folder / "model.onnx"
    path.write_bytes(bright_square(SQUARE_PX, ["thing"], change).SerializeToString())
    return path, ModelFile(sha256="b" * 64, size_bytes=path.stat().st_size)


def read(path: Path, file: ModelFile) -> DetectorSpec:
    reply = try_detector(DetectorOrder(task=ReadOrder(outside=str(path), file=file)))
    assert (reply.refusal, reply.before, reply.after) == ("", None, None)
    assert reply.spec is not None
    return reply.spec


def compare_order(folder: Path, change: str = "") -> CompareOrder:
    """The candidate beside the active one, on a frame with one of two labelled things in it."""
    base, models = base_with_detector(folder)
    path, file = model(folder, change)
    assert base.detector is not None
    picture = folder / "frame.jpg"
    picture.write_bytes(frame(8, 20))
    boxes = ((8.0, 20.0, 24.0, 36.0), (40.0, 0.0, 56.0, 16.0))
    return CompareOrder(
        outside=str(path),
        spec=read(path, file),
        running=str(models[base.detector.file.sha256]),
        running_spec=base.detector,
        frames=(LabelledFrame(path=str(picture), boxes=boxes),),
        slower=2.5,
    )


def test_that_it_is_read_as_adopt_reads_it(tmp_path: Path) -> None:
    spec = read(*model(tmp_path))
    assert (spec.decoder, spec.class_names) == ("yolov8", ("thing",))
    assert spec.input.std == (255.0, 255.0, 255.0)


def test_that_both_are_run_on_the_same_frames(tmp_path: Path) -> None:
    reply = try_detector(DetectorOrder(task=compare_order(tmp_path)))
    assert reply.before is not None
    assert reply.after is not None
    assert reply.before.found == reply.after.found == ((True, False),)
    assert reply.before.boxes == reply.after.boxes >= 1
    assert reply.after.least_ms > 0.0


def test_that_what_a_run_takes_and_gives_back_is_measured(tmp_path: Path) -> None:
    order = compare_order(tmp_path, "waste = 1 << 25")
    once = msgspec.structs.replace(order, slower=1e9)  # how long it takes is no matter here
    reply = try_detector(DetectorOrder(task=once))
    assert reply.before is not None
    assert reply.after is not None
    assert reply.after.memory_bytes > 100 << 20
    assert reply.before.memory_bytes < 64 << 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("layout = 'other'", "it is no detector"),
        ("domain = 'com.x'", "only standard ONNX operators"),
    ],
)
def test_that_what_is_no_detector_is_said_in_words(tmp_path: Path, change: str, said: str) -> None:
    path, file = model(tmp_path, change)
    reply = try_detector(DetectorOrder(task=ReadOrder(outside=str(path), file=file)))
    assert said in reply.refusal
    assert reply.spec is None


def test_that_a_picture_that_cannot_be_decoded_is_said_in_words(tmp_path: Path) -> None:
    order = compare_order(tmp_path)
    Path(order.frames[0].path).write_bytes(b"rubbish")
    reply = try_detector(DetectorOrder(task=order))
    assert "a stored picture cannot be looked at" in reply.refusal
    missing = msgspec.structs.replace(order, running=str(tmp_path / "none.onnx"))
    assert try_detector(DetectorOrder(task=missing)).refusal
