"""What the questions that came last look like, in one matrix, so that comparing one of them with
all others is a product and nothing is copied."""

from collections.abc import Callable, Sequence

import numpy as np

from shared.domain import Floats
from shared.learning.lookalikes import lookalikes, may_be_alike


class LatestLooks:
    """Holds at most `capacity` features at a time, (d,) float32, unit length."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._latest: Sequence[str] = ()
        self._rows: dict[str, int] = {}
        self._blank: set[str] = set()
        self._free = list(range(capacity))
        self._features: Floats = np.zeros((capacity, 0), np.float32)
        self._sum = np.zeros(0)

    def follow(self, latest: Sequence[str], feature_of: Callable[[str], Floats | None]) -> None:
        """Holds these and no others from now on, at most `capacity`.

        feature_of: of a question, None if it cannot be compared; asked once for each that is new.
        """
        self._latest, wanted = latest, set(latest)
        for query_id in self._rows.keys() - wanted:
            self._drop(query_id)
        self._blank &= wanted
        for query_id in wanted - self._rows.keys() - self._blank:
            if (feature := feature_of(query_id)) is None:
                self._blank.add(query_id)
            else:
                self._put(query_id, feature)

    def like(
        self, query_id: str, leader: Floats, *, centre: Floats | None, limit: int
    ) -> list[str]:
        """Which of these look like the leader, which may be one of them, the most similar first.

        centre: (d,) float32, what things look like on the whole; what is here and the leader say
        so where it is None.
        """
        is_here = query_id in self._rows
        others = len(self._rows) - is_here
        if not others:
            return []
        if centre is None:
            total = self._sum if is_here else self._sum + leader
            centre = np.asarray(total / (others + 1), np.float32)
        near = may_be_alike(leader, self._features, centre=centre).tolist()
        candidates = [
            other
            for other in self._latest
            if other != query_id and (row := self._rows.get(other)) is not None and near[row]
        ]
        features = self._features[[self._rows[other] for other in candidates]]
        found = lookalikes(leader, features, centre=centre, limit=limit)
        return [candidates[at] for at in found]

    def _put(self, query_id: str, feature: Floats) -> None:
        if not self._rows and self._features.shape[1] != len(feature):
            self._features = np.zeros((self._capacity, len(feature)), np.float32)
            self._sum = np.zeros(len(feature))
        row = self._free.pop()
        self._rows[query_id] = row
        self._features[row] = feature
        self._sum += feature

    def _drop(self, query_id: str) -> None:
        row = self._rows.pop(query_id)
        self._sum -= self._features[row]
        self._features[row] = 0.0
        self._free.append(row)
