"""Several requests to the station, each said again until it is answered or given up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from operator_gui.viewmodels.gallery import AGAIN_S
from shared.clock import Clock
from shared.protocol.curation import Curate, CurationRequest

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request that was sent, when first and when last, and in words what it is for; "" for what
    nobody asked for.

    by: of an undo, who had done what it takes back; "" for all else.
    """

    request: CurationRequest
    words: str
    first_s: float
    last_s: float
    by: str = ""


class PendingRequests:
    """By their ids."""

    def __init__(self, send: Callable[[CurationRequest], None], *, clock: Clock) -> None:
        self._send = send
        self._clock = clock
        self._pending: dict[str, PendingRequest] = {}

    def send(self, request: CurationRequest, words: str = "", by: str = "") -> None:
        """Sends it for the first time. words, by: as of a `PendingRequest`."""
        now_s = self._clock.monotonic_s()
        self._pending[_id_of(request)] = PendingRequest(request, words, now_s, now_s, by)
        self._send(request)

    def settle(self, about: str) -> PendingRequest | None:
        """What is answered by this, and pends no more; None if nothing is."""
        return self._pending.pop(about, None)

    def has(self, *kinds: type[CurationRequest]) -> bool:
        """Whether one of these kinds is not answered yet."""
        return any(isinstance(one.request, kinds) for one in self._pending.values())

    def forget(self, kind: type[CurationRequest]) -> None:
        """Takes no answer to these any more."""
        kept = self._pending.items()
        self._pending = {about: one for about, one in kept if not isinstance(one.request, kind)}

    def repeat(self) -> tuple[PendingRequest, ...]:
        """Says again what may have been lost, and returns what it gives up: what never came."""
        now_s = self._clock.monotonic_s()
        late = {a: one for a, one in self._pending.items() if now_s - one.first_s > PATIENCE_S}
        for about in late:
            del self._pending[about]
        for about, one in list(self._pending.items()):
            if now_s - one.last_s >= AGAIN_S:
                self._pending[about] = replace(one, last_s=now_s)
                self._send(one.request)
        return tuple(late.values())


def _id_of(request: CurationRequest) -> str:
    return request.command_id if isinstance(request, Curate) else request.request_id
