"""Who wants to join and who was turned away, in words."""

from dataclasses import dataclass

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.words import whole_duration
from shared.protocol.enrolment import MAX_JOINING, Joining, Stranger
from shared.protocol.status import StationStatus

NEWS_S = 600.0
SHOWN = 3


def role_name(role: str) -> str:
    """What somebody may be at a station."""
    return {"robot": tr("robot"), "operator": tr("operator"), "admin": tr("admin")}.get(role, role)


def joining_words(who: Joining) -> str:
    """The code, which has to be the same at the other end, goes first: no name can pretend it."""
    text = (
        tr("Code {code}: {role} “{name}” from {address}, key {key}")
        if who.address
        else tr("Code {code}: {role} “{name}”, key {key}")
    )
    return text.format(
        code=who.code, role=role_name(who.role), name=who.name, address=who.address, key=who.key
    )


def left_words(who: Joining) -> str:
    """Of somebody who was let in or turned away, or went."""
    return tr("Code {code}: “{name}” does not wait any more").format(code=who.code, name=who.name)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on the page for somebody who wants to join; `has_left` once they do not any more."""

    who: Joining
    has_left: bool = False


def seated(before: tuple[Seat, ...], joining: tuple[Joining, ...]) -> tuple[Seat, ...]:
    """Everybody stays where they are until nobody waits any more: under a finger that is about to
    accept one, there is never suddenly another. Places of those who left are given away only once
    there are no others, the first of them first."""
    if not joining:
        return ()
    now = {who.code: who for who in joining}
    seats = [
        Seat(now.get(seat.who.code, seat.who), has_left=seat.who.code not in now) for seat in before
    ]
    known = {seat.who.code for seat in before}
    free = [at for at, seat in enumerate(seats) if seat.has_left]
    for who in joining:
        if who.code in known:
            continue
        if len(seats) < MAX_JOINING:
            seats.append(Seat(who))
        elif free:
            seats[free.pop(0)] = Seat(who)
    return tuple(seats)


def stranger_words(who: Stranger, now_s: float) -> str:
    """Why, how often, and since when there was no more of it."""
    ago = whole_duration(max(0.0, now_s - who.last_at_s))
    text = counted(
        "Turned away once, {ago} ago: {text}", "Turned away %n times, {ago} ago: {text}", who.count
    )
    parts = [text.format(ago=ago, text=who.text)]
    if who.key:
        parts.append(tr("key {key}").format(key=who.key))
    if who.address:
        parts.append(tr("from {address}").format(address=who.address))
    return ", ".join(parts)


def strangers_line(strangers: tuple[Stranger, ...], now_s: float) -> str:
    """The latest for as long as it is news, "" after that."""
    fresh = [who for who in strangers if now_s - who.last_at_s <= NEWS_S]
    return "; ".join(stranger_words(who, now_s) for who in fresh[:SHOWN])


class AccessNews:
    """Says of everybody once that they want to join, or were turned away, on whatever page."""

    def __init__(self) -> None:
        self._joining: set[str] = set()
        self._strangers: set[tuple[str, str]] | None = None

    def of(self, status: StationStatus) -> list[Notice]:
        """What is new in the station's word of itself; its first one is no news of strangers."""
        codes = {who.code: who for who in status.joining}
        news = [
            Notice(tr("{name} wants to join: see the page Robots").format(name=who.name))
            for code, who in codes.items()
            if code not in self._joining
        ]
        self._joining = set(codes)
        strangers = {(who.reason, who.key): who for who in status.strangers}
        if self._strangers is not None:
            fresh = [who for key, who in strangers.items() if key not in self._strangers]
            news += [Notice(stranger_words(who, status.at_s), "warn") for who in fresh[:1]]
        self._strangers = set(strangers)
        return news
