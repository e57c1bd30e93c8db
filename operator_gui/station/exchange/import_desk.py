"""Data sets that operators bring into a running station: received in pieces, read beside it, and
taken in a little in each round, so that nobody waits for it."""

import itertools
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.exchange.disposal import GONE, Disposal
from operator_gui.station.exchange.import_decision import PEER
from operator_gui.station.exchange.import_journal import Going, left_behind, write_go
from operator_gui.station.exchange.import_reading import COMMAND, ImportReading
from operator_gui.station.exchange.import_run import Import, Work, alone
from operator_gui.station.exchange.import_stages import (
    after_slice,
    next_bytes,
    read_through,
    received,
)
from operator_gui.station.exchange.import_taking import ImportTaking, Keep
from operator_gui.station.exchange.import_wire import (
    ImportChecked,
    ImportRead,
    ImportRefused,
    ImportReply,
)
from operator_gui.station.exchange.staged_set import StagedSet
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import LabelStore
from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer
from shared.bundle import EmbedderSpec
from shared.clock import Clock
from shared.errors import StorageError
from shared.protocol.exchange import (
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
)
from shared.texts import phrase

_log = logging.getLogger(__name__)

FOLDER_NAME = "imports"
FORGET_S = 60.0
"""What nobody has asked for so long is given up, unless it is being taken in."""
LOOK_EVERY_S = 0.1
SLICE_S = 0.015
"""So long a round may be held up by what is taken in, or a little longer."""


