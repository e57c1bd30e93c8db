"""The marks by which a test says which promise of docs/reliability.md it keeps, in the test report.

A test of a promise adds what it measured: `record_property("figure", "0 of 10,000 lost")`. Where
a module has `slow` tests of a promise, its other tests of that promise are short forms of them.
"""

from collections.abc import Sequence

import pytest

DEFAULT_S = 120.0

LONGEST = (
    "full-frames",
    "full-labels",
    "finds_nothing[full",
    "full-registry",
    "nor_frames[full",
    "full-inbox",
    "what_was_acknowledged[full",
    "or_refused[full-0",
    "or_refused[full-1",
    "or_refused[full-2",
    "its_model_is[full-outbox",
    "full-reconnects",
)
"""The longest tests of the soak by a part of their names, as measured. A process is given two at a
time, so each of the three longest goes with a short one of them."""


def note_promises(items: Sequence[pytest.Item]) -> None:
    """`promise` and `mutant` marks become properties of the JUnit report, and so does the form."""
    full = {place for item in items if _is_slow(item) for place in _places(item)}
    for item in items:
        for kind in ("promise", "mutant"):
            item.user_properties.extend((kind, mark.args[0]) for mark in item.iter_markers(kind))
        if _is_slow(item):
            item.user_properties.append(("form", "full"))
        elif full & _places(item):
            item.user_properties.append(("form", "short"))


def repeats(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests of promises at size "short" that are there at size "full" as well."""
    names = {item.nodeid for item in items}
    return [
        item
        for item in items
        if _places(item) and _at_full_size(item.nodeid) in names - {item.nodeid}
    ]


def _at_full_size(name: str) -> str:
    test, bracket, size = name.partition("[")
    return test + bracket + size.replace("short", "full")


def longest_first(item: pytest.Item) -> tuple[int, float]:
    """A key to sort by: what takes long, or may, begins early, so that the rest runs beside it."""
    name = item.nodeid.rpartition("::")[2]
    place = next((n for n, part in enumerate(LONGEST) if part in name), len(LONGEST))
    mark = item.get_closest_marker("timeout")
    return place, -float(mark.args[0] if mark is not None else DEFAULT_S)


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def _places(item: pytest.Item) -> set[tuple[str, int]]:
    return {(str(item.path), mark.args[0]) for mark in item.iter_markers("promise")}
