"""What is known of the station at a moment, gathered in one value that the views read."""

from dataclasses import dataclass

from operator_gui.operator_events import LinkChanged
from shared.protocol.answers import AnswerProgress
from shared.protocol.enrolment import Joining, Stranger
from shared.protocol.status import NodeSummary, StationStatus, VersionSummary

_AT_FIRST = LinkChanged("connecting", "", 0)


@dataclass(frozen=True, slots=True)
class LinkView:
    """`status` is the last word of the station, `heard_s` when it came, on the monotonic clock.

    `failure` says why the link's own thread ended, which it never does by itself.
    """

    link: LinkChanged = _AT_FIRST
    status: StationStatus | None = None
    heard_s: float = 0.0
    failure: str = ""

    @property
    def connected(self) -> bool:
        return self.link.state == "connected" and not self.failure

    @property
    def nodes(self) -> tuple[NodeSummary, ...]:
        return () if self.status is None else self.status.nodes

    @property
    def joining(self) -> tuple[Joining, ...]:
        """Who waits to be let in; nobody while the station cannot be asked."""
        return () if self.status is None or not self.connected else self.status.joining

    @property
    def strangers(self) -> tuple[Stranger, ...]:
        return () if self.status is None else self.status.strangers

    @property
    def versions(self) -> tuple[VersionSummary, ...]:
        return () if self.status is None else self.status.versions

    @property
    def active(self) -> VersionSummary | None:
        """The version that nodes run by the station's word."""
        number = 0 if self.status is None else self.status.active_version
        return next((v for v in self.versions if v.version == number), None)

    def station_now_s(self, monotonic_s: float) -> float:
        """The station's own time, reckoned on from its last word."""
        if self.status is None:
            return 0.0
        return self.status.at_s + max(0.0, monotonic_s - self.heard_s)

    def progress(self) -> dict[str, AnswerProgress]:
        """How far each answer has come that the station tells of."""
        told = () if self.status is None else self.status.progress
        return {progress.answer_id: progress for progress in told}
