"""What the station tells in words, said in the language that is spoken. Its words are English.

What nobody marked stays as it is: a path, a name, what a system's error says.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import msgspec

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    GateReportArrived,
    LinkChanged,
    QuestionsWithdrawn,
    StatusArrived,
)
from operator_gui.phrases import parts
from operator_gui.texts import Language, spoken
from operator_gui.workers.link_worker import CurationReady, LinkFailed, ShotReady, WorkerEvent
from shared.protocol.asking import AskingState
from shared.protocol.curation import ClassList, OperationSummary, Suspicion, TrackList, TrackSummary
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import Stranger
from shared.protocol.gate import GateComparison, GateFinding, GateReport
from shared.protocol.rollout import RolloutSummary
from shared.protocol.standing import Advice
from shared.protocol.status import NodeSummary, StationStatus, VersionSummary
from shared.protocol.watching import RecordedShot

_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")
_BETWEEN = ("; ", ", ")
_DEEPEST = 8
_KEPT = 4096

_WORDS: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Advice: ("text",),
    AskingState: ("problem",),
    CommandResult: ("text",),
    GateComparison: ("exam",),
    GateFinding: ("rule", "text"),
    NodeSummary: ("note", "rollout"),
    OperationSummary: ("text",),
    RecordedShot: ("note",),
    RolloutSummary: ("text",),
    StationStatus: ("note",),
    Stranger: ("text",),
    Suspicion: ("reason",),
    VersionSummary: ("reason",),
}
"""Which fields hold words for people."""
_PARTS: dict[type[msgspec.Struct], tuple[str, ...]] = {
    ClassList: ("operations",),
    GateReport: ("findings", "comparisons"),
    NodeSummary: ("asking",),
    StationStatus: ("nodes", "versions", "advice", "rollout", "strangers"),
    TrackList: ("tracks",),
    TrackSummary: ("suspicion",),
}
"""Which fields hold something that has words."""

Told = TypeVar("Told", bound=msgspec.Struct)


def told(text: str) -> str:
    """A sentence from the station in the language that is spoken."""
    language = spoken()
    return _told(language, text) if language.phrases is not None and text else text


def in_words_spoken(event: WorkerEvent) -> WorkerEvent:
    """The same event, its words in the language that is spoken."""
    if spoken().phrases is None:
        return event
    match event:
        case StatusArrived(status=status):
            return StatusArrived(_spoken(status))
        case CommandFinished(result=result):
            return CommandFinished(_spoken(result))
        case GateReportArrived(report=report):
            return GateReportArrived(_spoken(report))
        case CurationReady(reply=reply):
            return CurationReady(_spoken(reply), event.pictures)
        case ShotReady(shot=shot):
            return ShotReady(_spoken(shot), event.picture)
        case AnswerRefused() | QuestionsWithdrawn() | LinkFailed():
            return replace(event, reason=told(event.reason))
        case LinkChanged():
            return replace(event, refusal=told(event.refusal))
        case _:
            return event


def _spoken(thing: Told) -> Told:
    fresh: dict[str, object] = {}
    for name in _WORDS.get(type(thing), ()):
        fresh[name] = told(getattr(thing, name))
    for name in _PARTS.get(type(thing), ()):
        part = getattr(thing, name)
        if isinstance(part, tuple):
            fresh[name] = tuple(_spoken(one) for one in part)
        elif part is not None:
            fresh[name] = _spoken(part)
    return msgspec.structs.replace(thing, **fresh) if fresh else thing


@lru_cache(_KEPT)
def _told(language: Language, text: str) -> str:
    return _say(language, text, 0)


def _say(language: Language, text: str, depth: int) -> str:
    if _NUMBER.fullmatch(text):
        return language.written(text)
    if language.phrases is None or depth > _DEEPEST:
        return text
    found = language.phrases.find(text, inside=depth > 0)
    for between in _BETWEEN:  # several, one after another
        several = parts(text, between)
        if len(several) > 1 and (found is None or _is_torn(found[1], between)):
            return between.join(_say(language, part, depth + 1) for part in several)
    if found is None:
        return text
    phrase, values = found
    words = language.translate(phrase.speaker, phrase.template, "", -1) or phrase.template
    return words.format(**{name: _say(language, v, depth + 1) for name, v in values.items()})


def _is_torn(values: Mapping[str, str], between: str) -> bool:
    """Whether a field holds what belongs to the next sentence."""
    return between == _BETWEEN[0] and any(len(parts(one, between)) > 1 for one in values.values())
