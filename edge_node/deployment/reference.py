"""The one place that says which bundle runs: an immutable pair, replaced in one assignment."""

from dataclasses import dataclass

from edge_node.perception.active_bundle import ActiveBundle


@dataclass(frozen=True, eq=False, slots=True)
class BundlePair:
    """What runs, and what to fall back to."""

    current: ActiveBundle
    previous: ActiveBundle | None = None


class BundleReference:
    """Read by perception once a frame, replaced by the deployer: no lock, no frame waits."""

    def __init__(self, bundle: ActiveBundle) -> None:
        self._pair = BundlePair(bundle)

    @property
    def current(self) -> ActiveBundle:
        return self._pair.current

    def swap(self, bundle: ActiveBundle) -> None:
        """Makes `bundle` current from the next frame on."""
        self._pair = BundlePair(bundle, self._pair.current)

    def fall_back(self) -> ActiveBundle | None:
        """Makes the previous bundle current and returns it; None if there is none."""
        previous = self._pair.previous
        if previous is not None:
            self._pair = BundlePair(previous)
        return previous
