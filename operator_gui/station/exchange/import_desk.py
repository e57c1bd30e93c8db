"""Data sets that operators bring into a running station: received in pieces, read beside it, and
taken in a little in each round, so that nobody waits for it."""

import itertools
import json
import logging
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import (
    PEER,
    UNDONE_PEER,
    Fate,
    ImportedLabel,
    answer_of,
    fate_of,
)
from operator_gui.station.exchange.import_queries import NODE_ID
from operator_gui.station.exchange.import_undo import answer_before
from operator_gui.station.exchange.import_wire import (
    ImportChecked,
    ImportOrder,
    ImportRead,
    ImportRefused,
    ImportReply,
    ImportSteps,
)
from operator_gui.station.exchange.staged_set import StagedSet
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from operator_gui.station.post import Post
from operator_gui.station.quiet_child import QuietChild
from operator_gui.station.sessions import Peer
from shared.bundle import EmbedderSpec
from shared.clock import Clock
from shared.errors import ProtocolError, StorageError
from shared.protocol.answers import Answer
from shared.protocol.exchange import (
    MAX_LINES,
    MAX_TOLD_CLASSES,
    ImportedClass,
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
)
from shared.protocol.questions import Query
from shared.texts import phrase

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "operator_gui.station.exchange.import_process")
FOLDER_NAME = "imports"
FORGET_S = 60.0
"""What nobody has asked for so long is given up, unless it is being taken in."""
LOOK_EVERY_S = 0.1
SLICE_S = 0.015
"""So long a round may be held up by what is taken in, or a little longer."""

_GO = "go.json"
_replies: msgspec.json.Decoder[ImportReply] = msgspec.json.Decoder(ImportReply)
_OVER = ("done", "failed")

Keep = Callable[[Answer, str, bool], None]
"""Keeps an answer: whose it is, and whether the node that asked is to be told."""


@dataclass(slots=True)
class _Work:
    """What a slice counts; the one before it stays until all of it is on disk."""

    position: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    new_ids: list[str] = field(default_factory=list)

    def copied(self) -> "_Work":
        return _Work(self.position, Counter(self.fates), Counter(self.classes), list(self.new_ids))


