"""Runs a station: takes its folder, keys, database, sockets and processes, and gives them back."""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from operator_gui.station.access.book import AccessBook
from operator_gui.station.access.deeds import DeedBook
from operator_gui.station.access.desk import AccessDesk
from operator_gui.station.access.pairing_desk import PairingDesk
from operator_gui.station.access.pairing_room import PairingRoom
from operator_gui.station.assembly import assemble
from operator_gui.station.config import StationConfig
from operator_gui.station.database import Database
from operator_gui.station.post import Post
from operator_gui.station.sessions import Sessions
from operator_gui.station.trainer import COMMAND
from operator_gui.station.trainers import Trainers
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
            service = assemble(
                config,
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
                stack=stack,
            )
        except sqlite3.Error as error:
            raise StorageError(f"cannot read {database.path}: {error}") from error
        on_ready(channel.endpoint)
        _log.info("station listens on %s, key %s", channel.endpoint, key.key_id)
        if curve is not None:
            _log.info("who connects needs --station-key %s", curve.own.public)
        service.run(stop, on_round)


def _pairing_endpoint(config: StationConfig, link: Endpoint) -> Endpoint | None:
    """Where those knock who want to join; nowhere by default where the system chose the port."""
    if config.pairing != "auto":
        return parse_link_endpoint(config.pairing) if config.pairing else None
    chosen = parse_link_endpoint(config.endpoint).port != 0
    return pairing_endpoint(link) if chosen else None
