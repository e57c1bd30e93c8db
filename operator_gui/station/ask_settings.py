"""How each node is to ask, as operators set it: kept, and said to the node until it has it."""

import logging
import uuid

from operator_gui.station.database import Database
from operator_gui.station.sealed import sealed, unsealed
from shared.errors import StorageError
from shared.protocol.asking import AskRules, AskSettings

_log = logging.getLogger(__name__)


class SettingsBook:
    """Writing belongs to the open transaction; times are monotonic but for `set_at_s`."""

    def __init__(self, database: Database, resend_s: float) -> None:
        self._db = database
        self._resend_s = resend_s
        self._sent_s: dict[str, float] = {}

    def put(
        self,
        node_id: str,
        rules: AskRules | None,
        *,
        set_by: str,
        set_at_s: float,
        known_revision: int,
    ) -> AskSettings:
        """Keeps what a node is to do from now on. known_revision: that the node itself tells of,
        which is higher where this station lost its files."""
        settings = AskSettings(
            settings_id=uuid.uuid4().hex,
            revision=max(self.revision(node_id), known_revision) + 1,
            rules=rules,
            set_at_s=set_at_s,
            set_by=set_by,
        )
        self._db.execute(
            "INSERT OR REPLACE INTO ask_settings VALUES (?, ?, ?, 0)",
            (node_id, settings.revision, sealed(settings, node_id=node_id)),
        )
        return settings

    def revision(self, node_id: str) -> int:
        """Of the newest settings for a node, 0 if there are none."""
        row = self._db.one("SELECT revision FROM ask_settings WHERE node_id = ?", (node_id,))
        return 0 if row is None else int(row[0])

    def revisions(self) -> dict[str, int]:
        """The same of every node that has any."""
        return dict(self._db.execute("SELECT node_id, revision FROM ask_settings").fetchall())

    def due(self, node_id: str, now_s: float) -> AskSettings | None:
        """What to say to a node now; None if it has everything, or was just told."""
        if now_s - self._sent_s.get(node_id, float("-inf")) < self._resend_s:
            return None
        return self._waiting(node_id)

    def sent(self, node_id: str, now_s: float) -> None:
        """Notes that they are on their way."""
        self._sent_s[node_id] = now_s

    def send_again(self, node_id: str) -> None:
        """They are new, or the node said hello and may not have got what was sent before."""
        self._sent_s.pop(node_id, None)

    def arrived(self, node_id: str, ids: tuple[str, ...]) -> None:
        """The node says what it has; ids of anything else are no error."""
        waiting = self._waiting(node_id)
        if waiting is not None and waiting.settings_id in ids:
            self._db.execute("UPDATE ask_settings SET arrived = 1 WHERE node_id = ?", (node_id,))

    def _waiting(self, node_id: str) -> AskSettings | None:
        """What the node does not have yet. Damaged settings are deleted: it goes on as before."""
        row = self._db.one(
            "SELECT body FROM ask_settings WHERE node_id = ? AND arrived = 0", (node_id,)
        )
        try:
            return None if row is None else unsealed(row[0], AskSettings, node_id=node_id)
        except StorageError as error:
            _log.warning("row %s of table ask_settings was deleted: %s", node_id, error)
            self._db.execute("DELETE FROM ask_settings WHERE node_id = ?", (node_id,))
            return None
