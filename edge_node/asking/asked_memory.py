"""What was asked lately, and what was said: nobody is asked about one object twice."""

import itertools
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import msgspec
import numpy as np

from edge_node.asking.similarity_index import SimilarityIndex
from shared.domain import NOT_AN_OBJECT, AnswerKind, Floats
from shared.errors import StorageError
from shared.learning.features import unit_rows

MAX_VIEWS = 4
"""So many features of each asked track are kept."""


_FULL_SCALE = 127.0


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """One question that was put. features: (v, d) float32, unit rows.

    kind: what was said, None while nobody did. name: what it was called, for kind "name".
    resolved: whether the question was withdrawn since a newer model needs no answer.
    """

    query_id: str
    track_key: str
    asked_at_s: float
    features: Floats
    kind: AnswerKind | None = None
    name: str = ""
    resolved: bool = False

    @property
    def answer(self) -> tuple[AnswerKind, str] | None:
        """Kind and name of the answer; None while it is open."""
        return None if self.kind is None else (self.kind, self.name)

    @property
    def class_name(self) -> str:
        """The class that the answer teaches, "" where it teaches none."""
        return NOT_AN_OBJECT if self.kind == "not_an_object" else self.name


@dataclass(frozen=True, eq=False, slots=True)
class Likeness:
    """An earlier question, its cosine to what was looked up, and its closest feature (d,)."""

    asked: Asked
    cosine: float
    feature: Floats


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    query_id: Annotated[str, msgspec.Meta(max_length=64)]
    track_key: Annotated[str, msgspec.Meta(max_length=64)]
    asked_at_s: float
    kind: AnswerKind | None
    name: str
    scales: tuple[float, ...]
    features: bytes
    resolved: bool = False


class _Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["whatsit-asked-1"] = "whatsit-asked-1"
    embedder_sha256: str
    dim: Annotated[int, msgspec.Meta(ge=0, le=65536)]
    records: tuple[_Record, ...]


class _Encoded(msgspec.Struct, frozen=True, kw_only=True):
    """A `_Snapshot` on its way out: each record was encoded when it last changed, as there are
    hundreds, and all of them are wanted with every question."""

    format: str = "whatsit-asked-1"
    embedder_sha256: str
    dim: int
    records: tuple[msgspec.Raw, ...]


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
        self._keep(replace(asked, features=asked.features[:MAX_VIEWS]))
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
        self._asked[query_id] = replace(asked, kind=said, name=named)
        self._change_record(query_id, kind=said, name=named)
        return True

    def resolve(self, query_id: str) -> bool:
        """Notes that nobody has to answer any more.

        Returns whether that is new, and the question one that was open until now.
        """
        asked = self._asked.get(query_id)
        if asked is None or asked.resolved or asked.kind is not None:
            return False
        self._asked[query_id] = replace(asked, resolved=True)
        self._change_record(query_id, resolved=True)
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
        """Everything as bytes, features at eight bits a value."""
        dim = next(iter(self._asked.values())).features.shape[1] if self._asked else 0
        return msgspec.msgpack.encode(
            _Encoded(
                embedder_sha256=self._embedder_sha256,
                dim=dim,
                records=tuple(self._records.values()),
            )
        )

    @classmethod
    def restore(cls, data: bytes, *, max_questions: int) -> "AskedMemory":
        """The inverse of `snapshot`. Raises StorageError for anything else."""
        try:
            stored = msgspec.msgpack.decode(data, type=_Snapshot)
            asked = [_from_record(record, stored.dim) for record in stored.records]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise StorageError(f"the memory of asked questions is damaged: {error}") from error
        memory = cls(max_questions=max_questions, embedder_sha256=stored.embedder_sha256)
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
        self._records[asked.query_id] = _encoded(_to_record(asked))

    def _change_record(self, query_id: str, **changes: object) -> None:
        record = msgspec.msgpack.decode(self._records[query_id], type=_Record)
        self._records[query_id] = _encoded(msgspec.structs.replace(record, **changes))

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


def _encoded(record: _Record) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(record))


def _to_record(asked: Asked) -> _Record:
    peaks = np.maximum(np.abs(asked.features).max(axis=1), 1e-9)
    small = np.rint(asked.features / peaks[:, None] * _FULL_SCALE).astype(np.int8)
    return _Record(
        query_id=asked.query_id,
        track_key=asked.track_key,
        asked_at_s=asked.asked_at_s,
        kind=asked.kind,
        name=asked.name,
        scales=tuple(float(peak) for peak in peaks),
        features=small.tobytes(),
        resolved=asked.resolved,
    )


def _from_record(record: _Record, dim: int) -> Asked:
    shape = (len(record.scales), dim)
    small = np.frombuffer(record.features, np.int8).reshape(shape).astype(np.float32)
    scaled = small * np.asarray(record.scales, np.float32)[:, None]
    if not np.isfinite(scaled).all():
        raise ValueError("features are not finite")
    return Asked(
        query_id=record.query_id,
        track_key=record.track_key,
        asked_at_s=record.asked_at_s,
        features=unit_rows(scaled),
        kind=record.kind,
        name=record.name,
        resolved=record.resolved,
    )
