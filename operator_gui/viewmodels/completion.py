"""Which known names a few typed letters may mean, likeliest first."""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from operator_gui.station.names import folded

LIMIT = 8
MOST_FOLDED = 16_384
"""Names are compared at every key press, and folding 5,000 of them takes 20 ms."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that the station or the question knows, with how many tracks carry it."""

    name: str
    tracks: int = 0
    probability: float = 0.0
    """How likely the question thinks it is, 0 where it says nothing of it."""


class Closeness(IntEnum):
    """How typed letters fit a name; lower is closer."""

    SAME = 0
    STARTS = 1
    WORD_STARTS = 2
    CONTAINS = 3
    IN_ORDER = 4
    MISSPELT = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A name that fits, how well, and which of its letters were typed."""

    known: KnownName
    closeness: Closeness
    letters: tuple[int, ...] = ()


@lru_cache(maxsize=MOST_FOLDED)
def fold(text: str) -> str:
    """Text as it is searched: without case, accents and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())


@lru_cache(maxsize=MOST_FOLDED)
def identity(name: str) -> str:
    """A name as the station tells it from others: case and doubled spaces do not count, accents
    do. “Bär” is found by “bar”, and is no “Bar”."""
    return folded(" ".join(unicodedata.normalize("NFC", name).split()))


def complete(typed: str, names: tuple[KnownName, ...], limit: int = LIMIT) -> tuple[Match, ...]:
    """The names that `typed` may mean; nothing typed means nothing."""
    wanted = fold(typed)
    if not wanted:
        return ()
    same = identity(typed)
    matches = [match for known in names if (match := _match(wanted, same, known)) is not None]
    return tuple(sorted(matches, key=_rank)[:limit])


def spelling(typed: str, names: tuple[KnownName, ...]) -> str:
    """What `typed` is called by the station: the known name if there is one, else as typed."""
    wanted = identity(typed)
    for known in names:
        if identity(known.name) == wanted:
            return known.name
    return " ".join(typed.split())


def _rank(match: Match) -> tuple[int, float, int, int, str]:
    known = match.known
    return (match.closeness, -known.probability, -known.tracks, len(known.name), fold(known.name))


def _match(wanted: str, same: str, known: KnownName) -> Match | None:
    name = fold(known.name)
    found = _closeness(wanted, name)
    if found is None:
        return None
    closeness, letters = found
    if closeness is Closeness.SAME and identity(known.name) != same:
        closeness = Closeness.STARTS  # another name, but for an accent
    if len(name) != len(known.name):  # folding moved the letters: none is pointed at
        letters = ()
    return Match(known, closeness, letters)


def _closeness(wanted: str, name: str) -> tuple[Closeness, tuple[int, ...]] | None:
    if wanted == name:
        return Closeness.SAME, tuple(range(len(name)))
    at = name.find(wanted)
    if at == 0:
        return Closeness.STARTS, tuple(range(len(wanted)))
    word_at = name.find(" " + wanted)
    if word_at >= 0:
        return Closeness.WORD_STARTS, tuple(range(word_at + 1, word_at + 1 + len(wanted)))
    if at > 0:
        return Closeness.CONTAINS, tuple(range(at, at + len(wanted)))
    letters = _initials(wanted, name) or _in_order(wanted, name)
    if letters is not None:
        return Closeness.IN_ORDER, letters
    if _misspelt(wanted, name):
        return Closeness.MISSPELT, ()
    return None


def _initials(wanted: str, name: str) -> tuple[int, ...] | None:
    """`tl` for `traffic light`."""
    starts = [0, *(at + 1 for at, letter in enumerate(name) if letter == " ")]
    initials = "".join(name[at : at + 1] for at in starts)
    return tuple(starts[: len(wanted)]) if initials.startswith(wanted) else None


def _in_order(wanted: str, name: str) -> tuple[int, ...] | None:
    """`tedb` for `teddy bear`; two letters alone fit too much."""
    if len(wanted) < 3 or not name or wanted[0] != name[0]:
        return None
    letters: list[int] = []
    at = -1
    for letter in wanted:
        at = name.find(letter, at + 1)
        if at < 0:
            return None
        letters.append(at)
    return tuple(letters)


def _misspelt(wanted: str, name: str) -> bool:
    """Whether few enough slips lie between what was typed and the name or its beginning."""
    if len(wanted) < 3:
        return False
    allowed = 1 if len(wanted) < 6 else 2
    longest = min(len(name), len(wanted) + allowed)
    shortest = max(1, len(wanted) - allowed)
    beginnings = {name, *(name[:length] for length in range(shortest, longest + 1))}
    return any(
        abs(len(part) - len(wanted)) <= allowed and slips(wanted, part) <= allowed
        for part in beginnings
    )


def slips(a: str, b: str) -> int:
    """Letters missing, added, wrong, or swapped with their neighbour between two words."""
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter_a in enumerate(a, 1):
        row = [i]
        for j, letter_b in enumerate(b, 1):
            cost = min(row[-1] + 1, above[j] + 1, above[j - 1] + (letter_a != letter_b))
            if i > 1 and j > 1 and letter_a == b[j - 2] and a[i - 2] == letter_b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
