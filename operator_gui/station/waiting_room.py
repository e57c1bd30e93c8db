"""The open questions in memory: what the ranking needs, and which the active head is sure about."""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from itertools import islice

import numpy as np

from operator_gui.station.inbox import Arrival, Inbox
from operator_gui.station.latest_looks import LatestLooks
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.waiting_queue import (
    LOOKED_THROUGH,
    Ages,
    RankedQueue,
    apart,
)
from shared.domain import Floats
from shared.errors import StorageError
from shared.learning.features import normalise
from shared.protocol.questions import MAX_ALIKE

COMPARED = 1000
"""A question is compared with so many of the latest others."""

FEATURES_KEPT = 2000
"""So many questions that were or are about to be put, of 5 kB each."""


class WaitingRoom:
    """Follows the database: after each transaction `refresh` what it touched. A head of fewer
    than `resolving_tracks` tracks answers no question itself.

    `changed` is set whenever there may be something else to hand out.
    """

    def __init__(self, inbox: Inbox, *, embedder_sha256: str, resolving_tracks: int) -> None:
        self._inbox = inbox
        self.embedder_sha256 = embedder_sha256
        self._resolving_tracks = resolving_tracks
        self._open: dict[str, Arrival] = {}
        self._queue = RankedQueue()
        self._ages = Ages()
        self._sure: set[str] = set()
        self._resolved: set[str] = set()
        self._features: dict[str, Floats | None] = {}
        self._latest = LatestLooks(COMPARED)
        self._unshowable: set[str] = set()
        self._to_score: deque[str] = deque()
        self._scorer: HeadScorer | None = None
        self.changed = True
        for arrival in inbox.open_arrivals():
            self._put(arrival)

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, query_id: str) -> bool:
        return query_id in self._open

    @property
    def unshowable(self) -> int:
        """How many open questions have lost their pictures."""
        return len(self._unshowable)

    def refresh(self, query_ids: Iterable[str]) -> None:
        """Reads these queries anew: they may have come, closed, or been put off."""
        for query_id in query_ids:
            arrival = self._inbox.arrival(query_id)
            self.changed = True
            if arrival is None:
                self._open.pop(query_id, None)
                self._queue.discard(query_id)
                self._ages.discard(query_id)
                self._sure.discard(query_id)
                self._resolved.discard(query_id)
                self._features.pop(query_id, None)
            else:
                self._put(arrival)

    def first(self, *, limit: int, taken: Collection[str]) -> list[str]:
        """The questions to put next; what looks like one that somebody has comes later."""
        ranked = self._queue.first(LOOKED_THROUGH * limit, taken=self._unshowable.union(taken))
        return apart(ranked, limit=limit, shown=taken, feature_of=self._feature_of)

    def alike(self, query_id: str) -> tuple[str, ...]:
        """Other open questions that look like this one, the most similar first.

        Looks through the latest COMPARED. Where no head says what things look like on the whole,
        the open questions do. Random checks and made views are looked at each by itself.
        """
        leader = self._feature_of(query_id)
        if leader is None:
            return ()
        showable = (other for other in reversed(self._open) if other not in self._unshowable)
        self._latest.follow(tuple(islice(showable, COMPARED)), self._read_feature)
        found = self._latest.like(query_id, leader, centre=self.centre, limit=MAX_ALIKE)
        return tuple(other for other in found if self._inbox.teaches_as_seen(other))

    @property
    def head_version(self) -> int:
        """Of the head that is asked about open questions, 0 for none."""
        return 0 if self._scorer is None else self._scorer.version

    def resolved(self) -> list[str]:
        """Open questions that the active head answers itself, in no order."""
        return list(self._resolved)

    @property
    def centre(self) -> Floats | None:
        """The middle of all that the active head was taught, (d,) float32; None without one."""
        known = None if self._scorer is None else self._scorer.familiarity
        return None if known is None else known.centre

    def latest(self, limit: int) -> list[str]:
        """The open questions that came last, the latest first."""
        return list(islice(reversed(self._open), limit))

    def is_reopened(self, query_id: str) -> bool:
        """Whether a person took an answer to it back."""
        arrival = self._open.get(query_id)
        return arrival is not None and bool(arrival.reopened)

    def oldest_age_s(self, now_s: float) -> float:
        """How long the longest waiting question waits, 0 if there is none."""
        return self._ages.oldest_s(now_s)

    def cannot_show(self, query_id: str) -> None:
        """Leaves a question out whose pictures are lost."""
        self._unshowable.add(query_id)

    def use_head(self, scorer: HeadScorer | None) -> None:
        """Another head is active: what was sure may not be any more, and the reverse."""
        self._scorer = scorer
        self._resolved.clear()
        self._to_score = deque(self._open)
        if scorer is None:
            for query_id in tuple(self._sure):
                self._believe(query_id, sure=False)

    def score_some(self, has_time: Callable[[], bool]) -> None:
        """Asks the active head about open questions while there is time."""
        while self._to_score and has_time():
            query_id = self._to_score.popleft()
            if query_id not in self._open or self._scorer is None:
                continue
            if self._inbox.embedder_of(query_id) != self.embedder_sha256:
                continue
            self._score(query_id, self._scorer)

    def _score(self, query_id: str, scorer: HeadScorer) -> None:
        try:
            embeddings, query = self._inbox.embeddings(query_id), self._inbox.query(query_id)
        except (StorageError, ValueError):
            return
        if embeddings is None or query is None or not scorer.is_sure(embeddings):
            self._believe(query_id, sure=False)
            self._resolved.discard(query_id)
            return
        self._believe(query_id, sure=True)
        # What measures is put whatever the model believes, and so is what a person reopened; a
        # head that asks is not the one to answer.
        is_newer = scorer.version > query.head_version
        is_taught = scorer.spec.tracks >= self._resolving_tracks
        wanted = self._inbox.measures(query_id) or self._open[query_id].reopened
        if is_newer and is_taught and not wanted and scorer.resolves(embeddings):
            self._resolved.add(query_id)

    def _put(self, arrival: Arrival) -> None:
        query_id = arrival.query_id
        self._open[query_id] = arrival
        self._queue.put(arrival, sure=query_id in self._sure)
        self._ages.put(arrival)
        self._to_score.append(query_id)

    def _believe(self, query_id: str, *, sure: bool) -> None:
        """Whether the active head is sure about an open question."""
        if sure:
            self._sure.add(query_id)
        else:
            self._sure.discard(query_id)
        self._queue.put(self._open[query_id], sure=sure)

    def _feature_of(self, query_id: str) -> Floats | None:
        """Of the best view, (d,) float32, unit length; None for what cannot be compared."""
        if query_id not in self._open:
            return None
        if query_id not in self._features:
            self._features[query_id] = self._read_feature(query_id)
            if len(self._features) > FEATURES_KEPT:
                del self._features[next(iter(self._features))]
        return self._features[query_id]

    def _read_feature(self, query_id: str) -> Floats | None:
        if self._inbox.embedder_of(query_id) != self.embedder_sha256:
            return None
        embeddings = self._inbox.embeddings(query_id)
        return None if embeddings is None else np.asarray(normalise(embeddings[:1])[0], np.float32)
