"""The commands `whatsit fuse`, `whatsit export` and `whatsit import`."""

import sys
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from operator_gui.keys.station_options import StationOptions
from operator_gui.station.exchange.formats import ExportFormat, ImportFormat, SplitChoice
from shared.config import state_folder
from shared.errors import UsageError
from shared.protocol.exchange import MAX_CLASSES
from shared.protocol.fields import MAX_ID, MAX_NAME

if TYPE_CHECKING:
    from operator_gui.keys.reach import Reach
    from operator_gui.station.exchange.export import Exported, Progress
    from operator_gui.station.exchange.station_labels import Wanted


def fuse(
    *,
    out: Path,
    state: Path | None = None,
    version: int | None = None,
    bundle: Path | None = None,
    part: Literal["classifier", "detector"] = "classifier",
) -> int:
    """Write one version as one ONNX file that runs without whatsit.

    Parameters
    ----------
    out
        The file; one that is there is never replaced.
    state
        The station's folder (default: that of this user's own station), also while it runs.
    version
        Which version (default: the active one).
    bundle
        The folder that the station was started with, where it was started with one.
    part
        Embedder and head as a classifier of crops, or the detector as it is.
    """
    from operator_gui.station.exchange.standalone import (
        base_of,
        detector_of,
        fused_version,
        version_manifest,
        write_new,
    )

    folder = state or state_folder("station")
    manifest = version_manifest(folder, version)
    base = base_of(folder, bundle)
    content = (
        fused_version(folder, manifest, base)
        if part == "classifier"
        else detector_of(folder, manifest, base)
    )
    write_new(out, content)
    print(f"{out}: {part} of version {manifest.version}, {len(content):,} bytes", file=sys.stderr)
    return 0


def export(
    kind: Annotated[ExportFormat, Parameter(name="format")],
    folder: Path,
    /,
    *,
    state: Path | None = None,
    split: str = "train,holdout,audit",
    classes: str = "",
    every_view: bool = False,
    without_background: bool = False,
    station: str | None = None,
    station_key: str | None = None,
) -> int:
    """Write what a station was taught as a data set that other programs read.

    Parameters
    ----------
    kind
        coco, yolo, label-studio, csv or parquet: frames with boxes in them. folder: a folder of
        cut-out objects for each class. embeddings: one .npz file of vectors.
    folder
        The folder to write, which must be new or empty.
    state
        The station's folder (default: that of this user's own station), also while it runs. With
        --station, the app's folder, whose key is used.
    split
        Which labels, with commas between them: train, holdout, audit (answers to random checks),
        made (views that no camera saw). Each is a split of its own in what is written.
    classes
        Only these names, with commas between them.
    every_view
        All views of an object, and not its best one alone.
    without_background
        Leave out what is "not an object".
    station
        The endpoint of a running station, on whatever machine: it writes the data set, and it is
        fetched from there.
    station_key
        The public key of a station that encrypts, or a file with it.
    """
    from operator_gui.station.exchange.export import export as write
    from operator_gui.station.exchange.station_labels import ALL_SPLITS, Wanted

    splits = _words(split)
    if unknown := set(splits) - set(ALL_SPLITS):
        raise UsageError(f"no split {min(unknown)!r}; known: {', '.join(ALL_SPLITS)}")
    wanted = Wanted(
        splits=splits,
        classes=_words(classes) or None,
        background=not without_background,
        every_view=every_view,
    )
    if station is not None:
        _check_sayable(wanted.classes or ())
    with _progress("exporting") as progress:
        if station is not None:
            reach = StationOptions(station, station_key, state).reach()
            done = _fetched(reach, folder, kind, wanted, progress)
        else:
            done = write(state or state_folder("station"), folder, kind, wanted, progress)
    _say(f"{folder}: {_told(done)}")
    return 0


