"""The queries that came in: the message and its embeddings in the database, pictures as files."""

from dataclasses import dataclass

import msgspec
import numpy as np

from operator_gui.station.class_tally import ClassTally
from operator_gui.station.database import Database
from operator_gui.station.holdout import HoldoutRule
from operator_gui.station.intake import CheckedQuery
from operator_gui.station.query_tally import QueryTally
from shared.blobs import BlobStore
from shared.domain import Floats
from shared.protocol.codec import pack_frames, unpack_frames
from shared.protocol.questions import Query

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Query)

TRAINING_SPLIT = "train"
"""What is learned from. A query's split is set when it arrives and never changes."""

AUDIT_SPLIT = "audit"
"""Random checks: they measure what is deployed, and nothing is ever learned from them."""

HOLDOUT_SPLIT = "holdout"
"""The frozen hold-out: candidates are judged by it, and nothing is ever learned from it."""

MEASURING_SPLITS = (AUDIT_SPLIT, HOLDOUT_SPLIT)

MADE_SPLIT = "made"
"""Views that no camera saw: they may teach, and nothing is ever judged by them."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the ranking needs to know of an open query.

    `deferred` and `reopened` are the numbers of the last answers that put the query off and that
    took an answer back, 0 where none did; the higher, the later.
    """

    query_id: str
    arrival: int
    value: float
    received_at_s: float
    deferred: int = 0
    reopened: int = 0


