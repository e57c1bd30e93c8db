"""Nothing secret leaves its file: not in logs, output, reports, crash texts or the database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from zmq.utils import z85

from shared import cli
from shared.key_files import read_key
from shared.keys import SECRET_KEY_FILE
from shared.link_keys import LINK_SECRET_FILE, LinkKey
from tests.conftest import RecordProperty
from tests.fakes import free_endpoint, free_ports, wait_until

ROOT = Path(cli.__file__).parents[1]


class Machine:
    """A user of one's own, with a station on an encrypted port that all can reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_ports(1)[0]
        self.said: list[str] = []
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_STATE_HOME": str(folder / "state"),
            "TMPDIR": str(folder / "tmp"),
        }
        (folder / "tmp").mkdir()

    @property
    def keys(self) -> Path:
        return self.folder / "state" / "whatsit"

    def whatsit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            [sys.executable, "-m", "shared.cli", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
            env=self._environment,
        )
        self.said += [result.stdout, result.stderr]
        return result

    def start_station(self, *, encrypt: bool = True) -> subprocess.Popen[str]:
        ready = self.folder / "ready"
        log = (self.folder / "station.log").open("w")
        options = ["--encrypt"] if encrypt else []
        station = subprocess.Popen(
            [
                *(sys.executable, "-m", "shared.cli", "station", "--verbose", *options),
                *("--listen", f"tcp://127.0.0.1:{self.port}", "--ready-file", str(ready)),
                *("--pairing", free_endpoint()),
            ],
            stdout=log,
            stderr=log,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        log.close()
        wait_until(lambda: ready.is_file() or station.poll() is not None, deadline_s=60.0)
        return station

    def start_edge(self, source: str, *options: str) -> subprocess.Popen[str]:
        log = (self.folder / "edge.log").open("w")
        edge = subprocess.Popen(
            [
                *(sys.executable, "-m", "shared.cli", "edge", source, "--name", "gate"),
                *("--publish", "", "--ask-on", "", *options),
            ],
            stdout=log,
            stderr=log,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        log.close()
        return edge


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def secrets_of(folder: Path) -> list[bytes]:
    """Every form in which a secret key of this machine could show up."""
    found: list[bytes] = []
    for name in (LINK_SECRET_FILE, SECRET_KEY_FILE):
        for path in folder.rglob(name):
            raw = read_key(path)
            found += [raw, raw.hex().encode(), raw.hex().upper().encode(), z85.encode(raw)]
            found.append(repr(raw)[2:-1].encode())
    return found


@pytest.mark.promise(11)
def test_that_no_secret_shows_up_anywhere_but_in_its_file(
    machine: Machine, record_property: RecordProperty
) -> None:
    key = machine.whatsit("keys", "show").stdout.strip()
    own = machine.whatsit("keys", "show", "operator").stdout.strip()
    assert machine.whatsit("keys", "add", own, "--role", "admin", "--name", "Ada").returncode == 0
    at = ("--station", f"tcp://127.0.0.1:{machine.port}")
    station = machine.start_station()
    try:
        assert machine.whatsit("status", *at).returncode == 1
        assert machine.whatsit("status", *at, "--station-key", own).returncode == 1
        told = machine.whatsit("status", *at, "--station-key", key, "--json")
        assert (told.returncode, '"wrong_station_key"' in told.stdout) == (0, True)
        assert machine.whatsit("keys", "list").stdout.startswith("admin    Ada")
        assert machine.whatsit("keys", "revoke", "Ada").returncode == 0
        gone = machine.whatsit("status", *at, "--station-key", key)
        assert (gone.returncode, "does not admit this key" in gone.stderr) == (1, True)
    finally:
        station.terminate()
        station.wait(60.0)
    secret = machine.keys / "operator" / "keys" / LINK_SECRET_FILE
    secret.write_text(secret.read_text()[:40])
    assert machine.whatsit("status", *at, "--station-key", key).returncode == 1
    found = secrets_of(machine.keys / "station")
    assert len(found) == 10
    places = [text.encode() for text in machine.said]
    for path in machine.folder.rglob("*"):
        if path.is_file() and path.suffix != ".key":
            places.append(path.read_bytes())
    assert any(b"station listens on" in place for place in places)
    assert [secret for secret in found if any(secret in place for place in places)] == []
    record_property(
        "figure", f"0 of {len(found)} spellings of secrets found in {len(places)} files and outputs"
    )


@pytest.mark.promise(11)
def test_that_a_log_that_is_shown_elsewhere_tells_no_password_of_a_camera(
    machine: Machine,
) -> None:
    at = ("--station", f"tcp://127.0.0.1:{machine.port}")
    station = machine.start_station(encrypt=False)
    edge = machine.start_edge("rtsp://ada:open-sesame@127.0.0.1:9/garden", *at)
    try:

        def says_that_it_is_lost() -> bool:
            return "is lost" in machine.whatsit("log", "gate", *at).stdout

        wait_until(says_that_it_is_lost, deadline_s=60.0)
    finally:
        for process in (edge, station):
            process.terminate()
            process.wait(60.0)
    shown = [text for text in machine.said if "is lost" in text]
    assert any("127.0.0.1:9" in text for text in shown)
    assert not any("open-sesame" in text for text in machine.said)


@pytest.mark.promise(11)
def test_that_a_crash_text_tells_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = LinkKey.generate()

    def crash(arguments: list[str]) -> object:
        def inner(own: LinkKey) -> None:
            raise RuntimeError(f"with {own}")

        inner(key)
        return None

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(cli, "build_app", lambda: crash)
    assert cli.run([]) == 70
    (text,) = [path.read_text() for path in tmp_path.glob("whatsit-error-*")]
    for place in (text, *capsys.readouterr()):
        assert key.secret.hex() not in place
        assert repr(key.secret) not in place


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    ("what", "permissions", "cure"),
    [("keys", 0o750, "chmod 700"), (f"keys/{LINK_SECRET_FILE}", 0o644, "chmod 600")],
)
def test_that_a_station_whose_keys_others_can_read_does_not_start(
    machine: Machine, what: str, permissions: int, cure: str
) -> None:
    machine.whatsit("keys", "show")
    (machine.keys / "station" / what).chmod(permissions)
    station = machine.start_station()
    assert station.wait(60.0) == 1
    log = (machine.folder / "station.log").read_text()
    assert f"run: {cure} {machine.keys / 'station' / what}" in log
    assert "Traceback" not in log
