"""The process that reads a data set beside the station: told what to do, and listened to."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from operator_gui.station.exchange.import_run import Import
from operator_gui.station.exchange.import_wire import (
    ImportOrder,
    ImportRefused,
    ImportReply,
    ImportSteps,
)
from operator_gui.station.quiet_child import QuietChild
from shared.bundle import EmbedderSpec
from shared.texts import phrase

COMMAND = (sys.executable, "-m", "operator_gui.station.exchange.import_process")

_decoder: msgspec.json.Decoder[ImportReply] = msgspec.json.Decoder(ImportReply)


class ImportReading:
    """Never waits for the process."""

    def __init__(
        self,
        *,
        state_folder: Path,
        embedder: EmbedderSpec,
        locate: Callable[[str], Path | None],
        command: Sequence[str] = COMMAND,
    ) -> None:
        """locate: the file of a model by its hash."""
        self._state_folder = state_folder
        self._embedder = embedder
        self._locate = locate
        self._command = tuple(command)

    def start(self, one: Import, action: Literal["check", "read", "verify"]) -> None:
        """Has it check what was received, read what is new of it, or verify what it had read.
        `one` fails if it cannot."""
        assert one.wanted is not None
        path = self._locate(self._embedder.file.sha256)
        if path is None:
            one.fail(phrase("station", "the station does not have the file of its embedder"))
            return
        order = ImportOrder(
            action=action,
            archive=str(one.archive),
            sha256=one.wanted.sha256,
            unpacked=str(one.folder / "unpacked"),
            staged=str(one.staged_file),
            state_folder=str(self._state_folder),
            wanted=str(one.folder / "wanted"),
            title=one.wanted.title,
            split=one.wanted.split,
            embedder=self._embedder,
            embedder_path=str(path),
        )
        one.reply = None
        try:
            one.child = QuietChild(self._command, msgspec.json.encode(order))
        except OSError as error:
            one.fail(
                phrase("station", "the process that reads cannot be started: {error}").format(
                    error=error.strerror
                )
            )

    def look_at(self, one: Import, child: QuietChild) -> int | None:
        """Hears what it said since; its exit code once it has ended."""
        code = child.poll()  # before it is read, so that nothing is missed
        for line in child.new_lines():
            try:
                one.reply = _decoder.decode(line)
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
        if code is not None:
            child.close()
            one.child = None
        return code
