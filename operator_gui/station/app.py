"""Puts the station together and runs it. The only place where its parts are made."""

import contextlib
import logging
import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from operator_gui.station.access.book import AccessBook
from operator_gui.station.access.deeds import DeedBook
from operator_gui.station.access.desk import AccessDesk
from operator_gui.station.access.pairing_desk import PairingDesk
from operator_gui.station.access.pairing_room import PairingRoom
from operator_gui.station.advice import StopWatch
from operator_gui.station.ask_settings import SettingsBook
from operator_gui.station.audit import AuditBook
from operator_gui.station.blob_service import BlobService
from operator_gui.station.candidates import CandidateFolder
from operator_gui.station.config import StationConfig
from operator_gui.station.curation_desk import CurationDesk
from operator_gui.station.curve import CurveBook
from operator_gui.station.database import Database
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.disputes import DisputeBook
from operator_gui.station.errand_desk import ErrandDesk
from operator_gui.station.exchange.export_desk import ExportDesk
from operator_gui.station.exchange.import_desk import ImportDesk
from operator_gui.station.exchange.picture_journal import sweep_unfinished
from operator_gui.station.gate_book import GateBook
from operator_gui.station.holdout import HoldoutRule
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_listing import LabelListing
from operator_gui.station.label_operations import LabelOperations
from operator_gui.station.label_store import LabelStore
from operator_gui.station.learner import Learner
from operator_gui.station.leases import Leases
from operator_gui.station.lessons import LearningPaths, Outcome
from operator_gui.station.live_desk import LiveDesk
from operator_gui.station.mistakes import MistakeBook
from operator_gui.station.misunderstood import Misunderstood
from operator_gui.station.node_desk import NodeDesk
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.offers import Offers
from operator_gui.station.operator_desk import OperatorDesk
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.registry import Registry
from operator_gui.station.rollout import Rollout
from operator_gui.station.service import StationService
from operator_gui.station.sessions import Sessions
from operator_gui.station.settings_desk import SettingsDesk
from operator_gui.station.split_proposals import SplitProposals
from operator_gui.station.status_board import StatusBoard
from operator_gui.station.suspects import SuspectBook
from operator_gui.station.trainer import COMMAND
from operator_gui.station.trainers import Trainers
from operator_gui.station.twins import Twins
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import Withdrawals
from shared.blobs import BlobStore
from shared.bundle import Manifest
from shared.clock import Clock
from shared.errors import StorageError
from shared.folder_lock import FolderLock
from shared.keys import SigningKey
from shared.link_keys import LinkKey
from shared.metrics_server import MetricsServer
from shared.transport.curve import ServerCurve
from shared.transport.endpoint import Endpoint, pairing_endpoint, parse_link_endpoint
from shared.transport.sockets import ServerChannel, Waker

_log = logging.getLogger(__name__)


def run_station(
    config: StationConfig,
    *,
    base: Manifest,
    locate: Callable[[str], Path | None],
    clock: Clock,
    stop: threading.Event,
    on_ready: Callable[[Endpoint], None],
    waker: Waker | None = None,
    trainer_command: Sequence[str] = COMMAND,
    on_round: Callable[[], None] = lambda: None,
) -> None:
    """Serves until `stop` is set, which it notices within a fraction of a second.

    base: the factory bundle, to which heads are added. locate: where its files are, by hash.
    on_ready: called once, with the endpoint on which the station listens.
    waker: ends the wait for messages early, as when `stop` was set.
    trainer_command: what the trainer process is started with.
    on_round: called in every round of the loop, many times a second while it is not stuck.

    Raises LinkError if it cannot listen, StorageError if the folder cannot be used or another
    station uses it, and KeyFileError if a secret key could be read by others.
    """
    endpoint = parse_link_endpoint(config.endpoint)
    folder = Path(config.state_folder)
    with contextlib.ExitStack() as stack:
        lock = FolderLock(folder, owner="station")
        stack.callback(lock.release)
        key = SigningKey.load_or_create(folder / "keys")
        database = stack.enter_context(contextlib.closing(Database(folder)))
        if moved := database.set_damaged_aside(clock.now_s()):
            _log.warning("%d damaged rows were set aside", moved)
        book, curve = None, None
        if config.encrypt or not endpoint.is_loopback:
            book = AccessBook(database)
            curve = ServerCurve(LinkKey.load_or_create(folder / "keys"), book.verdict)
        channel = stack.enter_context(ServerChannel(endpoint, waker=waker, curve=curve))
        sessions, post = Sessions(), Post()
        metrics = None
        if config.metrics:
            metrics = stack.enter_context(MetricsServer(config.metrics, clock=clock))
        room, pairing = None, None
        knock_at = _pairing_endpoint(config, channel.endpoint)
        if book is not None and curve is not None and knock_at is not None:
            room = PairingRoom(curve.own.public.raw, lambda: os.urandom(32))
            pairing = PairingDesk(
                endpoint=knock_at,
                own=curve.own,
                signing_key=key.public.raw.hex(),
                room=room,
                verdict=book.verdict,
                clock=clock,
            )
        access = AccessDesk(
            book=book,
            room=room,
            pairing=pairing,
            deeds=DeedBook(database),
            channel=channel,
            sessions=sessions,
            post=post,
            clock=clock,
        )
        stack.callback(access.close)
        trainers = stack.enter_context(contextlib.closing(Trainers(clock, command=trainer_command)))
        trainers.start()
        try:
            service = _assemble(
                stack=stack,
                config=config,
                folder=folder,
                base=base,
                locate=locate,
                clock=clock,
                key=key,
                database=database,
                channel=channel,
                trainers=trainers,
                access=access,
                sessions=sessions,
                post=post,
                metrics=metrics,
            )
        except sqlite3.Error as error:
            raise StorageError(f"cannot read {database.path}: {error}") from error
        on_ready(channel.endpoint)
        _log.info("station listens on %s, key %s", channel.endpoint, key.key_id)
        if curve is not None:
            _log.info("who connects needs --station-key %s", curve.own.public)
        service.run(stop, on_round)


