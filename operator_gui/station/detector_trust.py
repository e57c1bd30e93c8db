"""How likely the detector's own name for a thing is what a person calls it.

Its score is of another scale than a head's probability: where people name what the detector was
made for it is nearly always right, also at 30 %, and where they name anything else it never is, at
whatever score. So it counts by how often people agreed with it lately.
"""

from collections import deque
from collections.abc import Callable, Iterable

import msgspec

from operator_gui.station.database import Database
from shared.protocol.questions import Suggestion

LATEST = 50
"""So many answers to what the detector had a name for."""

_LOOKED_THROUGH = 400
_SCORE_WEIGHS = 2.0
"""As many answers: what the detector says of itself is all there is before anybody answered."""


class _Header(msgspec.Struct, frozen=True):
    suggestions: tuple[Suggestion, ...] = ()


_headers = msgspec.msgpack.Decoder(_Header)


class DetectorTrust:
    """Reads each answer once. name_now: what a class of that name is called since."""

    def __init__(self, database: Database, name_now: Callable[[str], str]) -> None:
        self._db = database
        self._name_now = name_now
        self._agreed: deque[bool] = deque(maxlen=LATEST)
        self._seq = 0

    def probability(self, score: float) -> float:
        """That its name is right. score: its own, 0 to 1."""
        self._read()
        said = sum(self._agreed) + _SCORE_WEIGHS * score
        return said / (len(self._agreed) + _SCORE_WEIGHS)

    def _read(self) -> None:
        """What people said first, and not what was made of it since."""
        newest = self._db.one("SELECT coalesce(max(seq), 0) FROM answer")
        assert newest is not None  # an aggregate has a row
        if newest[0] == self._seq:
            return  # as for nearly every question
        rows = self._db.execute(
            "SELECT a.name, q.header FROM answer a JOIN query q USING (query_id) "
            "WHERE a.seq > ? AND a.supersedes = '' AND a.kind IN ('name', 'not_an_object') "
            "ORDER BY a.seq DESC LIMIT ?",
            (self._seq, _LOOKED_THROUGH),
        ).fetchall()
        self._seq = newest[0]
        for name, header in reversed(rows):
            for one in _headers.decode(header).suggestions:
                if one.source == "detector":
                    self._agreed.append(self._name_now(one.name) == self._name_now(name))


def on_one_scale(
    suggestions: Iterable[Suggestion],
    *,
    name_now: Callable[[str], str],
    trusted: Callable[[float], float],
) -> tuple[Suggestion, ...]:
    """Each name once, where it came first, by what it is called now. Pure.

    Classes that became one have the sum of what a head gave each; what the detector says too has
    whichever is more. trusted: how likely the detector is right, by its score.
    """
    by_name: dict[str, Suggestion] = {}
    for one in suggestions:
        name, is_detector = name_now(one.name), one.source == "detector"
        likely = trusted(one.probability) if is_detector else one.probability
        before = by_name.get(name)
        if before is not None:
            apart = is_detector or before.source == "detector"
            both = before.probability, likely
            likely = max(both) if apart else min(1.0, sum(both))
        by_name[name] = msgspec.structs.replace(before or one, name=name, probability=likely)
    return tuple(by_name.values())