class Inbox:
    """Stores queries once by `query_id`. Everything it writes belongs to the open transaction."""

    def __init__(
        self,
        database: Database,
        pictures: BlobStore,
        *,
        holdout: HoldoutRule | None = None,
        tally: ClassTally | None = None,
    ) -> None:
        """holdout: which queries measure instead of teaching; none where it is None. tally: counts
        of what is answered; one of its own where it is None."""
        self._db = database
        self._pictures = pictures
        self._holdout = holdout or HoldoutRule()
        self._answered = tally or ClassTally(database)
        self._queries = QueryTally(database)

    def knows(self, query_id: str) -> bool:
        return self._db.one("SELECT 1 FROM query WHERE query_id = ?", (query_id,)) is not None

    def put(
        self,
        checked: CheckedQuery,
        received_at_s: float,
        *,
        must_teach: bool = False,
        split: str | None = None,
    ) -> bool:
        """Keeps a query; False if it was there already.

        must_teach: it was promised that its answer is learned.
        split: where it is known beforehand.

        Raises StorageError if its pictures cannot be written.
        """
        query = checked.query
        if self.knows(query.query_id):
            return False
        self._db.insert(
            "query",
            {
                "query_id": query.query_id,
                "received_at_s": received_at_s,
                "node_id": query.node_id,
                "embedder_sha256": query.embedder_sha256,
                "split": split or self._split_of(query, must_teach=must_teach),
                "value": query.value,
                "header": _encoder.encode(query),
                "pictures": self._pictures.put(pack_frames(list(checked.pictures))),
                "embeddings": checked.embeddings.astype("<f4").tobytes(),
            },
        )
        return True

    def query(self, query_id: str) -> Query | None:
        """The message as it came."""
        row = self._db.one("SELECT header FROM query WHERE query_id = ?", (query_id,))
        return None if row is None else _decoder.decode(row[0])

    def pictures(self, query_id: str) -> tuple[bytes, ...] | None:
        """The context frame and one crop a view, None if there is no such query.

        Raises StorageError if they are missing or damaged.
        """
        row = self._db.one("SELECT pictures FROM query WHERE query_id = ?", (query_id,))
        if row is None:
            return None
        return tuple(unpack_frames(self._pictures.get(row[0])))

    def embeddings(self, query_id: str) -> Floats | None:
        """(views, dim) float32, None if there is no such query."""
        row = self._db.one("SELECT header, embeddings FROM query WHERE query_id = ?", (query_id,))
        if row is None:
            return None
        views = len(_decoder.decode(row[0]).views)
        return np.frombuffer(row[1], "<f4").reshape(views, -1).astype(np.float32)

    def embedder_of(self, query_id: str) -> str:
        row = self._db.one("SELECT embedder_sha256 FROM query WHERE query_id = ?", (query_id,))
        return "" if row is None else str(row[0])

    def measures(self, query_id: str) -> bool:
        """Whether it is a random check or held out: nothing is learned from its answer."""
        row = self._db.one("SELECT split FROM query WHERE query_id = ?", (query_id,))
        return row is not None and row[0] in MEASURING_SPLITS

    def teaches_as_seen(self, query_id: str) -> bool:
        """Whether it neither measures nor is about a view that no camera saw."""
        row = self._db.one("SELECT split FROM query WHERE query_id = ?", (query_id,))
        return row is not None and row[0] == TRAINING_SPLIT

    def is_withdrawn(self, query_id: str) -> bool:
        """Whether a newer model answered it itself."""
        return self._db.one("SELECT 1 FROM withdrawal WHERE query_id = ?", (query_id,)) is not None

    def seen_with(self, embedder_sha256: str) -> list[str]:
        """Every query about what a camera saw, with this embedder, in the order of arrival."""
        rows = self._db.execute(
            "SELECT query_id FROM query WHERE embedder_sha256 = ? AND split != ? ORDER BY arrival",
            (embedder_sha256, MADE_SPLIT),
        )
        return [row[0] for row in rows]

    def open_ids(self) -> list[str]:
        """Queries that wait for an answer, in the order in which they came."""
        rows = self._db.execute(
            "SELECT query_id FROM query WHERE query_id NOT IN "
            "(SELECT query_id FROM live_answer UNION SELECT query_id FROM withdrawal) "
            "ORDER BY arrival"
        )
        return [row[0] for row in rows]

    def arrival(self, query_id: str) -> Arrival | None:
        """The query as the ranking sees it, None if it is answered, withdrawn or unknown."""
        row = self._db.one(f"{_OPEN} AND q.query_id = ?", (query_id,))
        return None if row is None else _arrival(*row)

    def open_arrivals(self) -> list[Arrival]:
        """All that wait for an answer as the ranking sees them, in the order in which they came."""
        return [_arrival(*row) for row in self._db.execute(f"{_OPEN} ORDER BY q.arrival")]

    def of_other_embedder(self, embedder_sha256: str) -> int:
        """How many queries were made with an embedder that is not this one."""
        return self._queries.others(embedder_sha256)

    def _split_of(self, query: Query, *, must_teach: bool) -> str:
        """A made view measures nothing, whatever else the query says of itself."""
        if query.made_from:
            return MADE_SPLIT
        if query.reason == "audit":
            return AUDIT_SPLIT
        if must_teach or not self._holdout.draws(query):
            return TRAINING_SPLIT
        room = self._holdout.has_room(
            labelled=self._answered.of_split(TRAINING_SPLIT),
            held=self._queries.of_split(HOLDOUT_SPLIT),
        )
        return HOLDOUT_SPLIT if room else TRAINING_SPLIT


_OPEN = """
SELECT q.query_id, q.arrival, q.value, q.received_at_s,
  (SELECT coalesce(max(seq), 0) FROM answer WHERE query_id = q.query_id AND kind = 'later'),
  (SELECT coalesce(max(seq), 0) FROM answer WHERE query_id = q.query_id AND kind = 'withdrawn')
FROM query q
WHERE NOT EXISTS (SELECT 1 FROM live_answer WHERE query_id = q.query_id)
  AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE query_id = q.query_id)
"""


def _arrival(
    query_id: str, arrival: int, value: float, received_at_s: float, deferred: int, reopened: int
) -> Arrival:
    return Arrival(
        query_id=query_id,
        arrival=arrival,
        value=value,
        received_at_s=received_at_s,
        deferred=deferred if deferred > reopened else 0,
        reopened=reopened if reopened > deferred else 0,
    )
