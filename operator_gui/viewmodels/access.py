"""Who wants to join and who was turned away, in words."""

from operator_gui.viewmodels.words import whole_duration
from shared.protocol.enrolment import Joining, Stranger


def joining_words(who: Joining) -> str:
    """With the code that has to be the same at the other end."""
    where = f" from {who.address}" if who.address else ""
    return f"{who.name} ({who.role}{where}, key {who.key}) wants to join, code {who.code}"


def stranger_words(who: Stranger, now_s: float) -> str:
    """Why, how often, and since when there was no more of it."""
    key = f", key {who.key}" if who.key else ""
    where = f", from {who.address}" if who.address else ""
    times = "once" if who.count == 1 else f"{who.count:,} times"
    ago = whole_duration(max(0.0, now_s - who.last_at_s))
    return f"turned away {times}, {ago} ago: {who.text}{key}{where}"
