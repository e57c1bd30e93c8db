"""What random checks say of the model: their answers are kept apart, and nothing is learned from
them, so that they measure what is deployed without bias."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.inbox import AUDIT_SPLIT
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

    def __init__(self, database: Database, *, embedder_sha256: str) -> None:
        self._db = database
        self._embedder_sha256 = embedder_sha256
        self._spellings = Spellings(database)
        self._known: dict[str, tuple[Query, Floats]] = {}

    def checks(self) -> list[Check]:
        """The latest ones that a person could name, newest first."""
        rows = self._db.execute(
            "SELECT l.query_id, l.class_name FROM current_label l "
            "JOIN query q USING (query_id) WHERE l.split = ? AND q.embedder_sha256 = ? "
            "AND l.view = 0 ORDER BY q.arrival DESC LIMIT ?",
            (AUDIT_SPLIT, self._embedder_sha256, LATEST),
        ).fetchall()
        self._known = {query_id: self._read(query_id) for query_id, _ in rows}
        return [
            Check(name, self._spellings.now(told_by(query)), query.head_version, features)
            for (query, features), (_, name) in zip(self._known.values(), rows, strict=True)
        ]

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
