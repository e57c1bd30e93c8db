"""What random checks say of the model: their answers are kept apart, and nothing is learned from
them, so that they measure what is deployed without bias."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from operator_gui.station.class_tally import ClassTally
from operator_gui.station.database import Database
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.spelling import Spellings
from shared.domain import Floats
from shared.learning.features import normalise
from shared.learning.intervals import wilson
from shared.protocol.questions import Query
from shared.protocol.standing import AuditStanding, Measured

LATEST = 200
"""So many of the latest checks speak of the active version."""

_queries = msgspec.msgpack.Decoder(Query)


@dataclass(frozen=True, eq=False, slots=True)
class Check:
    """One random check with its answer. features: (views, d) float32, unit rows.

    told: what the node believed when it asked, by the name of now, with the version that it ran;
    "" if that is not known.
    """

    name: str
    told: str
    version: int
    features: Floats


class AuditBook:
    """Reads the answers to random checks; each one's embeddings are read once."""

    def __init__(self, database: Database, *, tally: ClassTally, embedder_sha256: str) -> None:
        """tally: one that lists what random checks carry: to look for the latest among all that
        were ever put takes longer the more there are."""
        self._db = database
        self._tally = tally
        self._embedder_sha256 = embedder_sha256
        self._spellings = Spellings(database)
        self._arrivals: dict[str, int] = {}
        self._known: dict[str, tuple[Query, Floats]] = {}

    def checks(self) -> list[Check]:
        """The latest ones that a person could name, newest first."""
        named = self._tally.of_listed()
        latest = heapq.nlargest(LATEST, (q for q in named if self._arrival(q)), key=self._arrival)
        self._known = {query_id: self._read(query_id) for query_id in latest}
        return [
            Check(
                named[query_id],
                self._spellings.now(told_by(query)),
                query.head_version,
                features,
            )
            for query_id, (query, features) in self._known.items()
        ]

    def _arrival(self, query_id: str) -> int:
        """The number under which a query came, 0 for one of another embedder."""
        if query_id not in self._arrivals:
            row = self._db.one(
                "SELECT arrival FROM query WHERE query_id = ? AND embedder_sha256 = ?",
                (query_id, self._embedder_sha256),
            )
            self._arrivals[query_id] = 0 if row is None else int(row[0])
        return self._arrivals[query_id]

    def _read(self, query_id: str) -> tuple[Query, Floats]:
        if query_id in self._known:
            return self._known[query_id]
        row = self._db.one("SELECT header, embeddings FROM query WHERE query_id = ?", (query_id,))
        assert row is not None
        query = _queries.decode(row[0])
        views = np.frombuffer(row[1], "<f4").reshape(len(query.views), -1).astype(np.float32)
        return query, normalise(views)


def standing(checks: Sequence[Check], scorer: HeadScorer | None) -> AuditStanding | None:
    """How the active head and what nodes ran fare on the checks; None without any."""
    if not checks:
        return None
    fitting = [c for c in checks if scorer is not None and c.features.shape[1] == scorer.dim]
    hits = [scorer.name_of(c.features) == c.name for c in fitting if scorer is not None]
    told = [check.told == check.name for check in checks if check.told]
    return AuditStanding(active=measured(hits), told=measured(told))


def by_version(checks: Sequence[Check]) -> dict[int, tuple[int, int]]:
    """Hits and tracks of what each version said where it ran."""
    counts: dict[int, list[bool]] = defaultdict(list)
    for check in checks:
        if check.told:
            counts[check.version].append(check.told == check.name)
    return {version: (sum(hits), len(hits)) for version, hits in counts.items()}


def measured(hits: Sequence[bool]) -> Measured | None:
    """The share of hits with its interval (Wilson); None of nothing."""
    if not hits:
        return None
    share = wilson(sum(hits), len(hits))
    return Measured(
        hits=share.hits, tracks=share.total, value=share.value, low=share.low, high=share.high
    )


def told_by(query: Query) -> str:
    """What the node's head would have called it, "" without a head.

    Nodes of protocol 1.1 do not say that; what their head suggested first stands for it.
    """
    if not query.head_version or query.predicted:
        return query.predicted
    return next((s.name for s in query.suggestions if s.source == "head"), "")
