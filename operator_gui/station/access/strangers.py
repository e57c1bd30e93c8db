"""Who was turned away, in a bounded list. Pure."""

from dataclasses import dataclass

from shared.protocol.enrolment import MAX_STRANGERS, Stranger
from shared.texts import phrase

WORDS: dict[str, str] = {
    "unknown": phrase("station", "a key that was never enrolled"),
    "revoked": phrase("station", "a revoked key"),
    "wrong_station_key": phrase("station", "somebody who expects another station's key"),
    "not_encrypted": phrase("station", "somebody who does not encrypt, or is no part of whatsit"),
    "wrong_role": phrase("station", "a key that was enrolled for something else"),
    "flooding": phrase("station", "somebody who sends more at a time than any part of whatsit"),
    "pairing": phrase("station", "too many who want to join"),
}


@dataclass(slots=True)
class _Attempts:
    count: int
    last_at_s: float
    address: str
    detail: str


class Strangers:
    """Attempts by reason and key; the latest `MAX_STRANGERS` of them are kept."""

    def __init__(self) -> None:
        self._attempts: dict[tuple[str, str], _Attempts] = {}

    def note(
        self, reason: str, *, at_s: float, key: str = "", address: str = "", detail: str = ""
    ) -> bool:
        """Counts an attempt; says whether it is the first of its kind."""
        known = self._attempts.pop((reason, key), None)
        count = 1 if known is None else known.count + 1
        self._attempts[reason, key] = _Attempts(count, at_s, address, detail)
        while len(self._attempts) > MAX_STRANGERS:
            del self._attempts[next(iter(self._attempts))]
        return known is None

    def latest(self) -> tuple[Stranger, ...]:
        """The latest first."""
        return tuple(
            Stranger(
                reason=reason,
                text=f"{WORDS[reason]}{f': {a.detail}' if a.detail else ''}",
                count=a.count,
                last_at_s=a.last_at_s,
                key=key[:12],
                address=a.address,
            )
            for (reason, key), a in reversed(self._attempts.items())
        )
