"""Runs the demo: starts the processes, watches them, and measures what came of it."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from operator_gui.demo.evaluation import (
    DemoReport,
    build_report,
    split_into_passes,
)
from operator_gui.demo.settings import DemoFiles, DemoSettings, own_edge_config
from operator_gui.processes import Child, Children
from operator_gui.station.report import station_report
from shared.errors import SourceError, StorageError
from shared.folder_lock import FolderLock
from shared.protocol.publication import FrameDetections
from shared.truth import load_truth

LAST_ANSWERS_S = 8.0
POLL_S = 0.25
SAY_EVERY_S = 2.0
OPERATOR_AT_LATEST_S = 15.0
ANOTHER_RUN = "by a run that has not ended; end it or name another folder"


def prepare_folder(files: DemoFiles) -> None:
    """A folder for a run; what an earlier run left there is replaced, anything else is left alone.

    Raises StorageError if it cannot be written, or if it is neither new, nor empty, nor made by an
    earlier run, FolderInUseError if that run has not ended.
    """
    try:
        if files.out.exists() and any(files.out.iterdir()) and not files.marker.is_file():
            raise StorageError(
                f"{files.out} is not empty, and no demo run made it; name another folder"
            )
        if files.station.is_dir():
            FolderLock(files.station, owner="demo", in_use=ANOTHER_RUN).release()
        files.out.mkdir(parents=True, exist_ok=True)
        files.marker.write_text("A run of `whatsit demo` made this folder; the next replaces it.\n")
        for path in files.of_a_run:
            _delete(path)
        for folder in (files.out, files.logs, files.operator, files.edge):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {files.out}: {error.strerror}") from error


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def run_simulated(settings: DemoSettings, say: Callable[[str], None]) -> DemoReport:
    """All processes with the simulated operator, to the end of the recording."""
    files = DemoFiles(settings.out)
    check_inputs(settings)
    prepare_folder(files)
    with Children(files.logs) as children:
        endpoint = _start_station(children, files)
        edge = children.start("edge", edge_arguments(settings, files, endpoint))
        _watch(edge, children, settings, files, endpoint, say)
        _wait_for_last_answers(children, files)
        if settings.screenshots:
            _take_screenshots(children, files, endpoint, "end")
        children.check()
    return _evaluate(settings, files, "simulated")


def run_with_person(settings: DemoSettings, say: Callable[[str], None]) -> DemoReport:
    """All processes with the desktop app; ends when its window is closed."""
    files = DemoFiles(settings.out)
    check_inputs(settings)
    prepare_folder(files)
    with Children(files.logs) as children:
        endpoint = _start_station(children, files)
        edge = children.start("edge", edge_arguments(settings, files, endpoint))
        app = children.start(
            "app",
            ["operator", "--station", endpoint, "--state", str(files.operator)],
        )
        say("the window is open; close it to end the demo")
        while app.exit_code is None:
            children.check()
            time.sleep(POLL_S)
        app.check()
        edge.stop()
    return _evaluate(settings, files, "person")


def check_inputs(settings: DemoSettings) -> None:
    """Raises SourceError or TruthError before anything is started for nothing."""
    source = settings.source
    elsewhere = "://" in source or source.isdigit() or any(mark in source for mark in "*?[")
    if not elsewhere and not Path(source).exists():
        raise SourceError(f"no such file or folder: {source}; name a recording")
    if settings.truth is not None:
        load_truth(settings.truth)


def edge_arguments(settings: DemoSettings, files: DemoFiles, endpoint: str) -> list[str]:
    """The command line of the node."""
    speed = [] if settings.speed is None else ["--speed", str(settings.speed)]
    return [
        *["edge", settings.source, "--station", endpoint, "--publish", "tcp://127.0.0.1:0"],
        *["--ask-on", "tcp://127.0.0.1:0"],
        *["--state", str(files.edge), "--trust", str(files.public_key), "--name", "demo-rover"],
        *["--config", str(settings.edge_config or own_edge_config())],
        *["--loops", str(settings.passes), *speed],
        *["--detections", str(files.detections), "--report", str(files.edge_report)],
    ]


def _start_station(children: Children, files: DemoFiles) -> str:
    station = children.start(
        "station",
        [
            *["station", "--listen", "tcp://127.0.0.1:0", "--state", str(files.station)],
            *["--ready-file", str(files.station_ready)],
        ],
    )
    return station.wait_for(files.station_ready)


def _operator_arguments(settings: DemoSettings, files: DemoFiles, endpoint: str) -> list[str]:
    truth = "accept" if settings.truth is None else str(settings.truth)
    return [
        *["operator", "--station", endpoint, "--state", str(files.operator)],
        *["--simulate", truth, "--delay-s", str(settings.delay_s)],
        *["--error-rate", str(settings.error_rate), "--seed", str(settings.seed)],
        *["--absent-share", str(settings.absent_share)],
    ]


def _watch(
    edge: Child,
    children: Children,
    settings: DemoSettings,
    files: DemoFiles,
    endpoint: str,
    say: Callable[[str], None],
) -> None:
    """Until the recording's end. With pictures, the operator starts once one shows a question."""
    operator_is_there = False
    start_s = time.monotonic()
    said_s = 0.0
    while edge.exit_code is None:
        children.check()
        report = station_report(files.station)
        waited_long = time.monotonic() - start_s > OPERATOR_AT_LATEST_S
        if not operator_is_there and (report.questions or waited_long or not settings.screenshots):
            if settings.screenshots:
                _take_screenshots(children, files, endpoint, "asking")
            children.start("operator", _operator_arguments(settings, files, endpoint))
            operator_is_there = True
        if time.monotonic() - said_s >= SAY_EVERY_S:
            said_s = time.monotonic()
            newest = report.versions_active[-1] if report.versions_active else 0
            say(
                f"{_count_lines(files.detections):5} frames   {report.questions:3} questions   "
                f"{report.answers:3} answers   head v{newest} active"
            )
        time.sleep(POLL_S)


