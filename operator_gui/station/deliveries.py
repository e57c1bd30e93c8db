"""Answers on their way back to the nodes: kept until a node says that it has them."""

import logging
import uuid
from collections.abc import Iterable

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.sealed import sealed, unsealed
from shared.errors import StorageError
from shared.protocol.answers import AnswerBatch, NamedTrack

_log = logging.getLogger(__name__)

WINDOW = 32
"""How many batches may be on their way to one node."""


class Deliveries:
    """Writing belongs to the open transaction."""

    def __init__(self, database: Database, resend_s: float) -> None:
        self._db = database
        self._resend_s = resend_s
        self._sent_s: dict[str, float] = {}

    def add(self, node_id: str, answers: Iterable[NamedTrack]) -> None:
        """Keeps answers for a node, as one batch."""
        batch = AnswerBatch(batch_id=uuid.uuid4().hex, answers=tuple(answers))
        self._db.execute(
            "INSERT INTO outgoing VALUES (?, ?, ?)",
            (batch.batch_id, node_id, sealed(batch, node_id=node_id)),
        )

    def due(self, node_id: str, now_s: float) -> list[AnswerBatch]:
        """Batches to send to a node now, oldest first. `now_s` is monotonic.

        One that is damaged cannot be sent, so it is deleted; the answers in it stay in the tables.
        """
        rows = self._db.execute(
            "SELECT batch_id, body FROM outgoing WHERE node_id = ? ORDER BY rowid LIMIT ?",
            (node_id, WINDOW),
        ).fetchall()
        batches: list[AnswerBatch] = []
        for batch_id, body in rows:
            if now_s - self._sent_s.get(batch_id, float("-inf")) < self._resend_s:
                continue
            try:
                batches.append(unsealed(body, AnswerBatch, node_id=node_id))
            except StorageError as error:
                _log.warning("row %s of table outgoing was deleted: %s", batch_id, error)
                self.arrived(node_id, (batch_id,))
        return batches

    def sent(self, batch_id: str, now_s: float) -> None:
        """Notes that a batch is on its way."""
        self._sent_s[batch_id] = now_s

    def arrived(self, node_id: str, batch_ids: tuple[str, ...]) -> None:
        """Forgets what the node has, and earlier answers to the same questions: said again, they
        would be taken for later ones."""
        for batch_id in batch_ids:
            for row, stored in self._delete(node_id, batch_id):
                self._drop_overtaken(node_id, row, stored)

    def _drop_overtaken(self, node_id: str, before: int, stored: bytes) -> None:
        """before: row of the batch that arrived, `stored` what was in it."""
        rows = self._db.execute(
            "SELECT batch_id, body FROM outgoing WHERE node_id = ? AND rowid < ? "
            "ORDER BY rowid LIMIT ?",
            (node_id, before, WINDOW),
        ).fetchall()
        if not rows:
            return
        try:
            later = unsealed(stored, AnswerBatch, node_id=node_id)
            earlier = [unsealed(body, AnswerBatch, node_id=node_id) for _, body in rows]
        except StorageError:
            return  # `due` deletes what is damaged, and says so
        answered = {answer.query_id for answer in later.answers}
        for batch in earlier:
            left = tuple(answer for answer in batch.answers if answer.query_id not in answered)
            if not left:
                self._delete(node_id, batch.batch_id)
            elif len(left) < len(batch.answers):
                body = sealed(msgspec.structs.replace(batch, answers=left), node_id=node_id)
                self._db.execute(
                    "UPDATE outgoing SET body = ? WHERE batch_id = ?", (body, batch.batch_id)
                )

    def _delete(self, node_id: str, batch_id: str) -> list[tuple[int, bytes]]:
        """Its row and what was in it; nothing if there is none of this id."""
        self._sent_s.pop(batch_id, None)
        return self._db.execute(
            "DELETE FROM outgoing WHERE batch_id = ? AND node_id = ? RETURNING rowid, body",
            (batch_id, node_id),
        ).fetchall()

    def send_again(self, node_id: str) -> None:
        """The node said hello: what was sent before may not have reached it."""
        rows = self._db.execute("SELECT batch_id FROM outgoing WHERE node_id = ?", (node_id,))
        for (batch_id,) in rows:
            self._sent_s.pop(batch_id, None)
