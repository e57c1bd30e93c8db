"""How long the models of a new bundle take, against those that run, on the same made-up input.

Both take turns, and of each the least time counts: on a busy machine all above it is other work. A
model that still seems slow is timed again.
"""

from collections.abc import Callable

import numpy as np

from edge_node.deployment.shadow import is_slower
from edge_node.perception.active_bundle import ActiveBundle
from shared.clock import Clock
from shared.protocol.rollout import WatchTerms
from shared.texts import phrase

RUNS = 7
TIMED_AGAIN = 4
CROP_PX = 224
FRAME_HEIGHT_PX, FRAME_WIDTH_PX = 480, 640
HEAD_VIEWS = 16


def slower_model(
    new: ActiveBundle, running: ActiveBundle, terms: WatchTerms, *, clock: Clock
) -> str:
    """Which model of the new bundle is too slow, in words; "" for none.

    Only models of a kind that both have, and that are not the very same, are compared. Raises
    ModelError if one fails.
    """
    for role, after, before in _pairs(new, running):
        after_ms, before_ms = _least_ms(after, before, clock)
        for _ in range(TIMED_AGAIN):
            if not is_slower(after_ms, before_ms, terms):
                break
            again_ms = _least_ms(after, before, clock)
            after_ms, before_ms = min(after_ms, again_ms[0]), min(before_ms, again_ms[1])
        if is_slower(after_ms, before_ms, terms):
            return phrase(
                "robot", "its {role} takes {after_ms} ms, the one that runs {before_ms} ms"
            ).format(role=role, after_ms=f"{after_ms:.0f}", before_ms=f"{before_ms:.0f}")
    return ""


_Work = Callable[[], object]


def _pairs(new: ActiveBundle, running: ActiveBundle) -> list[tuple[str, _Work, _Work]]:
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 256, (FRAME_HEIGHT_PX, FRAME_WIDTH_PX, 3), np.uint8)
    crop = frame[:CROP_PX, :CROP_PX]
    pairs: list[tuple[str, _Work, _Work]] = []
    a, b = new.detector, running.detector
    if a is not None and b is not None and a is not b:
        pairs.append(("detector", lambda: a.detect(frame), lambda: b.detect(frame)))
    c, d = new.classifier, running.classifier
    if c is not None and d is not None and c is not d:
        pairs.append(("classifier", lambda: c.detect(frame), lambda: d.detect(frame)))
    if new.embedder is not running.embedder:
        e, f = new.embedder, running.embedder
        pairs.append(("embedder", lambda: e.embed([crop]), lambda: f.embed([crop])))
    g, h = new.head, running.head
    if g is not None and h is not None and new.embedder is running.embedder:
        views = np.abs(rng.standard_normal((HEAD_VIEWS, new.manifest.embedder.dim)))
        rows = views.astype(np.float32)
        pairs.append(("head", lambda: g.predict(rows), lambda: h.predict(rows)))
    return pairs


def _least_ms(after: _Work, before: _Work, clock: Clock) -> tuple[float, float]:
    taken_ms: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for work, times in zip((after, before), taken_ms, strict=True):
            start_s = clock.monotonic_s()
            work()
            if run:  # the first run of a session allocates its memory
                times.append(1e3 * (clock.monotonic_s() - start_s))
    return min(taken_ms[0]), min(taken_ms[1])
