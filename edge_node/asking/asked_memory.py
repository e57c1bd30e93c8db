"""What was asked lately, and what was said: nobody is asked about one object twice."""

import itertools
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from edge_node.asking.asked import Asked
from edge_node.asking.asked_snapshot import decode_snapshot, encode_question, encode_snapshot
from edge_node.asking.similarity_index import SimilarityIndex
from shared.domain import AnswerKind, Floats

MAX_VIEWS = 4
"""So many features of each asked track are kept."""


@dataclass(frozen=True, eq=False, slots=True)
class Likeness:
    """An earlier question, its cosine to what was looked up, and its closest feature (d,)."""

    asked: Asked
    cosine: float
    feature: Floats


class AskedMemory:
    """Bounded; the oldest questions are forgotten first.

    `changes` rises whenever a look-up by likeness may find something else than before.
    """

    def __init__(self, *, max_questions: int, embedder_sha256: str = "") -> None:
        self._max_questions = max_questions
        self._embedder_sha256 = embedder_sha256
        self._asked: dict[str, Asked] = {}
        self._records: dict[str, msgspec.Raw] = {}
        self._index: SimilarityIndex | None = None
        self._numbers: dict[str, range] = {}
        self._owners: list[str] = []
        self.changes = 0

    def __len__(self) -> int:
        return len(self._asked)

    def get(self, query_id: str) -> Asked | None:
        """The question of that id, if it is remembered."""
        return self._asked.get(query_id)

    def use_embedder(self, sha256: str) -> None:
        """Forgets everything if the features are of another embedder: they cannot be compared."""
        if sha256 != self._embedder_sha256:
            self._embedder_sha256 = sha256
            self._asked, self._records = {}, {}
            self._reindex()

    def add(self, asked: Asked) -> None:
        """Remembers a question; of its features the first `MAX_VIEWS`."""
        kept = asked.features[:MAX_VIEWS].copy()  # a slice would keep all views in memory
        self._keep(replace(asked, features=kept))
        while len(self._asked) > self._max_questions:
            self._drop(next(iter(self._asked)))

    def answer(self, query_id: str, kind: AnswerKind, name: str) -> bool:
        """Notes what was said; an answer taken back or put off leaves the question open.

        Returns whether the question is remembered at all.
        """
        asked = self._asked.get(query_id)
        if asked is None:
            return False
        still_open = kind in ("later", "withdrawn")
        said, named = (None, "") if still_open else (kind, name)
        self._note(replace(asked, kind=said, name=named))
        return True

    def resolve(self, query_id: str) -> bool:
        """Notes that nobody has to answer any more.

        Returns whether that is new, and the question one that was open until now.
        """
        asked = self._asked.get(query_id)
        if asked is None or asked.resolved or asked.kind is not None:
            return False
        self._note(replace(asked, resolved=True))
        return True

    def forget(self, query_id: str) -> None:
        """Forgets a question that will never be answered; none is no error."""
        if query_id in self._asked:
            self._drop(query_id)

    def named(self, count: int) -> list[Asked]:
        """The latest questions that were answered with what the object is, at most `count`."""
        answered = (a for a in reversed(self._asked.values()) if a.class_name)
        return list(itertools.islice(answered, count))

    def most_similar(self, features: Floats) -> Likeness | None:
        """The question that comes closest, None where nothing was asked.

        features: (n, d) float32, unit rows, of one track. The closest pair of views counts.
        """
        if self._index is None or not features.shape[0]:
            return None
        found = self._index.nearest(features)
        if found is None:
            return None
        number, cosine = found
        return Likeness(self._asked[self._owners[number]], cosine, self._index.row(number))

    def snapshot(self) -> bytes:
        """Everything as bytes."""
        dim = next(iter(self._asked.values())).features.shape[1] if self._asked else 0
        return encode_snapshot(
            self._records.values(), embedder_sha256=self._embedder_sha256, dim=dim
        )

    @classmethod
    def restore(cls, data: bytes, *, max_questions: int) -> "AskedMemory":
        """The inverse of `snapshot`. Raises StorageError for anything else."""
        embedder_sha256, asked = decode_snapshot(data)
        memory = cls(max_questions=max_questions, embedder_sha256=embedder_sha256)
        for one in asked[-max_questions:]:
            memory._note(one)
        memory._reindex()
        return memory

    def _keep(self, asked: Asked) -> None:
        self._note(asked)
        self._enter(asked)
        self.changes += 1

    def _note(self, asked: Asked) -> None:
        self._asked[asked.query_id] = asked
        self._records[asked.query_id] = encode_question(asked)

    def _drop(self, query_id: str) -> None:
        del self._asked[query_id], self._records[query_id]
        numbers = self._numbers.pop(query_id)
        if self._index is not None:
            self._index.remove(numbers)
            if self._index.is_sparse:
                self._reindex()
        self.changes += 1

    def _enter(self, asked: Asked) -> None:
        if self._index is None:
            self._index = SimilarityIndex(asked.features.shape[1])
        self._index.add(asked.features)
        self._number(asked)

    def _number(self, asked: Asked) -> None:
        start = len(self._owners)
        self._owners += [asked.query_id] * asked.features.shape[0]
        self._numbers[asked.query_id] = range(start, len(self._owners))

    def _reindex(self) -> None:
        """All at once: an index that grows is made anew again and again."""
        self._index, self._numbers, self._owners = None, {}, []
        for asked in self._asked.values():
            self._number(asked)
        if self._owners:
            features = np.concatenate([asked.features for asked in self._asked.values()])
            self._index = SimilarityIndex(features.shape[1])
            self._index.add(features)
        self.changes += 1
