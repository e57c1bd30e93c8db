"""A node whose operator is away for hours, in a process of its own and in simulated time.

`python -m tests.fault.long_absence FOLDER TRACKS CAP_BYTES MUTANT`: real perception with tiny
models, real asking, link and outbox; nobody listens. Every fifth of a second another object that is
worth a question. Then it takes turns with a node that has the same memory, and room in its outbox.
Prints what it came to, as JSON.
"""

import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from edge_node.asking.ask_policy import AskConfig
from edge_node.link import NodeLink
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.query_draft import NodeIdentity
from shared.clock import SystemClock
from shared.domain import Frame, Image
from shared.outbox import Outbox
from shared.owned_thread import OwnedThread
from shared.process_memory import resident_mb
from shared.protocol.peers import Hello
from shared.transport.endpoint import Endpoint
from tests.fakes import ManualClock, wait_until
from tests.unit.perception import tiny_models

TRACK_S = 0.2
WARM_UP = 0.3
"""The share of the time after which everything has the size that it keeps."""
AT_MOST_AHEAD = 64
ROOM_BYTES = 1 << 30
TRACKS_A_TURN, MOST_TURNS = 50, 160
TURN_FRAMES = 32
GROW_OLD_FRAMES = 1_200
"""Until the memory of what was asked, of 512 questions, is as worn as after any time."""
REMEMBER_FRAMES = 5
"""Once a second what is remembered is kept, where questions were lost, as the node's loop does."""
DEADLINE_S = 60.0


@dataclass(frozen=True)
class Absence:
    """What it came to. perceiving, computing, by_the_clock: how much longer a frame takes with the
    full outbox than with room, 0 for as long: the processor time of the perceiving thread, of all
    threads, and the time that passes. The median of many turns."""

    asked: int
    kept: int
    evicted: int
    kept_bytes: int
    file_bytes: int
    warm_mb: float
    end_mb: float
    perceiving: float
    computing: float
    by_the_clock: float


def _keep_everything() -> None:
    Outbox._victims = lambda self, excess_bytes, which, value: []  # type: ignore[method-assign]


def _hold_on_to_what_was_seen() -> None:
    real, seen = Pipeline.process, []

    def process(self, frame, bundle, detections=None):  # type: ignore[no-untyped-def]
        seen.append(frame.image.repeat(4, 0))
        return real(self, frame, bundle, detections)

    Pipeline.process = process  # type: ignore[method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    "the outbox has no cap": _keep_everything,
    "frames are held on to": _hold_on_to_what_was_seen,
}


def image_of(number: int) -> Image:
    """Another object each time."""
    drawn = hashlib.shake_128(number.to_bytes(8, "big")).digest(6 * 8 * 3)
    blocks = np.frombuffer(drawn, np.uint8).reshape(6, 8, 3)
    return np.asarray(blocks.repeat(8, 0).repeat(8, 1), np.uint8)


