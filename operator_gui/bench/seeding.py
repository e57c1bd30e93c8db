"""A station's folder as it would be after so many answers: written by the station's own stores."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import CheckedQuery
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore
from shared.bundle import EmbedderSpec
from shared.clock import Clock
from shared.domain import Floats
from shared.protocol.answers import Answer
from shared.protocol.questions import Query, Suggestion, View

NODE_ID = "bench-rig"
A_TRANSACTION = 500
SAME_SESSION = 25
"""So many tracks are of one run of the node."""

ACTIVE_SHARE = 0.3
"""Of the embedder's numbers, which are never below 0, so many are high for a class."""

SPREAD = 0.6
"""How far things of one class lie apart, where the classes' own numbers are about 1."""


class Look:
    """Made-up embeddings with the structure of classes. Class 0 is the first."""

    def __init__(self, *, classes: int, dim: int, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        high = self._rng.random((classes, dim)) < ACTIVE_SHARE
        self._centres = (np.abs(self._rng.standard_normal((classes, dim))) * high).astype(
            np.float32
        )

    def of(self, number: int) -> Floats:
        """(1, dim) float32: the view of another thing of this class."""
        noise = self._rng.standard_normal((1, self._centres.shape[1]), dtype=np.float32)
        seen = self._centres[number] + np.float32(SPREAD) * noise
        return np.asarray(np.maximum(seen, np.float32(0.0)), np.float32)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that nobody has answered yet, and the right name."""

    query_id: str
    name: str


def seed_station(
    folder: Path,
    embedder: EmbedderSpec,
    *,
    labels: int,
    classes: int,
    open_questions: int,
    new_classes: int,
    clock: Clock,
    say: Callable[[str], None],
) -> list[OpenQuestion]:
    """Fills an empty folder; returns what is left to answer.

    Every class has a label where labels suffice. Of the open questions the last `new_classes` are
    of classes that have none.
    """
    look = Look(classes=classes + new_classes, dim=embedder.dim, seed=0)
    rng = np.random.default_rng(1)
    numbers = np.concatenate(
        [np.arange(min(labels, classes)), rng.integers(0, classes, max(labels - classes, 0))]
    )
    asked = [*rng.integers(0, classes, open_questions - new_classes)]
    asked += range(classes, classes + new_classes)
    database = Database(folder)
    try:
        inbox = Inbox(database, BlobStore(folder / "pictures"))
        store = LabelStore(database)
        for start in range(0, labels, A_TRANSACTION):
            with database.transaction():
                for row in range(start, min(start + A_TRANSACTION, labels)):
                    question = _ask(inbox, embedder, look, int(numbers[row]), row, clock)
                    store.put(
                        answer_to(question, clock), peer_id="bench", received_at_s=clock.now_s()
                    )
            if start // A_TRANSACTION % 10 == 9:
                say(f"  {start + A_TRANSACTION} labels written")
        with database.transaction():
            rows = enumerate(asked, start=labels)
            return [_ask(inbox, embedder, look, int(n), row, clock) for row, n in rows]
    finally:
        database.close()


def answer_to(question: OpenQuestion, clock: Clock) -> Answer:
    """The right one."""
    return Answer(
        answer_id=uuid.uuid4().hex,
        query_id=question.query_id,
        kind="name",
        answered_at_s=clock.now_s(),
        operator="bench",
        name=question.name,
    )


def _ask(
    inbox: Inbox, embedder: EmbedderSpec, look: Look, number: int, row: int, clock: Clock
) -> OpenQuestion:
    now_s, query_id = clock.now_s(), uuid.uuid4().hex
    query = Query(
        query_id=query_id,
        node_id=NODE_ID,
        source_id="bench",
        track_key=f"bench-{row}",
        session_id=f"session-{row // SAME_SESSION}",
        created_at_s=now_s,
        first_seen_s=now_s - 1.0,
        last_seen_s=now_s,
        sightings=5,
        frame_width_px=64,
        frame_height_px=48,
        views=(VIEW,),
        embedding_dim=embedder.dim,
        embedder_sha256=embedder.file.sha256,
        reason="novel",
        value=0.5,
        novelty=0.9,
        suggestions=(Suggestion(name="thing", probability=0.4, source="detector"),),
    )
    inbox.put(CheckedQuery(query, look.of(number), (PICTURE, PICTURE)), now_s)
    return OpenQuestion(query_id, f"class {number:04d}")


def _picture() -> bytes:
    done, encoded = cv2.imencode(".jpg", np.full((48, 64, 3), 128, np.uint8))
    assert done
    return encoded.tobytes()


PICTURE = _picture()
VIEW = View(box=(8.0, 8.0, 40.0, 40.0), frame_sequence=0, captured_at_s=0.0, quality=0.9)
