"""What is said of tracks in the gallery, in plain words."""

from dataclasses import dataclass

from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.gallery import Subject
from operator_gui.viewmodels.words import moment, plural
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.protocol.curation import OtherAnswer, TrackSummary


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
            return "nobody knew"
        case _:
            return "open"


def caption(track: TrackSummary, subject: Subject) -> str:
    """The line under a picture: where all are of one class it says what is special, if anything."""
    if track.others:
        return f"{called(track)} / {_said(track.others[0])}"
    if track.suspicion is not None:
        return f"{track.suspicion.looks_like}?"
    return "" if subject.show == "class" else called(track)


def spoken(track: TrackSummary) -> str:
    """What a screen reader says of a picture."""
    wrong = "" if track.suspicion is None else f", {track.suspicion.reason}"
    wrong += "".join(f", {one.operator or 'somebody'} said {_said(one)}" for one in track.others)
    return f"{called(track)}, answered by {track.operator or 'nobody'}{wrong}"


def details(tracks: tuple[TrackSummary, ...], now_s: float) -> Details | None:
    """Of what is selected; None for nothing."""
    if not tracks:
        return None
    if len(tracks) > 1:
        names = sorted({called(track) for track in tracks})
        shown = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
        wrong = sum(track.suspicion is not None for track in tracks)
        return Details(
            f"{plural(len(tracks), 'track')} selected",
            f"{wrong:,} of them look wrong" if wrong else "",
            (shown,),
        )
    (track,) = tracks
    facts = [
        f"{track.operator or 'somebody'} said so, {moment(track.answered_at_s, now_s)}",
        plural(track.views, "view"),
    ]
    if not track.teaches:
        facts.append("measures how good the model is; nothing is learned from it")
    if track.is_made:
        facts.append("made from another picture; no camera saw it")
    wrong_words = "" if track.suspicion is None else track.suspicion.reason
    if track.others:
        said = (
            f"{one.operator or 'somebody'} said {_said(one)}, {moment(one.answered_at_s, now_s)}"
            for one in track.others
        )
        wrong_words = "; ".join((*said, *filter(None, (wrong_words,))))
    return Details(called(track), wrong_words, tuple(facts))