def _wait_for_last_answers(children: Children, files: DemoFiles) -> None:
    deadline_s = time.monotonic() + LAST_ANSWERS_S
    while time.monotonic() < deadline_s:
        children.check()
        report = station_report(files.station)
        if report.answers + report.withdrawn >= report.questions:
            return
        time.sleep(POLL_S)


def _take_screenshots(children: Children, files: DemoFiles, endpoint: str, moment: str) -> None:
    child = children.start(
        f"screenshots-{moment}",
        [
            *["operator", "--station", endpoint, "--state", str(files.photographer)],
            *["--name", "photographer"],
            *["--screenshots", str(files.screenshots / moment), "--screenshots-after-s", "3"],
        ],
        environment={"QT_QPA_PLATFORM": "offscreen"},
    )
    child.wait(20.0)


def _count_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except FileNotFoundError:
        return 0


def _evaluate(
    settings: DemoSettings, files: DemoFiles, mode: Literal["simulated", "person"]
) -> DemoReport:
    try:
        edge = msgspec.json.decode(files.edge_report.read_bytes(), type=_EdgeCounts)
    except OSError as error:
        raise StorageError(f"the node left no report: {error.strerror}") from error
    report = build_report(
        truth=None if settings.truth is None else load_truth(settings.truth),
        station=station_report(files.station),
        frames=edge.frames,
        frames_dropped=edge.frames_dropped,
        passes=split_into_passes(_read_detections(files.detections)),
        mode=mode,
    )
    encoded = msgspec.json.format(msgspec.json.encode(report))
    files.report.write_bytes(encoded + b"\n")
    return report


class _EdgeCounts(msgspec.Struct):
    frames: int
    frames_dropped: int


def _read_detections(path: Path) -> Iterator[FrameDetections]:
    decoder = msgspec.json.Decoder(FrameDetections)
    with path.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
