"""A node's link and desk on real sockets without a camera, and a robot that asks in a thread."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np

from edge_node.appraisal import Appraisal
from edge_node.client import Client, Reply
from edge_node.link import NodeLink
from edge_node.link_listeners import Listeners
from edge_node.local_desk import LocalDesk, StationDoor
from edge_node.perception.query_draft import NodeIdentity
from shared.clock import SystemClock
from shared.domain import Image
from shared.owned_thread import OwnedThread
from shared.protocol.answers import NamedTrack
from shared.protocol.peers import Hello
from shared.transport.endpoint import Endpoint
from tests.unit.station.station_world import EMBEDDER_SHA256, embeddings_of

IMAGE: Image = np.full((48, 64, 3), 90, np.uint8)
SLACK_S = 5.0
"""How late a machine that is busy with other things may let a thread run."""


class RobotNode:
    """`look` answers as perception does; set it to None for one that never has time."""

    def __init__(self, station: Endpoint, folder: Path, *, ask_on: Endpoint | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.answers: list[NamedTrack] = []
        self.look: Callable[[str], Appraisal | None] | None = self._sees_a_mug
        clock = SystemClock()
        self.link = NodeLink(
            endpoint=station,
            outbox_path=folder / "outbox.sqlite",
            outbox_cap_bytes=1 << 20,
            hello=lambda: Hello(role="node", peer_id="rover-1", name="rover-1"),
            on_answers=self.answers.extend,
            on_lost=lambda _: None,
            clock=clock,
        )
        self.desk = LocalDesk(
            endpoint=ask_on or Endpoint("127.0.0.1", 0),
            identity=NodeIdentity(node_id="rover-1", node_name="rover-1", session_id="session"),
            station=StationDoor(
                self.link.urge, self.link.take_back, lambda: self.link.state.takes_urgent
            ),
            look=self._look,
            clock=clock,
        )
        self.link.serve(Listeners(robot=self.desk))
        self.failed = threading.Event()
        self._threads = [
            OwnedThread("link", self.link.run, on_failure=self.failed.set),
            OwnedThread("local-desk", self.desk.run, on_failure=self.failed.set),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.desk.stop()
        self.link.stop()
        for thread in self._threads:
            thread.join(60.0)
        self.desk.close()

    def _look(self, ask_id: str, image: Image) -> bool:
        assert image.shape == IMAGE.shape
        if self.look is not None:
            self.desk.looked(ask_id, self.look(ask_id))
        return True

    @staticmethod
    def _sees_a_mug(_: str) -> Appraisal:
        return Appraisal(embeddings_of("mug", views=1), EMBEDDER_SHA256, None, 0)


class Robot:
    """Asks once, in a thread of its own, so that the test can be the operator meanwhile."""

    def __init__(self, asking: Endpoint | str, **question: object) -> None:
        self.client = Client(asking=str(asking))
        self.replies: list[Reply[object]] = []
        self._question = {"image": IMAGE, "deadline_s": 20.0, **question}
        self._thread = threading.Thread(target=self._ask, name="robot")
        self._thread.start()

    @property
    def is_done(self) -> bool:
        return bool(self.replies)

    def reply(self) -> Reply[object]:
        self._thread.join(60.0)
        return self.replies[0]

    def _ask(self) -> None:
        self.replies.append(self.client.ask_in_full(**self._question))  # type: ignore[arg-type]
