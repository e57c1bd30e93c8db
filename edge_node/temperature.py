"""How hot the machine is that a node runs on, as Linux tells it in files."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.protocol.status import Temperature

EVERY_S = 5.0
SENSIBLE_CELSIUS = range(-55, 151)
"""A sensor that says anything else is broken, or none."""

MAX_TRIP_POINTS = 16


@dataclass(frozen=True, slots=True)
class Sensors:
    """The folders in which the kernel lists its sensors."""

    thermal: Path = Path("/sys/class/thermal")
    hwmon: Path = Path("/sys/class/hwmon")

    def hottest(self) -> Temperature | None:
        """What is beyond its own limit goes first; None where nothing can be read.

        Reading a sensor may take milliseconds. `hwmon` counts where there is no thermal zone.
        """
        try:
            found = list(_thermal_zones(self.thermal)) or list(_hwmon_inputs(self.hwmon))
        except OSError:  # a device with a sensor goes while the folders are gone through
            return None
        return max(found, key=lambda one: (one.is_hot, one.celsius), default=None)


class Thermometer:
    """Reads the sensors every few seconds, on the thread that calls `run`. `latest` is the last
    reading, for any thread."""

    def __init__(self, sensors: Sensors) -> None:
        self._sensors = sensors
        self._stopping = threading.Event()
        self.latest: Temperature | None = None

    def run(self) -> None:
        """Until `stop`."""
        while True:
            self.latest = self._sensors.hottest()
            if self._stopping.wait(EVERY_S):
                return

    def stop(self) -> None:
        self._stopping.set()


def _thermal_zones(folder: Path) -> Iterator[Temperature]:
    for zone in sorted(folder.glob("thermal_zone*")):
        celsius = _celsius(zone / "temp")
        if celsius is not None:
            sensor = _text(zone / "type") or zone.name
            yield Temperature(celsius=celsius, sensor=sensor, hot_celsius=_trip(zone))


def _trip(zone: Path) -> float | None:
    """From where on the kernel itself slows the machine down or warns of this zone."""
    trips: dict[str, list[float]] = {}
    for at in range(MAX_TRIP_POINTS):
        kind = _text(zone / f"trip_point_{at}_type")
        if not kind:
            break
        celsius = _celsius(zone / f"trip_point_{at}_temp")
        if celsius is not None and celsius > 0.0:
            trips.setdefault(kind, []).append(celsius)
    for kind in ("passive", "hot", "critical"):
        if kind in trips:
            return min(trips[kind])
    return None


def _hwmon_inputs(folder: Path) -> Iterator[Temperature]:
    for file in sorted(folder.glob("hwmon*/temp*_input")):
        celsius = _celsius(file)
        if celsius is None:
            continue
        stem = file.name.removesuffix("_input")
        names = (_text(file.parent / "name"), _text(file.parent / f"{stem}_label"))
        limits = (_celsius(file.parent / f"{stem}_{limit}") for limit in ("max", "crit"))
        yield Temperature(
            celsius=celsius,
            sensor=" ".join(name for name in names if name) or file.parent.name,
            hot_celsius=next((limit for limit in limits if limit is not None and limit > 0), None),
        )


def _celsius(file: Path) -> float | None:
    """Of a file that holds thousandths of a degree."""
    with contextlib.suppress(ValueError):
        celsius = int(_text(file)) / 1000.0
        if SENSIBLE_CELSIUS.start <= celsius < SENSIBLE_CELSIUS.stop:
            return celsius
    return None


def _text(file: Path) -> str:
    """The first line of a file, "" where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.readline(120).decode("utf-8", "replace").strip()
    except OSError:
        return ""
