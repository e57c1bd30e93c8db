"""The same strategies as modAL and scikit-activeml have them, given the same probabilities.

Both get a classifier that was fitted already and only repeats what the head said, so that what is
timed is the choosing.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from shared.domain import Floats
from shared.errors import UsageError
from shared.learning.dataset import Indices
from shared.selection.registry import STRATEGIES, Strategy
from tests.bench.strategies.ground import Situation

Chooser = Callable[[Situation, int, np.random.Generator], Indices]
"""Chooses so many of a situation's candidates."""


def ours() -> dict[str, Chooser]:
    """Every strategy of the registry by its name."""

    def chooser(strategy: Strategy) -> Chooser:
        return lambda now, count, rng: strategy.select(now.candidates, count, rng)

    return {name: chooser(strategy) for name, strategy in STRATEGIES.items()}


def peers() -> dict[str, tuple[str, Chooser]]:
    """By name "STRATEGY (PACKAGE)": the strategy of ours that it is compared with, "" for none.

    Raises UsageError if a package is missing.
    """
    try:
        return {**_modal(), **_scikit_activeml()}
    except ImportError as error:
        raise UsageError(
            f"the strategies of others need the package {error.name}: "
            "pip install 'whatsit[bench]', or leave them out with --alone"
        ) from error


def _modal() -> dict[str, tuple[str, Chooser]]:
    from modAL import batch, disagreement, uncertainty

    def of_head(query: Callable[..., Any]) -> Chooser:
        def choose(now: Situation, count: int, rng: np.random.Generator) -> Indices:
            head = _Said(now.candidates.probabilities)
            return _rows(query(head, now.candidates.features, n_instances=count))

        return choose

    def of_committee(query: Callable[..., Any]) -> Chooser:
        def choose(now: Situation, count: int, rng: np.random.Generator) -> Indices:
            committee = _Committee(now.candidates.votes)
            return _rows(query(committee, now.candidates.features, n_instances=count))

        return choose

    def ranked_batch(now: Situation, count: int, rng: np.random.Generator) -> Indices:
        head = _Said(now.candidates.probabilities)
        head.X_training = now.candidates.asked
        return _rows(
            batch.uncertainty_batch_sampling(head, now.candidates.features, n_instances=count)
        )

    return {
        "least_confidence (modAL)": ("least_confidence", of_head(uncertainty.uncertainty_sampling)),
        "margin (modAL)": ("margin", of_head(uncertainty.margin_sampling)),
        "entropy (modAL)": ("entropy", of_head(uncertainty.entropy_sampling)),
        "ranked batch (modAL)": ("", ranked_batch),
        "vote_entropy (modAL)": ("vote_entropy", of_committee(disagreement.vote_entropy_sampling)),
        "consensus_entropy (modAL)": (
            "consensus_entropy",
            of_committee(disagreement.consensus_entropy_sampling),
        ),
        "largest divergence (modAL)": (
            "mean_kl",
            of_committee(disagreement.max_disagreement_sampling),
        ),
    }


def _scikit_activeml() -> dict[str, tuple[str, Chooser]]:
    from skactiveml import pool

    plain: Mapping[str, tuple[str, Callable[[int, int], Any], str]] = {
        "random": ("random", lambda seed, _: pool.RandomSampling(random_state=seed), ""),
        "core_set": ("core_set", lambda seed, _: pool.CoreSet(random_state=seed), ""),
        "typical": ("typical", lambda seed, _: pool.TypiClust(random_state=seed), ""),
        "coverage": (
            "coverage",
            lambda seed, classes: pool.ProbCover(random_state=seed, n_classes=classes),
            "",
        ),
        "margin": ("margin", _uncertainty(pool, "margin_sampling"), "clf"),
        "entropy": ("entropy", _uncertainty(pool, "entropy"), "clf"),
        "least_confidence": ("least_confidence", _uncertainty(pool, "least_confident"), "clf"),
        "badge": ("badge", lambda seed, _: pool.Badge(random_state=seed), "clf"),
        "falcun": ("", lambda seed, _: pool.Falcun(random_state=seed), "clf"),
        "mean_kl": ("mean_kl", _committee(pool, "KL_divergence"), "ensemble"),
        "vote_entropy": ("vote_entropy", _committee(pool, "vote_entropy"), "ensemble"),
        "variation_ratio": ("variation_ratio", _committee(pool, "variation_ratios"), "ensemble"),
    }
    return {
        f"{name} (scikit-activeml)": (ours, _chooser(make, role))
        for name, (ours, make, role) in plain.items()
    }


def _uncertainty(pool: Any, method: str) -> Callable[[int, int], Any]:
    return lambda seed, _: pool.UncertaintySampling(method=method, random_state=seed)


def _committee(pool: Any, method: str) -> Callable[[int, int], Any]:
    return lambda seed, _: pool.QueryByCommittee(method=method, random_state=seed)


def _chooser(make: Callable[[int, int], Any], role: str) -> Chooser:
    def choose(now: Situation, count: int, rng: np.random.Generator) -> Indices:
        known = len(now.labelled)
        candidates = now.candidates
        # The candidates come first, as they are: nothing is copied where nothing is labelled.
        rows = np.concatenate([candidates.features, candidates.asked])
        labels = np.full(len(rows), np.nan)
        labels[len(rows) - known :] = candidates.asked_labels
        query = make(int(rng.integers(2**31)), candidates.classes)
        extra: dict[str, Any] = {}
        if role == "clf":
            extra = {"clf": _fitted(candidates.probabilities), "fit_clf": False}
        elif role == "ensemble":
            members = [_fitted(votes) for votes in candidates.votes]
            extra = {"ensemble": members, "fit_ensemble": False}
        return _rows(query.query(rows, labels, batch_size=count, **extra))

    return choose


def _fitted(said: Floats) -> Any:
    from skactiveml.base import SkactivemlClassifier

    class Repeats(SkactivemlClassifier):  # type: ignore[misc]
        """A classifier of scikit-activeml that repeats what the head said of the candidates."""

        def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "Repeats":  # noqa: N803
            return self

        def predict_proba(self, X: Any) -> Floats:  # noqa: N803
            return self.said_

        def predict(self, X: Any) -> Indices:  # noqa: N803
            return self.said_.argmax(axis=1)

    made = Repeats(classes=list(range(said.shape[1])))
    made.said_, made.classes_ = said, np.arange(said.shape[1])
    return made


class _Said:
    """What modAL needs of a fitted learner."""

    def __init__(self, probabilities: Floats) -> None:
        self.probabilities = probabilities
        self.X_training: Floats | None = None
        self.on_transformed = False

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        return self.probabilities


class _Committee:
    """What modAL needs of a fitted committee."""

    def __init__(self, votes: Floats) -> None:
        self._votes = votes
        self.classes_ = np.arange(votes.shape[2])

    def __len__(self) -> int:
        return len(self._votes)

    def __iter__(self) -> Iterator[Floats]:
        return iter(self._votes)

    def vote(self, X: Any) -> Indices:  # noqa: N803
        return self._votes.argmax(axis=2).T

    def vote_proba(self, X: Any) -> Floats:  # noqa: N803
        return self._votes.transpose(1, 0, 2)

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        return self._votes.mean(axis=0)


def _rows(found: Any) -> Indices:
    """modAL gives rows with their values in some versions."""
    rows = found[0] if isinstance(found, tuple) else found
    return np.asarray(rows, np.int64).ravel()
