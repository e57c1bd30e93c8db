"""A clock that plays a recording which is far away, one frame asked for at a time. Pure."""

from dataclasses import dataclass, replace

GAP_S = 0.1
"""So long it is from one question to the next: more than ten pictures a second show little more."""

AHEAD_S = 0.5
"""So far it goes on while it waits for a picture. After that it stands until the picture is there,
so that a slow robot is seen slowly rather than in leaps."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame that is seen: where it lies, and where the one after it does; None at the end."""

    position_s: float
    next_s: float | None


@dataclass(frozen=True, slots=True)
class _Asked:
    at_s: float
    since_s: float


@dataclass(frozen=True, slots=True)
class Player:
    """at_s: the place in the recording where it was at the monotonic time `since_s`. speed: times
    the recording's own; at 0 every frame is shown, as soon as it is there. length_s: 0 while it is
    not known. shown: the frame that is seen. is_sought: it was told to go to `at_s`, and nothing
    was asked for there yet.
    """

    at_s: float = 0.0
    since_s: float = 0.0
    speed: float = 1.0
    is_paused: bool = False
    length_s: float = 0.0
    shown: Shown | None = None
    is_sought: bool = True
    asked: _Asked | None = None
    last_asked_s: float = float("-inf")

    @property
    def is_at_end(self) -> bool:
        return self.shown is not None and self.shown.next_s is None and not self.is_sought

    def place_s(self, now_s: float) -> float:
        """Where it is in the recording."""
        if self.is_paused or self.is_sought or self.shown is None:
            return self.at_s
        if not self.speed:
            return self.shown.position_s
        place_s = self.at_s + self.speed * max(0.0, now_s - self.since_s)
        if self.asked is not None:
            place_s = min(place_s, self.asked.at_s + self.speed * AHEAD_S)
        return max(self.at_s, min(place_s, self.length_s))

    def wish_s(self, now_s: float) -> float | None:
        """Where the frame lies that has to be asked for now; None for none. One at a time."""
        if self.asked is not None:
            return None
        if self.is_sought:
            return self.at_s
        if self.is_paused or self.shown is None or self.shown.next_s is None:
            return None
        if not self.speed:
            return self.shown.next_s
        place_s = self.place_s(now_s)
        is_due = place_s >= self.shown.next_s and now_s - self.last_asked_s >= GAP_S
        return place_s if is_due else None

    def ask(self, at_s: float, now_s: float) -> "Player":
        """It was asked for the frame that lies there."""
        return replace(self, asked=_Asked(at_s, now_s), last_asked_s=now_s, is_sought=False)

    def take(self, shown: Shown, length_s: float, now_s: float) -> "Player":
        """The frame came that was asked for. At the end it stands."""
        begins = self.shown is None
        here = replace(self._anchored(now_s), shown=shown, length_s=length_s, asked=None)
        if self.is_sought:
            return here
        if shown.next_s is None or shown.next_s <= shown.position_s:
            end = Shown(shown.position_s, None)
            return replace(here, shown=end, at_s=shown.position_s, is_paused=True)
        return replace(here, at_s=shown.position_s) if begins and not self.is_paused else here

    def fail(self, now_s: float) -> "Player":
        """No frame came: it stands where it is until it is told to go on."""
        return replace(self._anchored(now_s), asked=None, is_paused=True)

    def pause(self, now_s: float) -> "Player":
        return replace(self._anchored(now_s), is_paused=True)

    def resume(self, now_s: float) -> "Player":
        """Goes on, at the end from the beginning."""
        if self.is_at_end:
            return replace(self.seek(0.0, now_s), is_paused=False)
        return replace(
            self, since_s=now_s, is_paused=False, is_sought=self.is_sought or not self.shown
        )

    def seek(self, to_s: float, now_s: float) -> "Player":
        to_s = max(0.0, min(to_s, self.length_s) if self.length_s else to_s)
        return replace(self, at_s=to_s, since_s=now_s, is_sought=True)

    def set_speed(self, speed: float, now_s: float) -> "Player":
        return replace(self._anchored(now_s), speed=speed)

    def _anchored(self, now_s: float) -> "Player":
        """The same, told from now on."""
        return replace(self, at_s=self.place_s(now_s), since_s=now_s)
