"""One errand at a running station, from a terminal: connect, ask one thing, and go."""

import queue
import tempfile
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from operator_gui.operator_link import (
    CommandFinished,
    LinkChanged,
    OperatorEvent,
    OperatorLink,
    StatusArrived,
)
from shared.clock import SystemClock
from shared.errors import LinkError
from shared.owned_thread import OwnedThread
from shared.protocol.enrolment import AccessAction, SetAccess
from shared.protocol.messages import CommandResult, StationStatus
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

T = TypeVar("T")
JOIN_S = 5.0


def fetch_status(
    endpoint: Endpoint, *, timeout_s: float, curve: ClientCurve | None = None
) -> StationStatus:
    """The station's next word of itself. Raises LinkError if none comes in time."""

    def wanted(event: OperatorEvent, link: OperatorLink) -> StationStatus | None:
        return event.status if isinstance(event, StatusArrived) else None

    return _run(endpoint, wanted, timeout_s=timeout_s, curve=curve)


def send_wish(
    endpoint: Endpoint,
    *,
    action: AccessAction,
    code: str,
    name: str,
    timeout_s: float,
    curve: ClientCurve | None,
) -> CommandResult:
    """What the station says of an admin's wish. Raises LinkError if it says nothing in time."""
    wish = SetAccess(command_id=uuid.uuid4().hex, action=action, code=code, name=name)

    def wanted(event: OperatorEvent, link: OperatorLink) -> CommandResult | None:
        match event:
            case LinkChanged(state="connected"):
                link.set_access(wish)
            case CommandFinished(result=result) if result.command_id == wish.command_id:
                return result
            case _:
                pass
        return None

    return _run(endpoint, wanted, timeout_s=timeout_s, curve=curve)


def _run(
    endpoint: Endpoint,
    wanted: Callable[[OperatorEvent, OperatorLink], T | None],
    *,
    timeout_s: float,
    curve: ClientCurve | None,
) -> T:
    events: queue.SimpleQueue[OperatorEvent] = queue.SimpleQueue()
    failed = threading.Event()
    with tempfile.TemporaryDirectory(prefix="whatsit-errand-") as folder:
        link = OperatorLink(
            endpoint=endpoint,
            folder=Path(folder),
            operator="status",
            clock=SystemClock(),
            on_event=events.put,
            curve=curve,
            # One id for all errands of a key: the station remembers each that it was used with.
            peer_id="" if curve is None else f"errand-{curve.own.public.short}",
        )
        thread = OwnedThread("errand-link", link.run, on_failure=failed.set)
        thread.start()
        try:
            return _first(events, link, wanted, endpoint, timeout_s)
        finally:
            link.stop()
            thread.join(JOIN_S)


def _first(
    events: "queue.SimpleQueue[OperatorEvent]",
    link: OperatorLink,
    wanted: Callable[[OperatorEvent, OperatorLink], T | None],
    endpoint: Endpoint,
    timeout_s: float,
) -> T:
    clock = SystemClock()
    end_s = clock.monotonic_s() + timeout_s
    while (left_s := end_s - clock.monotonic_s()) > 0.0:
        try:
            event = events.get(timeout=left_s)
        except queue.Empty:
            break
        if isinstance(event, LinkChanged) and event.state == "refused":
            raise LinkError(f"the station at {endpoint} refuses: {event.refusal}")
        found = wanted(event, link)
        if found is not None:
            return found
    raise LinkError(
        f"no station answers at {endpoint} within {timeout_s:g} s; is `whatsit station` or "
        "`whatsit operator` running?"
    )
