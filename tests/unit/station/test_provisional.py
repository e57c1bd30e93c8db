from operator_gui.station.provisional import refused_with, to_go_back_to
from operator_gui.station.registry import Version, VersionKind, VersionRecord
from shared.domain import VersionState
from tests.unit.station.stores import HEAD


def record(number: int, kind: VersionKind, restored_from: int = 0) -> VersionRecord:
    return VersionRecord(
        version=number,
        trained_at_s=1.0,
        head=HEAD,
        classes=(),
        accuracy_low=None,
        accuracy_high=None,
        answer_seq=number,
        elapsed_ms=5.0,
        embedder_sha256="e",
        kind=kind,
        restored_from=restored_from,
    )


def version(
    number: int,
    kind: VersionKind,
    state: VersionState,
    *,
    ran: bool = False,
    restored_from: int = 0,
) -> Version:
    reason = "worse" if state == "refused" else ""
    return Version(record(number, kind, restored_from), state, reason, 2.0 if ran else None)


STEPPED = [
    version(1, "full", "retired", ran=True),
    version(2, "full", "passed"),
    version(3, "quick", "active", ran=True),
    version(4, "full", "refused"),
]


def test_that_a_step_from_a_refused_training_is_refused_with_it() -> None:
    said = refused_with(record(5, "quick"), STEPPED)
    assert said == "the training that it goes on from was refused: worse"
    assert refused_with(record(5, "full"), STEPPED) == ""
    restored = version(5, "full", "active", ran=True, restored_from=1)
    assert refused_with(record(6, "quick"), [*STEPPED, restored]) == said
    better = version(5, "full", "active", ran=True)
    assert refused_with(record(6, "quick"), [*STEPPED, better]) == ""
    assert refused_with(record(1, "quick"), []) == ""


def test_that_steps_are_taken_back_to_what_was_judged_as_a_whole() -> None:
    found = to_go_back_to(STEPPED[2], STEPPED, lambda v: True)
    assert found is not None
    assert found.number == 1
    assert to_go_back_to(STEPPED[2], STEPPED, lambda v: v.number != 1) is None
    assert to_go_back_to(STEPPED[0], STEPPED, lambda v: True) is None
    assert to_go_back_to(None, STEPPED, lambda v: True) is None
