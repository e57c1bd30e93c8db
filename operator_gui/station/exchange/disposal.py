"""Files that nobody wants any more: out of the way at once, and deleted beside the station.

A data set has up to a million files. Deleting them takes minutes, in which nobody could be served.
"""

import logging
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from operator_gui.station.quiet_child import QuietChild

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "operator_gui.station.exchange.disposal_process")
GONE = ".gone-"
"""How the names begin of what is to be deleted, whoever put it there."""


class Disposal:
    """Of one folder. Belongs to the thread that calls it, which never waits for the deleting."""

    def __init__(self, folder: Path, *, command: Sequence[str] = COMMAND) -> None:
        """What an earlier life left there is deleted, too."""
        self._folder = folder
        self._command = tuple(command)
        self._child: QuietChild | None = None
        self._is_due = any(folder.glob(f"{GONE}*"))

    def take(self, path: Path) -> None:
        """A file or folder right in the folder; where it was is nothing any more."""
        try:
            path.rename(self._folder / f"{GONE}{secrets.token_hex(8)}")
        except FileNotFoundError:
            return
        except OSError as error:  # it goes with the next start
            _log.warning("cannot put %s out of the way: %s", path, error.strerror)
            return
        self._is_due = True

    def serve(self) -> None:
        """Starts the process that deletes, and looks after it. To be called again and again."""
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                return
            if code != 0:
                _log.warning("the process that deletes in %s died (code %d)", self._folder, code)
            self._child.close()
            self._child = None
        if not self._is_due:
            return
        self._is_due = False
        try:
            self._child = QuietChild(self._command, msgspec.json.encode(str(self._folder)))
        except OSError as error:
            _log.warning("cannot delete what is left in %s: %s", self._folder, error.strerror)

    def close(self) -> None:
        """Ends the process; what it did not delete goes after the next start."""
        if self._child is not None:
            self._child.close()
            self._child = None
