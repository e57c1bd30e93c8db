"""Deciding about each track as it comes, for ever, with a share of them to ask about.

A rule sees one track after the other, once each, and says at once whether it is worth a question.
What it has learned of the stream is a value that goes in and comes out; randomness is injected.

Žliobaitė, Bifet, Pfahringer & Holmes, "Active learning with drifting streaming data" (IEEE
Trans. Neural Networks and Learning Systems, 2014) is where most rules come from. They keep to the
budget by a decaying estimate of what was spent; here it is credit, exactly: each track adds the
share, each question costs one, and unspent credit beyond a window's worth is lost. The estimate
oversteps where questions are few, the credit never does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from shared.domain import Floats

WINDOW_TRACKS = 100
"""So many tracks are what a rule means by "lately"."""

NEVER = float("inf")
"""The bar of a track that is not to be asked about, whatever it turns out to be worth."""


@dataclass(frozen=True, eq=False, slots=True)
class Arrived:
    """A track that was seen well enough to be asked about.

    value: what an answer would be worth, 0 to 1. feature: (d,) float32, unit length.
    """

    value: float
    feature: Floats


@dataclass(frozen=True, eq=False, slots=True)
class StreamState:
    """What a rule knows of the stream so far.

    credit: questions that may be asked. threshold: the least value at present, 0 to 1.
    seen, asked: tracks so far. values: of the latest tracks, oldest first, at most
    `WINDOW_TRACKS`. features: (w, d) float32, of the same tracks, only where the rule looks at
    them; (0, 0) at first.
    """

    credit: float = 1.0
    threshold: float = 0.5
    seen: int = 0
    asked: int = 0
    values: tuple[float, ...] = ()
    features: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass(frozen=True, eq=False, slots=True)
class Decision:
    """Whether to ask, from which value on this track is worth it (`NEVER` if it is not to be
    asked about at all), and what the rule knows afterwards."""

    ask: bool
    bar: float
    state: StreamState


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """Under which a rule decides. share: of all tracks that may be asked about, 0 to 1. least:
    the value below which nothing is worth a question, 0 to 1. rng: for what is left to chance."""

    share: float
    least: float
    rng: np.random.Generator


Decide = Callable[[StreamState, Arrived, Terms], Decision]
"""What a rule is: it changes nothing that goes in."""


def earned(state: StreamState, arrived: Arrived, share: float) -> StreamState:
    """The state with one more track: its share of a question, and its value."""
    ceiling = max(1.0, share * WINDOW_TRACKS)
    return replace(
        state,
        credit=min(ceiling, state.credit + share),
        seen=state.seen + 1,
        values=(*state.values, arrived.value)[-WINDOW_TRACKS:],
    )


def decided(state: StreamState, *, bar: float, value: float) -> Decision:
    """Asks where the value reaches the bar and there is credit for it."""
    if state.credit < 1.0 - 1e-9:
        return Decision(ask=False, bar=NEVER, state=state)
    if value < bar:
        return Decision(ask=False, bar=bar, state=state)
    spent = replace(state, credit=state.credit - 1.0, asked=state.asked + 1)
    return Decision(ask=True, bar=bar, state=spent)