class ImportDesk:
    """Belongs to the station's thread, which never waits for it. One data set at a time.

    `hear` and `take_some` run inside a transaction, `commit` after it or `drop` instead.
    """

    def __init__(
        self,
        *,
        state_folder: Path,
        database: Database,
        inbox: Inbox,
        labels: LabelStore,
        embedder: EmbedderSpec,
        locate: Callable[[str], Path | None],
        keep: Keep,
        learn: Callable[[], None],
        post: Post,
        names_are_proven: bool,
        clock: Clock,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """keep: an answer and its consequences. learn: says that there is something to learn.
        names_are_proven: those of operators are enrolled.

        What was being taken in when the station died goes on. Raises StorageError.
        """
        self._folder = state_folder / FOLDER_NAME
        self._db = database
        self._labels = labels
        self._taking = ImportTaking(
            database=database,
            inbox=inbox,
            labels=labels,
            keep=keep,
            names_are_proven=names_are_proven,
            clock=clock,
        )
        self._reading = ImportReading(
            state_folder=state_folder, embedder=embedder, locate=locate, command=command
        )
        self._learn = learn
        self._post = post
        self._clock = clock
        self._imports: dict[str, Import] = {}
        self._looked_s = float("-inf")
        try:
            self._folder.mkdir(exist_ok=True)
            self._disposal = Disposal(self._folder)
            for left in self._folder.iterdir():
                if not left.name.startswith(GONE):
                    self._resume(left)
        except OSError as error:
            raise StorageError(f"cannot use folder {self._folder}: {error.strerror}") from error
        self._numbers = itertools.count(
            1 + max((int(p.name) for p in self._folder.iterdir() if p.name.isdigit()), default=0)
        )

    def hear(
        self,
        peer: Peer,
        message: ImportWanted | ImportPiece | ImportEnded | ImportUndo,
        payloads: tuple[bytes, ...],
    ) -> None:
        """Answers at once with how far it is. Raises StorageError and ProtocolError."""
        match message:
            case ImportWanted():
                self._post.send(peer.route, self._wanted_state(peer, message))
            case ImportPiece(request_id=about):
                self._receive(message, payloads)
                self._post.send(peer.route, self._state(about))
            case ImportUndo():
                self._post.send(peer.route, self._undo_state(peer, message))
            case ImportEnded(request_id=about):
                found = self._imports.get(about)
                if found is not None and found.state.stage not in ("taking", "done"):
                    self._forget(found)

    @property
    def has_work(self) -> bool:
        """Whether `take_some` has something to do."""
        return any(one.has_slice for one in self._imports.values())

    def serve(self) -> None:
        """Starts what is to be read, and looks how far it is. To be called in every round."""
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        for one in list(self._imports.values()):
            with alone(one):
                self._look_at(one, now_s)
        self._disposal.serve()

    def take_some(self) -> None:
        """Does a slice of the work, in the open transaction."""
        for one in self._imports.values():
            if not one.has_slice:
                continue
            one.next_work = work = one.work.copied()
            end_s = self._clock.monotonic_s() + SLICE_S
            with alone(one), self._db.savepoint():
                while self._taking.step(one, work) and self._clock.monotonic_s() < end_s:
                    pass
            return

    def commit(self) -> bool:
        """The slice is on disk; says whether that was the last of an import."""
        has_ended = False
        for one in self._imports.values():
            if one.next_work is not None:
                one.work, one.next_work = one.next_work, None
                with alone(one):
                    self._move(one)
                has_ended = has_ended or one.is_over
        return has_ended

    def drop(self) -> None:
        """The slice is not on disk: it is done again."""
        for one in self._imports.values():
            one.next_work = None

    def close(self) -> None:
        """Ends what is under way; what is being taken in goes on at the next start."""
        for one in self._imports.values():
            one.close()
        self._disposal.close()

    def _look_at(self, one: Import, now_s: float) -> None:
        if one.child is not None:
            code = self._reading.look_at(one, one.child)
            if code is not None:
                self._note(one, one.reply, code)
        stage, is_unread = one.state.stage, one.child is None and one.staged is None
        if now_s - one.asked_s > FORGET_S and stage != "taking":
            self._forget(one)
        elif stage == "checking" and is_unread:
            self._reading.start(one, "check")
        elif stage == "taking" and is_unread and not one.undone:
            self._reading.start(one, "verify")
        elif stage == "checked" and one.wanted is not None and one.wanted.apply:
            self._begin_reading(one)

    # ------------------------------------------------------------ what is said

    def _state(self, about: str) -> ImportState:
        known = self._imports.get(about)
        if known is None:
            text = phrase(
                "station", "the station does not know this import any more; start it again"
            )
            return ImportState(request_id=about, stage="failed", problems=(text,))
        known.asked_s = self._clock.monotonic_s()
        return known.state

    def _wanted_state(self, peer: Peer, wanted: ImportWanted) -> ImportState:
        about = wanted.request_id
        known = self._imports.get(about)
        if known is not None:
            if known.wanted is not None:
                known.wanted = wanted
            return self._state(about)
        return self._begun(peer, about, wanted)

    def _begun(self, peer: Peer, about: str, wanted: ImportWanted | None) -> ImportState:
        if any(not one.is_over for one in self._imports.values()):
            text = phrase("station", "another import is under way; try again once it is done")
            return ImportState(request_id=about, stage="failed", problems=(text,))
        folder = self._folder / str(next(self._numbers))
        try:
            folder.mkdir()
        except OSError as error:
            raise StorageError(f"cannot write {folder}: {error.strerror}") from error
        state = ImportState(request_id=about, stage="receiving")
        now_s = self._clock.monotonic_s()
        self._imports[about] = Import(
            about, peer.name, folder, now_s, state, self._disposal.take, wanted
        )
        return state

    def _undo_state(self, peer: Peer, wish: ImportUndo) -> ImportState:
        about = wish.request_id
        if about in self._imports:
            return self._state(about)
        rows = self._db.execute(
            "SELECT query_id FROM current_answer WHERE peer_id = ? ORDER BY seq",
            (f"{PEER}{wish.import_id}",),
        ).fetchall()
        if not rows:
            text = phrase("station", "nothing counts of an import {import_id}").format(
                import_id=repr(wish.import_id)
            )
            return ImportState(request_id=about, stage="failed", problems=(text,))
        state = self._begun(peer, about, None)
        if state.stage == "failed":
            return state
        one = self._imports[about]
        one.undone = tuple(query_id for (query_id,) in rows)
        one.state = ImportState(
            request_id=about, stage="taking", import_id=wish.import_id, total=len(rows)
        )
        return one.state

    def _receive(self, piece: ImportPiece, payloads: tuple[bytes, ...]) -> None:
        one = self._imports.get(piece.request_id)
        if one is None or one.wanted is None:
            return
        size_bytes = one.wanted.size_bytes
        added = next_bytes(one.state, size_bytes, piece, payloads)
        if added is None:
            return
        try:
            with one.archive.open("ab") as file:
                file.truncate(one.state.received_bytes)
                file.write(added)
        except OSError as error:
            raise StorageError(
                f"cannot write {one.archive}: {error.strerror}; free some space"
            ) from error
        one.state = received(one.state, size_bytes, len(added))

    def _note(self, one: Import, reply: ImportReply | None, code: int) -> None:
        match reply:
            case ImportChecked() as checked:
                one.staged = StagedSet(one.staged_file)
                one.state = read_through(one.state, checked)
            case ImportRead():
                self._begin_taking(one)
            case ImportRefused(problems=problems):
                one.fail(*problems)
            case _:
                one.fail(
                    phrase("station", "the process that reads died (code {code})").format(code=code)
                )

    def _move(self, one: Import) -> None:
        """What a slice that is on disk comes to."""
        is_first_look = one.state.stage == "checking"
        known = self._known_names() if is_first_look else frozenset[str]()
        one.state = after_slice(one.state, one.work, known=known, is_undo=bool(one.undone))
        if one.state.stage != "done":
            return
        _log.info("import %s: %d tracks by %s", one.state.import_id, one.state.total, one.operator)
        one.clean()
        self._learn()

    def _begin_reading(self, one: Import) -> None:
        if not one.state.new + one.state.corrected:
            one.state = msgspec.structs.replace(one.state, stage="done")
            one.clean()
            return
        new_ids = one.work.new_ids
        one.work = Work()
        one.state = msgspec.structs.replace(one.state, stage="reading", done=0, total=len(new_ids))
        if not new_ids:
            self._begin_taking(one)
            return
        one.close()
        try:
            (one.folder / "wanted").write_text("\n".join(new_ids), encoding="ascii")
        except (OSError, UnicodeEncodeError) as error:
            one.fail(f"the station cannot write {one.folder}: {error}")
            return
        self._reading.start(one, "read")

    def _begin_taking(self, one: Import) -> None:
        """From here on it goes on after a restart, too."""
        assert one.wanted is not None
        if one.staged is None:
            one.staged = StagedSet(one.staged_file)
        count = one.staged.count
        going = Going(
            wanted=one.wanted,
            operator=one.operator,
            import_id=one.state.import_id,
            total=count,
        )
        try:
            write_go(one.folder, going)
        except StorageError as error:
            one.fail(str(error))
            return
        one.state = msgspec.structs.replace(one.state, stage="taking", done=0, total=count)

    def _resume(self, folder: Path) -> None:
        """Goes on with what was being taken in; removes anything else that lies there."""
        one = left_behind(folder, asked_s=self._clock.monotonic_s(), dispose=self._disposal.take)
        if one is None:
            self._disposal.take(folder)
            return
        _log.info("import %s goes on", one.state.import_id)
        self._imports[one.request_id] = one

    def _known_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self._labels.tracks_by_class())

    def _forget(self, one: Import) -> None:
        one.clean()
        del self._imports[one.request_id]
