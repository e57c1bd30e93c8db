"""Every strategy on the same recording, after one pass that finds all tracks there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.what_if.knowledge import Knowledge
from edge_node.what_if.playback import Playback
from edge_node.what_if.rehearsal import Manner, Question, Rehearsal, rehearse
from edge_node.what_if.report import WhatIfReport
from edge_node.what_if.verdict import Verdict, judge_rehearsal


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """asked: the questions of each strategy, in the order of the report's verdicts."""

    report: WhatIfReport
    asked: tuple[tuple[str, tuple[Question, ...]], ...]


def compare(
    playback: Playback,
    bundle: ActiveBundle,
    knowledge: Knowledge,
    ask: AskConfig,
    manner: Manner,
    *,
    strategies: Sequence[str],
    title: str,
) -> Comparison:
    """Plays the recording once for all its tracks, and once for each strategy.

    A KeyboardInterrupt ends it: the strategies that were gone through are returned, if there are
    any. Raises SourceError and ModelError.
    """
    with TemporaryDirectory(prefix="whatsit-what-if-") as name:
        folder = Path(name)
        tracks = rehearse(
            playback,
            bundle,
            knowledge,
            _everything(ask),
            replace(manner, learn_every=None),
            folder=folder,
        )
        verdicts: list[Verdict] = []
        asked: list[tuple[str, tuple[Question, ...]]] = []
        for strategy in strategies:
            chosen = msgspec.structs.replace(ask, strategy=strategy)
            try:
                done = rehearse(playback, bundle, knowledge, chosen, manner, folder=folder)
            except KeyboardInterrupt:
                if not verdicts:
                    raise
                break
            verdicts.append(judge_rehearsal(strategy, done, tracks.questions, knowledge))
            asked.append((strategy, done.questions))
    return Comparison(_report(title, tracks, verdicts), tuple(asked))


def _everything(ask: AskConfig) -> AskConfig:
    """Asks about every track that could be asked about; what looks exactly alike counts once."""
    return msgspec.structs.replace(
        ask,
        questions_per_hour=1e6,
        burst=100_000,
        min_value=0.0,
        same_object_cosine=1.0,
        audit_share=0.0,
    )


def _report(title: str, tracks: Rehearsal, verdicts: Sequence[Verdict]) -> WhatIfReport:
    named = sum(track.said.kind != "dont_know" for track in tracks.questions)
    return WhatIfReport(
        recording=title,
        frames=tracks.frames,
        duration_s=tracks.duration_s,
        tracks=len(tracks.questions),
        named=named,
        strategies=tuple(verdicts),
    )
