"""The gate: which candidate may be deployed, and in words why another may not. Pure.

Each rule looks at one thing and gives one finding. A rule for which there is too little to look at
says so and lets the candidate pass: with few answers nothing could be told from chance, and an
answer that changes nothing would seem ignored.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from operator_gui.station.detector_gate import detector_findings
from operator_gui.station.evidence import Cost, Evidence, ExamKind, GateRules
from operator_gui.station.finding import Finding, limited, percent, shares, some_words
from shared.learning.exam import Paired
from shared.learning.intervals import wilson
from shared.learning.measures import Trust
from shared.learning.sign_test import beyond_chance
from shared.texts import phrase

EXAM_WORDS: dict[ExamKind, str] = {
    "left_out": phrase("station", "labelled tracks (each judged without it)"),
    "taught": phrase("station", "tracks that both learned"),
    "measured": phrase("station", "hold-out and random checks"),
    "corrections": phrase("station", "corrected answers"),
}
_EXAM_RULES: dict[ExamKind, str] = {
    "left_out": phrase("station", "left out"),
    "taught": phrase("station", "taught"),
    "measured": phrase("station", "measured"),
    "corrections": phrase("station", "corrections"),
}
NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings; the candidate passed if none of them says otherwise."""

    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return all(finding.passed is not False for finding in self.findings)

    @property
    def reason(self) -> str:
        """Why it was refused, in one line; "" if it passed."""
        return "; ".join(finding.text for finding in self.findings if finding.passed is False)


def judge(evidence: Evidence, rules: GateRules) -> Verdict:
    """The verdict on a candidate."""
    if evidence.problem:
        return Verdict((Finding(phrase("station", "graph"), False, evidence.problem),))
    if evidence.detector is not None:
        return Verdict(detector_findings(evidence.detector, rules))
    return Verdict(
        (
            Finding(
                phrase("station", "graph"),
                True,
                phrase("station", "its outputs have the right names, shapes and finite numbers"),
            ),
            *_classes(evidence),
            *_taught(evidence, rules),
            *accuracy_findings(evidence, rules),
            *_corrections(evidence, rules),
            *_contradiction(evidence, rules),
            *_trust(evidence, rules),
            *_strangeness(evidence, rules),
            *_cost(evidence, rules),
        )
    )


