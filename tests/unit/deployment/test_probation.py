"""When a version on probation is kept and when it is left."""

import pytest

from edge_node.deployment.probation import (
    LEAST_FRAMES,
    SETTLING_FRAMES,
    FrameHealth,
    judge_probation,
)
from shared.protocol.rollout import MAX_PROBATION_FRAMES, WatchTerms

TERMS = WatchTerms(probation_frames=40)


def frames(
    count: int, *, ms: float = 30.0, cpu_ms: float = 0.0, objects: int = 0, sure: int = 0
) -> list[FrameHealth]:
    """cpu_ms: as much as the frame takes where it is 0."""
    seen = {f"t{number}": number < sure for number in range(objects)}
    return [FrameHealth(ms, cpu_ms or ms, seen)] * count


def stand(before: list[FrameHealth], since: list[FrameHealth], terms: WatchTerms = TERMS) -> str:
    return judge_probation(before, since, terms).stand


def test_that_a_version_like_the_one_before_is_kept_after_its_frames_and_not_earlier() -> None:
    before = frames(100, objects=12, sure=10)
    assert stand(before, frames(39, objects=12, sure=9)) == "watching"
    assert stand(before, frames(40, objects=12, sure=9)) == "kept"


def test_that_three_times_the_time_is_noticed_before_the_end_of_the_probation() -> None:
    before, since = frames(50), frames(SETTLING_FRAMES, ms=30.0)
    while stand(before, since) == "watching":
        since = [*since, *frames(1, ms=90.0)]
    assert len(since) == SETTLING_FRAMES + LEAST_FRAMES < MAX_PROBATION_FRAMES
    assert judge_probation(before, since, TERMS).reason == (
        "a frame takes 90 ms with it, and took 30 ms before"
    )


@pytest.mark.parametrize(("before_ms", "after_ms"), [(30.0, 70.0), (1.0, 5.5), (30.0, 3.0)])
def test_that_a_little_more_time_is_no_failure(before_ms: float, after_ms: float) -> None:
    assert stand(frames(50, ms=before_ms), frames(40, ms=after_ms)) == "kept"


def test_that_frames_that_wait_for_other_programs_are_no_failure() -> None:
    assert stand(frames(50), frames(40, ms=300.0, cpu_ms=40.0)) == "kept"
    assert stand(frames(50), frames(40, ms=300.0, cpu_ms=70.0)) == "failed"


def test_that_a_few_slow_frames_are_no_failure() -> None:
    since = [*frames(20), *frames(15, ms=400.0), *frames(5)]
    assert stand(frames(50), since) == "kept"


def test_that_the_first_frames_after_the_switch_do_not_count() -> None:
    since = [*frames(SETTLING_FRAMES, ms=900.0), *frames(37)]
    assert stand(frames(50), since) == "kept"


def test_that_nothing_is_concluded_from_few_frames_before_it() -> None:
    assert stand(frames(LEAST_FRAMES - 1), frames(40, ms=900.0)) == "kept"
    assert stand(frames(LEAST_FRAMES), frames(40, ms=900.0)) == "failed"


@pytest.mark.parametrize("probation_frames", [1, 2, 3, 4, 5])
def test_that_a_very_short_probation_ends(probation_frames: int) -> None:
    terms = WatchTerms(probation_frames=probation_frames)
    assert stand(frames(50), frames(probation_frames), terms) == "kept"


def test_that_a_slow_version_fails_in_a_short_probation_too() -> None:
    short = WatchTerms(probation_frames=SETTLING_FRAMES + 2)
    assert stand(frames(50), frames(SETTLING_FRAMES + 2, ms=90.0), short) == "failed"


def test_that_a_jump_in_questions_is_a_failure() -> None:
    finding = judge_probation(frames(50, objects=20, sure=18), frames(5, objects=20, sure=4), TERMS)
    assert finding.stand == "failed"
    assert finding.reason == (
        "it is not sure of 16 of 20 objects, each of them a question; before it were 2 of 20"
    )


def test_that_some_more_questions_are_no_failure() -> None:
    assert stand(frames(50, objects=20, sure=18), frames(40, objects=20, sure=11)) == "kept"


@pytest.mark.parametrize(("before", "since"), [(9, 20), (20, 9), (0, 20), (20, 0)])
def test_that_nothing_is_concluded_from_few_objects(before: int, since: int) -> None:
    known = frames(50, objects=before, sure=before)
    assert stand(known, frames(40, objects=since, sure=0)) == "kept"


def test_that_one_object_in_many_frames_is_one_object() -> None:
    assert stand(frames(100, objects=1, sure=1), frames(40, objects=1)) == "kept"
