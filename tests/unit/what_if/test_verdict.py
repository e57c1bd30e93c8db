"""What a rehearsal came to, on made-up questions and heads."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from edge_node.what_if.knowledge import Knowledge, Said
from edge_node.what_if.rehearsal import Question, Rehearsal
from edge_node.what_if.verdict import Verdict, judge_rehearsal
from shared.domain import NOT_AN_OBJECT, Floats
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.truth import ImageTruth
from tests.contract.messages import MINIMAL_QUERY

AXES: dict[str, Floats] = dict(zip(("mug", "bowl"), np.eye(2, 6, dtype=np.float32), strict=True))
WHOLE = Knowledge(ImageTruth({"1.png": ()}), complete=True)
SOME = Knowledge(ImageTruth({}), complete=False)


def track(key: str, name: str, *, at_s: float = 0.0, number: int | None = None) -> Question:
    kind = "name" if name else "dont_know"
    return Question(
        query=msgspec.structs.replace(MINIMAL_QUERY, track_key=key),
        said=Said("not_an_object" if name == NOT_AN_OBJECT else kind, name, number),  # type: ignore[arg-type]
        at_s=at_s,
        embeddings=AXES.get(name, AXES["mug"])[None],
        jpeg=b"",
    )


def head(*names: str) -> TrainedHead:
    """Knows these names, each by two tracks."""
    rows = [name for name in names for _ in range(2)]
    numbers = [str(number) for number in range(len(rows))]
    views = TrainingSet.of_names(
        embeddings=np.stack([AXES[name] for name in rows]),
        names=rows,
        track_ids=numbers,
        view_ids=numbers,
    )
    return train_head(views, risk=0.05, rng=np.random.default_rng(0))


def judged(
    asked: list[Question],
    tracks: list[Question],
    heads: list[tuple[float, TrainedHead]],
    knowledge: Knowledge = WHOLE,
) -> Verdict:
    rehearsal = Rehearsal(tuple(asked), tuple(heads), frames=10, duration_s=1.0)
    return judge_rehearsal("margin", rehearsal, tracks, knowledge)


def test_that_tracks_are_named_by_the_last_head_in_the_end() -> None:
    tracks = [track("1", "mug"), track("2", "bowl"), track("3", "mug")]
    found = judged([tracks[0]], tracks, [(0.0, head("bowl")), (5.0, head("mug", "bowl"))])
    assert found.in_the_end is not None
    assert (found.in_the_end.hits, found.in_the_end.total) == (3, 3)
    assert found.never_asked is not None
    assert (found.never_asked.hits, found.never_asked.total) == (2, 2)


def test_that_tracks_are_named_as_they_came_by_the_head_of_that_moment() -> None:
    tracks = [track("1", "mug", at_s=1.0), track("2", "mug", at_s=5.0), track("3", "mug", at_s=9.0)]
    found = judged([], tracks, [(4.0, head("bowl")), (9.0, head("mug", "bowl"))])
    assert found.as_they_came is not None
    # Before any head, by one that knows no mug, and by one that does from then on.
    assert (found.as_they_came.hits, found.as_they_came.total) == (1, 3)


def test_that_objects_with_a_name_are_told_from_what_is_none() -> None:
    tracks = [track("1", "mug"), track("2", NOT_AN_OBJECT)]
    found = judged([], tracks, [(0.0, head("mug"))])
    assert found.in_the_end is not None
    assert (found.in_the_end.hits, found.in_the_end.total) == (1, 2)
    assert found.objects_in_the_end is not None
    assert (found.objects_in_the_end.hits, found.objects_in_the_end.total) == (1, 1)


def test_that_tracks_nobody_can_name_do_not_count() -> None:
    found = judged([], [track("1", ""), track("2", "mug")], [(0.0, head("mug"))], SOME)
    assert found.in_the_end is not None
    assert found.in_the_end.total == 1


def test_that_without_a_head_nothing_is_right() -> None:
    found = judged([], [track("1", "mug")], [])
    assert found.in_the_end is not None
    assert (found.in_the_end.hits, found.heads, found.decides_from_s) == (0, 0, None)


def test_that_without_a_track_there_is_no_share() -> None:
    found = judged([], [], [])
    assert found.as_they_came is found.in_the_end is found.never_asked is None


def test_that_questions_about_one_object_are_told_from_those_about_others() -> None:
    asked = [
        track("1", "mug", number=1),
        track("2", "mug", number=1),
        track("3", "bowl", number=2),
        track("4", NOT_AN_OBJECT),
        track("5", ""),
    ]
    found = judged(asked, [], [], SOME)
    assert (found.questions, found.answered) == (5, 4)
    assert (found.objects_asked, found.repeated) == (2, 1)
    assert found.per_object is None


def test_that_questions_are_counted_by_object_where_all_objects_are_known() -> None:
    truth = ImageTruth({"1.png": ((1, "mug", None), (2, "bowl", None))})  # type: ignore[arg-type]
    found = judged([track("1", "mug")], [], [], Knowledge(truth, complete=True))
    assert found.per_object == pytest.approx(0.5)


def test_that_a_strategy_decides_from_the_first_head_that_keeps_its_risk() -> None:
    few = head("mug", "bowl")
    assert few.conformal_threshold == 0.0
    enough = replace(few, conformal_threshold=0.2)
    found = judged([], [], [(1.0, few), (2.0, enough), (3.0, enough)])
    assert found.decides_from_s == 2.0
