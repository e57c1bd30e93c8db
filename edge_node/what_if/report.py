"""A rehearsal's results for people and machines: a table, JSON, CSV, and a page with pictures."""

import base64
import csv
import html
import string
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from edge_node.what_if.rehearsal import Question
from edge_node.what_if.verdict import Verdict
from shared.errors import StorageError
from shared.learning.intervals import Share

VERDICTS, ASKED, PAGE = "what-if.json", "asked.csv", "asked.html"

LEGEND = """
objects: different ones that were asked about; again: questions about one of those. decides: from
when on, because the head came to keep its stated risk; until then every strategy asks about what is
unlike all that was asked. Shares of tracks that are named rightly: as they came, of those that were
not asked about, by the head of that moment; in the end, of all, by the last head; of objects, of
those of them that have a name. Ranges are 95 % intervals."""

_PAGE = string.Template("""\
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>$title</title>
<style>
 body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff }
 ol { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }
 li { width: 9.5rem; font-size: .85rem } img { width: 100%; height: 7rem; object-fit: contain;
 background: #eee } b { display: block }
 @media (prefers-color-scheme: dark) { body { color: #eee; background: #1c1c1c }
 img { background: #333 } }
</style>
<h1>$title</h1>
$sections
</html>
""")


class WhatIfReport(msgspec.Struct, frozen=True, kw_only=True):
    """`what-if.json`. tracks: that could have been asked about. named: of those, that somebody
    knows the name of."""

    recording: str
    frames: int
    duration_s: float
    tracks: int
    named: int
    strategies: tuple[Verdict, ...]


def write_report(
    folder: Path, report: WhatIfReport, asked: Sequence[tuple[str, Sequence[Question]]]
) -> tuple[Path, ...]:
    """asked: the questions of every strategy. Says which files. Raises StorageError."""
    paths = tuple(folder / name for name in (VERDICTS, ASKED, PAGE))
    try:
        paths[0].write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        with paths[1].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(_rows(asked))
        paths[2].write_text(_page(report.recording, asked), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write to {folder}: {error.strerror}") from error
    return paths


def _rows(asked: Sequence[tuple[str, Sequence[Question]]]) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [
        [
            *("strategy", "number", "at_s", "frame", "frame_name", "track", "reason", "value"),
            *("novelty", "suggestion", "answer", "name", "object"),
        ]
    ]
    for strategy, questions in asked:
        for number, question in enumerate(questions, start=1):
            query, said = question.query, question.said
            view = query.views[0]
            first = query.suggestions[0].name if query.suggestions else ""
            rows.append(
                [
                    *(strategy, number, f"{question.at_s:.2f}", view.frame_position),
                    *(view.frame_name, query.track_key, query.reason, f"{query.value:.3f}"),
                    *(f"{query.novelty:.3f}", first, said.kind, said.name, said.object_id),
                ]
            )
    return rows


def _page(recording: str, asked: Sequence[tuple[str, Sequence[Question]]]) -> str:
    sections = "\n".join(
        f"<h2>{html.escape(strategy)}: {len(questions)} questions</h2>\n<ol>"
        + "".join(map(_item, questions))
        + "</ol>"
        for strategy, questions in asked
    )
    return _PAGE.substitute(title=f"Asked about {html.escape(recording)}", sections=sections)


def _item(question: Question) -> str:
    query, said = question.query, question.said
    picture = base64.b64encode(question.jpeg).decode("ascii")
    answer = said.name or said.kind.replace("_", " ").replace("dont", "don't")
    return (
        f'<li><img alt="" src="data:image/jpeg;base64,{picture}"><b>{html.escape(answer)}</b>'
        f"{query.reason}, worth {query.value:.2f}<br>at {question.at_s:.1f} s</li>"
    )


def print_verdicts(report: WhatIfReport, out: Console) -> None:
    """A line a strategy."""
    table = Table(box=None, pad_edge=False)
    table.add_column("strategy", no_wrap=True)
    for title in ("questions", "objects", "again", "an object", "heads", "decides"):
        table.add_column(title, justify="right")
    for title in ("as they came", "in the end", "of objects"):
        table.add_column(title, justify="right", no_wrap=True)
    for verdict in report.strategies:
        cells = [
            verdict.strategy,
            str(verdict.questions),
            str(verdict.objects_asked),
            str(verdict.repeated),
            "" if verdict.per_object is None else f"{verdict.per_object:.2f}",
            str(verdict.heads),
            "never" if verdict.decides_from_s is None else f"{verdict.decides_from_s:.0f} s",
            *map(_share, (verdict.as_they_came, verdict.in_the_end, verdict.objects_in_the_end)),
        ]
        table.add_row(*(Text(cell) for cell in cells))
    out.print(
        f"{report.recording}: {report.frames} frames, {report.duration_s:.1f} s; "
        f"{report.tracks} tracks, the names of {report.named} are known\n",
        markup=False,
    )
    out.print(table)
    out.print(LEGEND, style="dim", markup=False)


def _share(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{share.value:.2f} ({share.low:.2f}–{share.high:.2f})"
