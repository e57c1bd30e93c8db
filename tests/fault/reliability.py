"""Writes the table of docs/reliability.md from the results of the tests.

`python -m tests.fault.reliability REPORT.xml… [PAGE.md]`: of one run or of several, as of parts of
a soak. The exit code is 1 if a promise was broken or a mutant got away, 2 if there is no report to
read or no table to replace.
"""

import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.fault.promises import PROMISES, Promise

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN = "<!-- the table is written by `make soak` -->"
END = "<!-- end of the table -->"
HEAD = (
    "| # | Promise | What is done | Target | Found | Mutants caught |\n|---|---|---|---|---|---|\n"
)

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True)
class Result:
    """What became of one test. form: "full", "short" or, where it has only one, ""."""

    module: str
    outcome: Outcome
    promises: tuple[int, ...] = ()
    mutants: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
    form: str = ""


def read_report(path: Path) -> list[Result]:
    """The results in a JUnit report. Raises OSError and ET.ParseError."""
    return [_result(case) for case in ET.parse(path).getroot().iter("testcase")]


def _result(case: ET.Element) -> Result:
    properties = [
        (p.get("name"), p.get("value") or "") for p in case.iterfind("properties/property")
    ]

    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in properties if key == name)

    bad = case.find("failure") is not None or case.find("error") is not None
    return Result(
        module=case.get("classname", ""),
        outcome="failed" if bad else "skipped" if case.find("skipped") is not None else "passed",
        promises=tuple(int(row) for row in values("promise")),
        mutants=tuple(int(row) for row in values("mutant")),
        figures=values("figure"),
        form="".join(values("form")),
    )


def is_kept(results: Sequence[Result]) -> bool:
    """Whether no promise was broken and no mutant got away, as far as was tested."""
    return all(r.outcome != "failed" for r in results if r.promises or r.mutants)


def table(results: Sequence[Result], promises: Sequence[Promise] = PROMISES) -> str:
    """A Markdown table, one line a promise."""
    return HEAD + "".join(
        f"| {p.row} | {p.promise} | {p.test} | {p.target} | {found(results, p.row)} "
        f"| {caught(results, p.row)} |\n"
        for p in promises
    )


def found(results: Sequence[Result], row: int) -> str:
    """What the tests of a promise measured: the full form of each where it ran."""
    mine = [r for r in results if row in r.promises and r.outcome != "skipped"]
    if not mine:
        return "not tested"
    if any(r.outcome == "failed" for r in mine):
        return "**failed**"
    full = {r.module for r in mine if r.form == "full"}
    figures: list[str] = []
    for result in mine:
        if result.form == "short" and result.module in full:
            continue
        note = " (short form)" if result.form == "short" else ""
        figures += [_cell(figure) + note for figure in result.figures]
    return "; ".join(dict.fromkeys(figures)) or "kept"


def caught(results: Sequence[Result], row: int) -> str:
    """How many of a promise's mutants were caught."""
    mine = [r for r in results if row in r.mutants and r.outcome != "skipped"]
    if not mine:
        return "none tried"
    return f"{sum(r.outcome == 'passed' for r in mine)} of {len(mine)}"


def with_table(page: str, rows: str) -> str:
    """The page with its table replaced. Raises ValueError if it has no place for one."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"there is no line {BEGIN!r} with a later line {END!r}")
    return f"{before}{BEGIN}\n{rows}{END}{after}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")


def main(arguments: Sequence[str]) -> int:
    """Writes the page and says in a line what it says."""
    reports = [Path(argument) for argument in arguments]
    page = reports.pop() if reports and reports[-1].suffix == ".md" else PAGE
    if not reports:
        return _say("usage: python -m tests.fault.reliability REPORT.xml… [PAGE.md]", 2)
    try:
        results = [result for report in reports for result in read_report(report)]
        page.write_text(with_table(page.read_text(), table(results)))
    except (OSError, ET.ParseError, ValueError) as error:
        return _say(f"cannot write {page} from {' '.join(map(str, reports))}: {error}", 2)
    tested = {row for r in results if r.outcome != "skipped" for row in r.promises}
    bad = sum(r.outcome == "failed" for r in results if r.promises or r.mutants)
    return _say(
        f"{len(tested)} of {len(PROMISES)} promises were tested, {bad} tests of them failed; "
        f"see {page}",
        0 if is_kept(results) else 1,
    )


def _say(line: str, code: int) -> int:
    sys.stderr.write(line + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
