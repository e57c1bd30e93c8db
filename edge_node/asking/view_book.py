"""The best views of each track, and when it is worth to look closer."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import msgspec

from shared.crop_region import VIEW_MARGIN
from shared.domain import Box, Floats, Image

_Frames = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
_Side = Annotated[int, msgspec.Meta(ge=16, le=8192)]

Need = Literal["first", "check", "better", "other"]
"""Why a track is embedded: never was; its name is due for a check; this view is much better than
the best; another moment would be good to have."""

_URGENCY: dict[Need, float] = {"first": 3.0, "check": 2.0, "better": 1.0, "other": 0.0}


class ViewConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which views are kept and how often the embedder runs.

    A track has at most `max_views`, taken at least `spread_frames` apart unless a view is
    `better_factor` times as good as the best. A track that needs no more views is checked again
    after `check_first_frames`, then after twice as many each time, up to `check_max_frames`. The
    embedder gets at most `max_crops_per_frame` crops in one frame.
    """

    max_views: Annotated[int, msgspec.Meta(ge=1, le=16)] = 5
    spread_frames: _Frames = 5
    better_factor: Annotated[float, msgspec.Meta(ge=1.0, le=100.0)] = 1.1
    check_first_frames: _Frames = 20
    check_max_frames: _Frames = 320
    max_crops_per_frame: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4
    crop_margin: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = VIEW_MARGIN
    crop_max_side_px: _Side = 320
    context_max_side_px: _Side = 960


@dataclass(frozen=True, eq=False, slots=True)
class TrackView:
    """One look at a track. crop: what a person is shown. embedding: (d,) float32.

    number: the count of the book's changes when it was added; set by the book.
    """

    crop: Image
    embedding: Floats
    box: Box
    frame_sequence: int
    captured_at_s: float
    frame_position: int | None
    frame_name: str
    quality: float
    detector_score: float
    number: int = 0


@dataclass(slots=True, eq=False)
class ViewBook:
    """The views of one track, best first, with the frame that the best one was seen in.

    improved_at: sequence number of the frame in which the best view last became better.
    checks: how often the track was looked at again after it needed no more views.
    changes: rises with every view, so that others see whether they are up to date.
    """

    context: Image | None = None
    views: list[TrackView] = field(default_factory=list)
    improved_at: int = 0
    newest_at: int = 0
    checks: int = 0
    changes: int = 0

    @property
    def best_quality(self) -> float:
        return self.views[0].quality if self.views else 0.0

    def need(self, config: ViewConfig, *, sequence: int, quality: float, done: bool) -> Need | None:
        """Why the view of this frame should be embedded and kept; None if it should not.

        quality: of this view, 0 to 1. done: whether the track needs no more views, because it
        was asked about or is known.
        """
        if not self.views:
            return "first"
        age_frames = sequence - self.newest_at
        if done:
            return "check" if self.is_due(config, sequence=sequence) else None
        if quality > self.best_quality * config.better_factor:
            return "better"
        if age_frames < config.spread_frames:
            return None
        if len(self.views) < config.max_views:
            return "other"
        return "check" if self.is_due(config, sequence=sequence) else None

    def is_due(self, config: ViewConfig, *, sequence: int) -> bool:
        """Whether it is time to look again at a track that needs no more views."""
        interval = min(config.check_max_frames, config.check_first_frames << min(self.checks, 20))
        return not self.views or sequence - self.newest_at >= interval

    def add(
        self, view: TrackView, context: Image, config: ViewConfig, *, is_check: bool = False
    ) -> None:
        """Keeps the view; in a full book it takes the place of the worst but the best.

        context: the frame of the view, kept only with the best one.
        """
        self.changes += 1
        view = replace(view, number=self.changes)
        is_best = view.quality > self.best_quality or not self.views
        kept = sorted(self.views, key=lambda known: -known.quality)[: config.max_views - 1]
        if config.max_views > 1 or is_best:
            kept.append(view)
            self.views = sorted(kept, key=lambda known: -known.quality)
        if is_best:
            self.context = context
            self.improved_at = view.frame_sequence
        self.newest_at = view.frame_sequence
        self.checks += is_check

    def forget(self) -> None:
        """Drops the views, as when another embedder makes them worthless."""
        self.views = []
        self.context = None
        self.checks = 0
        self.changes += 1


def most_urgent(needs: list[tuple[int, Need, float]], *, max_crops: int) -> list[tuple[int, Need]]:
    """The tracks to embed in this frame.

    needs: track id, why, and the view's quality. Returns at most `max_crops` ids with the reason,
    the most urgent first, better views before worse ones.
    """
    ranked = sorted(needs, key=lambda need: (-_URGENCY[need[1]], -need[2], need[0]))
    return [(track_id, why) for track_id, why, _ in ranked[:max_crops]]
