"""Many light nodes that speak the real wire, and a station as a process of its own.

A light node has no camera and no models: it reports what it is told to report of each version.
"""

import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Self

import msgspec

from operator_gui.station.app import run_station
from operator_gui.station.config import StationConfig
from shared.clock import SystemClock
from shared.protocol.codec import Envelope
from shared.protocol.deployment import DeployOffer, DeployReport
from shared.protocol.rollout import ShadowFigures, ShadowReport
from shared.protocol.status import NodeStatus
from shared.transport.endpoint import Endpoint, parse_endpoint
from tests.fakes import free_endpoint, wait_until
from tests.unit.station.station_world import BASE, FakeNode

Kind = Literal["good", "refuses", "goes_back", "differs"]
SETTLES_S = 0.3
GOES_BACK_S = 0.2
STATUS_S = 0.5
BAD = 2


def main() -> None:
    """The station: folder, endpoint, file to write the endpoint to, settings as JSON."""
    folder, endpoint, ready, settings = sys.argv[1:]

    def on_ready(bound: Endpoint) -> None:
        draft = Path(ready + ".new")
        draft.write_text(str(bound))
        draft.replace(ready)

    given = msgspec.json.decode(settings)
    config = msgspec.convert({**given, "state_folder": folder, "endpoint": endpoint}, StationConfig)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_station(
        config,
        base=BASE,
        locate=lambda _: None,
        clock=SystemClock(),
        stop=stop,
        on_ready=on_ready,
    )


class StationProcess:
    """Comes back on the same port after `kill`."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder / "station"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ready = folder / "ready"
        self._settings = msgspec.json.encode(settings).decode()
        self._endpoint = free_endpoint()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60.0)

    @property
    def endpoint(self) -> Endpoint:
        return parse_endpoint(self._endpoint)

    def start(self) -> None:
        self._ready.unlink(missing_ok=True)
        code = "from tests.integration.fleet_world import main; main()"
        files = [str(self.folder), self._endpoint, str(self._ready), self._settings]
        self._process = subprocess.Popen([sys.executable, "-c", code, *files])
        wait_until(self._ready.is_file, deadline_s=60.0)
        self._endpoint = self._ready.read_text()

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


class LightNode(FakeNode):
    """Runs versions in name only. `kind` says what it makes of the version `bad`, which is 2.

    good: runs it, and says after a while that it ran it well. refuses: never runs it. differs:
    refuses it after it ran beside the active one. goes_back: runs it for a moment.
    """

    def __init__(self, endpoint: Endpoint, folder: Path, node_id: str, kind: Kind) -> None:
        super().__init__(endpoint, folder, node_id)
        self.dont_report = True
        self.kind = kind
        self.bad = BAD
        self.runs: list[int] = []
        self._settled = 0
        self._before = 0
        self._answered: set[int] = set()
        self._switched_s = 0.0
        self._told_s = 0.0

    @property
    def active(self) -> int:
        return self.hello.active_version

    @property
    def settled(self) -> int:
        """The version that it says, or is about to, that it runs well."""
        return self._settled

    def react(self, envelope: Envelope) -> None:
        super().react(envelope)
        message = envelope.message
        if isinstance(message, DeployOffer) and message.version not in self._answered:
            self._answered.add(message.version)
            self._deploy(message)

    def step(self) -> None:
        super().step()
        now_s = time.monotonic()
        bad = self.kind == "goes_back" and self.active == self.bad
        if bad and now_s - self._switched_s > GOES_BACK_S:
            version = self.active
            self._run(self._before)
            self._tell_of(version, "rolled_back", "a frame takes 90 ms with it")
        elif self._settled != self.active and now_s - self._switched_s > SETTLES_S and not bad:
            self._settled = self.active
            self._told_s = 0.0
        if now_s - self._told_s > STATUS_S and self.link.state == "connected":
            self._told_s = now_s
            self._tell()

    def _deploy(self, offer: DeployOffer) -> None:
        version = offer.version
        kind: Kind = self.kind if version == self.bad else "good"
        match kind:
            case "refuses":
                self._tell_of(version, "refused", "the head gives numbers that are not finite")
            case "differs":
                self._tell_of_shadow(version)
                self._tell_of(version, "refused", "beside the active model: it differs")
            case "good" | "goes_back":
                self._before = self.active
                self._switched_s = time.monotonic()
                self._run(version)
                self._tell_of(version, "active", "")

    def _run(self, version: int) -> None:
        self.hello = msgspec.structs.replace(self.hello, active_version=version)
        self.runs.append(version)

    def _tell_of(self, version: int, state: str, reason: str) -> None:
        report = DeployReport(
            report_id=uuid.uuid4().hex,
            node_id=self.hello.peer_id,
            version=version,
            state=state,  # type: ignore[arg-type]
            at_s=time.time(),
            reason=reason,
        )
        self.link.put(report.report_id, 1e9, Envelope(report))

    def _tell_of_shadow(self, version: int) -> None:
        report = ShadowReport(
            report_id=uuid.uuid4().hex,
            node_id=self.hello.peer_id,
            version=version,
            active_version=self.active,
            at_s=time.time(),
            figures=ShadowFigures(frames=20, objects=12, comparable=12, agreed=3),
            refusal="it differs",
        )
        self.link.put(report.report_id, 1e9, Envelope(report))

    def _tell(self) -> None:
        self.link.send(
            NodeStatus(
                node_id=self.hello.peer_id,
                name=self.hello.name,
                state="running",
                fps=10.0,
                frames=100,
                frames_dropped=0,
                active_version=self.active,
                outbox_count=0,
                outbox_bytes=0,
                settled_version=self._settled,
            )
        )


class Fleet:
    """Light nodes in one thread; those that are `away` are not driven."""

    def __init__(self, endpoint: Endpoint, folder: Path, kinds: Sequence[Kind]) -> None:
        self.nodes = [
            LightNode(endpoint, folder, f"node-{number:03}", kind)
            for number, kind in enumerate(kinds)
        ]
        self.away: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.__exit__()

    def step(self) -> None:
        for node in self.nodes:
            if node.hello.peer_id not in self.away:
                node.step()

    def until(
        self,
        condition: Callable[[], object],
        *,
        step: Callable[[], object] = lambda: None,
        deadline_s: float = 150.0,
    ) -> None:
        def both() -> None:
            self.step()
            step()

        wait_until(condition, step=both, deadline_s=deadline_s)

    def of(self, *kinds: Kind) -> list[LightNode]:
        return [node for node in self.nodes if node.kind in kinds]

    def present(self) -> list[LightNode]:
        return [node for node in self.nodes if node.hello.peer_id not in self.away]
