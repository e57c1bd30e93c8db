"""Where a picture lies in its window: fitted, zoomed about a point, or dragged."""

from dataclasses import dataclass, replace

MOST_ZOOM = 16.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """`x_view = left + scale * x_picture`; all in logical pixels of the view."""

    scale: float
    left: float
    top: float
    fitted: bool = True


@dataclass(frozen=True, slots=True)
class Sizes:
    """The picture's and the view's extents."""

    picture_width: float
    picture_height: float
    view_width: float
    view_height: float


def fit(sizes: Sizes, *, margin: float = 0.0) -> Viewport:
    """The whole picture in the middle, as large as it goes."""
    scale = min(
        max(1.0, sizes.view_width - 2 * margin) / max(1.0, sizes.picture_width),
        max(1.0, sizes.view_height - 2 * margin) / max(1.0, sizes.picture_height),
    )
    return Viewport(
        scale,
        (sizes.view_width - scale * sizes.picture_width) / 2,
        (sizes.view_height - scale * sizes.picture_height) / 2,
    )


def zoom(now: Viewport, factor: float, *, at_x: float, at_y: float, sizes: Sizes) -> Viewport:
    """Enlarges about a point of the view; shrinking below the whole picture fits it."""
    least = fit(sizes).scale
    scale = min(now.scale * factor, least * MOST_ZOOM)
    if scale <= least:
        return fit(sizes)
    ratio = scale / now.scale
    left = at_x - (at_x - now.left) * ratio
    top = at_y - (at_y - now.top) * ratio
    return _kept_inside(Viewport(scale, left, top, fitted=False), sizes)


def pan(now: Viewport, dx: float, dy: float, sizes: Sizes) -> Viewport:
    """Moves the picture, but never out of sight."""
    moved = replace(now, left=now.left + dx, top=now.top + dy, fitted=False)
    return _kept_inside(moved, sizes)


def resized(now: Viewport, sizes: Sizes) -> Viewport:
    """After the view changed its size: a fitted picture stays fitted."""
    return fit(sizes) if now.fitted else _kept_inside(now, sizes)


def _kept_inside(now: Viewport, sizes: Sizes) -> Viewport:
    return replace(
        now,
        left=_clamp(now.left, sizes.view_width, now.scale * sizes.picture_width),
        top=_clamp(now.top, sizes.view_height, now.scale * sizes.picture_height),
    )


def _clamp(at: float, view: float, picture: float) -> float:
    if picture <= view:
        return (view - picture) / 2
    return min(0.0, max(view - picture, at))
