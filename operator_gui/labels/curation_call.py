"""A call at a running station about labels: what is wanted, checked before and after."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import cyclopts
import msgspec

from operator_gui.keys.station_options import StationOptions
from operator_gui.station_caller import CONNECT_S, StationCaller
from operator_gui.versions.cli import operator_name
from operator_gui.viewmodels.label_acts import last_act, numbered
from shared.errors import LabelError, LinkError, UsageError
from shared.protocol.curation import (
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Curate,
    CurationReply,
    CurationRequest,
    Provenance,
    Undo,
)
from shared.protocol.deployment import CommandResult

Q = TypeVar("Q", bound=CurationRequest)
R = TypeVar("R", bound=CurationReply)


@cyclopts.Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Call(StationOptions):
    """Which station is called, and by whom.

    Parameters
    ----------
    name
        Who wants it, as it is kept with what is done (default: this user's name).
    timeout_s
        How long to wait for the station's word.
    """

    name: str | None = None
    timeout_s: float = 60.0

    def caller(self) -> StationCaller:
        """Who calls; a context."""
        connect_s = min(CONNECT_S, self.timeout_s)
        return self.reach().caller(operator_name(self.name), connect_s=connect_s)


HERE = Call()


def ask(call: Call, wanted: CurationRequest, kind: type[R]) -> R:
    """The reply to one request. Raises LabelError where the station refuses it."""
    with call.caller() as caller:
        return reply(caller, call, wanted, kind)[0]


def reply(
    caller: StationCaller, call: Call, wanted: CurationRequest, kind: type[R]
) -> tuple[R, tuple[bytes, ...]]:
    """As `ask`, of a caller who has more to say; with the pictures that came along."""
    envelope = caller.ask(checked(wanted), within_s=call.timeout_s)
    if isinstance(envelope.message, CommandResult):
        raise LabelError(envelope.message.text)
    if not isinstance(envelope.message, kind):
        raise LinkError(f"the station answered with {type(envelope.message).__name__}")
    return envelope.message, envelope.payloads


def done(
    caller: StationCaller, call: Call, change: AnyLabelChange, *, operation_id: str = ""
) -> str:
    """What the station did, in words. Raises LabelError if it refused.

    operation_id: under which it is kept; a new one if empty.
    """
    wish = Curate(command_id=operation_id or new_id(), change=change)
    result = caller.ask(checked(wish), within_s=call.timeout_s).message
    assert isinstance(result, CommandResult)
    if not result.ok:
        raise LabelError(result.text)
    return result.text


def last_act_undone(caller: StationCaller, call: Call) -> Iterator[str]:
    """Takes back all of the last act; what the station did, in words, one operation after another.

    Raises LabelError where it refused one, once it was asked for all of them.
    """
    told, _ = reply(caller, call, ClassesWanted(request_id=new_id()), ClassList)
    act = last_act(told.operations)
    if not act:
        yield done(caller, call, Undo())  # of long ago, or the station says that there is none
    refused: LabelError | None = None
    for operation_id, one in numbered(new_id(), act):
        try:
            undo = Undo(operation_id=one.operation_id)
            yield done(caller, call, undo, operation_id=operation_id)
        except LabelError as error:
            refused = refused or error
    if refused is not None:
        raise refused


def checked(request: Q) -> Q:
    """Raises UsageError for what no message can carry, as a name of a thousand letters."""
    try:
        return msgspec.convert(msgspec.to_builtins(request), type(request))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise UsageError(f"that cannot be asked for: {error}") from error


def gathered(page: Callable[[int], Provenance], *, limit: int) -> Provenance:
    """One answer of all pages, until there are `limit` answers. page: the one from a cursor on, 0
    for the first; the last one has no next cursor."""
    told = page(0)
    answers = told.answers
    while told.next_cursor and len(answers) < limit:
        told = page(told.next_cursor)
        answers += told.answers
    return msgspec.structs.replace(told, answers=answers[:limit])


def new_id() -> str:
    """For one request."""
    return uuid.uuid4().hex
