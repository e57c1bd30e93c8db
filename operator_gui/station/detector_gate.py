"""The gate's rules about a detector from outside: argued in docs/gate.md. Pure."""

from collections.abc import Iterator

from operator_gui.station.evidence import DetectorExam, GateRules
from operator_gui.station.finding import Finding, limited, share_words, some_words
from shared.learning.exam import Paired
from shared.learning.sign_test import beyond_chance
from shared.texts import phrase


def detector_findings(exam: DetectorExam, rules: GateRules) -> tuple[Finding, ...]:
    """What the rules find of a detector that was run beside the active one."""
    return (
        Finding(
            phrase("station", "graph"),
            True,
            phrase("station", "it gives boxes in a layout that is known"),
        ),
        _objects(exam, rules),
        *_single_classes(exam, rules),
        *_no_objects(exam),
        _boxes(exam, rules),
        *_cost(exam, rules),
    )


def _objects(exam: DetectorExam, rules: GateRules) -> Finding:
    pair = exam.found.overall
    worse = beyond_chance([pair.chance], level=rules.level)
    passed = pair.after > 0 and not (worse and _matters(pair, rules))
    return Finding(
        phrase("station", "objects"),
        passed,
        phrase("station", "of {tracks} labelled objects {change}").format(
            tracks=pair.tracks, change=_change(pair)
        ),
    )


def _single_classes(exam: DetectorExam, rules: GateRules) -> Iterator[Finding]:
    pairs = exam.found.classes
    worse = beyond_chance(
        [pair.chance for pair in pairs], level=rules.level, tests=exam.found.of_classes
    )
    lost = [pairs[at] for at in worse if _matters(pairs[at], rules)]
    if not lost:
        yield Finding(
            phrase("station", "single classes"),
            True,
            phrase("station", "no class is found less often, beyond chance"),
        )
        return
    text = phrase("station", "{name} (it finds {now}, the active detector {before})")
    words = [
        text.format(
            name=pair.name,
            now=share_words(pair.after, pair.tracks),
            before=share_words(pair.before, pair.tracks),
        )
        for pair in lost
    ]
    yield Finding(
        phrase("station", "single classes"),
        False,
        phrase("station", "it finds less of {names}").format(names=some_words(words)),
    )


def _no_objects(exam: DetectorExam) -> Iterator[Finding]:
    """What people said is no object. It was asked about because a detector had boxed it, so that
    hardly any candidate does worse: it is told, and not judged."""
    pair = exam.no_objects
    if pair is None:
        return
    text = phrase(
        "station",
        "of {tracks} things that are no object it boxes {after}, the active detector {before}",
    ).format(tracks=pair.tracks, after=pair.after, before=pair.before)
    yield Finding(phrase("station", "no objects"), None, text)


def _boxes(exam: DetectorExam, rules: GateRules) -> Finding:
    before, after = exam.before_boxes / exam.frames, exam.after_boxes / exam.frames
    most = rules.detector_boxes * max(before, 1.0)
    passed = after <= most
    text = phrase("station", "it gives {after} boxes a frame, the active detector {before}").format(
        after=f"{after:.1f}", before=f"{before:.1f}"
    )
    return Finding(
        phrase("station", "boxes"),
        passed,
        text
        if passed
        else phrase("station", "{text} (at most {most} may be)").format(
            text=text, most=f"{most:.1f}"
        ),
    )


def _cost(exam: DetectorExam, rules: GateRules) -> Iterator[Finding]:
    slower = exam.after_ms / max(exam.before_ms, 1e-6)
    rise_ms = exam.after_ms - exam.before_ms
    passed = slower <= rules.detector_slower or rise_ms <= rules.detector_slower_ms
    text = phrase(
        "station", "it takes {after_ms} ms a frame, {slower} times the active detector's"
    ).format(after_ms=f"{exam.after_ms:.1f}", slower=f"{slower:.1f}")
    yield Finding(
        phrase("station", "latency"), passed, limited(text, passed, rules.detector_slower)
    )
    after_mib, before_mib = exam.after_memory_bytes / 2**20, exam.before_memory_bytes / 2**20
    passed = after_mib <= rules.detector_memory_mib
    text = phrase(
        "station",
        "it takes {after_mib} MiB at most while it is loaded and run, the active detector "
        "{before_mib}",
    ).format(after_mib=f"{after_mib:.0f}", before_mib=f"{before_mib:.0f}")
    if not passed:
        text = phrase("station", "{text} (at most {most} may be)").format(
            text=text, most=rules.detector_memory_mib
        )
    yield Finding(phrase("station", "memory"), passed, text)
    size = phrase("station", "it is {after_bytes} MB, the active detector {before_bytes}").format(
        after_bytes=f"{exam.after_bytes / 1e6:.1f}", before_bytes=f"{exam.before_bytes / 1e6:.1f}"
    )
    yield Finding(phrase("station", "size"), None, size)


def _matters(pair: Paired, rules: GateRules) -> bool:
    fewer = pair.lost - pair.gained
    return fewer >= rules.least_lost and fewer > rules.detector_lost_share * pair.tracks


def _change(pair: Paired) -> str:
    return phrase("station", "it finds {now}, the active detector {before}").format(
        now=share_words(pair.after, pair.tracks),
        before=share_words(pair.before, pair.tracks),
    )
