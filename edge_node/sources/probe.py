"""Tries a source for a moment: does it give pictures, how large, how many a second?"""

from dataclasses import dataclass, field

from edge_node.sources.address import SourceAddress
from edge_node.sources.catalogue import make_source
from edge_node.sources.patience import Patience
from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    SourceOptions,
)
from shared.clock import Clock
from shared.domain import Frame, Image
from shared.errors import SourceError

_LOOK_S = 1.0
"""How long frames are counted; also time for a camera to set its exposure."""

_ENOUGH_FRAMES = 30
_GRACE_S = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What came of it. `problem` is "" for a source that gives pictures.

    fps: measured for a live source, as recorded for a recording; None if only one frame came.
    is_no_camera: it was refused, and would be again: there is nothing to repair.
    """

    problem: str = ""
    width_px: int = 0
    height_px: int = 0
    fps: float | None = None
    image: Image | None = field(default=None, repr=False)
    is_no_camera: bool = False


def probe(address: SourceAddress, *, timeout_s: float, clock: Clock) -> Probe:
    """Opens and closes the source at `address` in a child process that may hang.

    timeout_s: how long opening, and then a first frame, may take.
    """
    options = SourceOptions(
        open_timeout_s=timeout_s,
        hang_timeout_s=timeout_s,
        backoff_first_s=timeout_s * 4,  # there is no second try
        frozen_after_s=0,
        black_after_s=0,
    )
    try:
        with make_source(address, options=options, clock=clock) as source:
            return _try(source, timeout_s=timeout_s, clock=clock)
    except SourceError as error:
        return Probe(problem=str(error))


def _try(source: FrameSource, *, timeout_s: float, clock: Clock) -> Probe:
    frames: list[Frame] = []
    patience = Patience(clock, 2 * timeout_s + _GRACE_S)
    while not patience.is_over and len(frames) < _ENOUGH_FRAMES:
        wait_s = min(0.1, patience.left_s)
        match source.read(timeout_s=wait_s):
            case NextFrame(frame):
                if not frames:
                    patience = Patience(clock, _LOOK_S)
                frames.append(frame)
            case NothingYet():
                if source.stats.state == "lost":
                    break
            case EndOfSource(reason):
                if not frames:
                    return Probe(problem=reason, is_no_camera=True)
                break
    if not frames:
        problem = source.stats.last_error or f"no picture came within {2 * timeout_s:g} s"
        return Probe(problem=problem)
    last = frames[-1]
    return Probe(
        width_px=last.width_px, height_px=last.height_px, fps=_fps(frames), image=last.image
    )


def _fps(frames: list[Frame]) -> float | None:
    first, last = frames[0], frames[-1]
    span_s = last.captured_at_s - first.captured_at_s
    return (last.sequence - first.sequence) / span_s if span_s > 0 else None
