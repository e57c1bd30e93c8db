"""A peer's side of joining a station that does not know it yet."""

import os
from collections.abc import Callable

from shared.clock import Clock
from shared.errors import LinkError
from shared.protocol.codec import Envelope
from shared.protocol.enrolment import JoinRole, PairAsk, PairNonce, PairOpen, PairState
from shared.protocol.pairing_code import commitment, pairing_code
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel

SAY_AGAIN_S = 1.0
WAIT_MS = 100


class Joining:
    """One attempt; `run` belongs to one thread and returns once it is decided."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        curve: ClientCurve,
        role: JoinRole,
        name: str,
        clock: Clock,
        on_code: Callable[[str], None],
    ) -> None:
        """endpoint: the station's pairing port. on_code: is told the code to show, once."""
        self._endpoint = endpoint
        self._curve = curve
        self._clock = clock
        self._on_code = on_code
        self._nonce = os.urandom(32)
        own = curve.own.public.raw
        self._ask = PairAsk(
            role=role, name=name, commitment=commitment(peer_key=own, peer_nonce=self._nonce)
        )
        self._is_open = False

    def run(self, timeout_s: float) -> str:
        """The public key by which the station signs bundles, in hexadecimal.

        Raises LinkError if it refuses, cannot be reached, or nobody decides in time.
        """
        end_s = self._clock.monotonic_s() + timeout_s
        said_s = float("-inf")
        with ClientChannel(self._endpoint, routing_id=b"", curve=self._curve) as channel:
            while (now_s := self._clock.monotonic_s()) < end_s:
                if channel.trouble:
                    raise LinkError(
                        f"the station at {self._endpoint} lets nobody ask: {channel.trouble}"
                    )
                if now_s - said_s >= SAY_AGAIN_S and channel.send(Envelope(self._next())):
                    said_s = now_s
                channel.wait(WAIT_MS)
                for envelope in channel.received():
                    match envelope.message:
                        case PairNonce(nonce=station_nonce) if not self._is_open:
                            self._show_code(station_nonce)
                            said_s = float("-inf")
                        case PairState(state="refused", reason=reason):
                            raise LinkError(f"the station at {self._endpoint} refuses: {reason}")
                        case PairState(state="accepted", signing_key=signing_key):
                            return signing_key
                        case _:
                            pass
        what = "decided" if self._is_open else "answered"
        raise LinkError(f"nobody {what} at {self._endpoint} within {timeout_s:g} s")

    def _next(self) -> PairAsk | PairOpen:
        return PairOpen(nonce=self._nonce) if self._is_open else self._ask

    def _show_code(self, station_nonce: bytes) -> None:
        self._is_open = True
        code = pairing_code(
            peer_key=self._curve.own.public.raw,
            station_key=self._curve.station.raw,
            peer_nonce=self._nonce,
            station_nonce=station_nonce,
        )
        self._on_code(f"{code[:3]} {code[3:]}")
