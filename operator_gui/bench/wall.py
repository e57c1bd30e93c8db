"""The window at work on a crowded station: ten thousand answers, a hundred thousand pictures."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from operator_gui.app import OperatorApp, make_application, make_responsive
from operator_gui.bench.crowd import Crowd, seed_crowd
from operator_gui.bench.screen import Held, Screen
from operator_gui.bench.times import Took
from operator_gui.bench.yardstick import yardstick
from operator_gui.processes import Children
from operator_gui.viewmodels.gallery import Subject
from operator_gui.views.rail import PAGES
from operator_gui.views.watched_application import WatchedApplication
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.factory import FactoryModels, factory_folder
from shared.process_memory import resident_mb
from shared.transport.endpoint import Endpoint, parse_endpoint

STATION_READY_S = 600.0
WARM_UP = 100
"""So many answers before memory is looked at, and before times count."""

WEIGH_EVERY = 50
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
SEEN_S = 1.0
TURNED_TO = tuple((at, name) for at, (name, _) in enumerate(PAGES) if at > 0)
"""The first page is there when the window is."""

_TURNS = 3
_SAY_EVERY = 1000
_SCROLLED_FRAMES = 600
_SCROLL_PX = 47
"""A frame's step: about twenty rows a second, where a row is a picture and its caption."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WallSettings:
    """How much there is, and how much of it is gone through."""

    waiting: int
    answers: int
    thumbnails: int
    starts: int


@dataclass(frozen=True, slots=True)
class WallResult:
    """presses: from key to picture. answering, fetching, scrolling: what held the event loop up
    meanwhile. sights: the same while a page is turned to for the first time, by its name; again:
    while pages are turned to later. memory_mb: after so many answers. frames: of the gallery,
    scrolled while all of it is there; fetch_frames: while more of it comes. yardstick: computing
    that is the same each time."""

    starts_s: tuple[float, ...]
    presses: tuple[Took, ...]
    answering: Held
    sights: Mapping[str, Held]
    again: Held
    memory_mb: tuple[tuple[int, float], ...]
    fetch_frames: tuple[Took, ...]
    fetching: Held
    frames: tuple[Took, ...]
    scrolling: Held
    yardstick: tuple[Took, ...]


def measure(settings: WallSettings, *, clock: Clock, say: Callable[[str], None]) -> WallResult:
    """Runs everything, and ends it. Raises WhatsitError."""
    with (
        tempfile.TemporaryDirectory(prefix="whatsit-bench-") as name,
        Children(Path(name) / "logs") as children,
    ):
        folder = Path(name)
        endpoint = _start_station(children, folder, settings, clock=clock, say=say)
        starts = tuple(_start_app(children, folder, endpoint, at) for at in range(settings.starts))
        say(f"  started {len(starts)} times")
        with _shown(folder / "operator", endpoint, clock) as (app, screen):
            presses, memory = _answer(app, screen, settings.answers, say)
            answering = screen.held
            sights = {name: _turn_to(app, screen, at) for at, name in TURNED_TO}
            again = _turn_about(app, screen)
            fetch_frames = _fetch(app, screen, settings.thumbnails, say)
            fetching = screen.held
            frames = _scroll(app, screen)
            scrolling = screen.held
            screen.start_over()  # the window's end is none of it
            return WallResult(
                starts_s=starts,
                presses=presses,
                answering=answering,
                sights=sights,
                again=again,
                memory_mb=memory,
                fetch_frames=fetch_frames,
                fetching=fetching,
                frames=frames,
                scrolling=scrolling,
                yardstick=yardstick(),
            )


def _start_station(
    children: Children,
    folder: Path,
    settings: WallSettings,
    *,
    clock: Clock,
    say: Callable[[str], None],
) -> str:
    state, config, ready = folder / "station", folder / "station.toml", folder / "station.ready"
    state.mkdir()
    crowd = Crowd(waiting=settings.waiting, unknown=settings.thumbnails)
    embedder = FactoryModels(factory_folder()).manifest.embedder
    seed_crowd(state, embedder, crowd, clock=clock, say=say)
    config.write_text("auto_train = false\n")
    station = children.start(
        "station",
        [
            *["station", "--listen", "tcp://127.0.0.1:0", "--state", str(state)],
            *["--config", str(config), "--ready-file", str(ready)],
        ],
    )
    say("  the station starts")
    return station.wait_for(ready, deadline_s=STATION_READY_S)


