"""One request to the station, said again until it is answered."""

import uuid
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from operator_gui.viewmodels.gallery import AGAIN_S
from shared.clock import Clock


class Request(Protocol):
    """What the station's answer is told by."""

    @property
    def request_id(self) -> str: ...


R = TypeVar("R", bound=Request)


class Outstanding(Generic[R]):
    """Nothing is outstanding at first, and after `settle`."""

    def __init__(
        self, send: Callable[[R], None], *, clock: Clock, again_s: float = AGAIN_S
    ) -> None:
        """again_s: so long an answer is waited for before it is asked for again."""
        self._send = send
        self._clock = clock
        self._again_s = again_s
        self._request: R | None = None
        self._sent_s = 0.0

    def ask(self, made: Callable[[str], R]) -> None:
        """Sends a new request in place of what was outstanding. made: the request of an id."""
        self._request = made(uuid.uuid4().hex)
        self._say()

    def repeat(self) -> None:
        """Sends it again where it is still outstanding: it, or its answer, may have been lost."""
        if self._clock.monotonic_s() - self._sent_s >= self._again_s:
            self._say()

    def is_about(self, request_id: str) -> bool:
        """Whether this answers what is outstanding."""
        return self._request is not None and self._request.request_id == request_id

    def settle(self) -> None:
        self._request = None

    def _say(self) -> None:
        if self._request is not None:
            self._sent_s = self._clock.monotonic_s()
            self._send(self._request)
