"""The gate: which candidate may be deployed. A first, plain version. Pure."""

import math
from collections.abc import Collection

from operator_gui.station.trainer_wire import ClassResult
from shared.bundle import HeadSpec
from shared.learning.intervals import wilson


def refusal(
    candidate: HeadSpec,
    results: Collection[ClassResult],
    *,
    active: HeadSpec | None,
    active_results: Collection[ClassResult],
    taught: Collection[str],
) -> str:
    """Why the candidate must not be deployed, "" if it may.

    `taught` are the classes that the labels teach now: one that was taken back may be missing.
    """
    if not _is_finite(candidate):
        return "its calibration holds a number that is not finite"
    known = () if active is None else active.class_names
    missing = sorted(set(known) & set(taught) - set(candidate.class_names))
    if missing:
        return f"it does not know what the active model knows: {', '.join(missing)}"
    return _accuracy_refusal(results, active_results)


def _is_finite(head: HeadSpec) -> bool:
    numbers = (head.temperature, head.conformal_threshold, head.risk, *head.known_scores)
    accuracy = 0.0 if head.accuracy is None else head.accuracy
    return all(map(math.isfinite, (*numbers, accuracy))) and head.temperature > 0.0


def _accuracy_refusal(
    results: Collection[ClassResult], active_results: Collection[ClassResult]
) -> str:
    """Compares the tracks of the classes that both could be judged on."""
    mine = {result.name: result for result in results if result.judged}
    theirs = {result.name: result for result in active_results if result.judged}
    both = mine.keys() & theirs.keys()
    if not both:
        return ""
    new = wilson(sum(mine[n].hits for n in both), sum(mine[n].judged for n in both))
    old = wilson(sum(theirs[n].hits for n in both), sum(theirs[n].judged for n in both))
    if new.high >= old.low:
        return ""
    return (
        f"on the {len(both)} classes that both know it named {new.value:.0%} of "
        f"{new.total} tracks rightly (at most {new.high:.0%}), the active model {old.value:.0%} "
        f"of {old.total} (at least {old.low:.0%})"
    )
