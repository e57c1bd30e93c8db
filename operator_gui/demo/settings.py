"""What a demo run is made of, and where its files lie."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoSettings:
    """One run: `source` is replayed `passes` times at `speed` (None: as fast as it goes).

    edge_config: the node's configuration file; the demo's own where it is None.
    """

    source: str
    truth: Path | None
    out: Path
    passes: int
    speed: float | None
    delay_s: float
    error_rate: float
    absent_share: float
    seed: int
    screenshots: bool
    edge_config: Path | None = None


def own_edge_config() -> Path:
    """The node's configuration for the demo's clip."""
    return Path(__file__).parent / "edge.toml"


def clip_folder() -> Path:
    """Where the demo's own clip lies."""
    return Path(__file__).parent / "clip"


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of a run, all under one folder."""

    out: Path

    @property
    def marker(self) -> Path:
        """Says that a demo made the folder, and may delete what a run leaves in it."""
        return self.out / ".whatsit-demo"

    @property
    def of_a_run(self) -> tuple[Path, ...]:
        """Everything that a run writes, besides the marker."""
        return (
            *(self.station, self.station_ready, self.edge, self.edge_report, self.detections),
            *(self.operator, self.photographer, self.logs, self.screenshots, self.report),
        )

    @property
    def station(self) -> Path:
        return self.out / "station"

    @property
    def station_ready(self) -> Path:
        return self.out / "station.ready"

    @property
    def public_key(self) -> Path:
        return self.station / "keys" / "signing.pub"

    @property
    def edge(self) -> Path:
        return self.out / "edge"

    @property
    def edge_report(self) -> Path:
        return self.out / "edge.json"

    @property
    def detections(self) -> Path:
        return self.out / "detections.jsonl"

    @property
    def operator(self) -> Path:
        return self.out / "operator"

    @property
    def photographer(self) -> Path:
        """The state of the app that takes the pictures."""
        return self.out / "photographer"

    @property
    def logs(self) -> Path:
        return self.out / "logs"

    @property
    def screenshots(self) -> Path:
        return self.out / "screenshots"

    @property
    def report(self) -> Path:
        return self.out / "report.json"
