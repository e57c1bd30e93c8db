import msgspec

from operator_gui.station.registry import AdoptedDetector, Version, VersionKind
from operator_gui.station.usable_versions import files_to_keep, why_unusable
from shared.domain import VersionState
from tests.unit.station.stores import HEAD
from tests.unit.station.test_detector_choice import spec
from tests.unit.station.test_provisional import record


def version(number: int, kind: VersionKind = "full", state: VersionState = "retired") -> Version:
    file = msgspec.structs.replace(HEAD.file, sha256=str(number) * 64)
    made = msgspec.structs.replace(
        record(number, kind), head=msgspec.structs.replace(HEAD, file=file)
    )
    return Version(made, state, "worse" if state == "refused" else "")


def why(version: Version | None, *, embedder_sha256: str = "e", kept: str = "1") -> str:
    return why_unusable(
        version,
        1,
        embedder_sha256=embedder_sha256,
        is_kept=lambda sha256: sha256 == kept * 64,
        keep_heads=3,
    )


def test_that_whatever_passed_and_is_kept_can_be_run() -> None:
    for state in ("passed", "staged", "shadow", "active", "retired"):
        assert why(version(1, state=state)) == ""


def test_that_what_cannot_be_run_says_why() -> None:
    assert why(None) == "there is no version 1"
    assert "still being tested" in why(version(1, state="candidate"))
    assert why(version(1, state="refused")) == "version 1 was refused: worse"
    assert "another embedder" in why(version(1), embedder_sha256="other")
    assert "the last 3 versions are" in why(version(1), kept="2")


def test_that_a_version_is_of_no_use_without_the_detector_that_it_brought() -> None:
    detector = AdoptedDetector(spec=spec("b"), instead_of="a" * 64, version=1)
    brought = version(1)
    made = msgspec.structs.replace(brought.record, detector=detector)
    assert "not kept any more" in why(Version(made, "retired"))


def test_that_the_last_versions_the_last_whole_ones_and_the_active_one_are_kept() -> None:
    versions = [version(n, "full" if n in (2, 3, 4) else "quick") for n in range(1, 8)]
    kept = files_to_keep(versions, versions[0], keep_heads=2)
    assert kept == {str(n) * 64 for n in (1, 3, 4, 6, 7)}
    assert files_to_keep(versions, None, keep_heads=2) == kept - {"1" * 64}
    assert files_to_keep([], None, keep_heads=2) == frozenset()
