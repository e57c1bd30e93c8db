"""What nodes said of the versions they were offered. Append-only."""

import msgspec

from operator_gui.station.database import Database
from shared.protocol.deployment import DeployReport
from shared.protocol.rollout import ShadowReport

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ShadowReport)


class NodeReports:
    """Writing belongs to the open transaction; after a failed one call `reload`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._refused: dict[str, dict[int, str]] = {}
        self._active: dict[str, int] = {}
        self._last = -1
        self.reload()

    def reload(self) -> None:
        """Reads everything from disk, unless it is what is here: there is about one report of
        every node for every answer that was ever given."""
        if self._last == (last := self._last_on_disk()):
            return
        self._refused, self._active, self._last = {}, {}, last
        rows = self._db.execute(
            "SELECT node_id, version, state, reason FROM node_report ORDER BY report"
        )
        for node_id, version, state, reason in rows:
            self._apply(node_id, version, state, reason)

    def put(self, report: DeployReport, received_at_s: float) -> bool:
        """Keeps a report; False if it was there already."""
        known = self._db.one("SELECT 1 FROM node_report WHERE report_id = ?", (report.report_id,))
        if known is not None:
            return False
        self._db.insert(
            "node_report",
            {
                "report_id": report.report_id,
                "node_id": report.node_id,
                "version": report.version,
                "state": report.state,
                "at_s": report.at_s,
                "received_at_s": received_at_s,
                "reason": report.reason,
            },
        )
        self._apply(report.node_id, report.version, report.state, report.reason)
        self._last = self._last_on_disk()
        return True

    def put_shadow(self, report: ShadowReport, received_at_s: float) -> bool:
        """Keeps what a node saw of a version beside its active one; False if it was there."""
        known = self._db.one("SELECT 1 FROM shadow_report WHERE report_id = ?", (report.report_id,))
        if known is not None:
            return False
        self._db.insert(
            "shadow_report",
            {
                "report_id": report.report_id,
                "node_id": report.node_id,
                "version": report.version,
                "received_at_s": received_at_s,
                "body": _encoder.encode(report),
            },
        )
        return True

    def shadows(self, version: int) -> list[ShadowReport]:
        """What nodes saw of a version beside their active one, in the order in which they said."""
        rows = self._db.execute(
            "SELECT body FROM shadow_report WHERE version = ? ORDER BY report", (version,)
        )
        return [_decoder.decode(body) for (body,) in rows]

    def refusal(self, node_id: str, version: int) -> str | None:
        """Why the node refused this version or went back from it; None if it did neither."""
        return self._refused.get(node_id, {}).get(version)

    def will_not_run(self, node_id: str, version: int) -> bool:
        """Whether the node refused this version or went back from it."""
        return version in self._refused.get(node_id, ())

    def active_version(self, node_id: str) -> int:
        """The last version that the node reported as active and did not roll back."""
        return self._active.get(node_id, 0)

    def _last_on_disk(self) -> int:
        row = self._db.one("SELECT coalesce(max(report), 0) FROM node_report")
        return 0 if row is None else int(row[0])

    def _apply(self, node_id: str, version: int, state: str, reason: str) -> None:
        if state == "active":
            self._active[node_id] = version
        else:
            self._refused.setdefault(node_id, {})[version] = reason
            if self._active.get(node_id) == version:
                del self._active[node_id]
