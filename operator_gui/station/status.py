"""The station's picture of itself, as operators see it. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

import msgspec

from operator_gui.station.label_store import StoredAnswer
from operator_gui.station.node_memory import KnownNode
from operator_gui.station.registry import Version, VersionRecord
from operator_gui.station.sessions import Peer
from shared.protocol.answers import AnswerProgress
from shared.protocol.enrolment import Joining, Stranger
from shared.protocol.rollout import RolloutSummary
from shared.protocol.standing import Advice, AuditStanding
from shared.protocol.status import ClassSummary, NodeSummary, StationStatus, VersionSummary

MAX_VERSIONS = 50
MAX_PROGRESS = 150
MAX_NODES = 200
MAX_CLASSES = 5000
MAX_NOTE_LENGTH = 2000
STAGES_MINOR = 3
"""Since this minor version of the protocol an operator's app knows versions on some nodes only."""


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """What only changes with an answer."""

    answers: int = 0
    labels: int = 0
    classes: tuple[tuple[str, int], ...] = ()
    latest: tuple[StoredAnswer, ...] = ()
    audit: AuditStanding | None = None
    audit_by_version: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Hits and tracks of the random checks that were put while nodes ran a version."""
    suspicious: int = 0


@dataclass(frozen=True, slots=True)
class StationState:
    """Everything that the status speaks of. Times named `_s` are monotonic but for `at_s`."""

    at_s: float
    now_s: float
    waiting: int
    oldest_waiting_s: float
    counts: LabelCounts
    training: Literal["idle", "waiting", "running"]
    peers: Sequence[Peer]
    offered: dict[str, int]
    versions: Sequence[Version]
    embedder_sha256: str
    offline_after_s: float
    notes: Sequence[str]
    revisions: Mapping[str, int] = field(default_factory=dict)
    withdrawn: int = 0
    advice: Advice | None = None
    rollout: RolloutSummary | None = None
    rollout_words: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[Stranger, ...] = ()
    joining: tuple[Joining, ...] = ()
    absent: Sequence[KnownNode] = ()
    """Nodes that were here before the station started, and not since."""


def build_status(state: StationState) -> StationStatus:
    """The message for operators."""
    active = next((v.number for v in reversed(state.versions) if v.state == "active"), 0)
    return StationStatus(
        at_s=state.at_s,
        waiting=state.waiting,
        oldest_waiting_s=state.oldest_waiting_s,
        answers=state.counts.answers,
        labels=state.counts.labels,
        active_version=active,
        training=state.training,
        nodes=_nodes(state),
        classes=tuple(
            ClassSummary(name=name, tracks=tracks)
            for name, tracks in state.counts.classes[:MAX_CLASSES]
        ),
        versions=tuple(
            _version(v, state.counts.audit_by_version.get(v.number, (0, 0)), _runners(v, state))
            for v in state.versions[-MAX_VERSIONS:]
        ),
        progress=answer_progress(
            state.counts.latest[:MAX_PROGRESS],
            versions=state.versions,
            running={peer.peer_id: peer.active_version for peer in state.peers},
            embedder_sha256=state.embedder_sha256,
        ),
        note="; ".join(note for note in state.notes if note)[:MAX_NOTE_LENGTH],
        audit=state.counts.audit,
        advice=state.advice,
        withdrawn=state.withdrawn,
        suspicious=state.counts.suspicious,
        rollout=state.rollout,
        strangers=state.strangers,
        joining=state.joining,
    )


def for_older_app(status: StationStatus) -> StationStatus:
    """For an app older than STAGES_MINOR: what is on some nodes only is a version that passed."""
    versions = tuple(
        msgspec.structs.replace(version, state="passed")
        if version.state in ("staged", "shadow")
        else version
        for version in status.versions
    )
    return msgspec.structs.replace(status, versions=versions)


def answer_progress(
    answers: Sequence[StoredAnswer],
    *,
    versions: Sequence[Version],
    running: dict[str, int],
    embedder_sha256: str,
) -> tuple[AnswerProgress, ...]:
    """How far each answer has come.

    An answer is trained in the first version, not refused, that could learn from it; deployed if
    the asking node runs a version that could. What teaches nothing, as the answer to a random
    check or one that is held out, stays saved; of made views only a version that they helped
    could learn.
    """
    usable = [v for v in versions if v.state not in ("refused", "candidate")]
    of_seen = _Learned(usable)
    of_made = _Learned([v for v in usable if v.record.made_views == "help"])
    progress = []
    for answer in answers:
        is_class = answer.kind in ("name", "not_an_object") or answer.supersedes
        teaches = is_class and not answer.measures
        learned = of_made if answer.is_made else of_seen
        state: Literal["saved", "trained", "deployed"] = "saved"
        number = 0
        if teaches and answer.embedder_sha256 == embedder_sha256:
            number = learned.first(answer.seq)
            runs = running.get(answer.node_id, 0)
            if number:
                state = "deployed" if learned.up_to(runs) >= answer.seq else "trained"
        progress.append(
            AnswerProgress(
                answer_id=answer.answer_id,
                query_id=answer.query_id,
                kind=answer.kind,
                state=state,
                name=answer.name,
                version=number,
            )
        )
    return tuple(progress)


class _Learned:
    """Up to which answer each of some versions could learn. There is about one for every answer
    that was ever given, so that the first for an answer is found by halves."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self._seqs = {v.number: v.record.answer_seq for v in versions}
        self._numbers = list(self._seqs)
        self._highest = list(accumulate(self._seqs.values(), max))

    def first(self, seq: int) -> int:
        """The first version that could learn from an answer, 0 for none."""
        at = bisect_left(self._highest, seq)
        return self._numbers[at] if at < len(self._numbers) else 0

    def up_to(self, number: int) -> int:
        """The last answer that a version could learn from, 0 for one that is not here."""
        return self._seqs.get(number, 0)


