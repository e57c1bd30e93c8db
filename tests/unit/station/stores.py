"""The station's stores in a real SQLite file, without a station around them."""

from collections.abc import Callable
from pathlib import Path

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from operator_gui.station.registry import Registry, VersionRecord
from shared.blobs import BlobStore
from shared.bundle import HeadSpec, ModelFile
from shared.domain import MadeViewsVerdict
from shared.protocol.answers import Answer
from tests.unit.station.station_world import EMBEDDER_SHA256, make_query, query_of

HEAD = HeadSpec(
    file=ModelFile(sha256="0" * 64, size_bytes=1),
    class_names=("mug",),
    members=5,
    temperature=0.2,
    risk=0.05,
    conformal_threshold=0.0,
    known_scores=(),
    dataset_revision="r",
    labels=2,
    tracks=1,
)


def no_rows(folder: Path) -> None:
    """A database as a station begins with, for `quick_folder`."""
    Database(folder).close()


class Stores:
    """Each method that writes is one transaction."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self.inbox = Inbox(self.database, BlobStore(folder / "pictures"))
        self.labels = LabelStore(self.database)

    def ask(self, query_id: str, name: str = "mug", **changes: object) -> None:
        envelope = make_query(name, query_id=query_id, **changes)
        with self.database.transaction():
            assert self.inbox.put(check_query(query_of(envelope), envelope), 1.0)

    def put(self, answer: Answer) -> bool:
        with self.database.transaction():
            return self.labels.put(answer, peer_id="ada", received_at_s=2.0).of_class

    def effort(self, work: Callable[[], object]) -> int:
        """How many instructions SQLite carries out for it: what would take long once there are
        many rows."""
        done = 0

        def count() -> int:
            nonlocal done
            done += 1
            return 0

        self.database._db.set_progress_handler(count, 1)
        try:
            work()
        finally:
            self.database._db.set_progress_handler(None, 1)
        return done

    def class_of(self, query_id: str) -> str | None:
        current = self.labels.current(query_id)
        return None if current is None else current.class_name

    def learn(
        self,
        *,
        embedder_sha256: str = EMBEDDER_SHA256,
        made_views: MadeViewsVerdict = "untested",
        kept_back: tuple[str, ...] = (),
    ) -> int:
        """Registers a version that learned from all that was answered until now."""
        registry = Registry(self.database)
        number = 1 + (registry.newest.number if registry.newest else 0)
        row = self.database.one("SELECT coalesce(max(seq), 0) FROM answer")
        assert row is not None
        record = VersionRecord(
            version=number,
            trained_at_s=1.0,
            head=HEAD,
            classes=(),
            accuracy_low=None,
            accuracy_high=None,
            answer_seq=row[0],
            elapsed_ms=5.0,
            embedder_sha256=embedder_sha256,
            made_views=made_views,
            kept_back=kept_back,
        )
        with self.database.transaction():
            registry.add(record)
        return number
