"""The rules by which a stream is asked about: each says which value is worth a question now."""

from dataclasses import replace

import numpy as np

from shared.domain import Floats
from shared.selection.stream import (
    NEVER,
    WINDOW_TRACKS,
    Arrived,
    Decision,
    StreamState,
    Terms,
    decided,
    earned,
)

STEP = 0.05
"""How far the variable threshold moves with each track, as a share of itself."""

RANDOM_SHARE = 0.2
"""The share of the stream that `split` leaves to chance."""

TOLERANCE_TRACKS = 50
"""How many tracks the balanced filter may take to make up for what it asked too little."""


def fixed(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """Always the same threshold: the least that a question must be worth."""
    return decided(earned(state, arrived, terms.share), bar=terms.least, value=arrived.value)


def by_chance(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """Asks about the share at random, whatever it is worth."""
    bar = 0.0 if terms.rng.random() < terms.share else NEVER
    return decided(earned(state, arrived, terms.share), bar=bar, value=arrived.value)


def variable(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """A threshold that rises with each question and sinks with each track that is let pass."""
    return _variable(earned(state, arrived, terms.share), arrived, least=terms.least, factor=1.0)


def random_variable(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """The variable threshold times a random number around 1, so that nothing is never asked."""
    factor = float(terms.rng.normal(1.0, 1.0))
    return _variable(earned(state, arrived, terms.share), arrived, least=terms.least, factor=factor)


def split(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """A part of the stream by chance, which sees any change; the rest by variable threshold."""
    state = earned(state, arrived, terms.share)
    if terms.rng.random() < RANDOM_SHARE:
        bar = 0.0 if terms.rng.random() < terms.share else NEVER
        return decided(state, bar=bar, value=arrived.value)
    return _variable(state, arrived, least=terms.least, factor=1.0)


def dense(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """Only what lately became the nearest neighbour of something, by a random variable threshold.

    The local density factor of a track is how many of the latest tracks it is closer to than any
    other of them; what is close to none is an outlier and is let pass.
    """
    factor = float(terms.rng.normal(1.0, 1.0))
    known = state.features
    state = earned(state, arrived, terms.share)
    state = replace(state, features=_appended(known, arrived.feature))
    if _density_factor(known, arrived.feature) == 0:
        return Decision(ask=False, bar=NEVER, state=state)
    return _variable(state, arrived, least=terms.least, factor=factor)


def quantile(state: StreamState, arrived: Arrived, terms: Terms) -> Decision:
    """The value that the wanted share of the latest tracks reaches, less what was asked too little.

    With `w` values of range `r`, threshold `q` at the quantile `1 - share`, and `l` questions
    behind the share of all tracks so far: `q - r l / TOLERANCE_TRACKS`.
    """
    behind = terms.share * (state.seen + 1) - state.asked
    behind = min(max(behind, -TOLERANCE_TRACKS), TOLERANCE_TRACKS)
    state = earned(state, arrived, terms.share)
    values = np.asarray(state.values)
    spread = float(values.max() - values.min())
    threshold = float(np.quantile(values, 1.0 - terms.share)) - spread * behind / TOLERANCE_TRACKS
    state = replace(state, threshold=min(1.0, max(0.0, threshold)))
    return decided(state, bar=max(terms.least, threshold), value=arrived.value)


def _variable(state: StreamState, arrived: Arrived, *, least: float, factor: float) -> Decision:
    bar = max(least, state.threshold * factor)
    decision = decided(state, bar=bar, value=arrived.value)
    if decision.bar == NEVER:  # no credit: the track says nothing about the threshold
        return decision
    moved = state.threshold * (1.0 + STEP if decision.ask else 1.0 - STEP)
    moved = min(1.0, max(least, moved))
    return replace(decision, state=replace(decision.state, threshold=moved))


def _appended(known: Floats, feature: Floats) -> Floats:
    rows = feature[None, :].astype(np.float32)
    if known.shape[1] != feature.shape[0]:
        return rows
    return np.concatenate([known, rows])[-WINDOW_TRACKS:]


def _density_factor(known: Floats, feature: Floats) -> int:
    """How many of the known rows, (w, d), have this one as their nearest; 1 where none is known."""
    if known.shape[0] == 0 or known.shape[1] != feature.shape[0]:
        return 1
    mine = known @ feature
    among = known @ known.T
    np.fill_diagonal(among, -1.0)
    return int((mine > among.max(axis=1)).sum())
