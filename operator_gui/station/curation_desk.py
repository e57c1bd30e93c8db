"""Labels as they change: what operators do to many of them at once, and what they look through."""

import logging
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from operator_gui.station.curve import CurveBook
from operator_gui.station.database import Database
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.label_listing import LabelListing
from operator_gui.station.label_operations import Done, Given, LabelOperations
from operator_gui.station.label_store import LabelStore
from operator_gui.station.learner import Learner
from operator_gui.station.leases import Leases
from operator_gui.station.mistakes import MistakeBook
from operator_gui.station.operation_plan import Planner
from operator_gui.station.post import Post
from operator_gui.station.provenance import MemberCounts, learned_from, members_of
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.split_proposals import SplitProposals
from operator_gui.station.suspects import SuspectBook
from operator_gui.station.trainer_wire import TrainDone, TrainReply
from shared.clock import Clock
from shared.domain import NOT_AN_OBJECT
from shared.errors import LabelError
from shared.protocol.answers import NamedTrack
from shared.protocol.curation import (
    MAX_CLASSES,
    MAX_MEMBERS,
    MAX_OPERATIONS,
    ClassesWanted,
    ClassList,
    Confirm,
    Curate,
    CurationRequest,
    Provenance,
    ProvenanceWanted,
    Split,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
    Undo,
)
from shared.protocol.curve import CurveWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.messages import AnyMessage
from shared.protocol.mistakes import MistakesWanted
from shared.protocol.questions import QuestionGone
from shared.protocol.track_view import TrackViewWanted
from shared.texts import phrase

_log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 256
"""So many answers go to a node in one message."""


class _Header(msgspec.Struct, frozen=True):
    """What of a query's header matters here."""

    track_key: str


_headers = msgspec.msgpack.Decoder(_Header)


