"""How a class could be split: by what its tracks look like, shown before anything is done."""

import uuid
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from operator_gui.station.database import Database
from shared.domain import Floats
from shared.errors import LabelError
from shared.learning.features import normalise, unit_rows
from shared.protocol.curation import MAX_PART_EXAMPLES, SplitPart
from shared.selection.clusters import k_means
from shared.texts import phrase

KEPT = 8
"""So many of the latest proposals can be carried out."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """name: "" for what nobody knew. parts: the tracks of each, those nearest to its middle first,
    the largest part first.

    unlike: tracks that cannot be compared, as they were seen with another embedder.
    """

    proposal_id: str
    name: str
    parts: tuple[tuple[str, ...], ...]
    unlike: int

    def summaries(self) -> tuple[SplitPart, ...]:
        """As operators see them."""
        return tuple(
            SplitPart(tracks=len(part), examples=part[:MAX_PART_EXAMPLES]) for part in self.parts
        )


class SplitProposals:
    """In memory alone: after a restart of the station a class is to be proposed again."""

    def __init__(self, database: Database, *, embedder_sha256: str, dim: int, seed: int) -> None:
        self._db = database
        self._embedder_sha256 = embedder_sha256
        self._dim = dim
        self._seed = seed
        self._kept: OrderedDict[str, Proposed] = OrderedDict()

    def propose(self, name: str, parts: int) -> Proposed:
        """name: of a class, in the spelling in use, "" for what nobody knew.

        Raises LabelError if it does not fall apart.
        """
        ids, features, unlike = self._features(name)
        if len(ids) < parts:
            raise LabelError(
                phrase(
                    "station", "{name} has {ids} tracks to compare: too few for {parts} parts"
                ).format(name=repr(name), ids=len(ids), parts=parts)
            )
        rng = np.random.default_rng(self._seed)
        apart = unit_rows(features - features.mean(axis=0))  # what all have in common says nothing
        clusters = k_means(apart, parts, rng.permutation(len(ids)), rng)
        members = clusters.members(np.argsort(-clusters.cosines, kind="stable"))
        found = sorted((tuple(ids[row] for row in rows) for rows in members), key=len, reverse=True)
        if len(found) < parts or not found[-1]:
            raise LabelError(
                phrase("station", "the tracks of {name} do not fall into {parts} parts").format(
                    name=repr(name), parts=parts
                )
            )
        proposed = Proposed(uuid.uuid4().hex, name, tuple(found), unlike)
        self._kept[proposed.proposal_id] = proposed
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return proposed

    def get(self, proposal_id: str) -> Proposed:
        """Raises LabelError if it is not kept any more."""
        if proposal_id not in self._kept:
            raise LabelError(
                phrase("station", "that proposal is not known any more: ask for another one")
            )
        return self._kept[proposal_id]

    def _features(self, name: str) -> tuple[list[str], Floats, int]:
        """Of the best views of a class's tracks: their queries, and (n, d) float32, unit rows."""
        rows = self._db.execute(
            "SELECT c.query_id, iif(q.embedder_sha256 = ?, substr(q.embeddings, 1, ?), NULL) "
            "FROM current_answer c JOIN query q USING (query_id) "
            "WHERE c.kind = ? AND c.name = ? ORDER BY c.seq",
            (self._embedder_sha256, 4 * self._dim, "name" if name else "dont_know", name),
        ).fetchall()
        fitting = [(query_id, blob) for query_id, blob in rows if blob is not None]
        if not fitting:
            return [], np.zeros((0, self._dim), np.float32), len(rows)
        embeddings = np.frombuffer(b"".join(blob for _, blob in fitting), "<f4")
        features = normalise(embeddings.reshape(-1, self._dim).astype(np.float32))
        return [query_id for query_id, _ in fitting], features, len(rows) - len(fitting)
