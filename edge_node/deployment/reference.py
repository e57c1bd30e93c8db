"""The one place that says which bundle runs: an immutable pair, replaced in one assignment."""

import threading
from dataclasses import dataclass, replace

from edge_node.perception.active_bundle import ActiveBundle
from shared.protocol.rollout import WatchTerms


@dataclass(frozen=True, eq=False, slots=True)
class BundlePair:
    """What runs, and what to fall back to, which has proven itself.

    settled: whether the current one has got through its probation. terms: what it has to keep to
    until then; None where it only must not fail.
    """

    current: ActiveBundle
    previous: ActiveBundle | None = None
    settled: bool = True
    terms: WatchTerms | None = None


class BundleReference:
    """Read by perception once a frame without a lock; the few who replace it take turns."""

    def __init__(
        self, bundle: ActiveBundle, *, previous: ActiveBundle | None = None, settled: bool = True
    ) -> None:
        """settled: False for a bundle that was still on probation when the node ended, which then
        falls back to `previous`."""
        self._pair = BundlePair(bundle, previous, settled=settled)
        self._replacing = threading.Lock()

    @property
    def pair(self) -> BundlePair:
        return self._pair

    @property
    def current(self) -> ActiveBundle:
        return self._pair.current

    def swap(self, bundle: ActiveBundle, terms: WatchTerms | None = None) -> None:
        """Makes `bundle` current from the next frame on, on probation.

        What it falls back to is the last bundle that got through its own.
        """
        with self._replacing:
            pair = self._pair
            proven = pair.current if pair.settled or pair.previous is None else pair.previous
            self._pair = BundlePair(bundle, proven, settled=False, terms=terms)

    def settle(self, bundle: ActiveBundle) -> bool:
        """Says that `bundle` got through its probation; False if another one runs by now."""
        with self._replacing:
            if self._pair.current is not bundle:
                return False
            self._pair = replace(self._pair, settled=True, terms=None)
            return True

    def fall_back(self, failed: ActiveBundle) -> ActiveBundle | None:
        """Leaves `failed` for the bundle before it, and returns what runs now.

        None if there is nothing before it. Where another one runs already, that one goes on.
        """
        with self._replacing:
            if self._pair.current is not failed:
                return self._pair.current
            previous = self._pair.previous
            if previous is not None:
                self._pair = BundlePair(previous)
            return previous
