import math

import msgspec
import pytest

from operator_gui.station.gate import refusal
from operator_gui.station.trainer_wire import ClassResult
from shared.bundle import HeadSpec, ModelFile

HEAD = HeadSpec(
    file=ModelFile(sha256="0" * 64, size_bytes=1),
    class_names=("bowl", "mug"),
    members=5,
    temperature=0.2,
    risk=0.05,
    conformal_threshold=0.3,
    known_scores=(0.5, 0.9),
    dataset_revision="r",
    labels=8,
    tracks=4,
    accuracy=1.0,
)


def results(**hits_of: tuple[int, int]) -> tuple[ClassResult, ...]:
    return tuple(
        ClassResult(name=name, tracks=judged, hits=hits, judged=judged)
        for name, (hits, judged) in hits_of.items()
    )


def gate(
    head: HeadSpec = HEAD,
    new: tuple[ClassResult, ...] = (),
    old: tuple[ClassResult, ...] = (),
    active: HeadSpec | None = HEAD,
    taught: tuple[str, ...] = ("bowl", "mug"),
) -> str:
    return refusal(head, new, active=active, active_results=old, taught=taught)


def test_that_the_first_candidate_passes() -> None:
    assert gate(active=None) == ""


@pytest.mark.parametrize(
    "broken",
    [
        {"temperature": math.nan},
        {"temperature": 0.0},
        {"conformal_threshold": math.inf},
        {"known_scores": (0.1, math.nan)},
        {"accuracy": math.nan},
    ],
)
def test_that_numbers_that_are_none_are_refused(broken: dict[str, object]) -> None:
    assert "not finite" in gate(msgspec.structs.replace(HEAD, **broken), active=None)


def test_that_a_forgotten_class_is_refused_unless_it_was_taken_back() -> None:
    forgetful = msgspec.structs.replace(HEAD, class_names=("bowl",))
    assert gate(forgetful) == "it does not know what the active model knows: mug"
    assert gate(forgetful, taught=("bowl",)) == ""


def test_that_clearly_worse_is_refused_with_both_numbers() -> None:
    reason = gate(new=results(mug=(10, 20), bowl=(9, 20)), old=results(mug=(20, 20), bowl=(18, 18)))
    assert "rightly" in reason
    assert "48%" in reason
    assert "100%" in reason


def test_that_a_little_worse_passes() -> None:
    assert gate(new=results(mug=(17, 20)), old=results(mug=(19, 20))) == ""


def test_that_only_classes_that_both_could_be_judged_on_count() -> None:
    assert gate(new=results(vase=(0, 50)), old=results(mug=(50, 50))) == ""
    assert gate(new=results(mug=(0, 0)), old=results(mug=(50, 50))) == ""
