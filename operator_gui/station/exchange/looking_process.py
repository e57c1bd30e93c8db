"""The import's handle on the process that looks at its pictures."""

import contextlib
import select
import subprocess
import sys
from collections.abc import Sequence
from typing import Self

from shared.bundle import EmbedderSpec
from shared.embedding_wire import (
    CannotLook,
    Look,
    Looked,
    Order,
    UseEmbedder,
    packed,
    read_reply,
)
from shared.errors import ModelError, ProtocolError, SourceError, WhatsitError

COMMAND = (sys.executable, "-m", "edge_node.import_process")
DEADLINE_S = 120.0
"""No picture takes as long as that, nor does loading a model."""


class LookingProcess:
    """Started with the first look, and ended whatever happens."""

    def __init__(self, spec: EmbedderSpec, path: str, *, command: Sequence[str] = COMMAND) -> None:
        self._first = UseEmbedder(spec=spec, path=path)
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._process.kill()  # it keeps nothing that could be lost
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def look(self, order: Look) -> Looked:
        """Raises SourceError that says what is wrong with the picture, ModelError if the embedder
        fails, WhatsitError if the process does."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            self._send(self._process, self._first)
        self._send(self._process, order)
        reply = self._receive(self._process)
        if isinstance(reply, Looked):
            return reply
        raise ModelError(reply.reason) if reply.is_model else SourceError(reply.reason)

    def _send(self, process: subprocess.Popen[bytes], order: Order) -> None:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # what it said last is still to be read
            process.stdin.write(packed(order))
            process.stdin.flush()

    def _receive(self, process: subprocess.Popen[bytes]) -> Looked | CannotLook:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], DEADLINE_S)
        if not ready:
            raise SourceError(f"looking at it took longer than {DEADLINE_S:.0f} s")
        try:
            reply = read_reply(process.stdout)
        except ProtocolError as error:
            raise WhatsitError(str(error)) from error
        if reply is None:
            code = process.wait()
            raise SourceError(f"the process that looked at it died (exit code {code})")
        return reply
