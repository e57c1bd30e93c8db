"""How often peers sent what is no message of this protocol. Pure."""

MAX_NAMES = 64


class Misunderstood:
    """Counts by the peer's name; the latest `MAX_NAMES` of them are told apart."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self.total = 0

    def note(self, name: str) -> int:
        """Counts one more; returns how many there were of this peer."""
        self.total += 1
        count = self._counts.pop(name, 0) + 1
        self._counts[name] = count
        while len(self._counts) > MAX_NAMES:
            del self._counts[next(iter(self._counts))]
        return count


def is_worth_a_line(count: int) -> bool:
    """Whether a log should say so: the first time, and each time that it is twice as often."""
    return count & (count - 1) == 0
