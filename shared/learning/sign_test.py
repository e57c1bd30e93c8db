"""Whether one of two heads is worse on the same tracks, and in which of many classes. Pure.

Only tracks that one head names rightly and the other does not say anything about that: the exact
form of McNemar's test ("Note on the sampling error of the difference between correlated
proportions", Psychometrika 1947), which is the sign test on them.
"""

import math
from collections.abc import Sequence


def loss_chance(lost: int, gained: int) -> float:
    """How likely at least so many losses are among `lost + gained` changes if neither head is
    better: the one-sided p-value. 1 with no losses. Raises ValueError for a negative number."""
    if lost < 0 or gained < 0:
        raise ValueError(f"changes: expected 0 or more, got {lost} lost and {gained} gained")
    changes = lost + gained
    return binomial_tail(lost, changes, 0.5)


def binomial_tail(hits: int, total: int, share: float) -> float:
    """How likely `hits` or more of `total` are, each with chance `share` (0 to 1) by itself."""
    if hits <= 0 or share >= 1.0:
        return 1.0 if hits <= total else 0.0
    if hits > total or share <= 0.0:
        return 0.0
    logs = [
        math.lgamma(total + 1)
        - math.lgamma(number + 1)
        - math.lgamma(total - number + 1)
        + number * math.log(share)
        + (total - number) * math.log1p(-share)
        for number in range(hits, total + 1)
    ]
    largest = max(logs)
    return min(1.0, math.exp(largest) * sum(math.exp(log - largest) for log in logs))


def beyond_chance(chances: Sequence[float], *, level: float, tests: int = 0) -> list[int]:
    """Which of several tests hold at `level` together, the least likely first.

    tests: how many there were, where the likeliest are not among `chances`.

    The step-down procedure of Holm ("A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 1979): the chance that any of them holds by accident is at
    most `level`, whatever their number.
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found: list[int] = []
    for rank, at in enumerate(order):
        if chances[at] > level / (max(tests, len(order)) - rank):
            break
        found.append(at)
    return found
