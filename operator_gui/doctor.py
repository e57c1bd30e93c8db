"""What the doctor looks at on the operator's side: rows, pictures, heads, Qt, the station."""

import contextlib
import importlib.util
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from operator_gui.keys.reach import reach
from operator_gui.keys.station_options import DEFAULT_ENDPOINT
from operator_gui.station.database import (
    FILE_NAME,
    changed_tables,
    damaged_facts,
    damaged_rows,
    read_only,
)
from operator_gui.station.registry import VersionRecord
from operator_gui.station.schema import CHECKED_TABLES, READABLE_VERSIONS, SCHEMA_VERSION
from operator_gui.station.sealed import damaged_messages
from operator_gui.status_report import fetch_status
from shared.blobs import sha256_of
from shared.doctor.finding import Finding, Visit
from shared.doctor.folders import check_database
from shared.errors import KeyFileError, LinkError, StorageError
from shared.protocol.peers import PROTOCOL_MAJOR, PROTOCOL_MINOR
from shared.protocol.status import StationStatus
from shared.transport.endpoint import parse_link_endpoint

TRY_QT = (
    "from PySide6 import __version__; from PySide6.QtGui import QGuiApplication; "
    "print(__version__, 'draws by', QGuiApplication([]).platformName())"
)
QT_CURE = "install what it names, or set QT_QPA_PLATFORM to xcb, wayland or offscreen"
QT_S = 30.0
SAMPLE = 500
CALL_S = 5.0
MAX_SKEW_S = 2.0
"""Also what a status may take to arrive."""


def check(visit: Visit) -> Iterator[Finding]:
    """Everything about stations and the app."""
    yield _check_qt()
    for folder in visit.of("station"):
        yield from _check_station_folder(folder, thorough=visit.thorough)
    yield from _call_station(visit)


