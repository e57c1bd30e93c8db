"""One key press after the other on a real station with a real node, and what each took."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.bench.seeding import NODE_ID, OpenQuestion, answer_to, seed_station
from operator_gui.bench.trace import Trace, answer_trace, full_trainings
from operator_gui.demo.settings import clip_folder
from operator_gui.operator_link import OperatorLink
from operator_gui.processes import Child, Children
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.factory import FactoryModels, factory_folder
from shared.owned_thread import OwnedThread
from shared.process_memory import tree_mb
from shared.protocol.publication import TOPIC_PREFIX, decode_publication
from shared.transport.endpoint import Endpoint, parse_endpoint
from shared.transport.publisher import Subscriber

FIRST_VERSION_S = 900.0
ANSWER_DEADLINE_S = 60.0
PAUSE_S = (0.2, 1.2)
"""A person looks before pressing the next key: at least and at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PressSettings:
    """labels, classes: what the station knows before. answers: so many are given then, the last
    `new_classes` of them new names; again `during` while a full training runs."""

    labels: int
    classes: int
    answers: int
    new_classes: int
    during: int


@dataclass(frozen=True, slots=True)
class PressResult:
    """presses: of answers as they come. during: of those while a full training ran, where it ran
    long enough. full_s: what the first full training took. memory_mb: of the station with its
    trainers, at its largest. head_bytes: of one head."""

    presses: tuple[Trace, ...]
    during: tuple[Trace, ...]
    full_s: float
    memory_mb: float
    head_bytes: int


def measure(
    folder: Path, settings: PressSettings, *, clock: Clock, say: Callable[[str], None]
) -> PressResult:
    """Seeds a station in `folder`, runs everything, and ends it. Raises WhatsitError."""
    station_folder = folder / "station"
    station_folder.mkdir(parents=True)
    questions = seed_station(
        station_folder,
        FactoryModels(factory_folder()).manifest.embedder,
        labels=settings.labels,
        classes=settings.classes,
        open_questions=settings.answers + settings.during,
        new_classes=settings.new_classes,
        clock=clock,
        say=say,
    )
    with Children(folder / "logs") as children:
        station, endpoint = _start_station(children, folder)
        listener_at = _start_node(children, folder, endpoint)
        say("  station and node run; waiting for the first full training")
        bench = _Bench(station_folder, parse_endpoint(endpoint), listener_at, clock, station)
        with bench:
            bench.wait_for_head(children)
            say("  the node runs its head; answering")
            first, then = questions[settings.during :], questions[: settings.during]
            presses = [bench.press(question, say) for question in first]
            during = bench.press_during_training(then, say) if then else []
            children.check()
            return bench.result(presses, during)


def _start_station(children: Children, folder: Path) -> tuple[Child, str]:
    ready = folder / "station.ready"
    station = children.start(
        "station",
        [
            *["station", "--listen", "tcp://127.0.0.1:0", "--state", str(folder / "station")],
            *["--ready-file", str(ready)],
        ],
    )
    return station, station.wait_for(ready)


def _start_node(children: Children, folder: Path, endpoint: str) -> Endpoint:
    ready, config = folder / "node.ready", folder / "edge.toml"
    config.write_text("[ask]\nquestions_per_hour = 0.01\n")
    node = children.start(
        "node",
        [
            *["edge", str(clip_folder() / "street.mp4"), "--loops", "0", "--speed", "1"],
            *["--station", endpoint, "--publish", "tcp://127.0.0.1:0", "--ask-on", ""],
            *["--state", str(folder / "edge"), "--name", NODE_ID, "--config", str(config)],
            *["--trust", str(folder / "station" / "keys" / "signing.pub")],
            *["--ready-file", str(ready)],
        ],
    )
    return parse_endpoint(node.wait_for(ready))


class _Bench:
    """The operator's side: a link as the window has it, and ears on what the node publishes."""

    def __init__(
        self, folder: Path, endpoint: Endpoint, listener_at: Endpoint, clock: Clock, station: Child
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._station = station
        self._rng = np.random.default_rng(2)
        self._listener_at = listener_at
        self._link = OperatorLink(
            endpoint=endpoint,
            folder=folder.parent / "operator",
            operator="bench",
            clock=clock,
            on_event=lambda event: None,
        )
        self._memory_mb = 0.0
        self._first: dict[int, float] = {}

    def __enter__(self) -> "_Bench":
        (self._folder.parent / "operator").mkdir()
        self._thread = OwnedThread("bench-link", self._link.run, on_failure=lambda: None)
        self._thread.start()
        self._subscriber = Subscriber(self._listener_at, TOPIC_PREFIX)
        return self

    def __exit__(self, *_: object) -> None:
        self._subscriber.close()
        self._link.stop()
        self._thread.join(5.0)

    def wait_for_head(self, children: Children) -> None:
        """Until the node runs what the first full training made."""
        deadline_s = time.monotonic() + FIRST_VERSION_S
        while not self._first or max(self._first) == 0:
            children.check()
            self._listen(200)
            self._weigh()
            if time.monotonic() > deadline_s:
                raise WhatsitError(
                    f"the node ran no head within {FIRST_VERSION_S:.0f} s; see the logs in "
                    f"{self._folder.parent / 'logs'}"
                )

    def press(self, question: OpenQuestion, say: Callable[[str], None]) -> Trace:
        """Answers, and waits for the first frame that was classified by a head that knows it."""
        self._pause()
        answer = answer_to(question, self._clock)
        pressed_at_s = self._clock.now_s()
        self._link.submit(answer)
        deadline_s = time.monotonic() + ANSWER_DEADLINE_S
        while time.monotonic() < deadline_s:
            self._listen(50)
            trace = answer_trace(self._folder, answer.answer_id, pressed_at_s, self._first)
            if trace is not None:
                self._weigh()
                say(f"  {trace.in_words()}")
                return trace
        raise WhatsitError(
            f"an answer was not known to the node within {ANSWER_DEADLINE_S:.0f} s; see the logs "
            f"in {self._folder.parent / 'logs'}"
        )

    def press_during_training(
        self, questions: list[OpenQuestion], say: Callable[[str], None]
    ) -> list[Trace]:
        """The same while a full training, which a person asked for, runs."""
        say("  the same while a full training runs")
        before = full_trainings(self._folder)
        self._link.command("train")
        traces = []
        for question in questions:
            trace = self.press(question, say)
            if full_trainings(self._folder) != before:
                break
            traces.append(trace)
        return traces

    def result(self, presses: list[Trace], during: list[Trace]) -> PressResult:
        first = full_trainings(self._folder)[0]
        return PressResult(
            tuple(presses), tuple(during), first.full_s, self._memory_mb, first.head_bytes
        )

    def _pause(self) -> None:
        until_s = time.monotonic() + self._rng.uniform(*PAUSE_S)
        while (left_s := until_s - time.monotonic()) > 0:
            self._listen(int(1000 * left_s))

    def _listen(self, timeout_ms: int) -> None:
        frames = self._subscriber.receive(timeout_ms)
        while frames is not None:
            record = decode_publication(frames)
            self._first.setdefault(record.version, record.published_at_s)
            frames = self._subscriber.receive(0)

    def _weigh(self) -> None:
        self._memory_mb = max(self._memory_mb, tree_mb(self._station.pid))
