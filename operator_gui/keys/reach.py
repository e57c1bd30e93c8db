"""How a command of the terminal reaches a station: where, and with which keys."""

from dataclasses import dataclass
from pathlib import Path

from operator_gui.station_caller import CONNECT_S, StationCaller
from shared.clock import SystemClock
from shared.config import state_folder
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint, parse_link_endpoint
from shared.transport.peer_keys import peer_curve


@dataclass(frozen=True, slots=True)
class Reach:
    """`curve` is None where the link is not encrypted; `calls` is where calls with its key keep out
    of each other's way."""

    endpoint: Endpoint
    curve: ClientCurve | None
    calls: Path

    def caller(
        self, operator: str, *, connect_s: float = CONNECT_S, purpose: str = "call"
    ) -> StationCaller:
        """For one call, to be entered as a context. Parameters as `StationCaller` has them."""
        return StationCaller(
            self.endpoint,
            operator=operator,
            clock=SystemClock(),
            connect_s=connect_s,
            curve=self.curve,
            purpose=purpose,
            calls=self.calls,
        )


def reach(station: str, station_key: str | None, state: Path | None = None) -> Reach:
    """The station with the app's own key, from the app's state folder.

    Raises LinkError for what is no endpoint, or one that needs a key that is not known, and
    KeyFileError for a key that cannot be read or trusted.
    """
    endpoint = parse_link_endpoint(station)
    folder = state or state_folder("operator")
    return Reach(
        endpoint, peer_curve(endpoint, folder / "keys", station_key), calls=folder / "calls"
    )