class CurationDesk:
    """`hear` and `take` run inside a transaction; `touched` collects the queries that it changed.

    What cannot be done is answered with the reason, and changes nothing.
    """

    def __init__(
        self,
        *,
        database: Database,
        embedder_sha256: str,
        operations: LabelOperations,
        listing: LabelListing,
        proposals: SplitProposals,
        suspects: SuspectBook,
        mistakes: MistakeBook,
        curve: CurveBook,
        labels: LabelStore,
        questions: QuestionMaker,
        deliveries: Deliveries,
        leases: Leases,
        learner: Learner,
        sessions: Sessions,
        post: Post,
        touched: set[str],
        clock: Clock,
    ) -> None:
        self._db = database
        self._counts = MemberCounts(database)
        self._embedder_sha256 = embedder_sha256
        self._operations = operations
        self._listing = listing
        self._proposals = proposals
        self._suspects = suspects
        self._mistakes = mistakes
        self._curve = curve
        self._labels = labels
        self._questions = questions
        self._deliveries = deliveries
        self._leases = leases
        self._learner = learner
        self._sessions = sessions
        self._post = post
        self._touched = touched
        self._clock = clock

    def hear(self, peer: Peer, request: CurationRequest) -> None:
        """Does what an operator wants, or shows it."""
        try:
            match request:
                case Curate():
                    self._reply(peer, request.command_id, True, self._curate(peer, request))
                case ClassesWanted():
                    self._post.send(peer.route, self._classes(request))
                case TracksWanted():
                    self._show_tracks(peer, request)
                case SplitWanted():
                    self._show_proposal(peer, request)
                case MistakesWanted(request_id=about):
                    self._post.send(peer.route, self._mistakes.told(about))
                case CurveWanted():
                    told = self._curve.told(request)
                    if told is not None:
                        self._post.send(peer.route, told)
                case TrackViewWanted():
                    self._show_view(peer, request)
                case ProvenanceWanted():
                    self._post.send(peer.route, self._provenance(request))
        except LabelError as error:
            about = request.command_id if isinstance(request, Curate) else request.request_id
            self._reply(peer, about, False, str(error))

    def take(self, reply: TrainReply) -> None:
        """A training may have looked for labels that look wrong, and for what is mistaken."""
        if isinstance(reply, TrainDone) and reply.suspects is not None:
            self._suspects.put(reply.suspects)
        if isinstance(reply, TrainDone) and reply.left_out is not None:
            self._mistakes.put(reply.left_out)

    def _curate(self, peer: Peer, wish: Curate) -> str:
        known = self._operations.known(wish.command_id)
        if known is not None:
            return _in_words(known)
        change = wish.change
        parts: tuple[tuple[str, ...], ...] = ()
        if isinstance(change, Split):
            parts = self._proposals.get(change.proposal_id).parts
        done = self._operations.carry_out(
            wish.command_id,
            change,
            parts=parts,
            operator=peer.name,
            peer_id=peer.peer_id,
            at_s=self._clock.now_s(),
        )
        _log.info("%s %s", peer.name, _in_words(done))
        if not isinstance(change, Confirm):
            self._follow(done, is_undo=isinstance(change, Undo))
        self._touched.add(done.given[0].successor.query_id)
        return _in_words(done)

    def _follow(self, done: Done, *, is_undo: bool) -> None:
        """Questions open or close, nodes hear of it, and the head learns it."""
        query_ids = [given.successor.query_id for given in done.given]
        if is_undo or any(given.successor.kind == "later" for given in done.given):
            self._touched.update(query_ids)
        if is_undo:
            for query_id in query_ids:
                self._leases.close(query_id)
            for some in _by(1000, query_ids):
                gone = QuestionGone(
                    query_ids=tuple(some), reason=phrase("station", "its answer counts again")
                )
                for operator in self._sessions.of_role("operator"):
                    self._post.send(operator.route, gone)
        self._deliver(done.given)
        if self._labels.unlearned_since(done.first_seq - 1, self._embedder_sha256):
            self._learner.answered()

    def _deliver(self, given: Iterable[Given]) -> None:
        told: dict[str, list[NamedTrack]] = {}
        for answer_id, successor in given:
            row = self._db.one(
                "SELECT node_id, header FROM query WHERE query_id = ?", (successor.query_id,)
            )
            if row is None:
                continue
            track = NamedTrack(
                answer_id=answer_id,
                query_id=successor.query_id,
                track_key=_headers.decode(row[1]).track_key,
                kind="withdrawn" if successor.kind == "later" else successor.kind,
                name=successor.name,
            )
            told.setdefault(row[0], []).append(track)
        for node_id, tracks in told.items():
            for some in _by(BATCH, tracks):
                self._deliveries.add(node_id, some)

    def _classes(self, wanted: ClassesWanted) -> ClassList:
        return ClassList(
            request_id=wanted.request_id,
            classes=tuple(self._listing.classes()[:MAX_CLASSES]),
            operations=tuple(self._operations.latest(MAX_OPERATIONS)),
            unknown=self._listing.unknown(),
            disputed=self._listing.disputed(),
        )

    def _show_tracks(self, peer: Peer, wanted: TracksWanted) -> None:
        name = wanted.name
        if name and name != NOT_AN_OBJECT:
            name = Planner(self._db).class_called(name)
        elif not name and wanted.show in ("class", "mistaken"):
            raise LabelError(phrase("station", "say of which class the tracks are to be shown"))
        tracks, total, more = self._listing.page(wanted, name)
        page = TrackList(
            request_id=wanted.request_id, tracks=tuple(tracks), total=total, next_cursor=more
        )
        shown = (track.query_id for track in tracks) if wanted.pictures else ()
        self._post.send(peer.route, page, self._pictures(shown))

    def _show_view(self, peer: Peer, wanted: TrackViewWanted) -> None:
        shown = self._questions.view(wanted)
        if shown is None:
            raise LabelError(
                phrase("station", "there is no track {query_id} at this station").format(
                    query_id=repr(wanted.query_id)
                )
            )
        self._post.send(peer.route, shown.message, shown.payloads)

    def _show_proposal(self, peer: Peer, wanted: SplitWanted) -> None:
        name = Planner(self._db).class_called(wanted.name) if wanted.name else ""
        proposed = self._proposals.propose(name, wanted.parts)
        parts = proposed.summaries()
        proposal = SplitProposal(
            request_id=wanted.request_id,
            proposal_id=proposed.proposal_id,
            name=name,
            parts=parts,
            unlike=proposed.unlike,
        )
        shown = (query_id for part in parts for query_id in part.examples)
        self._post.send(peer.route, proposal, self._pictures(shown if wanted.pictures else ()))

    def _pictures(self, query_ids: Iterable[str]) -> tuple[bytes, ...]:
        return tuple(self._questions.thumbnail(query_id) or b"" for query_id in query_ids)

    def _provenance(self, wanted: ProvenanceWanted) -> Provenance:
        if wanted.answer_id:
            origin = self._listing.origin(wanted.answer_id)
            versions = learned_from(self._db, wanted.answer_id)[-MAX_MEMBERS:]
            return Provenance(
                request_id=wanted.request_id, versions=versions, answers=(origin,), total=1
            )
        total = self._counts.of(wanted.version)
        members = members_of(self._db, wanted.version, after_seq=wanted.cursor, limit=MAX_MEMBERS)
        return Provenance(
            request_id=wanted.request_id,
            versions=(wanted.version,),
            answers=tuple(self._listing.origin(member.answer_id) for member in members),
            total=total,
            next_cursor=members[-1].seq if len(members) == MAX_MEMBERS else 0,
        )

    def _reply(self, peer: Peer, command_id: str, ok: bool, text: str) -> None:
        result: AnyMessage = CommandResult(command_id=command_id, ok=ok, text=text[:2000])
        self._post.send(peer.route, result)


def _in_words(done: Done) -> str:
    tracks = (
        phrase("station", "1 track")
        if done.tracks == 1
        else phrase("station", "{tracks} tracks").format(tracks=f"{done.tracks:,}")
    )
    if not done.kept:
        return phrase("station", "{done}: {tracks}").format(done=done.text, tracks=tracks)
    text = phrase("station", "{done}: {tracks}; {kept} were answered anew since and stay")
    return text.format(done=done.text, tracks=tracks, kept=f"{done.kept:,}")


def _by(size: int, items: Sequence[T]) -> Iterable[Sequence[T]]:
    return (items[at : at + size] for at in range(0, len(items), size))
