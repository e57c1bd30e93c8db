"""The page about the strategies says what the registry says."""

import re
from pathlib import Path

import pytest

from shared.selection.registry import STRATEGIES

PAGE = Path(__file__).parents[3] / "docs" / "strategies.md"


def sections() -> dict[str, str]:
    """The text about each strategy by its name, on one line."""
    parts = re.split(r"^#+ ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = (re.match(r"`(\w+)`: ", part) for part in parts)
    return {
        found.group(1): " ".join(part.split())
        for found, part in zip(named, parts, strict=True)
        if found is not None
    }


def test_that_the_page_has_a_section_for_each_strategy_and_no_other() -> None:
    assert list(sections()) == list(STRATEGIES)


@pytest.mark.parametrize("name", STRATEGIES)
def test_that_the_page_says_of_each_what_the_registry_says(name: str) -> None:
    strategy, text = STRATEGIES[name], sections()[name]

    for said in (strategy.title, strategy.formula, strategy.source, strategy.cost, strategy.when):
        assert said in text
