"""Which versions have room in the picture of the curve, and where their names stand. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from operator_gui.viewmodels.curve import CurvePoint

_GAP_PX = 5.0
_MOST = 12
"""Names that are tried: more find no room."""

_SPOT_PX = 8.0
"""Around the middle of a point: nothing is written there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point as it is drawn. x_px, y_px: its middle. top_px, bottom_px: the ends of its interval.
    All from the top left."""

    point: CurvePoint
    x_px: float
    y_px: float
    top_px: float
    bottom_px: float


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle, from the top left."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float

    def touches(self, other: "Place") -> bool:
        return (
            self.left_px < other.left_px + other.width_px
            and other.left_px < self.left_px + self.width_px
            and self.top_px < other.top_px + other.height_px
            and other.top_px < self.top_px + self.height_px
        )


def thinned(spots: Sequence[Spot]) -> list[Spot]:
    """Those that are drawn: of versions in a row that would lie on each other the first, and always
    what is active and the last one."""
    kept: list[Spot] = []
    for spot in spots:
        is_apart = (
            not kept
            or max(abs(spot.x_px - kept[-1].x_px), abs(spot.y_px - kept[-1].y_px)) >= _SPOT_PX
        )
        if is_apart or spot.point.state == "active" or spot is spots[-1]:
            kept.append(spot)
    return kept


def named(spots: Sequence[Spot]) -> list[Spot]:
    """Those whose names are worth their room: the active one first, then what was refused and the
    last one, the latest first. No more than could have room."""
    worth = [one for one in spots if one.point.state in ("active", "refused") or one is spots[-1]]
    return sorted(worth, key=lambda one: (one.point.state != "active", -one.point.version))[:_MOST]


def place_names(
    spots: Sequence[Spot],
    names: Sequence[tuple[Spot, str]],
    *,
    room: Place,
    width_px: Callable[[str], float],
    height_px: float,
) -> list[tuple[Spot, str, Place]]:
    """The names that have room: each below the interval of its point, above it, or beside the
    point, within `room`, on no point, and on no name that came before it.

    width_px: of a text. height_px: of a line.
    """
    placed: list[tuple[Spot, str, Place]] = []
    for spot, text in names:
        text_px = width_px(text)
        reach_px = text_px + _GAP_PX + 2 * _SPOT_PX
        taken = [_of_spot(one) for one in spots if abs(one.x_px - spot.x_px) < reach_px]
        taken += [place for _, _, place in placed]
        for place in _around(spot, text_px, height_px, room):
            if _is_within(place, room) and not any(place.touches(other) for other in taken):
                placed.append((spot, text, place))
                break
    return placed


def _of_spot(spot: Spot) -> Place:
    return Place(spot.x_px - _SPOT_PX / 2, spot.y_px - _SPOT_PX / 2, _SPOT_PX, _SPOT_PX)


def _around(spot: Spot, width_px: float, height_px: float, room: Place) -> tuple[Place, ...]:
    """In the order in which they are tried."""
    last_px = room.left_px + room.width_px - width_px
    left_px = max(room.left_px, min(spot.x_px - width_px / 2, last_px))
    beside_px = spot.y_px - height_px / 2
    away_px = _SPOT_PX + _GAP_PX
    return (
        Place(left_px, spot.bottom_px + _GAP_PX, width_px, height_px),
        Place(left_px, spot.top_px - _GAP_PX - height_px, width_px, height_px),
        Place(spot.x_px + away_px, beside_px, width_px, height_px),
        Place(spot.x_px - away_px - width_px, beside_px, width_px, height_px),
    )


def _is_within(place: Place, room: Place) -> bool:
    return (
        place.left_px >= room.left_px
        and place.top_px >= room.top_px
        and place.left_px + place.width_px <= room.left_px + room.width_px
        and place.top_px + place.height_px <= room.top_px + room.height_px
    )
