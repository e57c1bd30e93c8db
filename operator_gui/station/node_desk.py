"""What nodes say and are told: queries, reports, files, answers on their way back, offers."""

import logging
from collections.abc import Callable

from operator_gui.station.blob_service import BlobService
from operator_gui.station.bundles import renewed_bundle
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.errand_desk import ErrandDesk
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query, check_urgent
from operator_gui.station.live_desk import LiveDesk
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.offers import NodeState, Offers
from operator_gui.station.post import Post
from operator_gui.station.registry import Registry
from operator_gui.station.rollout import Rollout
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.settings_desk import SettingsDesk
from operator_gui.station.urgent_desk import UrgentDesk
from shared.bundle import Manifest
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.keys import SigningKey
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, CommandResult, DeployOffer, DeployReport
from shared.protocol.live import LiveFrame
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Refused
from shared.protocol.questions import Query, QuestionGone, UrgentNoted, UrgentQuery
from shared.protocol.recording import RecordingList
from shared.protocol.robot_log import RobotLog
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus
from shared.protocol.watching import RecordedShot

_log = logging.getLogger(__name__)

SILENT_S = 10.0
"""Nothing is sent to a node that was not heard for this long."""


class NodeDesk:
    """`hear` runs inside a transaction, `serve` outside, with what is on disk.

    `touched` collects the queries that the transaction changed. `send` hands a message over and
    says whether it went out.
    """

    def __init__(
        self,
        *,
        base: Manifest,
        key: SigningKey,
        inbox: Inbox,
        reports: NodeReports,
        registry: Registry,
        rollout: Rollout,
        offers: Offers,
        deliveries: Deliveries,
        blobs: BlobService,
        urgent: UrgentDesk,
        settings: SettingsDesk,
        live: LiveDesk,
        errands: ErrandDesk,
        sessions: Sessions,
        post: Post,
        touched: set[str],
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
    ) -> None:
        self._base = base
        self._key = key
        self._inbox = inbox
        self._reports = reports
        self._registry = registry
        self._rollout = rollout
        self._offers = offers
        self._deliveries = deliveries
        self._blobs = blobs
        self._urgent = urgent
        self._settings = settings
        self._live = live
        self._errands = errands
        self._sessions = sessions
        self._post = post
        self._touched = touched
        self._clock = clock
        self._send = send

    def hear(self, peer: Peer, envelope: Envelope) -> None:
        """Takes one message. Raises ProtocolError or StorageError if it cannot be taken."""
        match envelope.message:
            case Query() as query:
                self._take_query(peer, query, envelope)
            case UrgentQuery() as urgent:
                self._take_urgent(peer, urgent, envelope)
            case QuestionGone() as gone:
                self._urgent.take_back(peer, gone)
            case NodeStatus() as status:
                _check_is_of(peer, status.node_id)
                peer.status, peer.active_version = status, status.active_version
                peer.clock_ahead_s = (
                    None if status.at_s is None else status.at_s - self._clock.now_s()
                )
            case DeployReport() as report:
                self._take_report(peer, report)
            case ShadowReport() as shadow:
                self._take_shadow(peer, shadow)
            case BlobRequest() as request:
                self._answer_blob_request(peer, request)
            case LiveFrame():
                self._live.show(peer, envelope)
            case CommandResult() | RobotLog() | RecordingList() | RecordedShot() as reply:
                self._errands.answer(peer, reply, envelope.payloads)
            case Ack(ids=ids):
                self._deliveries.arrived(peer.peer_id, ids)
                self._settings.arrived(peer.peer_id, ids)
            case other:
                raise ProtocolError(f"a node may not send {_kind(other)}")

    def greeted(self, peer: Peer) -> None:
        """A node said hello: what was sent before may not have reached it."""
        self._deliveries.send_again(peer.peer_id)
        self._offers.forget(peer.peer_id)
        self._settings.greeted(peer.peer_id)

    def serve(self) -> None:
        """Sends every node its settings, the answers and the offer that are due."""
        self._settings.serve()
        self._errands.serve()
        now_s = self._clock.monotonic_s()
        for peer in self._sessions.of_role("node"):
            if now_s - peer.heard_s > SILENT_S:
                continue
            for batch in self._deliveries.due(peer.peer_id, now_s):
                if not self._send(peer, Envelope(batch)):
                    break
                self._deliveries.sent(batch.batch_id, now_s)
            self._offer(peer, now_s)

    def _take_query(self, peer: Peer, query: Query, envelope: Envelope) -> None:
        _check_asks(peer, query)
        if not self._inbox.knows(query.query_id):
            checked = check_query(query, envelope)
            self._check_dim(query)
            self._inbox.put(checked, self._clock.now_s())
            self._touched.add(query.query_id)
        self._post.acknowledge(peer.route, query.query_id)

    def _take_urgent(self, peer: Peer, message: UrgentQuery, envelope: Envelope) -> None:
        _check_asks(peer, message.query)
        checked = check_urgent(message, envelope)
        if message.urgent.teaches:
            self._check_dim(message.query)
        query_id = message.query.query_id
        if self._urgent.closed(query_id) is None and self._inbox.knows(query_id):
            # Answered before the station restarted: the answer is on its way.
            self._post.send(peer.route, UrgentNoted(query_id=query_id, operators=0))
            return
        self._urgent.take(peer, checked, message.urgent)

    def _check_dim(self, query: Query) -> None:
        embedder = self._base.embedder
        same = query.embedder_sha256 == embedder.file.sha256
        if same and query.embedding_dim != embedder.dim:
            raise ProtocolError(
                f"query: the embedder gives {embedder.dim} numbers, got {query.embedding_dim}"
            )

    def _take_report(self, peer: Peer, report: DeployReport) -> None:
        _check_is_of(peer, report.node_id)
        if self._reports.put(report, self._clock.now_s()):
            if report.state == "active":
                peer.active_version = report.version
                _log.info("%s runs version %d", peer.name, report.version)
            else:
                _log.warning(
                    "%s %s version %d: %s",
                    *(peer.name, report.state.replace("_", " "), report.version, report.reason),
                )
        self._post.acknowledge(peer.route, report.report_id)

    def _take_shadow(self, peer: Peer, report: ShadowReport) -> None:
        _check_is_of(peer, report.node_id)
        if self._reports.put_shadow(report, self._clock.now_s()):
            seen = report.figures
            _log.info(
                "%s tried version %d beside version %d: %d of %d known objects named the same",
                *(peer.name, report.version, report.active_version),
                *(seen.agreed, seen.comparable),
            )
        self._post.acknowledge(peer.route, report.report_id)

    def _answer_blob_request(self, peer: Peer, request: BlobRequest) -> None:
        chunk = self._blobs.chunk(request)
        if chunk is not None:
            self._post.send(peer.route, chunk.message, chunk.payloads)
            return
        reason = f"there is no blob {request.sha256[:16]}… here"
        refused = Refused(code="unknown_blob", reason=reason, about=request.sha256)
        self._post.send(peer.route, refused)

    def _offer(self, peer: Peer, now_s: float) -> None:
        wanted = self._rollout.offer_to(peer)
        if wanted is None:
            return
        record, terms = wanted
        if record.embedder_sha256 != self._base.embedder.file.sha256:
            return  # from before the models were changed; a new one is being trained
        version = record.version
        node = NodeState(
            node_id=peer.peer_id,
            active_version=peer.active_version,
            will_not_run=self._reports.will_not_run(peer.peer_id, version),
        )
        if not self._offers.due(version, node, now_s):
            return
        kept = self._registry.bundle(version)
        if kept is None:
            return
        bundle = renewed_bundle(kept, self._key, now_s=self._clock.now_s())
        offer = DeployOffer(
            version=version,
            manifest=bundle.manifest,
            signature=bundle.signature,
            made_views=record.made_views,
            watch=terms,
        )
        if self._send(peer, Envelope(offer)):
            self._offers.offered(version, peer.peer_id, now_s)


def _check_is_of(peer: Peer, node_id: str) -> None:
    if node_id != peer.peer_id:
        raise ProtocolError(f"node {peer.peer_id} speaks for node {node_id}")


def _check_asks(peer: Peer, query: Query) -> None:
    if query.node_id != peer.peer_id:
        raise ProtocolError(f"a query of node {query.node_id} from node {peer.peer_id}")


def _kind(message: AnyMessage) -> str:
    return type(message).__name__