def _start_app(children: Children, folder: Path, endpoint: str, at: int) -> float:
    """Seconds from the command to the first question in a window."""
    ready, now_s = folder / f"app-{at}.ready", time.monotonic()
    app = children.start(
        f"app-{at}",
        [
            *["operator", "--station", endpoint, "--state", str(folder / f"app-{at}")],
            *["--ready-file", str(ready)],
        ],
        environment={"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
    )
    app.wait_for(ready)
    took_s = time.monotonic() - now_s
    app.stop()
    return took_s


@contextmanager
def _shown(folder: Path, endpoint: str, clock: Clock) -> Iterator[tuple[OperatorApp, Screen]]:
    application = make_application(["whatsit"], WatchedApplication)
    if not isinstance(application, WatchedApplication):
        raise WhatsitError("another window is open in this process: it cannot be measured beside")
    at: Endpoint = parse_endpoint(endpoint)
    app = OperatorApp(endpoint=at, state_folder=folder, operator="bench", clock=clock)
    make_responsive()
    app.start()
    try:
        screen = Screen(app, application)
        app.window.activateWindow()
        screen.until(lambda: app.window.isActiveWindow(), "the focus")
        yield app, screen
    finally:
        app.stop()
        app.window.close()


def _answer(
    app: OperatorApp, screen: Screen, answers: int, say: Callable[[str], None]
) -> tuple[tuple[Took, ...], tuple[tuple[int, float], ...]]:
    """Each key once the next question lies ready and the window is at rest, as for a person."""
    ask = app.model.ask
    presses = np.zeros((answers, 2))  # all of it now: memory is measured meanwhile
    memory: list[tuple[int, float]] = []
    for number in range(WARM_UP + answers):
        screen.until(
            lambda: len(ask.desk.waiting) > 0 and not app.window.is_drawing, "another question"
        )
        if number == WARM_UP:
            screen.start_over()
        took = screen.press(KEYS[number % len(KEYS)])
        if number >= WARM_UP:
            presses[number - WARM_UP] = took.wall_ms, took.computing_ms
        if number >= WARM_UP and number % WEIGH_EVERY == 0:
            memory.append((number - WARM_UP, resident_mb(os.getpid())))
        if (number + 1) % _SAY_EVERY == 0:
            say(f"  {number + 1} answers given")
    return tuple(Took(wall, computing) for wall, computing in presses.tolist()), tuple(memory)


def _turn_to(app: OperatorApp, screen: Screen, at: int) -> Held:
    """Until what the station says of that page has been shown as well."""
    screen.start_over()
    screen.painting(lambda: app.window.show_page(at))
    screen.rest(SEEN_S)
    return screen.held


def _turn_about(app: OperatorApp, screen: Screen) -> Held:
    screen.start_over()
    for turn in range(_TURNS * len(PAGES)):
        screen.painting(partial(app.window.show_page, turn % len(PAGES)))
        screen.rest(SEEN_S)
    return screen.held


def _fetch(
    app: OperatorApp, screen: Screen, thumbnails: int, say: Callable[[str], None]
) -> tuple[Took, ...]:
    """Scrolls to the end as long as there is more."""
    app.window.show_page(1)
    objects, gallery = app.model.objects, app.window.objects.gallery
    screen.until(lambda: objects.is_known, "the list of classes")
    objects.choose(Subject("unknown"))
    shown = objects.gallery
    assert shown is not None
    screen.until(lambda: shown.has_begun, "the first pictures")
    screen.start_over()
    bar, frames, said = gallery.verticalScrollBar(), [], 0
    while not shown.is_complete and len(shown) < thumbnails:
        before = len(shown)
        if bar.value() < bar.maximum():
            frames.append(screen.painting(lambda: bar.setValue(bar.maximum())))

        def more_came(before: int = before) -> bool:
            return len(shown) > before or shown.is_complete

        screen.until(more_came, "more pictures")
        if len(shown) - said >= 10 * _SAY_EVERY:
            said = len(shown)
            say(f"  {said} pictures fetched")
    return tuple(frames)


def _scroll(app: OperatorApp, screen: Screen) -> tuple[Took, ...]:
    """Upwards from the end, as fast as a wheel does it: pictures are fetched again meanwhile."""
    bar = app.window.objects.gallery.verticalScrollBar()
    screen.start_over()
    return tuple(
        screen.painting(lambda: bar.setValue(bar.value() - _SCROLL_PX))
        for _ in range(min(_SCROLLED_FRAMES, bar.value() // _SCROLL_PX))
    )


def memory_slope_mb(memory_mb: tuple[tuple[int, float], ...], answers: int) -> float:
    """What memory grows by over so many answers, by a straight line through the later half."""
    later = memory_mb[len(memory_mb) // 2 :]
    if len(later) < 2:
        return 0.0
    slope, _ = np.polyfit([at for at, _ in later], [mb for _, mb in later], 1)
    return float(slope) * answers
