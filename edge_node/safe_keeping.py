"""What a node must not lose goes to disk here, also while the disk is full.

A question that finds no room is given up and counted: there will be others. A report, and what was
asked so far, wait in memory and are tried again; there is at most one memory, and a report that is
said again does not wait twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from edge_node.kept_notes import KeptNotes, memory_note
from shared.clock import Clock
from shared.errors import StorageError
from shared.protocol.codec import Envelope
from shared.protocol.deployment import DeployReport
from shared.protocol.questions import Query
from shared.protocol.rollout import ShadowReport

_log = logging.getLogger(__name__)

Report = DeployReport | ShadowReport


class Put(Protocol):
    """Keeps a message of this id and value, a note along with it; returns the ids of those that had
    to go for it. Raises StorageError, and ProtocolError if it cannot be sent."""

    def __call__(
        self,
        item_id: str,
        value: float,
        envelope: Envelope,
        *,
        note: tuple[str, bytes] | None = None,
    ) -> tuple[str, ...]: ...


REPORT_VALUE = 1e9
"""Deploy reports are worth more than any question: no full disk drops them."""

RETRY_S = 0.5
MAX_WAITING_REPORTS = 64
"""Beyond that the oldest goes: the station offers its version again if it still wants an answer."""

Kind = Literal["question", "report", "memory", "settings", "acknowledgement"]


@dataclass(frozen=True, slots=True)
class Kept:
    """trouble: why something could not be kept, "" once such a thing is. evicted: so many questions
    were given up. waiting: so much is not on disk and will be tried again."""

    trouble: str = ""
    evicted: int = 0
    waiting: int = 0


class SafeKeeping:
    """Belongs to the thread that owns the outbox. No method raises StorageError.

    on_lost: hears which questions will never arrive. on_kept: hears which batches of answers are in
    the memory on disk.
    """

    def __init__(
        self,
        *,
        put: Put,
        notes: KeptNotes,
        clock: Clock,
        on_lost: Callable[[tuple[str, ...]], None],
        on_kept: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._put = put
        self._notes = notes
        self._clock = clock
        self._on_lost = on_lost
        self._on_kept = on_kept
        self._batch_ids: tuple[str, ...] = ()
        self._reports: dict[str, Report] = {}
        self._memory: bytes | None = None
        self._troubles: dict[Kind, str] = {}
        self._evicted = 0
        self._retry_s = float("-inf")

    @property
    def state(self) -> Kept:
        """How it stands."""
        return Kept(
            trouble=next(iter(self._troubles.values()), ""),
            evicted=self._evicted,
            waiting=len(self._reports) + (self._memory is not None),
        )

    def question(
        self, query: Query, payloads: tuple[bytes, ...], memory: bytes | None = None
    ) -> None:
        """Keeps a question, with all that was asked so far, or gives it up. Raises ProtocolError if
        it cannot be sent."""
        note = None if memory is None else memory_note(memory)
        try:
            lost = self._put(query.query_id, query.value, Envelope(query, payloads), note=note)
        except StorageError as error:
            self.failed("question", error)
            lost = (query.query_id,)
        else:
            self.went_well("question")
            if note is not None and query.query_id not in lost:
                self._memory_is_kept()  # one from before it would be a step back
        self._give_up(lost)

    def report(self, report: Report) -> None:
        """Keeps a report, or has it wait. Raises ProtocolError if it cannot be sent."""
        try:
            lost = self._put(report.report_id, REPORT_VALUE, Envelope(report))
        except StorageError as error:
            self.failed("report", error)
            self._reports[report.report_id] = report
            if len(self._reports) > MAX_WAITING_REPORTS:
                oldest = self._reports.pop(next(iter(self._reports)))
                _log.error("there is no space for a report on version %d", oldest.version)
        else:
            self._reports.pop(report.report_id, None)
            if not self._reports:
                self.went_well("report")
            self._give_up(lost)

    def memory(self, memory: bytes, batch_ids: tuple[str, ...] = ()) -> None:
        """Keeps what was asked so far, or has it wait in place of the one before.

        batch_ids: the batches of answers that are newly in it.
        """
        self._batch_ids += batch_ids
        try:
            self._notes.keep_memory(memory)
        except StorageError as error:
            self.failed("memory", error)
            self._memory = memory
        else:
            self._memory_is_kept()

    def catch_up(self, *, now: bool = False) -> None:
        """Tries again what waits, twice a second or `now`."""
        now_s = self._clock.monotonic_s()
        if not now and now_s < self._retry_s:
            return
        self._retry_s = now_s + RETRY_S
        for report in list(self._reports.values()):
            self.report(report)
            if report.report_id in self._reports:
                break  # nor would the others find any
        if self._memory is not None:
            self.memory(self._memory)

    def failed(self, kind: Kind, error: StorageError) -> None:
        """Something of this kind could not be kept."""
        if not self._troubles:
            _log.error("%s; questions are lost until there is space", error)
        self._troubles[kind] = str(error)

    def went_well(self, kind: Kind) -> None:
        """Something of this kind was kept."""
        if self._troubles.pop(kind, None) is not None and not self._troubles:
            _log.info("everything can be kept again")

    def _memory_is_kept(self) -> None:
        self._memory = None
        self.went_well("memory")
        if self._batch_ids:
            kept, self._batch_ids = self._batch_ids, ()
            self._on_kept(kept)

    def _give_up(self, lost: tuple[str, ...]) -> None:
        if lost:
            self._evicted += len(lost)
            self._on_lost(lost)