@dataclass(slots=True)
class _Import:
    """One that is wanted, or an undo where `undone` lists the queries."""

    request_id: str
    operator: str
    folder: Path
    asked_s: float
    state: ImportState
    wanted: ImportWanted | None = None
    undone: tuple[str, ...] = ()
    child: QuietChild | None = None
    read_bytes: int = 0
    reply: ImportReply | None = None
    staged: StagedSet | None = None
    work: _Work = field(default_factory=_Work)
    next_work: _Work | None = None

    @property
    def archive(self) -> Path:
        return self.folder / "set.tar"

    @property
    def is_over(self) -> bool:
        return self.state.stage in _OVER

    def close(self) -> None:
        if self.child is not None:
            self.child.close()
            self.child = None
        if self.staged is not None:
            self.staged.close()
            self.staged = None


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
        clock: Clock,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """keep: an answer and its consequences. learn: says that there is something to learn.

        What was being taken in when the station died goes on. Raises StorageError.
        """
        self._folder = state_folder / FOLDER_NAME
        self._db = database
        self._inbox = inbox
        self._labels = labels
        self._embedder = embedder
        self._locate = locate
        self._keep = keep
        self._learn = learn
        self._post = post
        self._clock = clock
        self._command = tuple(command)
        self._imports: dict[str, _Import] = {}
        self._looked_s = float("-inf")
        try:
            self._folder.mkdir(exist_ok=True)
            for left in self._folder.iterdir():
                if not self._resumed(left):
                    shutil.rmtree(left, ignore_errors=True)
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
        return any(self._has_slice(one) for one in self._imports.values())

    def serve(self) -> None:
        """Starts what is to be read, and looks how far it is. To be called in every round."""
        now_s = self._clock.monotonic_s()
        if not self._imports or now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        for one in list(self._imports.values()):
            if one.child is not None:
                self._look_at(one, one.child)
            is_safe = one.state.stage == "taking"
            if now_s - one.asked_s > FORGET_S and not is_safe:
                self._forget(one)
            elif one.state.stage == "checking" and one.child is None and one.staged is None:
                self._start(one, "check")
            elif one.state.stage == "checked" and one.wanted is not None and one.wanted.apply:
                self._begin_reading(one)

    def take_some(self) -> None:
        """Does a slice of the work, in the open transaction."""
        for one in self._imports.values():
            if not self._has_slice(one):
                continue
            one.next_work = one.work.copied()
            end_s = self._clock.monotonic_s() + SLICE_S
            try:
                with self._db.savepoint():
                    while self._step(one, one.next_work) and self._clock.monotonic_s() < end_s:
                        pass
            except ProtocolError as error:
                one.next_work = None
                text = phrase(
                    "station", "{error}; what was taken in of import {import_id} can be undone"
                ).format(error=error, import_id=one.state.import_id)
                self._fail(one, (text,))
            return

    def commit(self) -> bool:
        """The slice is on disk; says whether that was the last of an import."""
        has_ended = False
        for one in self._imports.values():
            if one.next_work is not None:
                one.work, one.next_work = one.next_work, None
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
        self._imports[about] = _Import(
            about, peer.name, folder, self._clock.monotonic_s(), state, wanted
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
        if one is None or one.wanted is None or one.state.stage != "receiving":
            return
        received, size = one.state.received_bytes, one.wanted.size_bytes
        if piece.offset != received:
            return
        if len(payloads) != 1 or not 0 < len(payloads[0]) <= size - received:
            raise ProtocolError("import_piece: expected one payload, within the size of the file")
        try:
            with one.archive.open("ab") as file:
                file.truncate(received)
                file.write(payloads[0])
        except OSError as error:
            raise StorageError(
                f"cannot write {one.archive}: {error.strerror}; free some space"
            ) from error
        received += len(payloads[0])
        one.state = msgspec.structs.replace(
            one.state,
            received_bytes=received,
            stage="checking" if received == size else "receiving",
        )

    # ------------------------------------------------------------ the process that reads

    def _start(self, one: _Import, action: str) -> None:
        assert one.wanted is not None
        path = self._locate(self._embedder.file.sha256)
        if path is None:
            self._fail(
                one, (phrase("station", "the station does not have the file of its embedder"),)
            )
            return
        order = ImportOrder(
            action="check" if action == "check" else "read",
            archive=str(one.archive),
            sha256=one.wanted.sha256,
            unpacked=str(one.folder / "unpacked"),
            staged=str(one.folder / "staged.sqlite"),
            state_folder=str(self._folder.parent),
            wanted=str(one.folder / "wanted"),
            title=one.wanted.title,
            split=one.wanted.split,
            embedder=self._embedder,
            embedder_path=str(path),
        )
        one.read_bytes, one.reply = 0, None
        try:
            one.child = QuietChild(self._command, msgspec.json.encode(order))
        except OSError as error:
            self._fail(
                one,
                (
                    phrase("station", "the process that reads cannot be started: {error}").format(
                        error=error.strerror
                    ),
                ),
            )

    def _look_at(self, one: _Import, child: QuietChild) -> None:
        code = child.poll()  # before it is read, so that nothing is missed
        whole, _, _ = child.said(one.read_bytes).rpartition(b"\n")
        one.read_bytes += len(whole) + 1 if whole else 0
        for line in whole.splitlines():
            try:
                one.reply = _replies.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                one.reply = ImportRefused(
                    problems=(
                        phrase("station", "the process that reads makes no sense: {error}").format(
                            error=error
                        ),
                    )
                )
            if isinstance(one.reply, ImportSteps):
                one.state = msgspec.structs.replace(
                    one.state, done=one.reply.done, total=one.reply.total
                )
        if code is None:
            return
        child.close()
        one.child = None
        self._note(one, one.reply, code)

    def _note(self, one: _Import, reply: ImportReply | None, code: int) -> None:
        match reply:
            case ImportChecked(import_id=import_id, tracks=tracks, notes=notes):
                one.staged = StagedSet(one.folder / "staged.sqlite")
                one.state = msgspec.structs.replace(
                    one.state, import_id=import_id, done=0, total=tracks, notes=notes[:MAX_LINES]
                )
            case ImportRead():
                self._begin_taking(one)
            case ImportRefused(problems=problems):
                self._fail(one, problems)
            case _:
                self._fail(
                    one,
                    (
                        phrase("station", "the process that reads died (code {code})").format(
                            code=code
                        ),
                    ),
                )

    # ------------------------------------------------------------ from step to step

    def _has_slice(self, one: _Import) -> bool:
        stage = one.state.stage
        return (stage == "checking" and one.staged is not None) or stage == "taking"

    def _step(self, one: _Import, work: _Work) -> bool:
        """One track; False if the slice is to end with it."""
        if one.undone:
            return self._undo_step(one, work)
        assert one.staged is not None
        found = one.staged.label(work.position)
        if found is None:
            return False
        is_of_node = self._one_track(one, work, *found)
        work.position += 1
        return not is_of_node  # what is open is looked through for its like, which takes longer

    def _one_track(self, one: _Import, work: _Work, label: ImportedLabel, split: str) -> bool:
        """Says whether a node had asked about it, and is told another name."""
        current = self._labels.current(label.query_id)
        is_known = current is not None or self._inbox.knows(label.query_id)
        fate = fate_of(label, current, is_known=is_known)
        work.fates[fate] += 1
        if fate in ("new", "corrected"):
            work.classes[label.name] += 1
        if one.state.stage != "taking":
            if fate == "new":
                work.new_ids.append(label.query_id)
            return False
        if fate == "new":
            assert one.staged is not None
            envelope = one.staged.query(work.position)
            if envelope is None or not isinstance(envelope.message, Query):
                raise ProtocolError(f"the query {label.query_id} was not read")
            self._inbox.put(
                check_query(envelope.message, envelope), self._clock.now_s(), split=split
            )
        if fate in ("new", "corrected"):
            answer = answer_of(
                label, current, self._labels, operator=one.operator, now_s=self._clock.now_s()
            )
            is_of_node = fate == "corrected" and self._is_of_node(label.query_id)
            self._keep(answer, f"{PEER}{one.state.import_id}", is_of_node)
            return is_of_node
        return False

    def _undo_step(self, one: _Import, work: _Work) -> bool:
        if work.position >= len(one.undone):
            return False
        query_id = one.undone[work.position]
        current, is_of_node = self._labels.current(query_id), False
        if current is not None and current.peer_id == f"{PEER}{one.state.import_id}":
            answer = answer_before(self._db, current, one.operator, self._clock.now_s())
            is_of_node = self._is_of_node(query_id)
            self._keep(answer, f"{UNDONE_PEER}{one.state.import_id}", is_of_node)
        work.position += 1
        return not is_of_node

    def _is_of_node(self, query_id: str) -> bool:
        query = self._inbox.query(query_id)
        return query is not None and query.node_id != NODE_ID

    def _move(self, one: _Import) -> None:
        """What a slice that is on disk comes to."""
        work, total = one.work, one.state.total
        one.state = msgspec.structs.replace(one.state, done=work.position)
        if work.position < total:
            return
        if one.state.stage == "checking":
            one.state = msgspec.structs.replace(
                one.state, stage="checked", **_counts(work, self._known_names())
            )
            return
        counts = {} if one.undone else _counts(work, frozenset(work.classes))
        classes = one.state.classes
        one.state = msgspec.structs.replace(one.state, stage="done", **counts)
        if classes:  # which of them were new was known before
            one.state = msgspec.structs.replace(one.state, classes=classes)
        _log.info("import %s: %d tracks by %s", one.state.import_id, total, one.operator)
        self._clean(one)
        self._learn()

    def _begin_reading(self, one: _Import) -> None:
        if not one.state.new + one.state.corrected:
            one.state = msgspec.structs.replace(one.state, stage="done")
            self._clean(one)
            return
        new_ids = one.work.new_ids
        one.work = _Work()
        one.state = msgspec.structs.replace(one.state, stage="reading", done=0, total=len(new_ids))
        if not new_ids:
            self._begin_taking(one)
            return
        one.close()
        try:
            (one.folder / "wanted").write_text("\n".join(new_ids), encoding="ascii")
        except (OSError, UnicodeEncodeError) as error:
            self._fail(one, (f"the station cannot write {one.folder}: {error}",))
            return
        self._start(one, "read")

    def _begin_taking(self, one: _Import) -> None:
        """From here on it goes on after a restart, too."""
        assert one.wanted is not None
        go = {
            "wanted": msgspec.to_builtins(one.wanted),
            "operator": one.operator,
            "import_id": one.state.import_id,
        }
        try:
            draft = one.folder / "go.new"
            draft.write_text(json.dumps(go))
            draft.replace(one.folder / _GO)
            if one.staged is None:
                one.staged = StagedSet(one.folder / "staged.sqlite")
            count = one.staged.count
        except (OSError, StorageError) as error:
            self._fail(one, (f"the station cannot write {one.folder}: {error}",))
            return
        one.state = msgspec.structs.replace(one.state, stage="taking", done=0, total=count)

    def _resumed(self, folder: Path) -> bool:
        """Whether what lies there was being taken in; then it goes on."""
        try:
            go = json.loads((folder / _GO).read_bytes())
            wanted = msgspec.convert(go["wanted"], ImportWanted)
            staged = StagedSet(folder / "staged.sqlite")
            state = ImportState(
                request_id=wanted.request_id,
                stage="taking",
                import_id=go["import_id"],
                received_bytes=wanted.size_bytes,
                total=staged.count,
            )
        except (OSError, ValueError, KeyError, TypeError, msgspec.ValidationError, StorageError):
            return False
        _log.info("import %s goes on", state.import_id)
        self._imports[wanted.request_id] = _Import(
            wanted.request_id,
            str(go["operator"]),
            folder,
            self._clock.monotonic_s(),
            state,
            wanted,
            staged=staged,
        )
        return True

    def _known_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self._labels.tracks_by_class())

    def _fail(self, one: _Import, problems: tuple[str, ...]) -> None:
        _log.warning("an import failed: %s", problems[0])
        told = tuple(line[:2000] for line in problems[:MAX_LINES])
        one.state = msgspec.structs.replace(one.state, stage="failed", problems=told)
        self._clean(one)

    def _forget(self, one: _Import) -> None:
        self._clean(one)
        del self._imports[one.request_id]

    def _clean(self, one: _Import) -> None:
        one.close()
        shutil.rmtree(one.folder, ignore_errors=True)


def _counts(work: _Work, known: frozenset[str]) -> dict[str, object]:
    """What becomes of the tracks. known: names that something was called before."""
    told = work.classes.most_common(MAX_TOLD_CLASSES)
    return {
        "new": work.fates["new"],
        "same": work.fates["same"],
        "corrected": work.fates["corrected"],
        "kept": work.fates["kept"],
        "reopened": work.fates["open"],
        "classes": tuple(
            ImportedClass(name=name, tracks=count, is_new=name not in known) for name, count in told
        ),
        "class_count": len(work.classes),
    }
