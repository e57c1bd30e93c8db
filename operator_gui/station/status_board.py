"""Keeps the picture for operators up to date and shows it: once a second and after a change."""

import logging
from collections.abc import Callable

from operator_gui.station.access.desk import AccessDesk
from operator_gui.station.advice import StopWatch
from operator_gui.station.audit import AuditBook, by_version, standing
from operator_gui.station.config import StationConfig
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import LabelStore
from operator_gui.station.learner import Learner
from operator_gui.station.leases import Leases
from operator_gui.station.metrics import station_metrics
from operator_gui.station.misunderstood import Misunderstood
from operator_gui.station.node_memory import NodeMemory
from operator_gui.station.offers import Offers
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.registry import Registry
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.rollout import Rollout
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.settings_desk import SettingsDesk
from operator_gui.station.status import (
    MAX_PROGRESS,
    STAGES_MINOR,
    LabelCounts,
    StationState,
    build_status,
    for_older_app,
)
from operator_gui.station.suspects import SuspectBook
from operator_gui.station.trainers import Trainers
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import Withdrawals
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.errors import ModelError, StorageError
from shared.metrics_server import MetricsServer
from shared.protocol.codec import Envelope
from shared.texts import phrase

_log = logging.getLogger(__name__)

EVERY_S = 1.0
AFTER_CHANGE_S = 0.1


class StatusBoard:
    """Also keeps `scorer`, the active head in the station's own memory.

    metrics: where figures are asked for, None for nowhere.
    """

    def __init__(
        self,
        *,
        config: StationConfig,
        embedder_sha256: str,
        sessions: Sessions,
        inbox: Inbox,
        labels: LabelStore,
        suspects: SuspectBook,
        registry: Registry,
        rollout: Rollout,
        offers: Offers,
        learner: Learner,
        outside: OutsideDesk,
        trainers: Trainers,
        waiting: WaitingRoom,
        leases: Leases,
        heads: BlobStore,
        audit: AuditBook,
        stop_watch: StopWatch,
        settings: SettingsDesk,
        withdrawals: Withdrawals,
        access: AccessDesk,
        memory: NodeMemory,
        misunderstood: Misunderstood,
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
        metrics: MetricsServer | None,
    ) -> None:
        self._config = config
        self._embedder_sha256 = embedder_sha256
        self._sessions = sessions
        self._inbox = inbox
        self._labels = labels
        self._suspects = suspects
        self._registry = registry
        self._rollout = rollout
        self._offers = offers
        self._learner = learner
        self._outside = outside
        self._trainers = trainers
        self._waiting = waiting
        self._heads = heads
        self._audit = audit
        self._stop_watch = stop_watch
        self._settings = settings
        self._withdrawals = withdrawals
        self._access = access
        self._memory = memory
        self._misunderstood = misunderstood
        self._clock = clock
        self._send = send
        self._metrics = metrics
        self._counts: LabelCounts | None = None
        self._foreign = 0
        self._changed = True
        self._shown_s = float("-inf")
        self._training = ""
        self._scored_version = 0
        self.leases = leases
        self.scorer: HeadScorer | None = None

    def changed(self) -> None:
        """There is something new to show."""
        self._changed = True
        self._counts = None

    def use_active_head(self) -> None:
        """Loads the active head when it is another one than before."""
        active = self._registry.active
        number = 0 if active is None else active.number
        if active is None or number == self._scored_version:
            return
        if active.record.embedder_sha256 != self._embedder_sha256:
            return
        self._scored_version = number
        head = active.record.head
        try:
            self.scorer = HeadScorer.of_graph(number, head, self._heads.get(head.file.sha256))
        except (ModelError, StorageError) as error:
            level = logging.INFO if active.record.kind == "outside" else logging.WARNING
            _log.log(level, "questions are not scored anew: %s", error)
            self.scorer = None
        self._waiting.use_head(self.scorer)
        self._stop_watch.use_head(self.scorer)
        self.changed()

    def show(self, storage_note: str) -> None:
        """Sends the status to every operator if it is time."""
        now_s = self._clock.monotonic_s()
        if self._learner.state != self._training:
            self._training, self._changed = self._learner.state, True
        pause_s = AFTER_CHANGE_S if self._changed else EVERY_S
        operators = self._sessions.of_role("operator")
        if not (operators or self._metrics) or now_s - self._shown_s < pause_s:
            return
        if now_s - self._shown_s < EVERY_S and self._is_answer_on_its_way(now_s):
            return
        self._shown_s, self._changed = now_s, False
        status = build_status(self._state(now_s, storage_note))
        if self._metrics is not None:
            versions, odd = self._registry.versions(), self._misunderstood.total
            self._metrics.put(tuple(station_metrics(status, versions, misunderstood=odd)))
        for peer in operators:
            told = status if peer.minor >= STAGES_MINOR else for_older_app(status)
            self._send(peer, Envelope(told))

    def _is_answer_on_its_way(self, now_s: float) -> bool:
        """Whether somebody waits for what a status would keep the station from."""
        if self._trainers.at_hand.is_busy:
            return True
        offline_s = self._config.offline_after_s
        return any(
            now_s - peer.heard_s < offline_s
            and self._offers.offered_version(peer.peer_id) > peer.active_version
            for peer in self._sessions.of_role("node")
        )

    def _state(self, now_s: float, storage_note: str) -> StationState:
        at_s = self._clock.now_s()
        nodes = sorted(self._sessions.of_role("node"), key=lambda peer: peer.name)
        return StationState(
            at_s=at_s,
            now_s=now_s,
            waiting=len(self._waiting),
            oldest_waiting_s=self._waiting.oldest_age_s(at_s),
            counts=self._read_counts(),
            training=self._learner.state,
            peers=nodes,
            offered={peer.peer_id: self._offers.offered_version(peer.peer_id) for peer in nodes},
            rollout=self._rollout.summary(),
            rollout_words={p.peer_id: self._rollout.node_words(p.peer_id) for p in nodes},
            versions=self._registry.versions(),
            embedder_sha256=self._embedder_sha256,
            offline_after_s=self._config.offline_after_s,
            revisions=self._settings.revisions(),
            withdrawn=self._withdrawals.count,
            strangers=self._access.strangers(),
            joining=self._access.joining(),
            absent=self._memory.absent(self._access.shut_out_nodes()),
            advice=self._stop_watch.advice(
                self._registry.versions(), answer_s=self._settings.answer_s()
            ),
            notes=(
                storage_note,
                self._trainers.note,
                self._learner.note,
                self._outside.note,
                *self._hints(),
            ),
        )

    def _read_counts(self) -> LabelCounts:
        if self._counts is None:
            answers, labels = self._labels.counts()
            checks = self._audit.checks()
            self._counts = LabelCounts(
                answers=answers,
                labels=labels,
                classes=tuple(self._labels.tracks_by_class()),
                latest=tuple(self._labels.latest(MAX_PROGRESS)),
                audit=standing(checks, self.scorer),
                audit_by_version=by_version(checks),
                suspicious=len(self._suspects.standing()),
            )
            self._foreign = self._inbox.of_other_embedder(self._embedder_sha256)
        return self._counts

    def _hints(self) -> list[str]:
        hints = []
        if self._foreign:
            hints.append(
                phrase(
                    "station",
                    "{count} questions were made with another embedder and are not trained on",
                ).format(count=self._foreign)
            )
        if self._waiting.unshowable:
            hints.append(
                phrase("station", "{count} questions have lost their pictures").format(
                    count=self._waiting.unshowable
                )
            )
        return hints
