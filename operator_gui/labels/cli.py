"""The commands `whatsit classes` and `whatsit provenance`: short calls at a running station."""

from pathlib import Path
from typing import Annotated

import cyclopts

from operator_gui.labels.curation_call import (
    HERE,
    Call,
    ask,
    done,
    gathered,
    last_act_undone,
    new_id,
    reply,
)
from operator_gui.labels.report import (
    class_lines,
    provenance_lines,
    shown,
    split_lines,
    track_lines,
)
from operator_gui.labels.split_pictures import write_pictures
from shared.errors import UsageError
from shared.protocol.curation import (
    MAX_CHANGED,
    MAX_PAGE,
    MAX_PARTS,
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Confirm,
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

classes = cyclopts.App(
    name="classes", help="What a station's tracks are called; and rename, merge, split, delete."
)


@classes.default
def show_classes(*, json: bool = False, call: Call = HERE) -> int:
    """List the classes with their tracks, and what was done to them lately.

    Parameters
    ----------
    json
        Print everything as JSON.
    """
    told = ask(call, ClassesWanted(request_id=new_id()), ClassList)
    print(shown(told, class_lines(told), json=json))
    return 0


@classes.command
def rename(old: str, new: str, /, *, call: Call = HERE) -> int:
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
def merge(*names: str, into: str, call: Call = HERE) -> int:
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
    call: Call = HERE,
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
        request_id=new_id(), name=old, parts=len(into), pictures=pictures is not None
    )
    with call.caller() as caller:
        told, images = reply(caller, call, wanted, SplitProposal)
        print("\n".join(split_lines(told, into)))
        if pictures is not None:
            write_pictures(pictures, told, images)
            parts = ", ".join(f"part{number}: {name}" for number, name in enumerate(into, 1))
            print(f"pictures are in {pictures} ({parts})")
        if not yes:
            print("nothing was changed; the same with --yes does it")
            return 0
        change = Split(name=old, proposal_id=told.proposal_id, into=tuple(into))
        print(done(caller, call, change))
    return 0


@classes.command
def delete(old: str, /, *, ask_again: bool = False, call: Call = HERE) -> int:
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
def relabel(*tracks: str, to: str, call: Call = HERE) -> int:
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
def confirm(*tracks: str, call: Call = HERE) -> int:
    """Say that suspicious tracks are what they are called.

    Parameters
    ----------
    tracks
        Their ids, as `suspicious` lists them.
    """
    return _change(call, Confirm(query_ids=_some(tracks)))


@classes.command
def undo(operation: str = "", /, *, call: Call = HERE) -> int:
    """Take back what was done last, or a certain operation, where nobody answered since.

    What the app did in one go is taken back in one go, also where it took several operations.

    Parameters
    ----------
    operation
        Its id, as `whatsit classes` lists it.
    """
    if operation:
        return _change(call, Undo(operation_id=operation))
    with call.caller() as caller:
        for text in last_act_undone(caller, call):
            print(text)
    return 0


@classes.command
def show(name: str = "", /, *, limit: int = 20, json: bool = False, call: Call = HERE) -> int:
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
        request_id=new_id(),
        show="class" if name else "unknown",
        name=name,
        limit=_page(limit),
        pictures=False,
    )
    told = ask(call, wanted, TrackList)
    print(shown(told, track_lines(told), json=json))
    return 0


@classes.command
def suspicious(name: str = "", /, *, limit: int = 20, json: bool = False, call: Call = HERE) -> int:
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
        request_id=new_id(), show="suspicious", name=name, limit=_page(limit), pictures=False
    )
    told = ask(call, wanted, TrackList)
    print(shown(told, track_lines(told), json=json))
    return 0


def provenance(
    *,
    answer: str = "",
    version: int = 0,
    limit: int = 20,
    json: bool = False,
    call: Call = HERE,
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
    with call.caller() as caller:

        def page(cursor: int) -> Provenance:
            wanted = ProvenanceWanted(
                request_id=new_id(), answer_id=answer, version=version, cursor=cursor
            )
            return reply(caller, call, wanted, Provenance)[0]

        told = gathered(page, limit=limit)
    print(shown(told, provenance_lines(told, version=version), json=json))
    return 0


def _change(call: Call, change: AnyLabelChange) -> int:
    with call.caller() as caller:
        print(done(caller, call, change))
    return 0


def _some(tracks: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(tracks) <= MAX_CHANGED:
        raise UsageError(
            f"expected the ids of 1 to {MAX_CHANGED} tracks, as `whatsit classes show` lists them, "
            f"got {len(tracks)}"
        )
    return tracks


def _page(limit: int) -> int:
    if not 1 <= limit <= MAX_PAGE:
        raise UsageError(f"--limit: expected 1 to {MAX_PAGE}, got {limit}")
    return limit
