"""What a station says of its labels, in lines for a terminal."""

import time
from collections.abc import Iterable

import msgspec

from operator_gui.viewmodels.words import plural
from shared.protocol.curation import (
    AnswerOrigin,
    ClassList,
    CurationReply,
    Provenance,
    SplitProposal,
    TrackList,
    TrackSummary,
)

OPERATIONS_SHOWN = 5
VERSIONS_SHOWN = 20


def shown(told: CurationReply, lines: Iterable[str], *, json: bool) -> str:
    """The lines, or everything as JSON."""
    if json:
        return msgspec.json.format(msgspec.json.encode(told)).decode()
    return "\n".join(lines)


def class_lines(told: ClassList) -> list[str]:
    """Every class, and what was done to them lately."""
    width = max((len(one.name) for one in told.classes), default=0)
    lines = [
        f"{one.name:<{width}}  {plural(one.tracks, 'track')}"
        + (f", {one.tracks - one.teaching} only measure" if one.teaching < one.tracks else "")
        + (f", {one.suspicious} suspicious" if one.suspicious else "")
        for one in told.classes
    ]
    if not lines:
        lines.append("nothing has a name yet")
    if told.unknown:
        lines.append(f'{plural(told.unknown, "track")} answered with "don\'t know"')
    for done in told.operations[:OPERATIONS_SHOWN]:
        lines.append(
            f"{_when(done.at_s)}  {done.operator} {done.text}, {plural(done.tracks, 'track')}"
            + (" (taken back)" if done.undone else f"  [{done.operation_id}]")
        )
    return lines


def track_lines(told: TrackList) -> list[str]:
    """A page of tracks, a line each."""
    lines = [_track(track) for track in told.tracks]
    left = told.total - len(told.tracks)
    if not lines:
        return ["none"]
    return [*lines, f"and {left:,} more; --limit says how many are shown"] if left > 0 else lines


def split_lines(told: SplitProposal, names: Iterable[str]) -> list[str]:
    """What would get which name."""
    lines = [
        f"{name}: {plural(part.tracks, 'track')}, such as {', '.join(part.examples[:3])}"
        for name, part in zip(names, told.parts, strict=True)
    ]
    if told.unlike:
        lines.append(f"{plural(told.unlike, 'track')} cannot be compared and stay {told.name}")
    return lines


def provenance_lines(told: Provenance, *, version: int) -> list[str]:
    """An answer with the versions that learned from it, or a version with its answers."""
    if version:
        left = told.total - len(told.answers)
        lines = [f"version {version} learned from {plural(told.total, 'answer')}"]
        lines += [f"  {_origin(answer)}" for answer in told.answers]
        return [*lines, f"  and {left:,} more; --limit says how many are shown"] if left else lines
    (answer,) = told.answers
    lines = [_origin(answer), f"about track {answer.query_id} of robot {answer.node_id or '?'}"]
    if answer.operation_id:
        lines.append(f"given by operation {answer.operation_id}")
    if answer.supersedes:
        lines.append(f"in the place of answer {answer.supersedes}")
    if answer.superseded_by:
        lines.append(f"replaced by answer {answer.superseded_by}")
    return [*lines, _learned(told.versions)]


def _learned(versions: tuple[int, ...]) -> str:
    if not versions:
        return "no version learned from it"
    if len(versions) > VERSIONS_SHOWN:
        return f"{len(versions)} versions learned from it, v{versions[0]} to v{versions[-1]}"
    return f"learned by {', '.join(f'v{number}' for number in versions)}"


def _origin(answer: AnswerOrigin) -> str:
    return (
        f"{answer.answer_id}  {_called(answer.kind, answer.name)}, "
        f"{answer.operator}, {_when(answer.answered_at_s)}"
    )


def _track(track: TrackSummary) -> str:
    line = (
        f"{track.query_id}  {_called(track.kind, track.name)}, {track.operator}, "
        f"{_when(track.answered_at_s)}, robot {track.node_id}"
    )
    if not track.teaches:
        line += ", only measures"
    if track.is_made:
        line += ", a made view"
    if track.suspicion is None:
        return line
    near = ", ".join(track.suspicion.nearest)
    return f"{line}\n  {track.suspicion.reason}" + (f", as {near}" if near else "")


def _called(kind: str, name: str) -> str:
    return name or kind.replace("dont", "don't").replace("_", " ")


def _when(at_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_s))
