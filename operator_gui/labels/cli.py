"""The commands `whatsit classes` and `whatsit provenance`: short calls at a running station."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import cyclopts
import msgspec

from operator_gui.keys.station_options import StationOptions
from operator_gui.labels.report import class_lines, provenance_lines, split_lines, track_lines
from operator_gui.station_caller import CONNECT_S, StationCaller
from operator_gui.versions.cli import operator_name
from shared.errors import LabelError, LinkError, StorageError, UsageError
from shared.protocol.curation import (
    MAX_CHANGED,
    MAX_PAGE,
    MAX_PARTS,
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Confirm,
    Curate,
    CurationReply,
    CurationRequest,
    Delete,
    Merge,
    Provenance,
    ProvenanceWanted,
    Relabel,
    Rename,
    Split,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
    Undo,
)
from shared.protocol.deployment import CommandResult

Q = TypeVar("Q", bound=CurationRequest)
R = TypeVar("R", bound=CurationReply)

classes = cyclopts.App(
    name="classes", help="What a station's tracks are called; and rename, merge, split, delete."
)


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


_HERE = Call()


@classes.default
def show_classes(*, json: bool = False, call: Call = _HERE) -> int:
    """List the classes with their tracks, and what was done to them lately.

    Parameters
    ----------
    json
        Print everything as JSON.
    """
    told, _ = _ask(call, ClassesWanted(request_id=_new_id()), ClassList)
    return _print(told, class_lines(told), json=json)


@classes.command
def rename(old: str, new: str, /, *, call: Call = _HERE) -> int:
    """Give a class another name, or the same in another spelling.

    Parameters
    ----------
    old
        The class.
    new
        A name that no other class has.
    """
    return _change(call, Rename(name=old, to=new))


@classes.command
def merge(*names: str, into: str, call: Call = _HERE) -> int:
    """Let several classes go by one name.

    Parameters
    ----------
    names
        The classes.
    into
        One of their names, another class's, or a new one.
    """
    if not names:
        raise UsageError("say which classes are to be merged")
    return _change(call, Merge(names=names, into=into))


@classes.command
def split(
    old: str,
    /,
    *,
    into: Annotated[list[str], cyclopts.Parameter(consume_multiple=True)],
    yes: bool = False,
    pictures: Path | None = None,
    call: Call = _HERE,
) -> int:
    """Split a class into groups of tracks that look the same; say what would be done, or do it.

    Parameters
    ----------
    old
        The class.
    into
        A name for each part, the largest part first; one of them may be the class's own.
    yes
        Do it, and not only say what would be done.
    pictures
        A folder for pictures of some tracks of each part, to look at before.
    """
    if not 2 <= len(into) <= MAX_PARTS:
        raise UsageError(f"--into: expected 2 to {MAX_PARTS} names, got {len(into)}")
    wanted = SplitWanted(
        request_id=_new_id(), name=old, parts=len(into), pictures=pictures is not None
    )
    with _caller(call) as caller:
        told, images = _reply(caller, call, wanted, SplitProposal)
        print("\n".join(split_lines(told, into)))
        if pictures is not None:
            _write_pictures(pictures, told, into, images)
        if not yes:
            print("nothing was changed; the same with --yes does it")
            return 0
        change = Split(name=old, proposal_id=told.proposal_id, into=tuple(into))
        print(_done(caller, call, change))
    return 0


@classes.command
def delete(old: str, /, *, ask_again: bool = False, call: Call = _HERE) -> int:
    """Have nothing called so any more, its tracks set aside as if nobody knew what they are.

    Parameters
    ----------
    old
        The class.
    ask_again
        Ask about its tracks again instead, behind all other questions.
    """
    return _change(call, Delete(name=old, ask_again=ask_again))


@classes.command
def relabel(*tracks: str, to: str, call: Call = _HERE) -> int:
    """Say that tracks are something else.

    Parameters
    ----------
    tracks
        Their ids, as `show` and `suspicious` list them.
    to
        What they are; "not an object" for what is nothing, "don't know" to set them aside.
    """
    match to.strip().casefold():
        case "not an object":
            return _change(call, Relabel(query_ids=_some(tracks), kind="not_an_object"))
        case "don't know":
            return _change(call, Relabel(query_ids=_some(tracks), kind="dont_know"))
        case _:
            return _change(call, Relabel(query_ids=_some(tracks), name=to))


@classes.command
def confirm(*tracks: str, call: Call = _HERE) -> int:
    """Say that suspicious tracks are what they are called.

    Parameters
    ----------
    tracks
        Their ids, as `suspicious` lists them.
    """
    return _change(call, Confirm(query_ids=_some(tracks)))


@classes.command
def undo(operation: str = "", /, *, call: Call = _HERE) -> int:
    """Take back the last operation, or a certain one, where nobody answered since.

    Parameters
    ----------
    operation
        Its id, as `whatsit classes` lists it.
    """
    return _change(call, Undo(operation_id=operation))


@classes.command
def show(name: str = "", /, *, limit: int = 20, json: bool = False, call: Call = _HERE) -> int:
    """List the tracks of a class, the latest answer first; without one, those nobody knows.

    Parameters
    ----------
    name
        The class.
    limit
        How many are listed at most, up to 64.
    json
        Print everything as JSON.
    """
    wanted = TracksWanted(
        request_id=_new_id(),
        show="class" if name else "unknown",
        name=name,
        limit=_page(limit),
        pictures=False,
    )
    told, _ = _ask(call, wanted, TrackList)
    return _print(told, track_lines(told), json=json)


@classes.command
def suspicious(
    name: str = "", /, *, limit: int = 20, json: bool = False, call: Call = _HERE
) -> int:
    """List tracks whose label looks wrong, the worst first, and why.

    Parameters
    ----------
    name
        Of this class alone.
    limit
        How many are listed at most, up to 64.
    json
        Print everything as JSON.
    """
    wanted = TracksWanted(
        request_id=_new_id(), show="suspicious", name=name, limit=_page(limit), pictures=False
    )
    told, _ = _ask(call, wanted, TrackList)
    return _print(told, track_lines(told), json=json)


def provenance(
    *,
    answer: str = "",
    version: int = 0,
    limit: int = 20,
    json: bool = False,
    call: Call = _HERE,
) -> int:
    """Say which versions learned from an answer, or which answers made a version.

    Parameters
    ----------
    answer
        The id of an answer.
    version
        The number of a version.
    limit
        How many answers are listed at most.
    json
        Print everything as JSON.
    """
    if bool(answer) == bool(version):
        raise UsageError("say either --answer ID or --version NUMBER")
    if version < 0 or limit < 1:
        raise UsageError("--version and --limit: expected 1 or more")
    found: list[Provenance] = []
    with _caller(call) as caller:
        while not found or (found[-1].next_cursor and sum(len(f.answers) for f in found) < limit):
            wanted = ProvenanceWanted(
                request_id=_new_id(),
                answer_id=answer,
                version=version,
                cursor=found[-1].next_cursor if found else 0,
            )
            found.append(_reply(caller, call, wanted, Provenance)[0])
    answers = tuple(one for part in found for one in part.answers)[:limit]
    told = msgspec.structs.replace(found[-1], answers=answers)
    return _print(told, provenance_lines(told, version=version), json=json)


def _caller(call: Call) -> StationCaller:
    connect_s = min(CONNECT_S, call.timeout_s)
    return call.reach().caller(operator_name(call.name), connect_s=connect_s)


def _ask(call: Call, wanted: CurationRequest, kind: type[R]) -> tuple[R, tuple[bytes, ...]]:
    with _caller(call) as caller:
        return _reply(caller, call, wanted, kind)


def _reply(
    caller: StationCaller, call: Call, wanted: CurationRequest, kind: type[R]
) -> tuple[R, tuple[bytes, ...]]:
    envelope = caller.ask(_checked(wanted), within_s=call.timeout_s)
    if isinstance(envelope.message, CommandResult):
        raise LabelError(envelope.message.text)
    if not isinstance(envelope.message, kind):
        raise LinkError(f"the station answered with {type(envelope.message).__name__}")
    return envelope.message, envelope.payloads


def _change(call: Call, change: AnyLabelChange) -> int:
    with _caller(call) as caller:
        print(_done(caller, call, change))
    return 0


def _done(caller: StationCaller, call: Call, change: AnyLabelChange) -> str:
    """What the station did, in words. Raises LabelError if it refused."""
    wish = Curate(command_id=_new_id(), change=change)
    result = caller.ask(_checked(wish), within_s=call.timeout_s).message
    assert isinstance(result, CommandResult)
    if not result.ok:
        raise LabelError(result.text)
    return result.text


def _checked(request: Q) -> Q:
    """Raises UsageError for what no message can carry, as a name of a thousand letters."""
    try:
        return msgspec.convert(msgspec.to_builtins(request), type(request))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise UsageError(f"that cannot be asked for: {error}") from error


def _write_pictures(
    folder: Path, told: SplitProposal, names: list[str], images: tuple[bytes, ...]
) -> None:
    left = iter(images)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, part in enumerate(told.parts, 1):
            for place, _ in enumerate(part.examples, 1):
                image = next(left, b"")
                if image:
                    (folder / f"part{number}-{place}.jpg").write_bytes(image)
    except OSError as error:
        raise StorageError(f"cannot write pictures to {folder}: {error.strerror}") from error
    parts = ", ".join(f"part{number}: {name}" for number, name in enumerate(names, 1))
    print(f"pictures are in {folder} ({parts})")


def _some(tracks: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(tracks) <= MAX_CHANGED:
        raise UsageError(f"expected 1 to {MAX_CHANGED} tracks, got {len(tracks)}")
    return tracks


def _page(limit: int) -> int:
    if not 1 <= limit <= MAX_PAGE:
        raise UsageError(f"--limit: expected 1 to {MAX_PAGE}, got {limit}")
    return limit


def _print(told: CurationReply, lines: list[str], *, json: bool) -> int:
    if json:
        print(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        print("\n".join(lines))
    return 0


def _new_id() -> str:
    return uuid.uuid4().hex
