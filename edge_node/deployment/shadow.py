"""What is learned of a new head while it runs beside the active one. Pure.

Both heads see the same embeddings, so that running the new one costs a fraction of a millisecond
a frame. Objects are counted once each, as they were seen last; what people answered on this node
is the only thing of which the truth is known here.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain import Prediction
from shared.protocol.rollout import ShadowFigures, WatchTerms
from shared.texts import phrase

LEAST_LOST = 3
"""So many answered tracks have to be lost before their share means anything."""

LEAST_ANSWERED = 10
"""Of fewer answered tracks it says nothing that a head names hardly one of them right."""

LEAST_RIGHT = 0.25
"""A head that learned from them names nearly all; one whose names are mixed up hardly any."""

LEAST_RUNS = 5
"""From fewer runs nothing is concluded about the time that a head takes."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a head says of one object. sure: one name is left at the stated risk."""

    prediction: Prediction
    sure: bool

    @property
    def novel(self) -> bool:
        return not self.prediction.prediction_set


@dataclass(frozen=True, slots=True)
class Compared:
    """One object as both heads see it. Where not `comparable`, `agreed` says nothing."""

    comparable: bool
    agreed: bool
    both_novel: bool
    sure_before: bool
    sure_after: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """How both heads name what people answered on this node."""

    answered: int = 0
    right_before: int = 0
    right_after: int = 0
    lost: int = 0


def compare(
    before: Opinion, after: Opinion, known: frozenset[str], *, both_keep_risk: bool
) -> Compared:
    """known: the names of the new head. What it never learned, it cannot say.

    both_keep_risk: whether both heads saw enough to keep the risk that they state. One that did
    not is never sure, which says nothing of what it would ask.
    """
    comparable = before.sure and before.prediction.name in known
    return Compared(
        comparable=comparable,
        agreed=comparable and before.prediction.name == after.prediction.name,
        both_novel=before.novel and after.novel,
        sure_before=before.sure or not both_keep_risk,
        sure_after=after.sure or not both_keep_risk,
    )


def recall(names: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Recalled:
    """names: what people said, before and after: what the heads say, all in the same order."""
    right = [(n == b, n == a) for n, b, a in zip(names, before, after, strict=True)]
    return Recalled(
        answered=len(right),
        right_before=sum(b for b, _ in right),
        right_after=sum(a for _, a in right),
        lost=sum(b and not a for b, a in right),
    )


@dataclass(slots=True)
class ShadowTally:
    """Gathers until the terms' frames or time are over. started_s: monotonic."""

    terms: WatchTerms
    started_s: float
    recalled: Recalled = Recalled()
    frames: int = 0
    _objects: dict[str, Compared] = field(default_factory=dict)
    _head_ms: list[float] = field(default_factory=list)
    _active_ms: list[float] = field(default_factory=list)

    def take(self, objects: dict[str, Compared]) -> None:
        """One more frame. objects: by the keys of their tracks."""
        self.frames += 1
        self._objects.update(objects)

    def timed(self, *, head_ms: float, active_ms: float) -> None:
        """Both heads ran on the same views."""
        self._head_ms.append(head_ms)
        self._active_ms.append(active_ms)

    def is_over(self, now_s: float) -> bool:
        """now_s: monotonic."""
        return (
            self.frames >= self.terms.shadow_frames or now_s - self.started_s >= self.terms.shadow_s
        )

    def figures(self) -> ShadowFigures:
        """Everything so far."""
        objects = self._objects.values()
        enough = len(self._head_ms) >= LEAST_RUNS
        return ShadowFigures(
            frames=self.frames,
            objects=len(objects),
            comparable=sum(o.comparable for o in objects),
            agreed=sum(o.agreed for o in objects),
            both_novel=sum(o.both_novel for o in objects),
            unsure_before=sum(not o.sure_before for o in objects),
            unsure_after=sum(not o.sure_after for o in objects),
            answered=self.recalled.answered,
            right_before=self.recalled.right_before,
            right_after=self.recalled.right_after,
            lost=self.recalled.lost,
            head_ms=statistics.median(self._head_ms) if enough else 0.0,
            active_head_ms=statistics.median(self._active_ms) if enough else 0.0,
        )


def shadow_refusal(figures: ShadowFigures, terms: WatchTerms) -> str:
    """Why the new head is not switched to, in words; "" if nothing speaks against it."""
    f = figures
    if f.lost >= LEAST_LOST and f.lost > terms.max_lost * f.right_before:
        return phrase(
            "robot",
            "of {right_before} objects that people named here and the active model names "
            "right, it gets {lost} wrong",
        ).format(right_before=f.right_before, lost=f.lost)
    nothing_known = f.right_before == 0 and f.answered >= LEAST_ANSWERED
    if nothing_known and f.right_after < LEAST_RIGHT * f.answered:
        wrong = f.answered - f.right_after
        return phrase(
            "robot", "of {answered} objects that people named here, it gets {wrong} wrong"
        ).format(answered=f.answered, wrong=wrong)
    if f.comparable >= terms.least_objects and f.agreed < terms.least_agreement * f.comparable:
        return phrase(
            "robot",
            "of {comparable} objects that the active model is sure of, it names only {agreed}"
            " the same",
        ).format(comparable=f.comparable, agreed=f.agreed)
    rise = f.unsure_after - f.unsure_before
    if f.objects >= terms.least_objects and rise > terms.max_unsure_rise * f.objects:
        return phrase(
            "robot",
            "it would ask about {unsure_after} of {objects} objects, the active model about "
            "{unsure_before}",
        ).format(unsure_after=f.unsure_after, objects=f.objects, unsure_before=f.unsure_before)
    if is_slower(f.head_ms, f.active_head_ms, terms):
        return phrase(
            "robot", "its head takes {head_ms} ms, the active one {active_head_ms} ms"
        ).format(head_ms=f"{f.head_ms:.1f}", active_head_ms=f"{f.active_head_ms:.1f}")
    return ""


def is_slower(after_ms: float, before_ms: float, terms: WatchTerms) -> bool:
    """Whether it takes too much longer, both by ratio and by milliseconds; 0 is not known."""
    return (
        before_ms > 0.0
        and after_ms > terms.max_latency_ratio * before_ms
        and after_ms - before_ms > terms.min_latency_rise_ms
    )
