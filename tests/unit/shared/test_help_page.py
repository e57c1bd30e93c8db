"""What `--help` prints, of a command like those of whatsit."""

from pathlib import Path
from typing import Literal

import cyclopts
import pytest

from shared.help_page import HelpPage

LONG = (
    "A folder that is written as a whole or not at all, and that must be new or empty, so that "
    "nothing of yours is ever replaced by something of ours."
)


@pytest.fixture
def app() -> cyclopts.App:
    def make(
        source: str,
        /,
        *,
        out: Path | None = None,
        speed: float = 1.5,
        kind: Literal["a", "b"] = "a",
        name: str = "",
        loud: bool = False,
    ) -> None:
        """Make something.

        Parameters
        ----------
        source
            Where `it` comes from.
        out
            A folder that is written as a whole or not at all, and that must be new or empty, so
            that nothing of yours is ever replaced by something of ours.
        speed
            Times its own.
        kind
            Which (default a: the first).
        name
            What it is called.
        loud
            Say more.
        """

    app = cyclopts.App(name="maker", help="Makes things.", help_formatter=HelpPage())
    app.command(make, help="Make something.")
    return app


def page(app: cyclopts.App, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    app([*arguments, "--help"], result_action="return_value")
    return capsys.readouterr().out.splitlines()


def test_that_words_are_wrapped_once_and_hang_below_their_option(
    app: cyclopts.App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = page(app, capsys, "make")
    assert max(map(len, lines)) <= 60
    start = lines.index("  --out PATH: A folder that is written as a whole or not at")
    assert " ".join(line.strip() for line in lines[start : start + 3]) == f"--out PATH: {LONG}"
    assert all(line.startswith("      ") for line in lines[start + 1 : start + 3])


def test_that_a_default_is_said_once_and_an_empty_one_not_at_all(
    app: cyclopts.App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = page(app, capsys, "make")
    assert "  SOURCE: Where it comes from. [required]" in lines
    assert "  --speed FLOAT: Times its own. [default: 1.5]" in lines
    assert "  --kind CHOICE: Which (default a: the first). [choices: a, b]" in lines
    assert "  --name STR: What it is called." in lines
    assert "  --loud, --no-loud: Say more." in lines


def test_that_commands_are_listed_a_line_each(
    app: cyclopts.App, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = page(app, capsys)
    assert lines[:3] == ["Usage: maker COMMAND", "", "Makes things."]
    assert "  make: Make something." in lines
