"""The gate's rules about a detector from outside: argued in docs/gate.md. Pure."""

from collections.abc import Iterator

from operator_gui.station.evidence import DetectorExam, GateRules
from operator_gui.station.finding import Finding, limited, share_words, some_words
from shared.learning.exam import Paired
from shared.learning.sign_test import beyond_chance


def detector_findings(exam: DetectorExam, rules: GateRules) -> tuple[Finding, ...]:
    """What the rules find of a detector that was run beside the active one."""
    return (
        Finding("graph", True, "it gives boxes in a layout that is known"),
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
    return Finding("objects", passed, f"of {pair.tracks} labelled objects {_change(pair)}")


def _single_classes(exam: DetectorExam, rules: GateRules) -> Iterator[Finding]:
    pairs = exam.found.classes
    worse = beyond_chance(
        [pair.chance for pair in pairs], level=rules.level, tests=exam.found.of_classes
    )
    lost = [pairs[at] for at in worse if _matters(pairs[at], rules)]
    if not lost:
        yield Finding("single classes", True, "no class is found less often, beyond chance")
        return
    words = [f"{pair.name} ({_change(pair)})" for pair in lost]
    yield Finding("single classes", False, f"it finds less of {some_words(words)}")


def _no_objects(exam: DetectorExam) -> Iterator[Finding]:
    """What people said is no object. It was asked about because a detector had boxed it, so that
    hardly any candidate does worse: it is told, and not judged."""
    pair = exam.no_objects
    if pair is None:
        return
    text = (
        f"of {pair.tracks} things that are no object it boxes {pair.after}, the active detector "
        f"{pair.before}"
    )
    yield Finding("no objects", None, text)


def _boxes(exam: DetectorExam, rules: GateRules) -> Finding:
    before, after = exam.before_boxes / exam.frames, exam.after_boxes / exam.frames
    most = rules.detector_boxes * max(before, 1.0)
    passed = after <= most
    text = f"it gives {after:.1f} boxes a frame, the active detector {before:.1f}"
    return Finding("boxes", passed, text if passed else f"{text} (at most {most:.1f} may be)")


def _cost(exam: DetectorExam, rules: GateRules) -> Iterator[Finding]:
    slower = exam.after_ms / max(exam.before_ms, 1e-6)
    rise_ms = exam.after_ms - exam.before_ms
    passed = slower <= rules.detector_slower or rise_ms <= rules.detector_slower_ms
    text = f"it takes {exam.after_ms:.1f} ms a frame, {slower:.1f} times the active detector's"
    yield Finding("latency", passed, limited(text, passed, rules.detector_slower))
    after_mib, before_mib = exam.after_memory_bytes / 2**20, exam.before_memory_bytes / 2**20
    passed = after_mib <= rules.detector_memory_mib
    text = (
        f"it takes {after_mib:.0f} MiB at most while it is loaded and run, the active detector "
        f"{before_mib:.0f}"
    )
    most = "" if passed else f" (at most {rules.detector_memory_mib} may be)"
    yield Finding("memory", passed, text + most)
    size = (
        f"it is {exam.after_bytes / 1e6:.1f} MB, the active detector {exam.before_bytes / 1e6:.1f}"
    )
    yield Finding("size", None, size)


def _matters(pair: Paired, rules: GateRules) -> bool:
    fewer = pair.lost - pair.gained
    return fewer >= rules.least_lost and fewer > rules.detector_lost_share * pair.tracks


def _change(pair: Paired) -> str:
    return (
        f"it finds {share_words(pair.after, pair.tracks)}, the active detector "
        f"{share_words(pair.before, pair.tracks)}"
    )
