"""What a node knows over a restart, beside its messages: what it asked, and how it is to ask."""

import logging

import msgspec

from shared.errors import StorageError
from shared.outbox import Outbox
from shared.protocol.asking import AskSettings

_log = logging.getLogger(__name__)

MEMORY_NOTE = "asked_memory"
SETTINGS_NOTE = "ask_settings"


def memory_note(memory: bytes) -> tuple[str, bytes]:
    """What was asked and answered so far, to be kept along with a question."""
    return MEMORY_NOTE, memory


class KeptNotes:
    """Belongs to whoever owns the outbox. What cannot be read is said, and is as if it were not
    there. What cannot be written raises StorageError."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def memory(self) -> bytes | None:
        """What was asked and answered so far; None if nothing is known of that."""
        return self._read(MEMORY_NOTE)

    def keep_memory(self, memory: bytes) -> None:
        """In place of the one before."""
        self._outbox.write_note(*memory_note(memory))

    def settings(self) -> AskSettings | None:
        """How to ask, as it was set last; None where nobody did, or if it is damaged."""
        note = self._read(SETTINGS_NOTE)
        try:
            return None if note is None else msgspec.msgpack.decode(note, type=AskSettings)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            _log.warning("settings from before the restart are damaged and are left: %s", error)
            return None

    def keep_settings(self, settings: AskSettings) -> None:
        """Unless later ones are kept already."""
        known = self.settings()
        if known is None or known.revision < settings.revision:
            self._outbox.write_note(SETTINGS_NOTE, msgspec.msgpack.encode(settings))

    def _read(self, name: str) -> bytes | None:
        try:
            return self._outbox.read_note(name)
        except StorageError as error:
            _log.warning("%s; the note %s is left", error, name)
            return None
