"""A station's folder with very many questions and answered tracks, as the window's bench needs."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import msgspec
import numpy as np

from operator_gui.bench.seeding import A_TRANSACTION, Look, OpenQuestion, answer_to
from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import CheckedQuery
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore
from shared.bundle import EmbedderSpec
from shared.clock import Clock
from shared.domain import Floats
from shared.protocol.questions import Query, Suggestion, View

_FRAME_PX = (1280, 720)
_CONTEXT_PX = (640, 360)
_VIEW_PX = 160
_MOST_VIEWS = 3
_SCENES = 64
"""So many different sets of pictures; they are used again and again."""

_CLASSES = 200
_OLDER_DIM = 4
_NAMES = ("mug", "bowl", "vase", "jar", "kettle")
_WORDS_EVERY = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """waiting: open questions. unknown: tracks that were answered with "don't know", so that the
    station has pictures to show and nothing to learn."""

    waiting: int
    unknown: int


def seed_crowd(
    folder: Path,
    embedder: EmbedderSpec,
    crowd: Crowd,
    *,
    clock: Clock,
    say: Callable[[str], None],
) -> None:
    """Fills an empty station's folder."""
    older = msgspec.structs.replace(
        embedder, dim=_OLDER_DIM, file=msgspec.structs.replace(embedder.file, sha256="0" * 64)
    )
    scenes = [_scene(np.random.default_rng(at)) for at in range(_SCENES)]
    database = Database(folder)
    try:
        inbox, store = Inbox(database, BlobStore(folder / "pictures")), LabelStore(database)

        def put_unknown(row: int, look: Look) -> None:
            query_id = _put(inbox, older, look.of(row % _CLASSES), row, scenes, clock)
            answer = answer_to(OpenQuestion(query_id, ""), clock)
            answer = msgspec.structs.replace(answer, kind="dont_know")
            store.put(answer, peer_id="bench", received_at_s=clock.now_s())

        def put_waiting(row: int, look: Look) -> None:
            _put(inbox, embedder, look.of(row % _CLASSES), crowd.unknown + row, scenes, clock)

        for count, what, dim, put in (
            (crowd.unknown, "answered tracks", _OLDER_DIM, put_unknown),
            (crowd.waiting, "questions", embedder.dim, put_waiting),
        ):
            look = Look(classes=_CLASSES, dim=dim, seed=0)
            for start in range(0, count, A_TRANSACTION):
                end = min(start + A_TRANSACTION, count)
                with database.transaction():
                    for row in range(start, end):
                        put(row, look)
                if end % _WORDS_EVERY == 0:
                    say(f"  {end} {what} written")
    finally:
        database.close()


def _put(
    inbox: Inbox,
    embedder: EmbedderSpec,
    embedding: Floats,
    row: int,
    scenes: list[tuple[bytes, ...]],
    clock: Clock,
) -> str:
    now_s, query_id = clock.now_s(), uuid.uuid4().hex
    views = 1 + row % _MOST_VIEWS
    query = Query(
        query_id=query_id,
        node_id="bench-rig",
        node_name="bench rig",
        source_id="bench",
        track_key=f"bench-{row}",
        session_id=f"session-{row // 25}",
        created_at_s=now_s,
        first_seen_s=now_s - 4.0,
        last_seen_s=now_s,
        sightings=30,
        frame_width_px=_FRAME_PX[0],
        frame_height_px=_FRAME_PX[1],
        views=tuple(
            View(
                box=(400.0, 200.0, 700.0, 500.0),
                frame_sequence=at,
                captured_at_s=now_s,
                quality=0.8,
            )
            for at in range(views)
        ),
        embedding_dim=embedder.dim,
        embedder_sha256=embedder.file.sha256,
        reason="ambiguous",
        value=0.5,
        novelty=0.5,
        suggestions=tuple(
            Suggestion(name=_NAMES[(row + at) % len(_NAMES)], probability=0.4 / (1 + at))
            for at in range(len(_NAMES))
        ),
    )
    pictures = scenes[row % len(scenes)][: 1 + views]
    inbox.put(CheckedQuery(query, np.repeat(embedding, views, axis=0), pictures), now_s)
    return query_id


def _scene(rng: np.random.Generator) -> tuple[bytes, ...]:
    """A context frame and the views, with as much in them as a camera's have."""
    return (
        _picture(rng, *_CONTEXT_PX),
        *(_picture(rng, _VIEW_PX, _VIEW_PX) for _ in range(_MOST_VIEWS)),
    )


def _picture(rng: np.random.Generator, width_px: int, height_px: int) -> bytes:
    coarse = rng.integers(0, 256, (height_px // 20, width_px // 20, 3), dtype=np.uint8)
    fine = cv2.resize(coarse, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    done, encoded = cv2.imencode(".jpg", fine)
    assert done
    return encoded.tobytes()
