"""Data sets out of a running station, over real sockets: the same as beside it, or nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from operator_gui.exchange_talk import CancelledError
from operator_gui.export_fetch import ExportFetch, FetchProgress
from operator_gui.station.exchange.export import Progress, export
from operator_gui.station.exchange.export_desk import FOLDER_NAME
from operator_gui.station.exchange.station_labels import Wanted
from operator_gui.station_caller import StationCaller
from shared.blob_window import CHUNK_BYTES, WINDOW
from shared.cli import run
from shared.clock import SystemClock
from shared.domain import Box
from shared.errors import ExchangeError, UsageError
from shared.protocol.deployment import BlobChunk, BlobRequest
from shared.protocol.exchange import ExportKind, ExportState, ExportWanted
from shared.protocol.peers import Hello, Welcome
from shared.protocol.status import StationStatus
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation, wait_until
from tests.unit.exchange.taught_station import frame_image, seen_query, taught_station
from tests.unit.station.station_world import RunningStation

LARGE = 4
NAMES = ("mug", "bowl", "mug")
STATUS = StationStatus(
    at_s=1.0,
    waiting=0,
    oldest_waiting_s=0.0,
    answers=0,
    labels=0,
    active_version=0,
    training="idle",
)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    """A station that knows two mugs and a bowl."""
    with taught_station(tmp_path / "station") as station:
        for number, name in enumerate(NAMES):
            image = frame_image(seed=number)
            station.ask(seen_query(image, [Box(9, 9, 200, 300)], query_id=f"q{number}"))
            station.answer(f"q{number}", name)
    with RunningStation.start(tmp_path / "station") as running:
        yield running


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """The folder of a station whose pictures take more pieces than are on their way at a time."""
    rng = np.random.default_rng(0)
    with taught_station(tmp_path / "large") as station:
        for number in range(LARGE):
            noise = rng.integers(0, 256, (1080, 1920, 3), np.uint8)
            station.ask(seen_query(noise, [Box(9, 9, 90, 90)], query_id=f"large{number}"))
            station.answer(f"large{number}", "mug")
    return tmp_path / "large"


def wanted(kind: ExportKind = "coco", **changes: object) -> ExportWanted:
    told = {"request_id": f"export-{kind}", "kind": kind, "splits": ("train", "holdout"), **changes}
    return ExportWanted(**told)  # type: ignore[arg-type]


@contextmanager
def fetching(
    running: RunningStation | FakeStation,
    message: ExportWanted,
    on_progress: Callable[[FetchProgress], None] = lambda _: None,
    cancelled: threading.Event | None = None,
) -> Iterator[ExportFetch]:
    clock = SystemClock()
    with StationCaller(running.endpoint, operator="Ada", clock=clock) as caller:
        yield ExportFetch(
            caller,
            message,
            clock=clock,
            on_progress=on_progress,
            cancelled=cancelled or threading.Event(),
        )


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def left_at(running: RunningStation) -> list[Path]:
    return list((running.folder / FOLDER_NAME).iterdir())


@pytest.mark.parametrize("kind", ["coco", "yolo", "folder", "embeddings"])
def test_that_what_is_fetched_is_what_an_export_beside_the_station_writes(
    kind: ExportKind, running: RunningStation, tmp_path: Path
) -> None:
    steps: list[FetchProgress] = []
    with fetching(running, wanted(kind), steps.append) as fetch:
        state = fetch.into(tmp_path / "fetched")
    nothing = Progress(begin=lambda _: None, advance=lambda _: None)
    beside = export(
        running.folder, tmp_path / "beside", kind, Wanted(splits=("train", "holdout")), nothing
    )
    assert contents(tmp_path / "fetched") == contents(tmp_path / "beside")
    assert (state.labels, state.pictures) == (beside.labels, beside.pictures)
    assert steps[-1] == FetchProgress("unpacking")
    assert steps[-2] == FetchProgress("fetching", state.size_bytes, state.size_bytes)
    wait_until(lambda: left_at(running) == [])


def test_that_only_what_is_wanted_is_exported(running: RunningStation, tmp_path: Path) -> None:
    with fetching(running, wanted("folder", classes=("bowl",))) as fetch:
        assert fetch.into(tmp_path / "out").labels == 1
    assert (tmp_path / "out" / "train" / "bowl").is_dir()
    assert not (tmp_path / "out" / "train" / "mug").exists()


def test_that_a_large_export_comes_in_pieces(large: Path, tmp_path: Path) -> None:
    with RunningStation.start(large) as running, fetching(running, wanted()) as fetch:
        state = fetch.into(tmp_path / "out")
    assert state.size_bytes > 2 * WINDOW * CHUNK_BYTES
    assert len(list((tmp_path / "out" / "images" / "train").iterdir())) == LARGE


def test_that_the_station_s_reason_is_told_and_nothing_is_written(
    running: RunningStation, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("an export as coco failed")
    with (
        fetching(running, wanted(classes=("vase",))) as fetch,
        pytest.raises(ExchangeError, match="no class 'vase' was ever taught; known: bowl, mug"),
    ):
        fetch.into(tmp_path / "out" / "vases")
    assert contents(tmp_path / "out") == {}
    wait_until(lambda: left_at(running) == [])


def test_that_a_folder_with_something_in_it_is_refused_before_anything_is_asked(
    running: RunningStation, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with fetching(running, wanted()) as fetch, pytest.raises(UsageError, match="is not empty"):
        fetch.into(tmp_path / "out")


@pytest.mark.parametrize("step", ["waiting", "fetching"])
def test_that_a_cancelled_export_leaves_nothing_here_nor_there(
    step: str, large: Path, tmp_path: Path
) -> None:
    cancelled = threading.Event()

    def cancel(now: FetchProgress) -> None:
        if now.step == step:
            cancelled.set()

    with RunningStation.start(large) as running:
        with (
            fetching(running, wanted(), cancel, cancelled) as fetch,
            pytest.raises(CancelledError),
        ):
            fetch.into(tmp_path / "out" / "it")
        assert contents(tmp_path / "out") == {}
        wait_until(lambda: left_at(running) == [])


def test_that_an_export_goes_on_when_the_station_restarts_in_the_middle(
    large: Path, tmp_path: Path
) -> None:
    stations = [RunningStation.start(large)]

    def restart(now: FetchProgress) -> None:
        if now.step == "fetching" and len(stations) == 1:
            stations[0].stop()
            stations.append(RunningStation.start(large, endpoint=str(stations[0].endpoint)))

    try:
        with fetching(stations[0], wanted(), restart) as fetch:
            fetch.into(tmp_path / "out")
    finally:
        stations[-1].stop()
    assert len(stations) == 2
    assert len(list((tmp_path / "out" / "images" / "train").iterdir())) == LARGE


def test_that_an_older_station_is_not_asked(station: FakeStation, tmp_path: Path) -> None:
    station.welcome = Welcome(station_id="fake", minor=4)
    with (
        serving(station),
        fetching(station, wanted()) as fetch,
        pytest.raises(ExchangeError, match="older release; update it"),
    ):
        fetch.into(tmp_path / "out")
    assert station.heard_of(ExportWanted) == []


def test_that_what_arrives_damaged_is_not_taken(station: FakeStation, tmp_path: Path) -> None:
    ready = ExportState(request_id="export-coco", stage="ready", sha256="ab" * 32, size_bytes=1000)
    with (
        serving(station, ready),
        fetching(station, wanted()) as fetch,
        pytest.raises(ExchangeError, match="not what the station wrote"),
    ):
        fetch.into(tmp_path / "out" / "it")
    assert contents(tmp_path / "out") == {}


@contextmanager
def serving(station: FakeStation, ready: ExportState | None = None) -> Iterator[None]:
    """Lets a fake station talk: it says that an export is ready, and sends zeros for it."""
    stop = threading.Event()

    def serve() -> None:
        greeted = told = asked = 0
        while not stop.is_set():
            station.serve(20)
            if len(station.heard_of(Hello)) > greeted:
                greeted = len(station.heard_of(Hello))
                station.say(STATUS)
            if ready is None:
                continue
            if len(station.heard_of(ExportWanted)) > told:
                told = len(station.heard_of(ExportWanted))
                station.say(ready)
            for request in station.heard_of(BlobRequest)[asked:]:
                asked += 1
                chunk = BlobChunk(
                    sha256=request.sha256, offset=request.offset, total_bytes=ready.size_bytes
                )
                station.say(chunk, (b"\0" * request.length,))

    thread = threading.Thread(target=serve, name="fake-station")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60.0)


def test_that_the_command_fetches_from_a_running_station(
    running: RunningStation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--station", str(running.endpoint), "--state", str(tmp_path / "operator")]
    assert run(["export", "coco", str(tmp_path / "out"), "--split", "train", *options]) == 0
    said = capsys.readouterr().err.strip()
    assert said == f"{tmp_path / 'out'}: 3 pictures, 3 labels of 2 classes (train 3)"
    assert (tmp_path / "out" / "annotations" / "instances_train.json").is_file()