def _check_qt() -> Finding:
    if importlib.util.find_spec("PySide6") is None:
        cure = "pip install 'whatsit[operator]'"
        return Finding("window", "skipped", "Qt is not installed: no window here", cure)
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not (platform or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Finding("window", "skipped", "there is no screen here: DISPLAY is not set")
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM_PLUGIN_PATH"}
    try:  # Qt aborts the process that cannot show anything
        run = subprocess.run(
            [sys.executable, "-c", TRY_QT],
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=QT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("window", "broken", f"Qt does not start within {QT_S:.0f} s", QT_CURE)
    if run.returncode != 0:
        said = " ".join(run.stderr.split())[:300]
        return Finding("window", "broken", f"Qt cannot start: {said}", QT_CURE)
    return Finding("window", "ok", f"Qt {run.stdout.strip()}")


def _check_station_folder(folder: Path, *, thorough: bool) -> Iterator[Finding]:
    path = folder / FILE_NAME
    found = list(check_database(path))
    yield from found
    if any(finding.mark == "broken" for finding in found):
        return
    try:
        with contextlib.closing(read_only(path)) as connection:
            yield _check_schema(connection)
            yield from _check_rows(connection, thorough=thorough)
            yield _check_pictures(connection, folder, thorough=thorough)
            yield _check_head(connection, folder)
    except (sqlite3.Error, StorageError, UnicodeDecodeError) as error:
        yield Finding("database", "broken", f"{path}: {error}", "whatsit restore")


def _check_schema(connection: sqlite3.Connection) -> Finding:
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if schema == SCHEMA_VERSION and (changed := sorted(changed_tables(connection))):
        found = f"{', '.join(changed)}: not what this release makes"
        return Finding("schema", "broken", found, "whatsit restore")
    if schema == SCHEMA_VERSION:
        return Finding("schema", "ok", f"{schema}, as this release writes it")
    if schema in READABLE_VERSIONS:
        found = f"{schema}; this release brings it to {SCHEMA_VERSION} and keeps a copy first"
        return Finding("schema", "look", found, "nothing: it happens when the station starts")
    return Finding(
        "schema", "broken", f"{schema}, of another release", "use the release that wrote it"
    )


def _check_rows(connection: sqlite3.Connection, *, thorough: bool) -> Iterator[Finding]:
    which = "" if thorough else f"ORDER BY rowid DESC LIMIT {SAMPLE}"
    known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    damaged, looked_at = 0, 0
    for table, key_column in CHECKED_TABLES.items():
        if table not in known:  # of an earlier schema
            continue
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        looked_at += count if thorough else min(count, SAMPLE)
        for _, key, _ in damaged_rows(connection, table, key_column, which=which):
            damaged += 1
            cure = "it is set aside when the station starts; a backup may still have it"
            yield Finding("rows", "broken", f"{table} {key} is not what was written", cure)
    for table, key in damaged_messages(connection):
        damaged += 1
        cure = "it is left out when its turn comes; the answers themselves are in other rows"
        yield Finding("rows", "broken", f"{table} {key} is not what was written", cure)
    for name in damaged_facts(connection):
        damaged += 1
        cure = "it is left out, and made anew, when the station starts"
        yield Finding("rows", "broken", f"meta {name} is not what was written", cure)
    if not damaged:
        extent = "all" if thorough else f"the last {SAMPLE:,} of each kind"
        yield Finding("rows", "ok", f"{looked_at:,} ({extent}) are as they were written")
    aside = connection.execute("SELECT count(*) FROM damaged").fetchone()[0]
    if aside:
        yield Finding("rows", "look", f"{aside:,} damaged ones were set aside before")


def _check_pictures(connection: sqlite3.Connection, folder: Path, *, thorough: bool) -> Finding:
    limit = -1 if thorough else SAMPLE
    rows = connection.execute("SELECT pictures FROM query ORDER BY arrival DESC LIMIT ?", (limit,))
    wanted = {digest for (digest,) in rows}
    bad = [digest for digest in sorted(wanted) if not _is_whole(folder / "pictures", digest)]
    if bad:
        found = f"{len(bad):,} of {len(wanted):,} are missing or damaged, as {bad[0][:16]}…"
        cure = f"restore a backup elsewhere, and copy its pictures/ into {folder}"
        return Finding("pictures", "broken", found, cure)
    return Finding("pictures", "ok", f"{len(wanted):,} looked at, all as they arrived")


def _check_head(connection: sqlite3.Connection, folder: Path) -> Finding:
    row = connection.execute(
        "SELECT v.version, v.record FROM version v JOIN version_event e ON e.version = v.version "
        "WHERE e.state = 'active' ORDER BY e.event DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return Finding("head", "ok", "no version was learned yet")
    version, record = row
    head = msgspec.msgpack.decode(record, type=VersionRecord).head.file
    if not _is_whole(folder / "heads", head.sha256):
        cure = "whatsit train: it is learned again from the labels"
        return Finding("head", "broken", f"that of version {version} is missing or damaged", cure)
    return Finding("head", "ok", f"that of version {version} is as it was learned")


def _is_whole(folder: Path, sha256: str) -> bool:
    try:
        return sha256_of((folder / sha256[:2] / sha256).read_bytes()) == sha256
    except OSError:
        return False


def _call_station(visit: Visit) -> Iterator[Finding]:
    if visit.station is None and not _listens(DEFAULT_ENDPOINT):
        yield Finding("station", "skipped", "none runs here", "whatsit doctor --station ENDPOINT")
        return
    try:
        at = reach(visit.station or DEFAULT_ENDPOINT, visit.station_key)
        status = fetch_status(at.endpoint, timeout_s=CALL_S, curve=at.curve, calls=at.calls)
    except (LinkError, KeyFileError) as error:
        cure = "start it, or see docs/how-to/robots-on-a-network.md for a firewall and keys"
        yield Finding("station", "broken", str(error), cure)
        return
    yield from station_findings(status, at_s=visit.clock.now_s(), endpoint=str(at.endpoint))


def station_findings(status: StationStatus, *, at_s: float, endpoint: str) -> Iterator[Finding]:
    """What a station's word of itself says. at_s: when it came, by this machine's clock."""
    online = sum(node.online for node in status.nodes)
    yield Finding(
        "station",
        "ok",
        f"{endpoint} talks protocol {PROTOCOL_MAJOR}.{PROTOCOL_MINOR} or one that goes with it; "
        f"{online} of {len(status.nodes)} robots are there",
    )
    if status.note:
        yield Finding("station", "look", f"it says: {status.note}")
    skew_s = status.at_s - at_s
    if abs(skew_s) > MAX_SKEW_S:
        found = f"the station's is {abs(skew_s):,.1f} s {'ahead' if skew_s > 0 else 'behind'}"
        yield Finding("clock", "look", found, "set both by NTP: timedatectl set-ntp true")
    else:
        yield Finding("clock", "ok", f"the station's goes with this one ({skew_s:+.1f} s)")
    for stranger in status.strangers:
        found = f"turned away {stranger.count:,} times: {stranger.text}"
        yield Finding("strangers", "look", found, "whatsit keys add, if it is one of yours")
    for one in status.joining:
        yield Finding("joining", "look", f"{one.name} wants to be let in", "whatsit keys accept")


def _listens(endpoint: str) -> bool:
    at = parse_link_endpoint(endpoint)
    try:
        with socket.create_connection((at.host, at.port), timeout=1.0):
            return True
    except OSError:
        return False
