"""Which questions measure instead of teaching: decided once, when they arrive. Pure.

The unit is a span of a session and not a view or a track: an object that is lost and found again
is there in several tracks within minutes, near-copies of each other, and those belong on one side.
A whole session would be safer still, but one robot may run a single session for months: all that
it asks would then measure, or nothing.
"""

import hashlib
from dataclasses import dataclass

from shared.protocol.questions import Query

SPAN_S = 600.0
"""What one session sees within so long goes to one side."""


@dataclass(frozen=True, slots=True)
class HoldoutRule:
    """share: 0 (nothing is held out) to below 1. from_tracks: of labelled tracks, before which
    every answer teaches."""

    share: float = 0.0
    from_tracks: int = 0

    def draws(self, query: Query) -> bool:
        """Whether the query's span of its session is one that measures.

        What looks like nothing taught never does: a new name has to be learned from its first
        answer on, and no head can be judged by a class that it was never taught.
        """
        if query.reason != "ambiguous":
            return False
        span = int(query.first_seen_s // SPAN_S)
        digest = hashlib.sha256(f"holdout {query.session_id} {span}".encode()).digest()
        return int.from_bytes(digest[:8], "big") < self.share * 2.0**64

    def has_room(self, *, labelled: int, held: int) -> bool:
        """Whether one more track may measure: never more than the stated share, however much is
        asked within one span. labelled: tracks that teach. held: tracks that measure."""
        return labelled >= self.from_tracks and held + 1 <= self.share * (labelled + held + 1)
