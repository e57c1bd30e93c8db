"""The shell around the rollout plan: what it decides is kept, done and told.

`begin` belongs to the open transaction; `serve` runs outside of any and makes its own.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import assert_never

import msgspec

from operator_gui.station.config import RolloutConfig
from operator_gui.station.database import Database
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.registry import Registry, VersionRecord
from operator_gui.station.rollout_plan import (
    FleetNode,
    Mode,
    RolloutPolicy,
    RolloutState,
    advance,
    begin,
    is_offered,
    may_run_somewhere,
    resumed,
    runs_somewhere,
)
from operator_gui.station.rollout_words import node_words, summary
from operator_gui.station.sessions import Peer, Sessions
from shared.clock import Clock
from shared.domain import VersionState
from shared.protocol.rollout import RolloutSummary, WatchTerms
from shared.texts import phrase

_log = logging.getLogger(__name__)

META = "rollout"
EVERY_S = 0.1
STRAIGHT_SHADOW_S = 0.2
"""Beside the active model for no longer, where one robot alone waits for what was answered."""

_decoder = msgspec.msgpack.Decoder(RolloutState)


def policy_of(config: RolloutConfig) -> RolloutPolicy:
    """The configuration as the plan wants it: the last stage is always that of all nodes."""
    shares = tuple(sorted(config.shares))
    return RolloutPolicy(
        first=config.first,
        shares=shares if shares and shares[-1] >= 1.0 else (*shares, 1.0),
        stage_s=config.stage_s,
        max_failures=config.max_failures,
        node_s=config.node_s,
        settle_s=config.settle_s,
        offline_count=config.offline_count,
    )


class Rollout:
    """`take_back` makes an earlier version the active one again, because of a reason in words; it
    belongs to the open transaction."""

    def __init__(
        self,
        *,
        config: RolloutConfig,
        offline_after_s: float,
        database: Database,
        registry: Registry,
        reports: NodeReports,
        sessions: Sessions,
        clock: Clock,
    ) -> None:
        self._policy = policy_of(config)
        self._terms = config.watch
        self._offline_after_s = offline_after_s
        self._db = database
        self._registry = registry
        self._reports = reports
        self._sessions = sessions
        self._clock = clock
        self._take_back: Callable[[int, str], None] | None = None
        self._state: RolloutState | None = None
        self._served_s = float("-inf")
        self._began_s, self._began_monotonic_s = clock.now_s(), clock.monotonic_s()
        self.reload()

    def attach(self, take_back: Callable[[int, str], None]) -> None:
        """Says who goes back; before `serve`."""
        self._take_back = take_back

    def reload(self) -> None:
        """Reads everything from disk, as after a transaction that failed."""
        kept = self._db.read_meta(META)
        try:
            self._state = None if kept is None else self._resumed(_decoder.decode(kept))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            _log.warning("the rollout under way is damaged and ends here: %s", error)
            self._state = None
        if self._state is not None and self._registry.get(self._state.version) is None:
            _log.warning(
                "the rollout of version %d ends here: the version itself is lost",
                self._state.version,
            )
            self._state = None

    def begin(
        self, record: VersionRecord, reason: str, *, restores: bool = False, by: str = ""
    ) -> None:
        """Lets a version that passed go out. restores: to all at once, as it ran before."""
        now_s = self._clock.now_s()
        overtaken = self._overtaken()
        mode = self._mode(record, overtaken, restores=restores)
        self._keep(
            begin(
                record.version,
                before=self._before(overtaken),
                mode=mode,
                now_s=self._steady_s(),
                overtaken=overtaken,
                reason=reason,
            )
        )
        if overtaken is not None and overtaken.mode == "staged":
            self._registry.move(
                overtaken.version,
                "retired",
                at_s=now_s,
                reason=phrase("station", "overtaken by version {version} while it went out").format(
                    version=record.version
                ),
            )
        state: VersionState = "staged" if mode == "staged" else "active"
        self._registry.move(record.version, state, at_s=now_s, reason=reason, by=by)
        _log.info("version %d goes out, %s", record.version, mode)

    def serve(self) -> bool:
        """Does what is due; says whether anything changed. Raises StorageError."""
        now_s = self._clock.monotonic_s()
        state = self._state
        if state is None or state.ended != "running" or now_s - self._served_s < EVERY_S:
            return False
        self._served_s = now_s
        after = advance(state, self._fleet(state.version), self._policy, self._steady_s())
        if after is state:
            return False
        try:
            with self._db.transaction():
                self._keep(after)
                self._carry_out(after)
        except BaseException:
            self._state = state
            self._registry.reload()
            raise
        return True

    def offer_to(self, peer: Peer) -> tuple[VersionRecord, WatchTerms | None] | None:
        """The version that this node is to run now, and what it has to keep to there."""
        record = self._wanted(peer)
        if record is None:
            return None
        state = self._state
        is_new = state is not None and state.version == record.version and state.mode != "restore"
        if record.restored_from and not is_new:
            return record, None
        if record.kind == "quick" and not record.brings_detector:
            return record, msgspec.structs.replace(self._terms, shadow_frames=0)
        if state is not None and state.version == record.version and state.mode == "straight":
            brief_s = min(self._terms.shadow_s, STRAIGHT_SHADOW_S)
            return record, msgspec.structs.replace(self._terms, shadow_s=brief_s)
        return record, self._terms

    def summary(self) -> RolloutSummary | None:
        """How far the last version has come."""
        state = self._state
        if state is None:
            return None
        fleet, names = self._fleet(state.version), self._names()
        shadows = self._reports.shadows(state.version)
        now_s = self._steady_s()
        return summary(state, fleet, self._policy, now_s=now_s, names=names, shadows=shadows)

    def node_words(self, node_id: str) -> str:
        """How a node stands with the last version."""
        return "" if self._state is None else node_words(self._state, node_id)

    def _mode(
        self, record: VersionRecord, overtaken: RolloutState | None, *, restores: bool
    ) -> Mode:
        if restores:
            return "restore"
        now_s = self._clock.monotonic_s()
        if sum(self._is_online(p, now_s) for p in self._sessions.of_role("node")) <= 1:
            return "straight"
        under_way = overtaken is not None and overtaken.mode == "staged"
        is_step = record.kind == "quick" and not record.brings_detector
        return "straight" if is_step and not under_way else "staged"

    def _before(self, overtaken: RolloutState | None) -> int:
        """The version to go back to: the active one. One that is overtaken before any robot ran it
        has proved nothing, then it is the one before that. Where the active one brought a detector
        and is overtaken before it is known to do well, what follows has the same detector, and it
        is the one before as well.
        """
        active = self._registry.active
        if overtaken is not None and overtaken.mode == "straight":
            if not runs_somewhere(overtaken):
                return overtaken.before
            unproven = self._registry.get(overtaken.version)
            proven = self._registry.get(overtaken.before)
            if unproven and proven and unproven.record.detector != proven.record.detector:
                return proven.number
        return 0 if active is None else active.number

    def _overtaken(self) -> RolloutState | None:
        state = self._state
        return state if state is not None and state.ended == "running" else None

    def _wanted(self, peer: Peer) -> VersionRecord | None:
        state, active = self._state, self._registry.active
        if state is not None and state.ended != "halted":
            going_out = self._registry.get(state.version)
            node = self._node(peer, state.version, self._clock.monotonic_s())
            if going_out is not None and is_offered(state, node):
                return going_out.record
            if active is not None and active.number == state.version:
                return None
        return None if active is None else active.record

    def _carry_out(self, state: RolloutState) -> None:
        now_s = self._clock.now_s()
        match state.ended:
            case "running":
                return
            case "complete":
                _log.info("version %d is where it was to go", state.version)
                if state.mode == "staged":
                    self._registry.move(state.version, "active", at_s=now_s)
            case "halted":
                _log.warning("version %d is taken back: %s", state.version, state.reason)
                reason = phrase("station", "taken back: {reason}").format(reason=state.reason)
                self._registry.move(state.version, "refused", at_s=now_s, reason=reason)
                needed = state.mode == "straight" or may_run_somewhere(state)
                if self._take_back is not None and state.before and needed:
                    self._take_back(
                        state.before,
                        phrase("station", "version {version} was {reason}").format(
                            version=state.version, reason=reason
                        ),
                    )
            case never:
                assert_never(never)

    def _steady_s(self) -> float:
        """The time of day when the station began and what has passed since: it goes on evenly when
        somebody sets the clock, or a laptop sleeps, for which no robot is to blame."""
        return self._began_s + self._clock.monotonic_s() - self._began_monotonic_s

    def _resumed(self, state: RolloutState) -> RolloutState:
        return resumed(state, began_s=self._began_s, now_s=self._steady_s())

    def _keep(self, state: RolloutState) -> None:
        self._db.write_meta(META, msgspec.msgpack.encode(state))
        self._state = state

    def _fleet(self, version: int) -> list[FleetNode]:
        """All nodes, for each version in another order: no robot is always the first to try."""
        now_s = self._clock.monotonic_s()
        peers = self._sessions.of_role("node")
        peers.sort(key=lambda p: hashlib.sha256(f"{version} {p.peer_id}".encode()).digest())
        return [self._node(peer, version, now_s) for peer in peers]

    def _node(self, peer: Peer, version: int, now_s: float) -> FleetNode:
        known = self._registry.get(version)
        parent = 0 if known is None else known.record.parent
        return FleetNode(
            node_id=peer.peer_id,
            online=self._is_online(peer, now_s),
            active=peer.active_version,
            settled=0 if peer.status is None else peer.status.settled_version,
            will_not_run=self._reports.refusal(peer.peer_id, version),
            will_not_run_parent=self._reports.will_not_run(peer.peer_id, parent),
        )

    def _is_online(self, peer: Peer, now_s: float) -> bool:
        return now_s - peer.heard_s <= self._offline_after_s

    def _names(self) -> dict[str, str]:
        return {peer.peer_id: peer.name for peer in self._sessions.of_role("node")}
