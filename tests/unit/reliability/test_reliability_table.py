"""The table of docs/reliability.md says what the results say, and nothing better."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault import reliability
from tests.fault.promises import PROMISES, Promise
from tests.fault.reliability import BEGIN, END, PAGE, Result, caught, found, is_kept, main, table
from tests.promises import longest_first, note_promises, repeats

PAGE_TEXT = f"# Title\n\n{BEGIN}\nwhat was there\n{END}\n\nmore\n"


def report(folder: Path, *cases: str) -> Path:
    path = folder / "report.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def case(inside: str = "", **properties: object) -> str:
    said = "".join(f'<property name="{k}" value="{v}"/>' for k, v in properties.items())
    return f'<testcase classname="m" name="t"><properties>{said}</properties>{inside}</testcase>'


def promise(outcome: str = "passed", *figures: str, form: str = "", module: str = "m") -> Result:
    return Result(module, outcome, promises=(1,), figures=figures, form=form)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([], "not tested"),
        ([promise("skipped", "0 lost")], "not tested"),
        ([promise()], "kept"),
        ([promise("passed", "0 lost")], "0 lost"),
        ([promise("passed", "0 lost"), promise("failed", "0 lost")], "**failed**"),
        ([promise("passed", "0 | 1\nlost")], "0 / 1 lost"),
        ([promise("passed", "a"), promise("passed", "b"), promise("passed", "a")], "a; b"),
        ([promise("passed", "0 of 4", form="short")], "0 of 4 (short form)"),
        (
            [promise("passed", "0 of 4", form="short"), promise("passed", "0 of 9", form="full")],
            "0 of 9",
        ),
        (
            [promise("passed", "0 of 4", form="short"), promise("skipped", "0 of 9", form="full")],
            "0 of 4 (short form)",
        ),
        (
            [
                promise("passed", "0 of 4", form="short"),
                promise("passed", "0 of 9", form="full", module="another"),
            ],
            "0 of 4 (short form); 0 of 9",
        ),
    ],
)
def test_that_a_line_says_what_was_found(results: list[Result], said: str) -> None:
    assert found(results, 1) == said
    assert found(results, 2) == "not tested"


def test_that_mutants_are_counted() -> None:
    results = [Result("m", outcome, mutants=(1,)) for outcome in ("passed", "failed", "passed")]
    assert caught(results, 1) == "2 of 3"
    assert caught(results, 2) == "none tried"
    assert not is_kept(results)
    assert is_kept([Result("m", "failed"), promise()])


def test_that_the_table_has_a_line_for_each_promise() -> None:
    lines = table([promise("passed", "0 lost")]).splitlines()
    assert len(lines) == 2 + len(PROMISES)
    assert lines[2].endswith("| 0 lost | none tried |")
    one = Promise(7, "p", "t", "a")
    assert table([], [one]).splitlines()[2] == "| 7 | p | t | a | not tested | none tried |"


@pytest.mark.parametrize(
    ("inside", "code"),
    [("", 0), ("<failure/>", 1), ("<error/>", 1), ("<skipped/>", 0)],
)
def test_that_the_page_is_written_and_the_exit_code_tells(
    tmp_path: Path, inside: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE_TEXT)
    xml = report(tmp_path, case(inside, promise=1, figure="0 lost"), case("<failure/>"))
    assert main([str(xml), str(page)]) == code
    text = page.read_text()
    assert text.startswith(f"# Title\n\n{BEGIN}\n| # |")
    assert text.endswith(f"{END}\n\nmore\n")
    assert "what was there" not in text
    assert f"{int(inside != '<skipped/>')} of 16 promises" in capsys.readouterr().err
    main([str(xml), str(xml), str(page)])
    assert page.read_text() == text


@pytest.mark.parametrize("page_text", [PAGE_TEXT, "no table here", f"{END}\n{BEGIN}"])
@pytest.mark.parametrize("xml", [None, "<torn", "<a><testcase>", ""])
def test_that_what_cannot_be_read_is_one_line_and_changes_nothing(
    tmp_path: Path, page_text: str, xml: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    page, path = tmp_path / "page.md", tmp_path / "report.xml"
    page.write_text(page_text)
    if xml is not None:
        path.write_text(xml)
    assert main([str(path), str(page)]) == 2
    assert page.read_text() == page_text
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main([]) == 2


def test_that_a_page_without_a_place_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("no table here")
    assert main([str(report(tmp_path, case(promise=1))), str(page)]) == 2
    assert page.read_text() == "no table here"


def test_that_the_real_page_has_a_place_for_it() -> None:
    assert "\nrows\n" in reliability.with_table(PAGE.read_text(), "rows\n")


class Item:
    """As much of a collected test as the notes need."""

    def __init__(self, file: str, *marks: pytest.MarkDecorator, name: str = "test") -> None:
        self.path = Path(file)
        self.nodeid = f"{file}::{name}"
        self.user_properties: list[tuple[str, object]] = []
        self._marks = [mark.mark for mark in marks]

    def iter_markers(self, name: str) -> Iterator[pytest.Mark]:
        return (mark for mark in self._marks if mark.name == name)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next(self.iter_markers(name), None)


def test_that_marks_reach_the_report_and_say_which_form_it_is() -> None:
    mark = pytest.mark
    items = [
        Item("a.py", mark.promise(1)),
        Item("a.py", mark.promise(1), mark.slow),
        Item("a.py", mark.promise(2)),
        Item("b.py", mark.promise(1), mark.promise(3)),
        Item("a.py", mark.mutant(1)),
        Item("a.py"),
    ]
    note_promises(items)  # type: ignore[arg-type]
    assert [item.user_properties for item in items] == [
        [("promise", 1), ("form", "short")],
        [("promise", 1), ("form", "full")],
        [("promise", 2)],
        [("promise", 1), ("promise", 3)],
        [("mutant", 1)],
        [],
    ]


def test_that_a_soak_leaves_out_the_short_form_of_what_runs_in_full() -> None:
    mark = pytest.mark
    short = Item("full.py", mark.promise(1), name="test[short-x]")
    kept = [
        Item("full.py", mark.promise(1), mark.slow, name="test[full-x]"),
        Item("full.py", mark.promise(1), name="test[short-y]"),
        Item("full.py", mark.promise(1), name="other"),
        Item("full.py", mark.mutant(1), name="mutant[short]"),
        Item("full.py", mark.mutant(1), mark.slow, name="mutant[full]"),
    ]
    assert repeats([short, *kept]) == [short]  # type: ignore[arg-type]


def test_that_what_may_take_long_begins_early() -> None:
    mark = pytest.mark
    items = [Item("a"), Item("b", mark.timeout(900)), Item("c", mark.timeout(30))]
    assert [str(i.path) for i in sorted(items, key=longest_first)] == ["b", "a", "c"]  # type: ignore[arg-type]


def test_that_what_was_measured_to_take_longest_begins_first() -> None:
    items = [
        Item("patient", pytest.mark.timeout(9000)),
        Item("second", name="test_that_nothing_grows[full-reconnects]"),
        Item("first", name="test_that_nothing_grows[full-frames]"),
        Item("mutant", name="test_that_a_leak_is_noticed[frames]"),
    ]
    ordered = [str(i.path) for i in sorted(items, key=longest_first)]  # type: ignore[arg-type]
    assert ordered == ["first", "second", "patient", "mutant"]