def accuracy_findings(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    """Whether it is worse than the active one on the same tracks, as a whole or in a class."""
    yield from _exams(evidence, rules)
    yield from _single_classes(evidence, rules)


def weaker(first: Evidence, second: Evidence, rules: GateRules) -> Evidence:
    """Of two examinations of what is to go out as one, the one that refuses it; the first where
    neither does or both do."""
    passes = judge(first, rules).passed
    return second if passes and not judge(second, rules).passed else first


def _classes(evidence: Evidence) -> Iterator[Finding]:
    if evidence.missing:
        names = some_words(evidence.missing)
        yield Finding(
            phrase("station", "classes"),
            False,
            phrase("station", "it does not know what the active model knows: {names}").format(
                names=names
            ),
        )
    else:
        yield Finding(
            phrase("station", "classes"),
            True,
            phrase("station", "it knows every class that is taught"),
        )


def _taught(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    if not evidence.taught:
        return
    share = rules.taught_share
    if evidence.stated is not None:  # what was learned is named at least as well as what was not
        share = min(share, NEARLY * evidence.stated)
    passed = evidence.named >= share * evidence.taught
    text = phrase("station", "it names {named} of {taught} tracks as it was taught them").format(
        named=evidence.named, taught=evidence.taught
    )
    if not passed:
        text = phrase(
            "station",
            "{text} (at least {share} are wanted); are its classes in another order than its "
            "names?",
        ).format(text=text, share=percent(share))
    yield Finding(phrase("station", "as taught"), passed, text)


def _exams(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    """Whether it is worse on the whole, by any of the exams."""
    compared = [(r.kind, r.compared.overall) for r in evidence.exams if r.kind != "corrections"]
    worse = set(beyond_chance([pair.chance for _, pair in compared], level=rules.level))
    for at, (kind, pair) in enumerate(compared):
        passed = not _matters(pair, rules) or not (at in worse or _forgets(kind, pair, rules))
        yield Finding(
            _EXAM_RULES[kind],
            passed,
            exam_words(kind, pair),
        )


def exam_words(kind: ExamKind, pair: Paired) -> str:
    """How many of an exam's tracks both heads name rightly."""
    text = phrase("station", "of {tracks} {exam} it names {now} rightly, the active model {before}")
    return text.format(tracks=pair.tracks, exam=EXAM_WORDS[kind], **shares(pair))


def _single_classes(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    """Whether it is worse in single classes; more classes do not mean more false alarms."""
    pairs = [
        (result.kind, pair)
        for result in evidence.exams
        if result.kind != "corrections"
        for pair in result.compared.classes
    ]
    tests = sum(r.compared.of_classes for r in evidence.exams if r.kind != "corrections")
    if not tests:
        return
    chances = [pair.chance for _, pair in pairs]
    worse = [
        pairs[at]
        for at in beyond_chance(chances, level=rules.level, tests=tests)
        if _matters(pairs[at][1], rules)
    ]
    if not worse:
        yield Finding(
            phrase("station", "single classes"),
            True,
            phrase("station", "no class is named worse, beyond chance"),
        )
        return
    words = [
        phrase(
            "station", "{name} (it names {now} rightly, the active model {before}, {exam})"
        ).format(name=pair.name, exam=EXAM_WORDS[kind], **shares(pair))
        for kind, pair in worse
    ]
    yield Finding(
        phrase("station", "single classes"),
        False,
        phrase("station", "it is worse at {names}").format(names=some_words(words)),
    )


def _corrections(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    compared = evidence.exam("corrections")
    if compared is None:
        return
    pair = compared.overall
    allowed = rules.corrections_lost + int(rules.corrections_lost_share * pair.tracks)
    passed = pair.lost - pair.gained <= allowed
    text = exam_words("corrections", pair)
    yield Finding(
        phrase("station", "corrections"),
        passed,
        text
        if passed
        else phrase("station", "{text} ({allowed} may be lost)").format(text=text, allowed=allowed),
    )


def _contradiction(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    found = evidence.contradiction
    if not found.latest or not rules.latest:
        return
    more = found.wrong_share - found.others_wrong_share
    passed = found.distance < rules.contradiction_errors or more < rules.wrong_share
    text = phrase(
        "station", "about {ids} of the {latest} latest answers contradict all others"
    ).format(ids=len(found.ids), latest=found.latest)
    if not passed:
        text = phrase(
            "station",
            "{text}; look through them: correct what is wrong, and answer again what is right",
        ).format(text=text)
    yield Finding(phrase("station", "latest answers"), passed, text)


def _trust(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    trust = evidence.trust
    if trust is None or trust.after.tracks < rules.trust_from_tracks:
        return
    before, after = trust.before, trust.after
    stated = phrase(
        "station", "its stated probabilities are off by {calibration_error} on average"
    ).format(calibration_error=percent(after.calibration_error))
    rise = 0.0 if before is None else before.calibration_error
    if before is not None:
        stated = phrase("station", "{text}, those of the active model by {rise}").format(
            text=stated, rise=percent(rise)
        )
    passed = before is None or after.calibration_error - rise <= rules.calibration_rise
    yield Finding(phrase("station", "calibration"), passed, stated)
    yield _coverage(before, after, rules)


def _coverage(before: Trust | None, after: Trust, rules: GateRules) -> Finding:
    share = wilson(after.covered, after.tracks)
    text = phrase(
        "station", "its sets hold the right name {value} of the time ({total} tracks)"
    ).format(value=percent(share.value), total=share.total)
    if before is None or not before.tracks:
        return Finding(phrase("station", "coverage"), True, text)
    was = before.covered / before.tracks
    passed = share.high >= was - rules.coverage_drop
    return Finding(
        phrase("station", "coverage"),
        passed,
        phrase("station", "{text}, those of the active model {was}").format(
            text=text, was=percent(was)
        ),
    )


def _strangeness(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    found = evidence.strangeness
    if found is None:
        return
    before, after = found.before, found.after
    if min(after.known, after.strange) < rules.strange_from_tracks:
        return
    drop = before.area - after.area
    passed = drop <= max(rules.separation_drop, 2.0 * max(before.error, after.error))
    text = phrase(
        "station",
        "it tells {strange} strange things from known ones {area} of the time, the active "
        "model {before}",
    ).format(strange=after.strange, area=percent(after.area), before=percent(before.area))
    yield Finding(phrase("station", "novelty"), passed, text)


def _cost(evidence: Evidence, rules: GateRules) -> Iterator[Finding]:
    cost = evidence.cost
    if cost is None:
        return
    yield from _time_and_size(cost, rules)
    yield _memory(cost, rules)


def _memory(cost: Cost, rules: GateRules) -> Finding:
    after_mib, before_mib = cost.memory_bytes / 2**20, cost.before_memory_bytes / 2**20
    most_mib = float(rules.memory_mib)
    if before_mib:
        of_active = rules.hungrier * cost.expected * before_mib
        most_mib = min(most_mib, max(float(rules.memory_from_mib), of_active))
    passed = after_mib <= most_mib
    text = phrase("station", "it takes {after_mib} MiB at most while it is loaded and run").format(
        after_mib=f"{after_mib:.1f}"
    )
    if before_mib:
        text = phrase("station", "{text}, the active model {before_mib}").format(
            text=text, before_mib=f"{before_mib:.1f}"
        )
    return Finding(
        phrase("station", "memory"),
        passed,
        text
        if passed
        else phrase("station", "{text} (at most {most_mib} may be)").format(
            text=text, most_mib=f"{most_mib:.0f}"
        ),
    )


def _time_and_size(cost: Cost, rules: GateRules) -> Iterator[Finding]:
    if not cost.before_bytes:
        yield Finding(
            phrase("station", "latency"),
            None,
            phrase("station", "{after_ms} ms for {rows} tracks").format(
                after_ms=f"{cost.after_ms:.2f}", rows=cost.rows
            ),
        )
        return
    slower, larger = cost.after_ms / cost.before_ms, cost.after_bytes / cost.before_bytes
    times = phrase(
        "station", "{after_ms} ms for {rows} tracks, {slower} times the active model's"
    ).format(after_ms=f"{cost.after_ms:.2f}", rows=cost.rows, slower=f"{slower:.1f}")
    most = rules.slower * cost.expected
    passed = slower <= most
    yield Finding(
        phrase("station", "latency"),
        passed,
        limited(phrase("station", "it takes {times}").format(times=times), passed, most),
    )
    most = rules.largest * cost.expected
    passed = larger <= most
    size = phrase("station", "it is {after_bytes} MB, {larger} times the active model").format(
        after_bytes=f"{cost.after_bytes / 1e6:.1f}", larger=f"{larger:.1f}"
    )
    yield Finding(phrase("station", "size"), passed, limited(size, passed, most))


def _matters(pair: Paired, rules: GateRules) -> bool:
    fewer = pair.lost - pair.gained
    return fewer >= rules.least_lost and fewer >= rules.least_lost_share * pair.tracks


def _forgets(kind: ExamKind, pair: Paired, rules: GateRules) -> bool:
    """What both learned is no matter of chance: a head that was trained honestly names it."""
    return kind == "taught" and pair.lost - pair.gained > rules.taught_lost_share * pair.tracks
