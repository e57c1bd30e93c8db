"""Node, station and simulated operator as processes on the demo's clip, one by one."""

import re
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from operator_gui.demo.runner import edge_arguments
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from operator_gui.processes import Child, Children
from tests.fakes import free_endpoint, wait_until

ANSWERED = re.compile(rb"answered ([0-9a-f]{8})")

until = partial(wait_until, deadline_s=180.0)
"""For what several processes with real models come to together."""


def settings_for(out: Path, *, passes: int, speed: float | None = 1.0) -> DemoSettings:
    clip = clip_folder()
    return DemoSettings(
        source=str(clip / "street.mp4"),
        truth=clip / "street.truth.json",
        out=out,
        passes=passes,
        speed=speed,
        delay_s=0.1,
        error_rate=0.0,
        absent_share=0.0,
        seed=1,
        screenshots=False,
    )


class Loop:
    """The three processes, each of which can be killed and started again."""

    def __init__(
        self,
        children: Children,
        files: DemoFiles,
        settings: DemoSettings,
        *,
        station_options: Sequence[str] = (),
    ) -> None:
        self.files = files
        self._station_options = station_options
        self._children = children
        self._settings = settings
        self._starts = 0
        self.endpoint = free_endpoint()

    def start_station(self) -> Child:
        self.files.station_ready.unlink(missing_ok=True)
        station = self._start(
            "station",
            [
                *["station", "--listen", self.endpoint, "--state", str(self.files.station)],
                *["--ready-file", str(self.files.station_ready), *self._station_options],
            ],
        )
        self.endpoint = station.wait_for(self.files.station_ready)
        return station

    def start_edge(self) -> Child:
        return self._start("edge", edge_arguments(self._settings, self.files, self.endpoint))

    def start_joined_edge(self, *options: str) -> Child:
        """One that knows whose models to run since it was let in."""
        arguments = edge_arguments(self._settings, self.files, self.endpoint)
        at = arguments.index("--trust")
        return self._start("edge", [*arguments[:at], *arguments[at + 2 :], *options])

    def start_operator(self, *options: str) -> Child:
        return self._start(
            "operator",
            [
                *["operator", "--station", self.endpoint, "--state", str(self.files.operator)],
                *["--simulate", str(self._settings.truth), "--delay-s", "0.1", *options],
            ],
        )

    def start_joining(self, *options: str) -> Child:
        return self._start("joining", ["keys", "join", self.endpoint, *options])

    def say(self, *arguments: str) -> str:
        """What a command prints that ends by itself."""
        command = [sys.executable, "-m", "shared.cli", *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

    def answered(self) -> set[bytes]:
        """Which queries the simulated operator has answered, by the log of its process."""
        logs = self.files.logs.glob("operator-*.log")
        return {found for log in logs for found in ANSWERED.findall(log.read_bytes())}

    def _start(self, name: str, arguments: list[str]) -> Child:
        self._starts += 1
        return self._children.start(f"{name}-{self._starts}", arguments)


def count_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
