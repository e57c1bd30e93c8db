"""The examination of a candidate: both heads on the same tracks, as evidence for the gate.

It asks the graphs that nodes would run, and by name: columns in another order are found out.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from operator_gui.station.evidence import (
    Cost,
    Evidence,
    ExamResult,
    HeadTrust,
    Strangeness,
)
from operator_gui.station.trial_head import BATCH, TrialHead, alternating_ms
from shared.bundle import HeadSpec
from shared.domain import Floats
from shared.errors import ModelError
from shared.learning.contradiction import Contradiction
from shared.learning.covariance import RANK
from shared.learning.exam import Compared, Exam, Said, compare
from shared.learning.judgement import Judgement
from shared.learning.measures import Separation, Trust
from shared.texts import phrase

TIMED_AGAIN = 4
"""A candidate that seems slow is timed again so often: a busy machine is no fault of its own."""


@dataclass(frozen=True, eq=False, slots=True)
class LeftOut:
    """What a training says of tracks that it left out.

    ids, names: t each. named: what each is called among `class_names`. probabilities: (t, k).
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    said: Said

    @classmethod
    def of(
        cls, judgement: Judgement, class_names: tuple[str, ...], track_ids: Sequence[str]
    ) -> "LeftOut":
        """track_ids: by the number of the group."""
        return cls(
            ids=tuple(track_ids[group] for group in judgement.groups),
            names=tuple(class_names[label] for label in judgement.labels),
            said=Said(class_names, judgement.probabilities, judgement.top_scores),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Papers:
    """What a candidate is asked.

    taught: labelled tracks, with their labels of now. measured: hold-out and random checks;
    corrections: tracks of which an answer was corrected; strange: tracks that have no class which
    a head could know. latest: ids of the tracks whose answers came last, all among `taught`.
    learned: ids of the tracks that the active head learned, under this name or another. left_out:
    of the candidate's training and of the active head's. teachable: the classes that labels teach
    now.
    """

    taught: Exam
    measured: Exam
    corrections: Exam
    strange: Exam
    latest: Collection[str] = ()
    learned: Collection[str] = ()
    left_out: LeftOut | None = None
    active_left_out: LeftOut | None = None
    teachable: Collection[str] = ()
    light: bool = False


def examine(
    spec: HeadSpec,
    graph: bytes,
    papers: Papers,
    *,
    dim: int,
    active: TrialHead | None,
    slower: float,
) -> Evidence:
    """The evidence on a candidate; what is wrong with its graph is a part of it.

    active: the head that runs now. slower: from how many times the expected time on it is timed
    again.
    """
    against = "" if active is None else active.spec.dataset_revision
    if problem := spec_problem(spec):
        return Evidence(against=against, problem=problem, light=papers.light)
    try:
        candidate = TrialHead.load(spec, graph, dim=dim)
        return _Examination(candidate, active, papers, against, slower).evidence()
    except ModelError as error:
        return Evidence(against=against, problem=str(error), light=papers.light)


def spec_problem(spec: HeadSpec) -> str:
    """What is wrong with a head's numbers, "" if nothing is."""
    numbers = (spec.temperature, spec.conformal_threshold, spec.risk, *spec.known_scores)
    accuracy = 0.0 if spec.accuracy is None else spec.accuracy
    if not np.isfinite((*numbers, accuracy)).all() or spec.temperature <= 0.0:
        return phrase("station", "its calibration holds a number that is not finite")
    if len(set(spec.class_names)) != len(spec.class_names):
        return phrase("station", "a class name occurs twice in it")
    return ""


@dataclass(frozen=True, eq=False, slots=True)
class _Examination:
    candidate: TrialHead
    active: TrialHead | None
    papers: Papers
    against: str
    slower: float

    def evidence(self) -> Evidence:
        papers = self.papers
        parts = (papers.taught, papers.measured, papers.corrections, papers.strange)
        whole = Exam.together(parts, dim=self.candidate.dim)
        after = self.candidate.say(whole)
        before = None if self.active is None else self.active.say(whole)
        ends = np.cumsum([len(part) for part in parts])
        taught, measured, corrections, strange = (
            slice(int(end) - len(part), int(end)) for part, end in zip(parts, ends, strict=True)
        )
        exams: list[ExamResult] = []
        trust = strangeness = None
        if before is not None:
            exams += self._left_out()
            for kind, part, rows in (
                ("taught", papers.taught, taught),
                ("measured", papers.measured, measured),
                ("corrections", papers.corrections, corrections),
            ):
                learned = papers.learned if kind == "taught" and papers.learned else None
                compared = self._compared(part, before.part(rows), after.part(rows), learned)
                if compared is not None:
                    exams.append(ExamResult(kind=kind, compared=compared))  # type: ignore[arg-type]
            strangeness = self._strangeness(before, after, measured, strange)
        trust = self._trust(before, after, measured)
        names = after.part(taught).named()
        return Evidence(
            against=self.against,
            light=papers.light,
            missing=self._missing(),
            named=sum(name == true for name, true in zip(names, papers.taught.names, strict=True)),
            taught=len(papers.taught),
            stated=self.candidate.spec.accuracy,
            exams=tuple(exams),
            trust=trust,
            strangeness=strangeness,
            cost=None if papers.light else self._cost(whole.embeddings),
            contradiction=self._contradiction(before, taught),
        )

    @property
    def _both(self) -> frozenset[str]:
        """Classes that both know."""
        known = () if self.active is None else self.active.spec.class_names
        return frozenset(known).intersection(self.candidate.spec.class_names)

    def _missing(self) -> tuple[str, ...]:
        known = frozenset(() if self.active is None else self.active.spec.class_names)
        return tuple(sorted(known.intersection(self.papers.teachable) - self._both))

    def _compared(
        self, exam: Exam, before: Said, after: Said, only: Collection[str] | None
    ) -> Compared | None:
        """On tracks of classes that both know, among the classes that the active head knows: what
        is new to it can only make the candidate's task harder. only: ids of tracks, if not all."""
        both = self._both
        rows = [
            row
            for row, (one, name) in enumerate(zip(exam.ids, exam.names, strict=True))
            if name in both and (only is None or one in only)
        ]
        if not rows:
            return None
        names = before.named(), after.named(both)
        chosen = ([column[row] for row in rows] for column in (exam.ids, exam.names, *names))
        return compare(*chosen)

    def _left_out(self) -> Iterator[ExamResult]:
        """Tracks that both trainings left out, with the same name."""
        mine, theirs = self.papers.left_out, self.papers.active_left_out
        if mine is None or theirs is None:
            return
        was = dict(
            zip(zip(theirs.ids, theirs.names, strict=True), theirs.said.named(), strict=True)
        )
        now = mine.said.named(theirs.said.class_names)
        rows = [
            (one, name, was[one, name], said)
            for one, name, said in zip(mine.ids, mine.names, now, strict=True)
            if (one, name) in was
        ]
        if rows:
            columns = zip(*rows, strict=True)
            yield ExamResult(kind="left_out", compared=compare(*map(list, columns)))

    def _trust(self, before: Said | None, after: Said, rows: slice) -> HeadTrust | None:
        known = self._both if before is not None else frozenset(self.candidate.spec.class_names)
        names = self.papers.measured.names
        kept = np.array([name in known for name in names], np.bool_)
        if not kept.any():
            return None
        names = tuple(name for name in names if name in known)

        def trusted(said: Said, spec: HeadSpec) -> Trust:
            labels = np.array([spec.class_names.index(name) for name in names], np.int64)
            part = said.part(rows).part(kept)
            return Trust.of(part.probabilities, labels, threshold=spec.conformal_threshold)

        return HeadTrust(
            before=None
            if before is None or self.active is None
            else trusted(before, self.active.spec),
            after=trusted(after, self.candidate.spec),
        )

    def _strangeness(
        self, before: Said, after: Said, measured: slice, strange: slice
    ) -> Strangeness | None:
        """Known are the measured tracks of classes that both know; strange those of no class, and
        measured ones of classes that neither knows."""
        either = {*self.candidate.spec.class_names}
        either.update(() if self.active is None else self.active.spec.class_names)
        names = self.papers.measured.names
        known = np.array([name in self._both for name in names], np.bool_)
        foreign = np.array([name not in either for name in names], np.bool_)

        def separated(said: Said) -> Separation | None:
            tops, others = said.top_scores[measured], said.top_scores[strange]
            return Separation.of(tops[known], np.concatenate([tops[foreign], others]))

        was, now = separated(before), separated(after)
        return None if was is None or now is None else Strangeness(before=was, after=now)

    def _contradiction(self, before: Said | None, taught: slice) -> Contradiction:
        """Of the latest answers, by the active head: what it learned, it is asked without."""
        theirs, latest = self.papers.active_left_out, frozenset(self.papers.latest)
        if before is None or theirs is None or not latest:
            return Contradiction()
        said = dict(zip(theirs.ids, theirs.said.true_probabilities(theirs.names), strict=True))
        others = [likely for one, likely in said.items() if one not in latest]
        exam = self.papers.taught
        likely = before.part(taught).true_probabilities(exam.names)
        fresh = {
            one: value
            for one, value in zip(exam.ids, likely, strict=True)
            if one in latest and one not in self.papers.learned
        }
        judged = {
            **fresh,
            **{one: value for one, value in said.items() if one in latest},
        }
        known = {one: value for one, value in judged.items() if np.isfinite(value)}
        return Contradiction.of(
            np.array(others),
            np.array(list(known.values())),
            tuple(known),
            classes=len(theirs.said.class_names),
        )

    def _cost(self, embeddings: Floats) -> Cost | None:
        if not len(embeddings):
            return None
        rows = embeddings[np.arange(BATCH) % len(embeddings)]
        expected = 1.0 if self.active is None else self._expected(self.active)
        before_ms, after_ms = alternating_ms(self.candidate, self.active, rows)
        for _ in range(TIMED_AGAIN):
            if self.active is None or after_ms <= self.slower * expected * before_ms:
                break
            again = alternating_ms(self.candidate, self.active, rows)
            before_ms, after_ms = min(before_ms, again[0]), min(after_ms, again[1])
        return Cost(
            rows=BATCH,
            before_ms=before_ms,
            after_ms=after_ms,
            before_bytes=0 if self.active is None else self.active.size_bytes,
            after_bytes=self.candidate.size_bytes,
            expected=expected,
            memory_bytes=self.candidate.memory_bytes,
            before_memory_bytes=0 if self.active is None else self.active.memory_bytes,
        )

    def _expected(self, active: TrialHead) -> float:
        return max(1.0, _work(self.candidate.spec) / _work(active.spec))


def _work(spec: HeadSpec) -> float:
    """How much a head of the station's own computes for a row, in units of its features: scores,
    class directions and a quarter for each member by class, and two bases of the tracks."""
    by_class = len(spec.class_names) * (2.0 + spec.members / 4.0)
    return by_class + 2.0 * min(spec.tracks, RANK)
