"""The options that every command has which calls a running station."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cyclopts

if TYPE_CHECKING:
    from operator_gui.keys.reach import Reach

DEFAULT_ENDPOINT = "tcp://127.0.0.1:7341"


@cyclopts.Parameter(name="*")
@dataclass(frozen=True, slots=True)
class StationOptions:
    """Which station is called, and with which key.

    Parameters
    ----------
    station
        The station's endpoint.
    station_key
        The public key of a station that encrypts, or a file with it.
    state
        The app's state folder, where it is not the usual one: its own key is used.
    """

    station: str = DEFAULT_ENDPOINT
    station_key: str | None = None
    state: Path | None = None

    def reach(self) -> "Reach":
        """Raises LinkError and KeyFileError, as `operator_gui.keys.reach.reach` does."""
        from operator_gui.keys.reach import reach

        return reach(self.station, self.station_key, self.state)


THIS_MACHINE = StationOptions()
