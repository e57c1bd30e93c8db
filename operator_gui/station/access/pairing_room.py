"""Those who want to join, from their first word to a person's decision. No sockets."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from shared.protocol.enrolment import MAX_JOINING, JoinRole, PairAsk
from shared.protocol.pairing_code import commitment, pairing_code
from shared.texts import phrase

LIFE_S = 600.0
"""A code that nobody decided about by then counts no more."""

SILENT_S = 15.0
PERIOD_S = 600.0
ASKS_A_PERIOD = 30
REFUSED_KEYS = 64


@dataclass(slots=True)
class Applicant:
    """Somebody who asked. `code` is "" until the commitment was opened; times are monotonic."""

    key: str
    address: str
    role: JoinRole
    name: str
    commitment: bytes
    station_nonce: bytes
    asked_s: float
    heard_s: float
    code: str = ""


class PairingRoom:
    """At most eight at a time, and thirty attempts in ten minutes: each could guess one code."""

    def __init__(self, station_key: bytes, new_nonce: Callable[[], bytes]) -> None:
        self._station_key = station_key
        self._new_nonce = new_nonce
        self._by_key: dict[str, Applicant] = {}
        self._asked_s: deque[float] = deque()
        self._refused: deque[str] = deque(maxlen=REFUSED_KEYS)

    def ask(self, key: str, address: str, asked: PairAsk, now_s: float) -> bytes | str:
        """The station's nonce, or why there is none. The same again for who asks the same."""
        self.expire(now_s)
        known = self._by_key.get(key)
        if known is not None and known.commitment == asked.commitment:
            known.heard_s = now_s
            return known.station_nonce
        if key in self._refused:
            return phrase(
                "station", "this key was refused; make another, or ask whoever refused it"
            )
        if known is None and len(self._by_key) >= MAX_JOINING:
            return phrase("station", "too many wait to be let in; try again in a few minutes")
        if len(self._asked_s) >= ASKS_A_PERIOD:
            return phrase("station", "too many have tried to join lately; try again in ten minutes")
        self._asked_s.append(now_s)
        self._by_key[key] = Applicant(
            key=key,
            address=address,
            role=asked.role,
            name=asked.name,
            commitment=asked.commitment,
            station_nonce=self._new_nonce(),
            asked_s=now_s,
            heard_s=now_s,
        )
        return self._by_key[key].station_nonce

    def open(self, key: str, peer_nonce: bytes, now_s: float) -> str:
        """Takes what a commitment stood for; returns why it cannot be taken, "" if it was."""
        self.expire(now_s)
        if key in self._refused:
            return phrase("station", "whoever decides about it refused")
        applicant = self._by_key.get(key)
        if applicant is None:
            return phrase("station", "the time to decide is over; ask again")
        peer_key = bytes.fromhex(key)
        if commitment(peer_key=peer_key, peer_nonce=peer_nonce) != applicant.commitment:
            del self._by_key[key]
            return phrase("station", "this is not what was committed to; ask again")
        applicant.heard_s = now_s
        applicant.code = pairing_code(
            peer_key=peer_key,
            station_key=self._station_key,
            peer_nonce=peer_nonce,
            station_nonce=applicant.station_nonce,
        )
        return ""

    def waiting(self) -> list[Applicant]:
        """Those who show a code, the first first."""
        return [applicant for applicant in self._by_key.values() if applicant.code]

    def find(self, code: str) -> Applicant | None:
        """Who shows this code; None if nobody does, or more than one."""
        found = [applicant for applicant in self.waiting() if applicant.code == code]
        return found[0] if len(found) == 1 else None

    def refuse(self, applicant: Applicant) -> None:
        """Sends somebody away, for as long as there is room to remember it."""
        self._refused.append(applicant.key)
        self.leave(applicant.key)

    def leave(self, key: str) -> None:
        """It is decided."""
        self._by_key.pop(key, None)

    def expire(self, now_s: float) -> None:
        """Lets go of who fell silent, and of codes that are too old."""
        while self._asked_s and now_s - self._asked_s[0] > PERIOD_S:
            self._asked_s.popleft()
        for key, a in list(self._by_key.items()):
            if now_s - a.heard_s > SILENT_S or now_s - a.asked_s > LIFE_S:
                del self._by_key[key]
