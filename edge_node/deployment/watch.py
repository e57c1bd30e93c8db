"""The watch over a new version, in the perception thread: beside the active one, then alone.

The deployer hands over a candidate and waits; perception shows it the objects of its frames. After
the switch every frame is looked at until the probation is over.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from edge_node.asking.subject import Subject
from edge_node.deployment.probation import FrameHealth, judge_probation
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.shadow import (
    Compared,
    Opinion,
    Recalled,
    ShadowTally,
    compare,
    recall,
    shadow_refusal,
)
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.head import Head
from edge_node.perception.prediction import mean_over_views, predict_rows
from shared.clock import Clock
from shared.domain import Floats, HeadOutput
from shared.errors import ModelError
from shared.protocol.rollout import MAX_PROBATION_FRAMES, ShadowFigures, WatchTerms

FRAMES_BEFORE = 100


@dataclass(frozen=True, eq=False, slots=True)
class NamedViews:
    """What people answered on this node: the embeddings of each track's views, and its name."""

    embeddings: tuple[Floats, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class ShadowRun:
    """A candidate beside the active bundle; `done` is set once `figures` and `refusal` are."""

    bundle: ActiveBundle
    terms: WatchTerms
    done: threading.Event = field(default_factory=threading.Event)
    figures: ShadowFigures = field(default_factory=ShadowFigures)
    refusal: str = ""
    tally: ShadowTally | None = None


class BundleWatch:
    """`begin` and `cancel` are for the deployer's thread, everything else for perception's.

    `named` tells what people answered on this node, as far as it fits the embedder that runs;
    `on_settled` hears of versions that got through their probation. `cpu_s` is the time that the
    node has computed, on all cores, but for what the deployer does.
    """

    def __init__(
        self,
        reference: BundleReference,
        *,
        clock: Clock,
        cpu_s: Callable[[], float],
        named: Callable[[], NamedViews],
        on_settled: Callable[[int], None],
    ) -> None:
        self._reference = reference
        self._clock = clock
        self._cpu_s = cpu_s
        self._spent_s = cpu_s()
        self._named = named
        self._on_settled = on_settled
        self._run: ShadowRun | None = None
        self._seen: ActiveBundle | None = None
        self._before: deque[FrameHealth] = deque(maxlen=FRAMES_BEFORE)
        self._since: list[FrameHealth] = []
        self.settled_version = self._first_settled()

    def begin(self, bundle: ActiveBundle, terms: WatchTerms) -> ShadowRun:
        """Runs a bundle beside the active one from the next frame on; of two the later counts."""
        run = ShadowRun(bundle, terms)
        self._run = run
        return run

    def cancel(self) -> None:
        """Ends what `begin` began."""
        self._run = None

    def saw(self, bundle: ActiveBundle, latency_ms: float, subjects: Sequence[Subject]) -> str:
        """Takes in a frame that `bundle` was used for; says why that has to be left, "" if not."""
        judged = [s for s in subjects if s.book.views and s.judgement is not None]
        self._shadow(judged)
        pair = self._reference.pair
        spent_s, self._spent_s = self._spent_s, self._cpu_s()
        if bundle is not self._seen:
            self._seen, self._since = bundle, []
        if pair.current is not bundle:  # the frame was begun before the switch
            return ""
        health = FrameHealth(latency_ms, 1e3 * (self._spent_s - spent_s), _sure(judged))
        if pair.settled:
            self._before.append(health)
            return ""
        self._since.append(health)
        if pair.terms is None:
            kept = len(self._since) >= MAX_PROBATION_FRAMES
        else:
            finding = judge_probation(self._before, self._since, pair.terms)
            if finding.stand == "failed":
                return finding.reason
            kept = finding.stand == "kept"
        if kept and self._reference.settle(bundle):
            self._before.clear()
            self._before.extend(self._since)
            self.settled_version = bundle.version
            self._on_settled(bundle.version)
        return ""

    def idle(self) -> None:
        """Between frames: a candidate does not wait for ever for frames that do not come."""
        self._shadow(None)

    def _first_settled(self) -> int:
        pair = self._reference.pair
        return pair.current.version if pair.settled else 0

    def _shadow(self, judged: list[Subject] | None) -> None:
        run, active = self._run, self._reference.current
        if run is None or run.done.is_set():
            return
        try:
            self._show(run, active, judged)
        except ModelError as error:
            run.refusal = str(error)
            self._finish(run)

    def _show(self, run: ShadowRun, active: ActiveBundle, judged: list[Subject] | None) -> None:
        new, old = run.bundle.head, active.head
        assert new is not None
        now_s = self._clock.monotonic_s()
        if run.tally is None:
            run.tally = ShadowTally(run.terms, now_s, _recalled(self._named(), old, new))
        if old is not None and judged is not None and not run.tally.is_over(now_s):
            run.tally.take(self._compared(run.tally, judged, new, old) if judged else {})
        if old is None or run.tally.is_over(now_s):
            run.refusal = shadow_refusal(run.tally.figures(), run.terms)
            self._finish(run)

    def _finish(self, run: ShadowRun) -> None:
        if run.tally is not None:
            run.figures = run.tally.figures()
        self._run = None
        run.done.set()

    def _compared(
        self, tally: ShadowTally, judged: list[Subject], new: Head, old: Head
    ) -> dict[str, Compared]:
        rows = np.concatenate([subject.embeddings for subject in judged])
        start_s = self._clock.monotonic_s()
        output = new.predict(rows)
        between_s = self._clock.monotonic_s()
        old.predict(rows)  # for its time alone: what it says is known
        end_s = self._clock.monotonic_s()
        tally.timed(head_ms=1e3 * (between_s - start_s), active_ms=1e3 * (end_s - between_s))
        after = _opinions(output, [len(s.book.views) for s in judged], new)
        known, keeps_risk = frozenset(new.spec.class_names), _keeps_risk(new) and _keeps_risk(old)
        compared = {}
        for subject, opinion in zip(judged, after, strict=True):
            judgement = subject.judgement
            if judgement is not None:
                before = Opinion(judgement.prediction, judgement.is_sure)
                compared[subject.track_key] = compare(
                    before, opinion, known, both_keep_risk=keeps_risk
                )
        return compared


def _sure(judged: Sequence[Subject]) -> dict[str, bool]:
    sure = {}
    for subject in judged:
        judgement = subject.judgement
        if judgement is not None and judgement.calibrated:
            sure[subject.track_key] = judgement.is_sure
    return sure


def _recalled(named: NamedViews, old: Head | None, new: Head) -> Recalled:
    """Only names that the new head knows count: the others were merged, renamed, or are too new.

    old: None where no head ran, which names nothing.
    """
    learned = frozenset(new.spec.class_names)
    known = [
        (views, name)
        for views, name in zip(named.embeddings, named.names, strict=True)
        if name in learned
    ]
    if not known:
        return Recalled()
    rows = np.concatenate([views for views, _ in known])
    counts = [len(views) for views, _ in known]
    names = [name for _, name in known]
    after = _named_by(new, rows, counts)
    return recall(names, [""] * len(names) if old is None else _named_by(old, rows, counts), after)


def _named_by(head: Head, rows: Floats, counts: list[int]) -> list[str]:
    return [opinion.prediction.name for opinion in _opinions(head.predict(rows), counts, head)]


def _opinions(output: HeadOutput, counts: list[int], head: Head) -> list[Opinion]:
    """What a head says of tracks, from what it says of their views."""
    predictions = predict_rows(mean_over_views(output, counts), head.spec)
    sure = _keeps_risk(head)
    return [Opinion(p, sure and len(p.prediction_set) == 1) for p in predictions]


def _keeps_risk(head: Head) -> bool:
    return head.spec.conformal_threshold > 0.0
