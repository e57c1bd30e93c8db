"""A station's folder in which questions were asked and answered, without a station having run."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore
from tests.unit.station.station_world import (
    EMBEDDER_SHA256,
    make_answer,
    make_query,
    query_of,
)

NAMES = ("bowl", "mug", "vase")


def teach(
    folder: Path,
    *,
    names: tuple[str, ...] = NAMES,
    tracks: int = 36,
    sessions: int = 6,
    looks: Callable[[str], str] = str,
    embedder_sha256: str = EMBEDDER_SHA256,
) -> None:
    """So many answered tracks of each name in turn, in so many sessions.

    looks: what the embedder takes a thing of that name for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Database(folder)) as database:
        inbox, labels = Inbox(database, BlobStore(folder / "pictures")), LabelStore(database)
        with database.transaction():
            for number in range(tracks):
                name = names[number % len(names)]
                envelope = make_query(
                    looks(name),
                    query_id=f"q{number}",
                    embedder_sha256=embedder_sha256,
                    seed=number,
                    session_id=f"session-{number // len(names) % sessions}",
                )
                inbox.put(check_query(query_of(envelope), envelope), 1.0)
                answer = make_answer(f"q{number}", name)
                labels.put(answer, peer_id="ada", received_at_s=2.0)