def _assemble(
    *,
    stack: contextlib.ExitStack,
    config: StationConfig,
    folder: Path,
    base: Manifest,
    locate: Callable[[str], Path | None],
    clock: Clock,
    key: SigningKey,
    database: Database,
    channel: ServerChannel,
    trainers: Trainers,
    access: AccessDesk,
    sessions: Sessions,
    post: Post,
    metrics: MetricsServer | None,
) -> StationService:
    embedder = base.embedder.file.sha256
    heads = _swept(folder / "heads")
    holdout = HoldoutRule(config.holdout_share, config.holdout_from_tracks)
    sweep_unfinished(folder, database)
    inbox = Inbox(database, _swept(folder / "pictures"), holdout=holdout)
    labels, registry, reports = LabelStore(database), Registry(database), NodeReports(database)
    deliveries = Deliveries(database, config.resend_s)
    touched, misunderstood = set[str](), Misunderstood()
    offers, leases = Offers(config.offer_again_s), Leases(config.lease_s)
    rollout = Rollout(
        config=config.rollout,
        offline_after_s=config.offline_after_s,
        database=database,
        registry=registry,
        reports=reports,
        sessions=sessions,
        clock=clock,
    )
    waiting = WaitingRoom(
        inbox, embedder_sha256=embedder, resolving_tracks=config.withdraw_from_tracks
    )
    service = StationService(
        config=config,
        station_id=_station_id(database),
        channel=channel,
        database=database,
        sessions=sessions,
        registry=registry,
        reports=reports,
        rollout=rollout,
        waiting=waiting,
        trainers=trainers,
        post=post,
        misunderstood=misunderstood,
        touched=touched,
        clock=clock,
    )

    def trained(outcome: Outcome) -> None:
        operators.trained(outcome)

    blobs = BlobService(heads, locate)
    learner = Learner(
        config=config,
        base=base,
        key=key,
        labels=labels,
        registry=registry,
        gate=GateBook(database),
        trainers=trainers,
        rollout=rollout,
        heads=heads,
        paths=LearningPaths(
            database=database.path,
            heads=folder / "heads",
            warm=folder / "learning" / "warm.npz",
        ),
        locate=blobs.path_of,
        clock=clock,
        on_trained=trained,
    )
    CandidateFolder(folder).sweep()
    outside = OutsideDesk(learner=learner, state_folder=str(folder), clock=clock)
    stack.callback(outside.close)
    exports = ExportDesk(state_folder=folder, post=post, clock=clock)
    stack.callback(exports.close)
    rollout.attach(learner.take_back_to)
    questions = QuestionMaker(inbox, labels, embedder_sha256=embedder)
    urgent = UrgentDesk(
        questions=questions,
        sessions=sessions,
        post=post,
        clock=clock,
        send=service.send,
        lease_s=config.lease_s,
    )
    book = SettingsBook(database, config.resend_s)
    settings = SettingsDesk(
        book=book,
        labels=labels,
        waiting=waiting,
        sessions=sessions,
        post=post,
        clock=clock,
        send=service.send,
        horizon_s=config.answer_within_s,
        unattended=config.unattended_questions,
    )
    suspects, mistakes = SuspectBook(database), MistakeBook(database)
    disputes = DisputeBook(database)
    curation = CurationDesk(
        database=database,
        embedder_sha256=embedder,
        operations=LabelOperations(database),
        listing=LabelListing(
            database,
            suspects=suspects,
            mistakes=mistakes,
            disputes=disputes,
            tally=labels.tally,
        ),
        proposals=SplitProposals(
            database, embedder_sha256=embedder, dim=base.embedder.dim, seed=config.seed
        ),
        suspects=suspects,
        mistakes=mistakes,
        curve=CurveBook(database, registry),
        labels=labels,
        questions=questions,
        deliveries=deliveries,
        leases=leases,
        learner=learner,
        sessions=sessions,
        post=post,
        touched=touched,
        clock=clock,
    )
    live = LiveDesk(sessions=sessions, post=post, clock=clock)
    errands = ErrandDesk(sessions=sessions, post=post, clock=clock)
    operators = OperatorDesk(
        embedder_sha256=embedder,
        inbox=inbox,
        labels=labels,
        leases=leases,
        waiting=waiting,
        questions=questions,
        deliveries=deliveries,
        learner=learner,
        outside=outside,
        urgent=urgent,
        settings=settings,
        live=live,
        errands=errands,
        curation=curation,
        exports=exports,
        disputes=disputes,
        sessions=sessions,
        post=post,
        touched=touched,
        clock=clock,
        send=service.send,
        guarded=service.guarded,
    )
    imports = ImportDesk(
        state_folder=folder,
        database=database,
        inbox=inbox,
        labels=labels,
        embedder=base.embedder,
        locate=blobs.path_of,
        keep=operators.keep_imported,
        learn=learner.answered,
        post=post,
        names_are_proven=access.names_are_proven,
        clock=clock,
    )
    stack.callback(imports.close)
    operators.attach(imports)
    nodes = NodeDesk(
        base=base,
        key=key,
        inbox=inbox,
        reports=reports,
        registry=registry,
        rollout=rollout,
        offers=offers,
        deliveries=deliveries,
        blobs=blobs,
        urgent=urgent,
        settings=settings,
        live=live,
        errands=errands,
        sessions=sessions,
        post=post,
        touched=touched,
        clock=clock,
        send=service.send,
    )
    twins = Twins(database=database, inbox=inbox, labels=labels, waiting=waiting)
    withdrawals = Withdrawals(
        database=database,
        inbox=inbox,
        waiting=waiting,
        twins=twins if config.withdraw_twins else None,
        by_model=config.withdraw_resolved,
        leases=leases,
        deliveries=deliveries,
        sessions=sessions,
        clock=clock,
        send=service.send,
    )
    board = StatusBoard(
        config=config,
        embedder_sha256=embedder,
        sessions=sessions,
        inbox=inbox,
        labels=labels,
        suspects=suspects,
        registry=registry,
        rollout=rollout,
        offers=offers,
        learner=learner,
        outside=outside,
        trainers=trainers,
        waiting=waiting,
        leases=leases,
        heads=heads,
        audit=AuditBook(database, embedder_sha256=embedder),
        stop_watch=StopWatch(
            inbox, embedder_sha256=embedder, rng=np.random.default_rng(config.seed)
        ),
        settings=settings,
        withdrawals=withdrawals,
        access=access,
        misunderstood=misunderstood,
        clock=clock,
        send=service.send,
        metrics=metrics,
    )
    service.attach(
        nodes=nodes,
        operators=operators,
        curation=curation,
        urgent=urgent,
        learner=learner,
        outside=outside,
        exports=exports,
        imports=imports,
        board=board,
        withdrawals=withdrawals,
        access=access,
    )
    learner.resume()
    with database.transaction():
        learner.renew_base()
    return service


def _pairing_endpoint(config: StationConfig, link: Endpoint) -> Endpoint | None:
    """Where those knock who want to join; nowhere by default where the system chose the port."""
    if config.pairing != "auto":
        return parse_link_endpoint(config.pairing) if config.pairing else None
    chosen = parse_link_endpoint(config.endpoint).port != 0
    return pairing_endpoint(link) if chosen else None


def _station_id(database: Database) -> str:
    known = database.read_meta("station_id")
    if known is None:
        known = uuid.uuid4().hex.encode()
        with database.transaction():
            database.write_meta("station_id", known)
    return known.decode()


def _swept(folder: Path) -> BlobStore:
    """A store without the drafts that a sudden death left behind."""
    store = BlobStore(folder)
    store.sweep()
    return store
