"""How hot a machine is, by folders as the Linux kernel lays them out."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from edge_node.metrics import node_metrics
from edge_node.temperature import Sensors, Thermometer
from shared.owned_thread import OwnedThread
from shared.protocol.status import NodeStatus, Temperature
from tests.fakes import wait_until


def sensors(folder: Path, files: Mapping[str, str]) -> Sensors:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")
    return Sensors(thermal=folder / "thermal", hwmon=folder / "hwmon")


def test_that_the_hottest_zone_is_told_with_what_it_is_called(tmp_path: Path) -> None:
    found = sensors(
        tmp_path,
        {
            "thermal/thermal_zone0/temp": "41500",
            "thermal/thermal_zone0/type": "acpitz",
            "thermal/thermal_zone1/temp": "61250",
            "thermal/thermal_zone1/type": "x86_pkg_temp",
            "thermal/cooling_device0/type": "Fan",
        },
    )
    assert found.hottest() == Temperature(celsius=61.25, sensor="x86_pkg_temp")


def test_that_a_zone_beyond_its_own_limit_goes_before_a_hotter_one(tmp_path: Path) -> None:
    found = sensors(
        tmp_path,
        {
            "thermal/thermal_zone0/temp": "90000",
            "thermal/thermal_zone0/type": "cpu",
            "thermal/thermal_zone0/trip_point_0_type": "critical",
            "thermal/thermal_zone0/trip_point_0_temp": "105000",
            "thermal/thermal_zone1/temp": "72000",
            "thermal/thermal_zone1/type": "battery",
            "thermal/thermal_zone1/trip_point_0_type": "critical",
            "thermal/thermal_zone1/trip_point_0_temp": "80000",
            "thermal/thermal_zone1/trip_point_1_type": "passive",
            "thermal/thermal_zone1/trip_point_1_temp": "70000",
            "thermal/thermal_zone1/trip_point_2_type": "passive",
            "thermal/thermal_zone1/trip_point_2_temp": "0",
        },
    ).hottest()
    assert found == Temperature(celsius=72.0, sensor="battery", hot_celsius=70.0)
    assert found.is_hot


@pytest.mark.parametrize("text", ["", "warm", "-274000", "400000", "9" * 300])
def test_that_a_sensor_that_makes_no_sense_says_nothing(tmp_path: Path, text: str) -> None:
    found = sensors(
        tmp_path, {"thermal/thermal_zone0/temp": text, "thermal/thermal_zone0/type": "cpu"}
    )
    assert found.hottest() is None


def test_that_a_machine_without_thermal_zones_is_asked_for_its_other_sensors(
    tmp_path: Path,
) -> None:
    files = {
        "hwmon/hwmon2/name": "k10temp",
        "hwmon/hwmon2/temp1_input": "55000",
        "hwmon/hwmon2/temp1_label": "Tctl",
        "hwmon/hwmon2/temp1_crit": "95000",
        "hwmon/hwmon2/temp1_max": "70000",
        "hwmon/hwmon2/temp2_input": "30000",
    }
    expected = Temperature(celsius=55.0, sensor="k10temp Tctl", hot_celsius=70.0)
    assert sensors(tmp_path, files).hottest() == expected
    zone = {"thermal/thermal_zone0/temp": "40000"}
    assert sensors(tmp_path, zone).hottest() == Temperature(celsius=40.0, sensor="thermal_zone0")


def test_that_nothing_is_said_where_there_are_no_sensors(tmp_path: Path) -> None:
    assert sensors(tmp_path, {}).hottest() is None


def test_that_a_sensor_that_is_unplugged_at_that_moment_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"hwmon/hwmon{number}/temp1_input": "40000" for number in range(3)}
    found = sensors(tmp_path, files)
    look = os.scandir

    def unplug(path: Path) -> object:
        if path.name == "hwmon1":
            path.rename(tmp_path / "unplugged")
        return look(path)

    monkeypatch.setattr(os, "scandir", unplug)
    assert found.hottest() is None
    monkeypatch.undo()
    again = found.hottest()
    assert again is not None
    assert again.celsius == 40.0


def test_that_a_thermometer_reads_at_once_and_stops_at_once(tmp_path: Path) -> None:
    thermometer = Thermometer(sensors(tmp_path, {"thermal/thermal_zone0/temp": "40000"}))
    thread = OwnedThread("thermometer", thermometer.run, on_failure=lambda: None)
    thread.start()
    wait_until(lambda: thermometer.latest is not None)
    thermometer.stop()
    thread.join(60.0)
    assert thermometer.latest == Temperature(celsius=40.0, sensor="thermal_zone0")


def test_that_the_temperature_is_a_figure_of_its_own_where_it_is_known() -> None:
    def told(temperature: Temperature | None) -> list[tuple[float, object]]:
        status = NodeStatus(
            node_id="n",
            name="rover-1",
            state="running",
            fps=24.0,
            frames=1,
            frames_dropped=0,
            active_version=1,
            outbox_count=0,
            outbox_bytes=0,
            temperature=temperature,
        )
        named = (m for m in node_metrics(status) if m.name == "node_temperature_celsius")
        return [(metric.value, metric.labels) for metric in named]

    assert told(None) == []
    assert told(Temperature(celsius=61.5, sensor="cpu")) == [(61.5, {"sensor": "cpu"})]
