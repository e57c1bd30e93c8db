"""Which labelled tracks are kept back, to judge a head by that another program trained. Pure."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.errors import LearningError

SHARE = 0.2
"""Of the tracks, about so many are kept back …"""

LEAST_KEPT_BACK = 8
"""… and at least so many, as with fewer it would be chance that decides."""

LEAST_SESSIONS = 5
"""With so many sessions, they are kept back one after the other, and not track by track."""


@dataclass(frozen=True, slots=True)
class LabelledTrack:
    """A track's session, and the names that its views have."""

    session_id: str
    names: frozenset[str]


def kept_back(
    tracks: Mapping[str, LabelledTrack], *, never: Collection[str] = ()
) -> frozenset[str]:
    """The ids of the tracks to keep back; the same ones whenever they are asked for. never: tracks
    that have to teach.

    Session after session where there are enough, as what one session saw are near-copies of each
    other. Every name keeps a track to learn from. Raises LearningError if too few can be spared.
    """
    sessions = {track.session_id for track in tracks.values()}
    by_session = len(sessions) >= LEAST_SESSIONS
    order = sorted(
        tracks, key=lambda one: (_draw(tracks[one].session_id) if by_session else "", _draw(one))
    )
    left = Counter(name for track in tracks.values() for name in track.names)
    wanted = max(LEAST_KEPT_BACK, round(SHARE * len(tracks)))
    chosen: list[str] = []
    for one in order:
        if len(chosen) >= wanted:
            break
        if one not in never and all(left[name] > 1 for name in tracks[one].names):
            left.subtract(tracks[one].names)
            chosen.append(one)
    if len(chosen) < LEAST_KEPT_BACK:
        raise LearningError(
            f"only {len(chosen)} of {len(tracks)} labelled tracks can be kept back to judge a "
            f"model by, {LEAST_KEPT_BACK} are needed: answer more questions first"
        )
    return frozenset(chosen)


def _draw(text: str) -> str:
    return hashlib.sha256(f"kept back {text}".encode()).hexdigest()
