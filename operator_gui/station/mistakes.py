"""What the head of the last full training took for what, of the tracks that it was judged by."""

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.trainer_wire import LeftOut, MistakenTrack
from shared.learning.head import TrainedHead
from shared.protocol.mistakes import MAX_CELLS, MAX_JUDGED, ClassRight, MistakeCell, Mistakes

MAX_MISTAKEN = 3000
"""So many tracks are kept by their id; all are counted."""

_META = "mistakes"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(LeftOut)


def left_out_of(head: TrainedHead, track_ids: Sequence[str]) -> LeftOut:
    """How the judged tracks were named by a head that had not seen them.

    track_ids: those that the training set's groups were numbered from.
    """
    judgement, names = head.judgement, head.class_names
    if not judgement.labels.size:
        return LeftOut()
    taken_for = judgement.probabilities.argmax(axis=1)
    tracks = np.bincount(judgement.labels, minlength=len(names))
    right = np.bincount(judgement.labels[taken_for == judgement.labels], minlength=len(names))
    known = np.unique(np.asarray(track_ids, dtype=np.str_))
    wrong = np.flatnonzero(taken_for != judgement.labels)
    return LeftOut(
        classes=tuple(
            ClassRight(name=name, tracks=int(tracks[at]), right=int(right[at]))
            for at, name in enumerate(names)
            if tracks[at]
        ),
        wrong=tuple(
            MistakenTrack(
                query_id=str(known[judgement.groups[row]]),
                called=names[judgement.labels[row]],
                taken_for=names[taken_for[row]],
            )
            for row in wrong[:MAX_MISTAKEN]
        ),
        cells=_cells([(names[judgement.labels[row]], names[taken_for[row]]) for row in wrong]),
    )


def _cells(pairs: list[tuple[str, str]]) -> tuple[MistakeCell, ...]:
    counted = Counter(pairs)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        MistakeCell(called=called, taken_for=taken_for, tracks=tracks)
        for (called, taken_for), tracks in ordered[:MAX_CELLS]
    )


class MistakeBook:
    """Writing belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, left_out: LeftOut) -> None:
        """What a training found takes the place of what the one before it did."""
        self._db.write_meta(_META, _encoder.encode(left_out))

    def told(self, request_id: str) -> Mistakes:
        """As operators are told of it."""
        found = self._found()
        return Mistakes(
            request_id=request_id, classes=found.classes[:MAX_JUDGED], cells=found.cells
        )

    def tracks(self, called: str, taken_for: str) -> tuple[str, ...]:
        """The queries behind a cell, as far as they are kept."""
        return tuple(
            one.query_id
            for one in self._found().wrong
            if (one.called, one.taken_for) == (called, taken_for)
        )

    def _found(self) -> LeftOut:
        stored = self._db.read_meta(_META)
        return LeftOut() if stored is None else _decoder.decode(stored)