def _nodes(state: StationState) -> tuple[NodeSummary, ...]:
    """By name; where they are too many, those that were here since the station started."""
    here = [_node(peer, state) for peer in state.peers]
    away = [
        NodeSummary(
            node_id=node.node_id,
            name=node.name,
            online=False,
            last_heard_s=node.heard_at_s,
            active_version=node.active_version,
            minor=node.minor,
            source_id=node.source_id,
            settings_revision=state.revisions.get(node.node_id, 0),
        )
        for node in state.absent
    ]
    return tuple(sorted((here + away)[:MAX_NODES], key=lambda node: node.name))


def _node(peer: Peer, state: StationState) -> NodeSummary:
    silent_s = max(0.0, state.now_s - peer.heard_s)
    told = peer.status
    return NodeSummary(
        node_id=peer.peer_id,
        name=peer.name,
        online=silent_s <= state.offline_after_s,
        last_heard_s=max(0.0, state.at_s - silent_s),
        state="" if told is None else told.state,
        fps=0.0 if told is None else told.fps,
        active_version=peer.active_version,
        offered_version=state.offered.get(peer.peer_id, 0),
        outbox_count=0 if told is None else told.outbox_count,
        outbox_bytes=0 if told is None else told.outbox_bytes,
        frames=0 if told is None else told.frames,
        frames_dropped=0 if told is None else told.frames_dropped,
        questions=0 if told is None else told.questions,
        source_id="" if told is None else told.source_id,
        note="" if told is None else told.note,
        latency_ms=0.0 if told is None else told.latency_ms,
        asking=None if told is None else told.asking,
        settings_revision=state.revisions.get(peer.peer_id, 0),
        rollout=state.rollout_words.get(peer.peer_id, ""),
        outbox_evicted=0 if told is None else told.outbox_evicted,
        minor=peer.minor,
        temperature=None if told is None else told.temperature,
        playback=None if told is None else told.playback,
        recording=None if told is None else told.recording,
        clock_ahead_s=peer.clock_ahead_s,
    )


def _runners(version: Version, state: StationState) -> tuple[str, ...]:
    running = (peer for peer in state.peers if peer.active_version == version.number)
    return tuple(peer.name for peer in running)[:MAX_NODES]


def _kind(record: VersionRecord) -> str:
    """How its head was trained, or that a detector came with it."""
    return "detector" if record.brings_detector else record.kind


def _version(version: Version, audit: tuple[int, int], nodes: tuple[str, ...]) -> VersionSummary:
    record, approval = version.record, version.approval
    return VersionSummary(
        version=record.version,
        state=version.state,
        trained_at_s=record.trained_at_s,
        labels=record.head.labels,
        tracks=record.head.tracks,
        classes=len(record.head.class_names),
        dataset_revision=record.head.dataset_revision,
        accuracy=record.head.accuracy,
        accuracy_low=record.accuracy_low,
        accuracy_high=record.accuracy_high,
        activated_at_s=version.activated_at_s,
        restored_from=record.restored_from,
        reason=version.reason[:MAX_NOTE_LENGTH],
        audit_hits=audit[0],
        audit_tracks=audit[1],
        kind=_kind(record),
        parent=record.parent,
        approved_at_s=None if approval is None else approval.at_s,
        approved_by="" if approval is None else approval.by,
        nodes=nodes,
    )
