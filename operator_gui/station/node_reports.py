"""What nodes said of the versions they were offered. Append-only."""

from operator_gui.station.database import Database
from shared.protocol.messages import DeployReport


class NodeReports:
    """Writing belongs to the open transaction; after a failed one call `reload`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._refused: dict[str, set[int]] = {}
        self._active: dict[str, int] = {}
        self.reload()

    def reload(self) -> None:
        """Reads everything from disk."""
        self._refused, self._active = {}, {}
        rows = self._db.execute("SELECT node_id, version, state FROM node_report ORDER BY report")
        for node_id, version, state in rows:
            self._apply(node_id, version, state)

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
        self._apply(report.node_id, report.version, report.state)
        return True

    def will_not_run(self, node_id: str, version: int) -> bool:
        """Whether the node refused this version or went back from it."""
        return version in self._refused.get(node_id, ())

    def active_version(self, node_id: str) -> int:
        """The last version that the node reported as active and did not roll back."""
        return self._active.get(node_id, 0)

    def _apply(self, node_id: str, version: int, state: str) -> None:
        if state == "active":
            self._active[node_id] = version
        else:
            self._refused.setdefault(node_id, set()).add(version)
            if self._active.get(node_id) == version:
                del self._active[node_id]