def _check_sayable(classes: Sequence[str]) -> None:
    """Raises UsageError for names that cannot be said to a station."""
    if len(classes) > MAX_CLASSES:
        raise UsageError(f"{len(classes):,} classes: at most {MAX_CLASSES:,} can be named")
    if long := next((name for name in classes if len(name) > MAX_NAME), None):
        raise UsageError(
            f"no class is called {long[:30]!r}…, of {len(long)} characters: a name has at most "
            f"{MAX_NAME}"
        )


def _fetched(
    reach: "Reach", folder: Path, kind: ExportFormat, wanted: "Wanted", progress: "Progress"
) -> "Exported":
    """Has a running station write it, and fetches it."""
    from operator_gui.export_fetch import ExportFetch, FetchProgress
    from operator_gui.station.exchange.export import Exported
    from operator_gui.versions.cli import operator_name
    from shared.clock import SystemClock
    from shared.protocol.exchange import ExportWanted

    message = msgspec.convert(
        {
            "request_id": uuid.uuid4().hex,
            "kind": kind,
            "splits": wanted.splits,
            "classes": wanted.classes or (),
            "every_view": wanted.every_view,
            "background": wanted.background,
        },
        ExportWanted,
    )
    shown = 0

    def show(now: FetchProgress) -> None:
        nonlocal shown
        if now.step == "writing" and now.total:
            if not shown:
                progress.begin(now.total)
            progress.advance(now.done - shown)
            shown = now.done

    clock = SystemClock()
    with reach.caller(operator_name(None), purpose="export") as caller:
        caller.status()  # whether it is there at all is known soon
        fetch = ExportFetch(
            caller, message, clock=clock, on_progress=show, cancelled=threading.Event()
        )
        state = fetch.into(folder)
    return Exported(
        pictures=state.pictures,
        labels=state.labels,
        classes=state.classes,
        by_split={count.split: count.labels for count in state.splits},
        left_out=state.left_out,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _told(done: "Exported") -> str:
    if not done.pictures:
        others = f", {done.left_out:,} of another embedder left out" if done.left_out else ""
        return f"{_some(done.labels, 'view', 'views')} as vectors{others}"
    splits = ", ".join(f"{name} {count:,}" for name, count in done.by_split.items())
    return (
        f"{_some(done.pictures, 'picture', 'pictures')}, "
        f"{_some(done.labels, 'label', 'labels')} of "
        f"{_some(done.classes, 'class', 'classes')} ({splits})"
    )


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


@contextmanager
def _progress(text: str) -> "Iterator[Progress]":
    """A bar on the terminal that begins once it is known how much there is to do."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from operator_gui.station.exchange.export import Progress

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True)
    with Bars(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bars:
        task = bars.add_task(text, total=None)
        yield Progress(
            begin=lambda total: bars.update(task, total=total),
            advance=lambda steps: bars.advance(task, steps),
        )


def import_(
    path: Path | None = None,
    /,
    *,
    kind: Annotated[ImportFormat, Parameter(name="--format")] = "auto",
    state: Path | None = None,
    split: SplitChoice = "train",
    name: str | None = None,
    bundle: Path | None = None,
    dry_run: bool = False,
    undo: str = "",
    station: str | None = None,
    station_key: str | None = None,
) -> int:
    """Take in a labelled data set as if its objects had been asked about and answered.

    All of it is taken in, or nothing. Without --station, the station must not run meanwhile. What
    is there already is found again and left as it is.

    Parameters
    ----------
    path
        A folder or file in one of the formats that `whatsit export` writes, by whatever program.
    kind
        The format (default auto: by the files that are there).
    state
        The station's folder (default: that of this user's own station). With --station, the app's
        folder, whose key is used.
    split
        train: to learn from. holdout: to be judged by. own: what the folders of the set say, val
        and test being for judging.
    name
        Who answers for labels of which the set does not say it (default: import; with --station,
        this user, and always the name that was enrolled where the link is encrypted).
    bundle
        The folder that the station is started with, where it is started with one. Not with
        --station: one that runs knows its own.
    dry_run
        Only say what would be done; pictures are not decoded.
    undo
        The id of an import that shall count no more, instead of a path.
    station
        The endpoint of a running station, on whatever machine: it takes the data set in while it
        runs.
    station_key
        The public key of a station that encrypts, or a file with it.
    """
    from operator_gui.versions.cli import operator_name
    from shared.clock import SystemClock

    folder = state or state_folder("station")
    if (path is None) == (not undo):
        raise UsageError("name what to import, or an import to take back with --undo")
    if len(undo) > MAX_ID:
        raise UsageError(f"{undo[:30]!r}… is no import: see what `whatsit import` said of its id")
    if station is not None:
        if bundle is not None:
            raise UsageError("--bundle is for an import without --station: leave one of them out")
        reach = StationOptions(station, station_key, state).reach()
        return _send(reach, path, kind, split, name=name, dry_run=dry_run, undo=undo)
    by = "import" if name is None else operator_name(name)
    if path is None:
        from operator_gui.station.exchange.import_undo import undo_import

        count = undo_import(folder, undo, operator=by, clock=SystemClock())
        _say(f"import {undo} counts no more: {count:,} objects")
        return 0
    from operator_gui.station.exchange.import_labels import ImportRequest, import_plan
    from operator_gui.station.exchange.import_plan import plan_import
    from operator_gui.station.exchange.import_report import import_lines
    from operator_gui.station.exchange.problems import ImportRefusedError, Problems
    from operator_gui.station.exchange.reading import read_set
    from operator_gui.station.exchange.standalone import base_of

    base = base_of(folder, bundle)
    try:
        with _progress("importing") as progress:
            found, read_as = read_set(path, kind)
            plan = plan_import(found, split, Problems())
            progress.begin(len(plan.tracks))
            request = ImportRequest(
                state_folder=folder,
                base=base,
                title=path.absolute().name,
                operator=by,
                clock=SystemClock(),
                advance=progress.advance,
            )
            done = import_plan(plan, request, dry_run=dry_run)
    except ImportRefusedError as error:
        _say_problems(error.problems)
        raise
    for line in import_lines(done, plan.notes, read_as, dry_run=dry_run):
        _say(line)
    return 0


def _send(
    reach: "Reach",
    path: Path | None,
    kind: ImportFormat,
    split: SplitChoice,
    *,
    name: str | None,
    dry_run: bool,
    undo: str,
) -> int:
    """Has a running station take a set in, or one back."""
    from operator_gui.import_send import ImportSend, SendProgress
    from operator_gui.station.exchange.import_report import state_lines
    from operator_gui.station.exchange.problems import ImportRefusedError
    from operator_gui.versions.cli import operator_name
    from shared.clock import SystemClock

    clock = SystemClock()
    with (
        reach.caller(operator_name(name), purpose="import") as caller,
        _progress("importing") as progress,
    ):
        caller.status()  # whether it is there at all is known soon
        shown = 0

        def show(now: SendProgress) -> None:
            nonlocal shown
            if now.step in ("looking", "taking") and now.total:
                progress.begin(now.total)
                progress.advance(max(0, now.done - shown))
                shown = now.done

        with ImportSend(
            caller, clock=clock, on_progress=show, cancelled=threading.Event()
        ) as sending:
            if path is None:
                done = sending.undo(undo)
                _say(f"import {undo} counts no more: {done.total:,} objects")
                return 0
            try:
                state = sending.check(path, kind, split)
                if not dry_run:
                    state = sending.apply()
            except ImportRefusedError as error:
                _say_problems(error.problems)
                raise
    for line in state_lines(state, dry_run=dry_run):
        _say(line)
    return 0


def _say_problems(problems: tuple[str, ...]) -> None:
    if len(problems) > 1:
        for problem in problems:
            _say(f"  {problem}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
