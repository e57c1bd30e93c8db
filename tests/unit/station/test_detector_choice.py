"""Which detector the next version runs with."""

import msgspec

from operator_gui.station.detector_choice import detector_in_use, with_detector
from operator_gui.station.registry import AdoptedDetector, Version
from shared.bundle import DetectorSpec, InputSpec, ModelFile
from shared.domain import VersionState
from tests.unit.station.station_world import BASE
from tests.unit.station.test_provisional import record


def spec(letter: str) -> DetectorSpec:
    return DetectorSpec(
        file=ModelFile(sha256=letter * 64, size_bytes=10),
        input=InputSpec(width_px=64, height_px=64),
        decoder="yolov8",
        outputs=("output0",),
        class_names=("thing",),
    )


WITH_A = msgspec.structs.replace(BASE, kind="detect", detector=spec("a"))
B = AdoptedDetector(spec=spec("b"), instead_of="a" * 64, version=2)


def version(number: int, state: VersionState, detector: AdoptedDetector | None = None) -> Version:
    return Version(msgspec.structs.replace(record(number, "full"), detector=detector), state)


def test_that_the_base_s_detector_is_in_use_until_another_goes_out() -> None:
    assert detector_in_use(WITH_A, []) is None
    assert detector_in_use(WITH_A, [version(1, "active"), version(2, "passed", B)]) is None
    assert detector_in_use(WITH_A, [version(1, "active"), version(2, "staged", B)]) == B
    assert detector_in_use(WITH_A, [version(1, "retired"), version(2, "active", B)]) == B
    assert with_detector(WITH_A, B).detector == spec("b")


def test_that_one_that_was_taken_back_is_in_use_no_more() -> None:
    versions = [version(1, "active"), version(2, "refused", B)]
    assert detector_in_use(WITH_A, versions) is None
    versions = [version(2, "retired", B), version(3, "active")]
    assert detector_in_use(WITH_A, versions) is None  # somebody went back


def test_that_what_a_person_starts_the_station_with_goes_before() -> None:
    other = msgspec.structs.replace(WITH_A, detector=spec("c"))
    assert detector_in_use(other, [version(2, "active", B)]) is None
    assert with_detector(other, B) == other
    assert with_detector(BASE, B) == BASE
    assert with_detector(WITH_A, None) == WITH_A
