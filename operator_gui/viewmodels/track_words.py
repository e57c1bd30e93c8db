"""What is said of tracks in the gallery, in plain words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from operator_gui.texts import counted, number, tr
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.gallery import Subject
from operator_gui.viewmodels.words import moment, set_apart
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.protocol.curation import OtherAnswer, TrackSummary

_NOBODY: Mapping[str, str] = MappingProxyType({})
_MOST_COUNTED = 4


@dataclass(frozen=True, slots=True)
class Details:
    """A heading, what looks wrong about it ("" for nothing), and facts, a line each."""

    heading: str
    wrong: str = ""
    facts: tuple[str, ...] = ()


def called(track: TrackSummary) -> str:
    """What a track is called, in words."""
    return _in_words(track.kind, track.name)


def _said(other: OtherAnswer) -> str:
    return _in_words(other.kind, other.name)


def _in_words(kind: AnswerKind, name: str) -> str:
    match kind:
        case "name":
            return name
        case "not_an_object":
            return class_title(NOT_AN_OBJECT)
        case "dont_know":
            return tr("nobody knew")
        case _:
            return tr("open", "nobody has answered it")


def caption(track: TrackSummary, subject: Subject) -> str:
    """The line under a picture: where all are of one class it says what is special, if anything."""
    if track.others:
        return f"{called(track)} / {_said(track.others[0])}"
    if track.suspicion is not None:
        return f"{track.suspicion.looks_like}?"
    return "" if subject.show == "class" else called(track)


def spoken(track: TrackSummary) -> str:
    """What a screen reader says of a picture."""
    text = tr("{name}, answered by {operator}")
    parts = [text.format(name=called(track), operator=track.operator or tr("nobody"))]
    if track.suspicion is not None:
        parts.append(track.suspicion.reason)
    for one in track.others:
        text = tr("{operator} said {name}")
        parts.append(text.format(operator=one.operator or tr("somebody"), name=_said(one)))
    return ", ".join(parts)


def details(
    tracks: tuple[TrackSummary, ...],
    now_s: float,
    *,
    robots: Mapping[str, str] = _NOBODY,
    learned_by: tuple[int, ...] | None = None,
) -> Details | None:
    """Of what is selected; None for nothing.

    robots: their names, by their ids. learned_by: the versions that learned from the only track
    that is selected; None where that is not known.
    """
    if not tracks:
        return None
    if len(tracks) > 1:
        names = [set_apart(name) for name in sorted({called(track) for track in tracks})]
        shown = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
        wrong = sum(track.suspicion is not None for track in tracks)
        return Details(
            counted("%n track selected", "%n tracks selected", len(tracks)),
            tr("{count} of them look wrong").format(count=number(wrong)) if wrong else "",
            (
                shown,
                tr("seen by {robots}").format(
                    robots=_counts(robots.get(t.node_id, t.node_id) for t in tracks)
                ),
                tr("answered by {people}").format(
                    people=_counts(t.operator or tr("somebody") for t in tracks)
                ),
            ),
        )
    (track,) = tracks
    facts = [
        tr("{operator} said so, {time}").format(
            operator=track.operator or tr("somebody"), time=moment(track.answered_at_s, now_s)
        ),
        _where_seen(track, robots, now_s),
        counted("%n view", "%n views", track.views),
    ]
    if not track.teaches:
        facts.append(tr("measures how good the model is; nothing is learned from it"))
    elif learned_by is not None:
        facts.append(_learned(learned_by))
    if track.is_made:
        facts.append(tr("made from another picture; no camera saw it"))
    wrong_words = "" if track.suspicion is None else track.suspicion.reason
    if track.others:
        said = (
            tr("{operator} said {name}, {time}").format(
                operator=one.operator or tr("somebody"),
                name=_said(one),
                time=moment(one.answered_at_s, now_s),
            )
            for one in track.others
        )
        wrong_words = "; ".join((*said, *filter(None, (wrong_words,))))
    return Details(called(track), wrong_words, tuple(facts))


def _where_seen(track: TrackSummary, robots: Mapping[str, str], now_s: float) -> str:
    """An older station says of where and when nothing but the robot."""
    robot = set_apart(robots.get(track.node_id, track.node_id))
    if not track.seen_at_s:
        return tr("seen by {robot}").format(robot=robot)
    said = {
        "robot": robot,
        "source": track.source_id,
        "time": moment(track.seen_at_s, now_s),
        "version": track.asked_by,
    }
    if not track.asked_by:
        return tr("seen by {robot} on {source}, {time}, before it had a model").format(**said)
    return tr("seen by {robot} on {source}, {time}, when v{version} asked").format(**said)


def _learned(versions: tuple[int, ...]) -> str:
    if not versions:
        return tr("no version has learned from it yet")
    if len(versions) == 1:
        return tr("v{version} learned from it").format(version=versions[0])
    return counted(
        "%n version learned from it, from v{first} to v{last}",
        "%n versions learned from it, from v{first} to v{last}",
        len(versions),
    ).format(first=versions[0], last=versions[-1])


def _counts(names: Iterable[str]) -> str:
    """`rover-1 12, gate-cam 3`: the most first, and at most so many."""
    common = Counter(names).most_common()
    told = [f"{set_apart(name)} {number(count)}" for name, count in common[:_MOST_COUNTED]]
    return ", ".join([*told, "…"] if len(common) > _MOST_COUNTED else told)
