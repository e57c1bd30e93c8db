"""Puts the station together: the only place where its parts are made."""

import contextlib
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from operator_gui.station.access.desk import AccessDesk
from operator_gui.station.advice import StopWatch
from operator_gui.station.answer_desk import AnswerDesk
from operator_gui.station.ask_settings import SettingsBook
from operator_gui.station.audit import AuditBook
from operator_gui.station.blob_service import BlobService
from operator_gui.station.candidates import CandidateFolder
from operator_gui.station.config import StationConfig
from operator_gui.station.curation_desk import CurationDesk
from operator_gui.station.curve import CurveBook
from operator_gui.station.database import Database
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.detector_trust import DetectorTrust
from operator_gui.station.disputes import DisputeBook
from operator_gui.station.errand_desk import ErrandDesk
from operator_gui.station.exchange.export_desk import ExportDesk
from operator_gui.station.exchange.import_desk import ImportDesk
from operator_gui.station.exchange.picture_journal import sweep_unfinished
from operator_gui.station.gate_book import GateBook
from operator_gui.station.hand_out import HandOut
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
from operator_gui.station.node_memory import NodeMemory
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.offers import Offers
from operator_gui.station.operator_desk import OperatorDesk
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.registry import Registry
from operator_gui.station.releases import Releases
from operator_gui.station.rollout import Rollout
from operator_gui.station.service import StationService
from operator_gui.station.sessions import Sessions
from operator_gui.station.settings_desk import SettingsDesk
from operator_gui.station.split_proposals import SplitProposals
from operator_gui.station.status_board import StatusBoard
from operator_gui.station.suspects import SuspectBook
from operator_gui.station.trainers import Trainers
from operator_gui.station.twins import Twins
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import Withdrawals
from shared.blobs import BlobStore
from shared.bundle import Manifest
from shared.clock import Clock
from shared.keys import SigningKey
from shared.metrics_server import MetricsServer
from shared.transport.sockets import ServerChannel


def assemble(
    config: StationConfig,
    *,
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
    stack: contextlib.ExitStack,
) -> StationService:
    """A station that is ready to run, with what it was at before it ended taken up again.

    As for `run_station`; `stack` closes what is opened here. Raises StorageError or sqlite3.Error.
    """
    folder = Path(config.state_folder)
    embedder = base.embedder.file.sha256
    heads = _swept(folder / "heads")
    holdout = HoldoutRule(config.holdout_share, config.holdout_from_tracks)
    sweep_unfinished(folder, database)
    labels, registry, reports = LabelStore(database), Registry(database), NodeReports(database)
    inbox = Inbox(database, _swept(folder / "pictures"), holdout=holdout, tally=labels.tally)
    deliveries = Deliveries(database, config.resend_s)
    memory = NodeMemory(database, sessions, clock)
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
    releases = Releases(
        config=config,
        base=base,
        key=key,
        registry=registry,
        gate=GateBook(database),
        rollout=rollout,
        heads=heads,
        clock=clock,
    )
    learner = Learner(
        config=config,
        base=base,
        labels=labels,
        releases=releases,
        trainers=trainers,
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
    rollout.attach(releases.take_back_to)
    trust = DetectorTrust(database, labels.name_now)
    questions = QuestionMaker(inbox, labels, trust, embedder_sha256=embedder)
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
    answers = AnswerDesk(
        embedder_sha256=embedder,
        inbox=inbox,
        labels=labels,
        leases=leases,
        deliveries=deliveries,
        learner=learner,
        urgent=urgent,
        disputes=disputes,
        sessions=sessions,
        post=post,
        touched=touched,
        clock=clock,
    )
    hand_out = HandOut(
        inbox=inbox,
        labels=labels,
        leases=leases,
        waiting=waiting,
        questions=questions,
        urgent=urgent,
        sessions=sessions,
        post=post,
        touched=touched,
        clock=clock,
        send=service.send,
        away_s=config.away_s,
    )
    imports = ImportDesk(
        state_folder=folder,
        database=database,
        inbox=inbox,
        labels=labels,
        embedder=base.embedder,
        locate=blobs.path_of,
        keep=answers.keep_imported,
        learn=learner.answered,
        post=post,
        names_are_proven=access.names_are_proven,
        clock=clock,
    )
    stack.callback(imports.close)
    operators = OperatorDesk(
        answers=answers,
        hand_out=hand_out,
        learner=learner,
        releases=releases,
        outside=outside,
        settings=settings,
        live=live,
        errands=errands,
        curation=curation,
        exports=exports,
        imports=imports,
        post=post,
        guarded=service.guarded,
    )
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
        audit=AuditBook(database, tally=labels.tally, embedder_sha256=embedder),
        stop_watch=StopWatch(
            inbox, embedder_sha256=embedder, rng=np.random.default_rng(config.seed)
        ),
        settings=settings,
        withdrawals=withdrawals,
        access=access,
        memory=memory,
        misunderstood=misunderstood,
        clock=clock,
        send=service.send,
        metrics=metrics,
    )
    service.attach(
        nodes=nodes,
        operators=operators,
        hand_out=hand_out,
        curation=curation,
        urgent=urgent,
        learner=learner,
        releases=releases,
        outside=outside,
        exports=exports,
        imports=imports,
        board=board,
        withdrawals=withdrawals,
        access=access,
        memory=memory,
    )
    learner.resume()
    with database.transaction():
        releases.renew_base()
    return service


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
