"""Labels that look wrong: as the last full training found them, less what was settled since."""

from collections.abc import Sequence

import msgspec
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.finding import percent
from operator_gui.station.operation_spans import OperationSpans
from operator_gui.station.trainer_wire import Suspect
from shared.domain import NOT_AN_OBJECT
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead
from shared.learning.suspicion import nearest_of_class, suspicions
from shared.protocol.curation import Suspicion
from shared.texts import phrase

MAX_SUSPECTS = 300
"""So many of the worst are reported with each training."""

_META = "suspects"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[Suspect, ...])


def suspects_of(
    head: TrainedHead, training_set: TrainingSet, track_ids: Sequence[str]
) -> tuple[Suspect, ...]:
    """The worst labels of what a head was trained on, the worst first.

    track_ids: those that the training set's groups were numbered from.
    """
    judgement, names = head.judgement, head.class_names
    found = suspicions(judgement.labels, judgement.probabilities, limit=MAX_SUSPECTS)
    tracks = np.unique(np.asarray(track_ids, dtype=np.str_))
    nearest = nearest_of_class(found, judgement, training_set)
    return tuple(
        Suspect(
            query_id=str(tracks[judgement.groups[row]]),
            called=names[judgement.labels[row]],
            looks_like=names[found.looks_like[at]],
            probability=float(found.probabilities[at]),
            own_probability=float(found.own_probabilities[at]),
            nearest=tuple(str(tracks[group]) for group in nearest[at]),
        )
        for at, row in enumerate(found.rows)
    )


class SuspectBook:
    """Writing belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._operations = OperationSpans(database)

    def put(self, suspects: tuple[Suspect, ...]) -> None:
        """What a training found takes the place of what the one before it did."""
        self._db.write_meta(_META, _encoder.encode(suspects))

    def standing(self) -> dict[str, Suspect]:
        """By query, the worst first: what is still called so and was not confirmed."""
        stored = self._db.read_meta(_META)
        if stored is None:
            return {}
        self._operations.refresh()
        return {one.query_id: one for one in _decoder.decode(stored) if self._stands(one)}

    def _stands(self, suspect: Suspect) -> bool:
        row = self._db.one(
            "SELECT seq, supersedes, kind, name FROM current_answer WHERE query_id = ?",
            (suspect.query_id,),
        )
        if row is None:
            return False
        seq, supersedes, kind, name = row
        called = NOT_AN_OBJECT if kind == "not_an_object" else name
        return called == suspect.called and not self._is_confirmed(seq, supersedes)

    def _is_confirmed(self, seq: int, supersedes: str) -> bool:
        """Whether a person said so once more, be it under a name that the class had before."""
        while True:
            operation = self._operations.of(seq)
            if operation is None or operation.kind == "confirm":
                return operation is not None
            before = self._db.one(
                "SELECT seq, supersedes FROM answer WHERE answer_id = ?", (supersedes,)
            )
            if not operation.of_names or before is None:
                return False
            seq, supersedes = before


def suspicion_in_words(suspect: Suspect) -> Suspicion:
    """As operators are told of it."""
    probability, own = min(1.0, suspect.probability), max(0.0, suspect.own_probability)
    return Suspicion(
        looks_like=suspect.looks_like,
        probability=probability,
        own_probability=own,
        reason=phrase(
            "station", "looks like {looks_like} ({probability}), and was called {called} ({own})"
        ).format(
            looks_like=suspect.looks_like,
            probability=percent(probability),
            called=suspect.called,
            own=percent(own),
        ),
        nearest=suspect.nearest,
    )
