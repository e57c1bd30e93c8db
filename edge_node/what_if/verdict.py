"""What a rehearsal came to: questions, and how many tracks its heads name rightly. Pure."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from edge_node.what_if.knowledge import Knowledge
from edge_node.what_if.rehearsal import Question, Rehearsal
from shared.learning.head import TrainedHead, apply_head
from shared.learning.intervals import Share, wilson


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one strategy. Shares are of tracks, None where there is no such track.

    objects_asked: the truth's objects that were asked about. repeated: questions about one that
    was asked about before. per_object: questions by all objects that the truth knows; None where
    it does not know all. decides_from_s: when the first head came that keeps its stated risk, None
    if none did; until then a node asks about what is unlike all that was asked, whatever the
    strategy. as_they_came: of tracks that were not asked about, named by the head
    that was in force when they could have been. in_the_end: of all tracks, by the last head.
    objects_in_the_end: the same, of tracks that are an object with a name. never_asked: the same,
    of tracks that were not asked about.
    """

    strategy: str
    questions: int
    answered: int
    objects_asked: int
    repeated: int
    per_object: float | None
    heads: int
    decides_from_s: float | None
    as_they_came: Share | None
    in_the_end: Share | None
    objects_in_the_end: Share | None
    never_asked: Share | None


def judge_rehearsal(
    strategy: str, rehearsal: Rehearsal, tracks: Sequence[Question], knowledge: Knowledge
) -> Verdict:
    """tracks: a question about every track there is, of which those with a name count."""
    asked = {question.query.track_key for question in rehearsal.questions}
    known = [track for track in tracks if track.said.kind in ("name", "not_an_object")]
    others = [track for track in known if track.query.track_key not in asked]
    objects = [q.said.object_id for q in rehearsal.questions if q.said.object_id is not None]
    last = rehearsal.heads[-1][1] if rehearsal.heads else None
    return Verdict(
        strategy=strategy,
        questions=len(rehearsal.questions),
        answered=sum(q.said.kind != "dont_know" for q in rehearsal.questions),
        objects_asked=len(set(objects)),
        repeated=len(objects) - len(set(objects)),
        per_object=(
            len(rehearsal.questions) / max(1, knowledge.truth.object_count)
            if knowledge.complete
            else None
        ),
        heads=len(rehearsal.heads),
        decides_from_s=next(
            (at_s for at_s, head in rehearsal.heads if head.conformal_threshold > 0.0), None
        ),
        as_they_came=_share([_is_right(_in_force(rehearsal, t.at_s), t) for t in others]),
        in_the_end=_share([_is_right(last, track) for track in known]),
        objects_in_the_end=_share(
            [_is_right(last, track) for track in known if track.said.kind == "name"]
        ),
        never_asked=_share([_is_right(last, track) for track in others]),
    )


def _in_force(rehearsal: Rehearsal, at_s: float) -> TrainedHead | None:
    number = bisect.bisect_right([start_s for start_s, _ in rehearsal.heads], at_s)
    return rehearsal.heads[number - 1][1] if number else None


def _is_right(head: TrainedHead | None, track: Question) -> bool:
    if head is None:
        return False
    mean = apply_head(head, track.embeddings).probabilities.mean(axis=0)
    return head.class_names[int(mean.argmax())] == track.said.name


def _share(right: Sequence[bool]) -> Share | None:
    return wilson(sum(right), len(right)) if right else None
