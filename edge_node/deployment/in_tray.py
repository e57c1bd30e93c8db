"""What reaches the deployer while it is at something else."""

import threading
from dataclasses import dataclass

from shared.protocol.deployment import DeployOffer


@dataclass(frozen=True, slots=True)
class Failed:
    """The running version failed, and was left for the one before it."""

    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The running version got through its probation."""

    version: int


Outcome = Failed | Settled


class InTray:
    """Any thread puts something in and never waits; the deployer's takes it out.

    An offer takes the place of an older one, since the station repeats what it still wants. What
    became of versions is never dropped. It has room without a limit because it is little: only
    the deployer makes a version run, and each that runs settles once and fails once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._offer: DeployOffer | None = None
        self._outcomes: list[Outcome] = []
        self._is_closed = False

    def offer(self, offer: DeployOffer) -> None:
        """Puts in an offer, unless a newer one lies there."""
        with self._changed:
            if self._offer is None or offer.version >= self._offer.version:
                self._offer = offer
            self._changed.notify()

    def note(self, outcome: Outcome) -> None:
        """Puts in what became of a version."""
        with self._changed:
            self._outcomes.append(outcome)
            self._changed.notify()

    def close(self) -> None:
        """Ends every wait from now on."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def wait(self, timeout_s: float | None) -> None:
        """Until there is something, or it is closed, or for so long; None: however long."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_closed or self._outcomes or self._offer is not None, timeout_s
            )

    def take_outcomes(self) -> tuple[Outcome, ...]:
        """What became of versions, in the order in which it did."""
        with self._changed:
            outcomes, self._outcomes = tuple(self._outcomes), []
            return outcomes

    def take_offer(self) -> DeployOffer | None:
        """The newest offer, if there is one."""
        with self._changed:
            offer, self._offer = self._offer, None
            return offer