class Node:
    """A node's parts as `edge_node.app` puts them together, with one thread for the link."""

    def __init__(self, folder: Path, cap_bytes: int, memory: bytes = b"") -> None:
        folder.mkdir(exist_ok=True)
        self.lost: list[str] = []
        self.clock = ManualClock()
        numbers = count(1)
        self.bundle = tiny_models.bundle(folder)
        self.pipeline = Pipeline(
            identity=NodeIdentity("n", "rover", "session"),
            perception=PerceptionConfig(),
            # All that is worth a question becomes one: the worst that can happen to the outbox.
            ask=AskConfig(
                questions_per_hour=1e6, burst=1000, same_object_cosine=1.0, min_value=0.0
            ),
            clock=self.clock,
            rng=np.random.default_rng(0),
            new_id=lambda: f"{folder.name}-{next(numbers)}",
            memory=memory,
        )
        self.link = NodeLink(
            endpoint=Endpoint("127.0.0.1", 1),
            outbox_path=folder / "outbox.sqlite",
            outbox_cap_bytes=cap_bytes,
            hello=lambda: Hello(role="node", peer_id="n", name="rover"),
            on_answers=lambda answers: None,
            on_lost=self.lost.extend,
            clock=SystemClock(),
        )
        self.asked = 0
        self._lost_some = False
        self._thread = OwnedThread("link", self.link.run, on_failure=lambda: os._exit(1))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.link.stop()
        self._thread.join(DEADLINE_S)

    def see(self, number: int) -> None:
        """One frame, with all that comes of it but what the link still has to keep."""
        self.clock.advance(TRACK_S)
        name = f"{number}.png"
        frame = Frame(image_of(number), "cam", number, self.clock.now_s(), number, name)
        lost, self.lost[:] = tuple(self.lost), []
        self.pipeline.forget(lost)
        self._lost_some |= bool(lost)
        if self._lost_some and number % REMEMBER_FRAMES == 0:
            self._lost_some = not self.link.remember(self.pipeline.memory_snapshot(), ())
        for draft in self.pipeline.process(frame, self.bundle).queries:
            self.link.ask(draft.query, draft.payloads, self.pipeline.memory_snapshot())
            self.asked += 1

    def keep_up(self, number: int) -> None:
        """Goes no faster than the link takes what is asked."""
        if number % AT_MOST_AHEAD == 0:
            self.settle()

    def turn(self, first: int) -> npt.NDArray[np.float64]:
        """Sees some frames; what they took of the perceiving thread, of all threads and of time, in
        seconds. Perceiving never waits for the link, so that is left out of the first and last."""
        perceiving_s = passed_s = 0.0
        all_begin_s = time.process_time()
        for number in range(first, first + TURN_FRAMES):
            begin_s, at_s = time.thread_time(), time.monotonic()
            self.see(number)
            perceiving_s += time.thread_time() - begin_s
            passed_s += time.monotonic() - at_s
        self.settle()
        return np.array([perceiving_s, time.process_time() - all_begin_s, passed_s])

    def settle(self) -> None:
        def is_done() -> bool:
            return self.link.state.count + self.link.state.evicted == self.asked

        wait_until(is_done, deadline_s=DEADLINE_S)


def be_away(folder: Path, tracks: int, cap_bytes: int) -> Absence:
    first, warm_mb, file_bytes = int(WARM_UP * tracks), 0.0, 0
    with Node(folder, cap_bytes) as node:
        for number in range(tracks):
            node.see(number)
            node.keep_up(number)
            if number == first:
                gc.collect()
                warm_mb = resident_mb(os.getpid())
            if number % 1000 == 0:
                file_bytes = max(file_bytes, size_of(folder))
        node.settle()
        asked, state = node.asked, node.link.state
        gc.collect()
        end_mb = resident_mb(os.getpid())
        file_bytes = max(file_bytes, size_of(folder))
        perceiving, computing, by_the_clock = slower_than_with_room(node, folder / "room", tracks)
    return Absence(
        asked=asked,
        kept=state.count,
        evicted=state.evicted,
        kept_bytes=state.size_bytes,
        file_bytes=file_bytes,
        warm_mb=warm_mb,
        end_mb=end_mb,
        perceiving=perceiving,
        computing=computing,
        by_the_clock=by_the_clock,
    )


def slower_than_with_room(node: Node, folder: Path, first: int) -> list[float]:
    """How much longer the node takes than one that is like it but for its outbox, in turns: other
    programs slow both down alike."""
    ratios = []
    with Node(folder, ROOM_BYTES, node.pipeline.memory_snapshot()) as roomy:
        for number in range(first, first + min(GROW_OLD_FRAMES, first)):
            roomy.see(number)
            roomy.keep_up(number)
        roomy.settle()
        for turn in range(1 + min(MOST_TURNS, first // TRACKS_A_TURN)):
            at = first + GROW_OLD_FRAMES + turn * TURN_FRAMES
            pair = (node, roomy) if turn % 2 else (roomy, node)
            took = {one: one.turn(at) for one in pair}
            ratios.append(took[node] / took[roomy])
    medians: list[float] = np.median(ratios[1:], axis=0).tolist()  # the first one warms up
    return [ratio - 1.0 for ratio in medians]


def size_of(folder: Path) -> int:
    """What the outbox takes on disk, with its log."""
    return sum(path.stat().st_size for path in folder.glob("outbox.sqlite*"))


if __name__ == "__main__":
    if sys.argv[4]:
        MUTANTS[sys.argv[4]]()
    found = be_away(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(found)))
