"""Whether operators should go on answering: watches how far each new head differs from the last."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from operator_gui.station.inbox import Inbox
from operator_gui.station.registry import Version
from operator_gui.station.rescoring import HeadScorer
from shared.domain import Floats
from shared.learning.features import normalise
from shared.learning.stopping import STABLE_MODELS, CurvePoint, Outlook, kappa, outlook
from shared.protocol.standing import Advice
from shared.texts import phrase

STOP_SET = 200
"""So many questions, answered or not, are named by both heads."""


class StopWatch:
    """Belongs to the station's thread."""

    def __init__(self, inbox: Inbox, *, embedder_sha256: str, rng: np.random.Generator) -> None:
        self._inbox = inbox
        self._embedder_sha256 = embedder_sha256
        self._rng = rng
        self._before: HeadScorer | None = None
        self._agreements: deque[float] = deque(maxlen=STABLE_MODELS)
        self._features: dict[str, Floats] = {}

    def use_head(self, scorer: HeadScorer | None) -> None:
        """Another head is active. Both are asked about the same things."""
        before, self._before = self._before, scorer
        if before is None or scorer is None or before.dim != scorer.dim:
            self._agreements.clear()
            return
        tracks = self._stop_set(scorer.dim)
        if tracks:
            names = [(before.name_of(track), scorer.name_of(track)) for track in tracks]
            numbers = {name: at for at, name in enumerate({n for pair in names for n in pair})}
            pairs = np.array([[numbers[a], numbers[b]] for a, b in names], np.int64)
            self._agreements.append(kappa(pairs[:, 0], pairs[:, 1]))

    def advice(self, versions: Sequence[Version], *, answer_s: float) -> Advice:
        """What to tell an operator now."""
        said = outlook(curve(versions), list(self._agreements), answer_s=answer_s)
        return Advice(
            verdict=said.verdict,
            text=advice_words(said),
            agreement=said.agreement,
            gain_per_minute=said.gain_per_minute,
        )

    def _stop_set(self, dim: int) -> list[Floats]:
        """Features of the first view of things that were asked about, the same ones as long as
        they are there; new ones until there are enough."""
        if len(self._features) < STOP_SET:
            ids = self._inbox.seen_with(self._embedder_sha256)
            missing = [query_id for query_id in ids if query_id not in self._features]
            self._rng.shuffle(missing)
            for query_id in missing[: STOP_SET - len(self._features)]:
                embeddings = self._inbox.embeddings(query_id)
                if embeddings is not None and embeddings.shape[1] == dim:
                    self._features[query_id] = normalise(embeddings[:1])
        return list(self._features.values())


def curve(versions: Sequence[Version]) -> list[CurvePoint]:
    """The learning curve of versions that were measured and not merely restored."""
    return [
        CurvePoint(version.record.head.tracks, version.record.head.accuracy)
        for version in versions
        if version.record.head.accuracy is not None and not version.record.restored_from
    ]


def advice_words(said: Outlook) -> str:
    """One or two sentences for somebody who knows nothing of kappa."""
    gain = _gain_words(said.gain_in_ten)
    match said.verdict:
        case "too_early":
            return phrase(
                "station", "Go on: too few answers yet to say what more of them would gain."
            )
        case "go_on":
            return phrase("station", "Go on: {gain}.").format(gain=gain)
        case "slow_down":
            return phrase("station", "Answer only what is new to you: {gain}.").format(gain=gain)
        case "stop":
            return phrase(
                "station",
                "You may stop: the last models call the same things by the same names, and "
                "{gain}. The robots ask again when something new turns up.",
            ).format(gain=gain)


def _gain_words(gain_in_ten: float | None) -> str:
    if gain_in_ten is None:
        return phrase("station", "what more answers gain cannot be told yet")
    points = 100.0 * gain_in_ten
    if points < 0.1:
        return phrase("station", "ten more minutes of answers would hardly make it better")
    return phrase(
        "station", "ten more minutes of answers are worth about {points} % of accuracy"
    ).format(points=f"{points:.1f}")
