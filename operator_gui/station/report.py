"""What a station has done, read from its files while it runs or afterwards."""

import bisect
import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import msgspec

from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.inbox import TRAINING_SPLIT
from operator_gui.station.registry import VersionRecord
from shared.errors import StorageError

_decoder = msgspec.msgpack.Decoder(VersionRecord)


@dataclass(frozen=True, slots=True)
class StationReport:
    """`versions_active` in the order in which they first became active on any node.

    `answer_to_active_ms` has one entry for each answer that taught something which the node that
    asked now knows: from the answer's arrival to the node's report, by the station's clock.
    `labels` counts the views that carry a label now, `withdrawn` the questions that a newer
    model answered itself.
    """

    questions: int = 0
    answers: int = 0
    labels: int = 0
    withdrawn: int = 0
    versions_active: tuple[int, ...] = ()
    answer_to_active_ms: tuple[float, ...] = ()


def station_report(path: Path) -> StationReport:
    """Of a state folder, or of the database in it; an empty one if there is none yet.

    Raises StorageError if the database cannot be read.
    """
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        return StationReport()
    try:
        with contextlib.closing(read_only(file)) as connection:
            connection.execute("BEGIN")
            return StationReport(
                questions=_count(connection, "query"),
                answers=_count(connection, "answer"),
                labels=_count(connection, "current_label"),
                withdrawn=_withdrawn(connection),
                versions_active=_versions_active(connection),
                answer_to_active_ms=tuple(
                    answer_to_active_ms(
                        answers=_taught(connection),
                        learned=_learned(connection),
                        reports=_active_reports(connection),
                    )
                ),
            )
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):  # it is just being made
            return StationReport()
        raise StorageError(f"cannot read {file}: {error}") from error
    except sqlite3.Error as error:
        raise StorageError(f"cannot read {file}: {error}") from error


def answer_to_active_ms(
    *,
    answers: list[tuple[int, str, str, float]],
    learned: dict[int, tuple[int, str]],
    reports: list[tuple[str, int, float]],
) -> list[float]:
    """How long each answer took to reach the node that asked.

    answers: number, node, embedder, time of arrival. learned: by version, the number of the last
    answer that it could learn from, and its embedder. reports: node, version and time of each
    version becoming active, in order.
    """
    known: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for node_id, version, active_s in reports:
        if version in learned:
            last_seq, embedder = learned[version]
            progress = known.setdefault((node_id, embedder), [])
            if not progress or last_seq > progress[-1][0]:
                progress.append((last_seq, active_s))
    durations = []
    for seq, node_id, embedder, at_s in answers:
        progress = known.get((node_id, embedder), [])
        at = bisect.bisect_left(progress, (seq, float("-inf")))
        if at < len(progress):
            durations.append(1000.0 * max(0.0, progress[at][1] - at_s))
    return durations


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _withdrawn(connection: sqlite3.Connection) -> int:
    """A database that no newer release has opened yet has no table of them."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'withdrawal'").fetchone()
    return 0 if known is None else _count(connection, "withdrawal")


def _taught(connection: sqlite3.Connection) -> list[tuple[int, str, str, float]]:
    return connection.execute(
        "SELECT a.seq, q.node_id, q.embedder_sha256, a.received_at_s FROM answer a "
        "JOIN query q USING (query_id) WHERE a.kind IN ('name', 'not_an_object') "
        "AND q.split = ? ORDER BY a.seq",
        (TRAINING_SPLIT,),
    ).fetchall()


def _learned(connection: sqlite3.Connection) -> dict[int, tuple[int, str]]:
    rows = connection.execute("SELECT record FROM version ORDER BY version")
    records = [_decoder.decode(record) for (record,) in rows]
    return {record.version: (record.answer_seq, record.embedder_sha256) for record in records}


def _active_reports(connection: sqlite3.Connection) -> list[tuple[str, int, float]]:
    return connection.execute(
        "SELECT node_id, version, received_at_s FROM node_report WHERE state = 'active' "
        "ORDER BY report"
    ).fetchall()


def _versions_active(connection: sqlite3.Connection) -> tuple[int, ...]:
    rows = connection.execute(
        "SELECT version FROM node_report WHERE state = 'active' "
        "GROUP BY version ORDER BY min(report)"
    )
    return tuple(row[0] for row in rows)
