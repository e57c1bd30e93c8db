"""Exports that operators ask a running station for: written beside it, one after the other, and
fetched from it in pieces."""

import itertools
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from operator_gui.station.exchange.disposal import GONE, Disposal
from operator_gui.station.exchange.export_wire import (
    ExportDone,
    ExportFailed,
    ExportOrder,
    ExportReply,
    ExportSteps,
)
from operator_gui.station.post import Post
from operator_gui.station.quiet_child import QuietChild
from operator_gui.station.sessions import Peer
from shared.clock import Clock
from shared.errors import StorageError
from shared.protocol.deployment import BlobChunk, BlobRequest
from shared.protocol.exchange import ExportEnded, ExportState, ExportWanted, SplitCount
from shared.protocol.peers import Refused
from shared.texts import phrase

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "operator_gui.station.exchange.export_process")
FOLDER_NAME = "exports"
MOST = 4
"""So many exports are there at a time, waiting, written or fetched."""
FORGET_S = 60.0
"""What nobody has asked for so long is given up."""
LOOK_EVERY_S = 0.1

_replies: msgspec.json.Decoder[ExportReply] = msgspec.json.Decoder(ExportReply)


@dataclass(slots=True)
class _Export:
    """One that was asked for; `child` while it is written."""

    wanted: ExportWanted
    archive: Path
    asked_s: float
    state: ExportState
    child: QuietChild | None = None

    @property
    def draft(self) -> Path:
        return self.archive.with_suffix("")


class ExportDesk:
    """Belongs to the station's thread, which never waits for it."""

    def __init__(
        self,
        *,
        state_folder: Path,
        post: Post,
        clock: Clock,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Forgets what is left of exports before. Raises StorageError."""
        self._state_folder = state_folder
        self._folder = state_folder / FOLDER_NAME
        self._post = post
        self._clock = clock
        self._command = tuple(command)
        self._exports: dict[str, _Export] = {}
        self._numbers = itertools.count(1)
        self._looked_s = float("-inf")
        try:
            self._folder.mkdir(exist_ok=True)
            self._disposal = Disposal(self._folder)
            for left in self._folder.iterdir():
                if not left.name.startswith(GONE):
                    self._disposal.take(left)
        except OSError as error:
            raise StorageError(f"cannot use folder {self._folder}: {error.strerror}") from error

    def hear(self, peer: Peer, message: ExportWanted | ExportEnded | BlobRequest) -> None:
        """Answers at once with how far it is. Raises StorageError."""
        match message:
            case ExportWanted():
                self._post.send(peer.route, self._state_of(message))
            case BlobRequest():
                self._send_piece(peer, message)
            case ExportEnded(request_id=about):
                self._forget(about)

    def serve(self) -> None:
        """Starts what waits, and looks how far the rest is. To be called in every round."""
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        self._disposal.serve()
        for about, export in list(self._exports.items()):
            if now_s - export.asked_s > FORGET_S:
                _log.info("nobody wants export %s any more", about)
                self._forget(about)
            elif export.child is not None:
                self._look_at(export, export.child)
        if all(export.child is None for export in self._exports.values()):
            for export in self._exports.values():
                if export.state.stage == "waiting":
                    self._start(export)
                    break

    def close(self) -> None:
        """Ends what is under way, and forgets everything."""
        for about in list(self._exports):
            self._forget(about)
        self._disposal.close()

    def _state_of(self, wanted: ExportWanted) -> ExportState:
        about, now_s = wanted.request_id, self._clock.monotonic_s()
        known = self._exports.get(about)
        if known is not None:
            known.asked_s = now_s
            return known.state
        if len(self._exports) >= MOST:
            reason = phrase(
                "station", "{most} exports are under way already; try again later"
            ).format(most=MOST)
            return ExportState(request_id=about, stage="failed", reason=reason)
        archive = self._folder / f"{next(self._numbers)}.tar"
        state = ExportState(request_id=about, stage="waiting")
        self._exports[about] = _Export(wanted, archive, now_s, state)
        return state

    def _send_piece(self, peer: Peer, request: BlobRequest) -> None:
        export = next(
            (one for one in self._exports.values() if one.state.sha256 == request.sha256), None
        )
        if export is None:
            reason = phrase(
                "station", "the station does not have this export any more; start it again"
            )
            refused = Refused(code="unknown_blob", reason=reason, about=request.sha256)
            self._post.send(peer.route, refused)
            return
        export.asked_s = self._clock.monotonic_s()
        try:
            with export.archive.open("rb") as file:
                file.seek(request.offset)
                piece = file.read(request.length)
        except OSError as error:
            raise StorageError(f"cannot read {export.archive}: {error.strerror}") from error
        chunk = BlobChunk(
            sha256=request.sha256, offset=request.offset, total_bytes=export.state.size_bytes
        )
        self._post.send(peer.route, chunk, (piece,))

    def _start(self, export: _Export) -> None:
        wanted = export.wanted
        order = ExportOrder(
            state_folder=str(self._state_folder),
            draft=str(export.draft),
            archive=str(export.archive),
            kind=wanted.kind,
            splits=wanted.splits,
            classes=wanted.classes or None,
            every_view=wanted.every_view,
            background=wanted.background,
        )
        try:
            export.child = QuietChild(self._command, msgspec.json.encode(order))
        except OSError as error:
            self._fail(
                export,
                phrase("station", "the process that exports cannot be started: {error}").format(
                    error=error.strerror
                ),
            )
        else:
            export.state = msgspec.structs.replace(export.state, stage="writing")

    def _look_at(self, export: _Export, child: QuietChild) -> None:
        code = child.poll()  # before it is read, so that nothing is missed
        for line in child.new_lines():
            try:
                self._note(export, _replies.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                self._fail(
                    export,
                    phrase(
                        "station", "the process that exports said what makes no sense: {error}"
                    ).format(error=error),
                )
        if code is None:
            return
        if export.state.stage == "writing":
            self._fail(
                export,
                phrase("station", "the process that exports died (code {code})").format(code=code),
            )
        child.close()
        export.child = None

    def _note(self, export: _Export, reply: ExportReply) -> None:
        match reply:
            case ExportSteps(done=done, total=total):
                export.state = msgspec.structs.replace(export.state, done=done, total=total)
            case ExportFailed(reason=reason):
                self._fail(export, reason)
            case ExportDone():
                export.state = ExportState(
                    request_id=export.wanted.request_id,
                    stage="ready",
                    done=reply.pictures,
                    total=reply.pictures,
                    pictures=reply.pictures,
                    labels=reply.labels,
                    classes=reply.classes,
                    left_out=reply.left_out,
                    splits=tuple(
                        SplitCount(split=split, labels=reply.by_split[split])
                        for split in export.wanted.splits
                        if split in reply.by_split
                    ),
                    sha256=reply.sha256,
                    size_bytes=reply.size_bytes,
                )
                _log.info(
                    "exported %d labels as %s, %d bytes",
                    reply.labels,
                    export.wanted.kind,
                    reply.size_bytes,
                )

    def _fail(self, export: _Export, reason: str) -> None:
        _log.warning("an export as %s failed: %s", export.wanted.kind, reason)
        export.state = ExportState(
            request_id=export.wanted.request_id, stage="failed", reason=reason[:2000]
        )

    def _forget(self, about: str) -> None:
        export = self._exports.pop(about, None)
        if export is None:
            return
        if export.child is not None:
            export.child.close()
        for path in (export.archive, export.draft):
            self._disposal.take(path)
        for left in self._folder.glob(f".{export.draft.name}-*"):  # it died while it wrote
            self._disposal.take(left)
