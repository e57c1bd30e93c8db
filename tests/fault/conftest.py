"""Writes into the test report which row of docs/reliability.md a test belongs to.

A test of a promise adds what it measured: `record_property("figure", "0 of 10,000 lost")`.
"""

from collections.abc import Sequence

import pytest


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """`promise` and `mutant` marks become properties of the JUnit report."""
    for item in items:
        for kind in ("promise", "mutant"):
            item.user_properties.extend((kind, mark.args[0]) for mark in item.iter_markers(kind))
