"""What operators look through: classes with their counts, tracks page by page, single answers."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from operator_gui.station.class_tally import ClassTally
from operator_gui.station.database import Database, Row
from operator_gui.station.disputes import DisputeBook
from operator_gui.station.inbox import MADE_SPLIT, TRAINING_SPLIT
from operator_gui.station.mistakes import MistakeBook
from operator_gui.station.seen import seen_of
from operator_gui.station.suspects import SuspectBook, suspicion_in_words
from operator_gui.station.trainer_wire import Suspect
from shared.domain import NOT_AN_OBJECT
from shared.errors import LabelError
from shared.protocol.answers import Answer
from shared.protocol.curation import (
    AnswerOrigin,
    ClassStanding,
    TrackSummary,
    TracksWanted,
)
from shared.texts import phrase

_answers = msgspec.msgpack.Decoder(Answer)


_TRACKS = (
    "SELECT c.seq, c.query_id, c.answer_id, c.kind, c.name, c.body, c.received_at_s, q.node_id, "
    "q.split, q.header FROM current_answer c JOIN query q USING (query_id) "
)


class LabelListing:
    """Reads only. tally: counts, which a page of the gallery has no time to count anew."""

    def __init__(
        self,
        database: Database,
        *,
        suspects: SuspectBook,
        mistakes: MistakeBook,
        disputes: DisputeBook,
        tally: ClassTally,
    ) -> None:
        self._db = database
        self._suspects = suspects
        self._mistakes = mistakes
        self._disputes = disputes
        self._tally = tally

    def classes(self) -> list[ClassStanding]:
        """Every class that what a camera saw is called now, by name."""
        suspicious: dict[str, int] = {}
        for suspect in self._suspects.standing().values():
            suspicious[suspect.called] = 1 + suspicious.get(suspect.called, 0)
        return [
            ClassStanding(
                name=name,
                tracks=tracks,
                teaching=self._tally.carrying(name, split=TRAINING_SPLIT),
                suspicious=suspicious.get(name, 0),
            )
            for name, tracks in self._tally.tracks(without_split=MADE_SPLIT)
        ]

    def unknown(self) -> int:
        """How many tracks were answered with "don't know"."""
        return self._tally.unknown()

    def disputed(self) -> int:
        """How many tracks people answered differently, without anybody having decided."""
        return len(self._disputes.standing())

    def page(self, wanted: TracksWanted, name: str) -> tuple[list[TrackSummary], int, int]:
        """Tracks, how many there are in all, and the cursor of the next page, 0 for none.

        name: the class in the spelling in use, "" for all where that can be.
        """
        if wanted.show == "suspicious":
            return self._suspicious(wanted, name)
        if wanted.show == "mistaken":
            return self._mistaken(wanted, name)
        if wanted.show == "disputed":
            return self._disputed(wanted)
        where, values = _condition(wanted.show, name)
        before = wanted.cursor or 1 << 62
        rows = self._db.execute(
            f"{_TRACKS} WHERE {where} AND c.seq < ? ORDER BY c.seq DESC LIMIT ?",
            (*values, before, wanted.limit + 1),
        ).fetchall()
        standing = self._suspects.standing()
        tracks = [_track(row, standing.get(row[1])) for row in rows[: wanted.limit]]
        more = rows[wanted.limit - 1][0] if len(rows) > wanted.limit else 0
        total = self.unknown() if wanted.show == "unknown" else self._tally.carrying(name)
        return tracks, total, more

    def origin(self, answer_id: str) -> AnswerOrigin:
        """An answer and where it came from. Raises LabelError if there is none of that id."""
        row = self._db.one(
            "SELECT a.seq, a.query_id, a.kind, a.name, a.body, a.received_at_s, a.supersedes, "
            "coalesce(q.node_id, ''), coalesce((SELECT s.answer_id FROM answer s "
            "WHERE s.supersedes = a.answer_id AND s.query_id = a.query_id LIMIT 1), ''), "
            "coalesce((SELECT operation_id FROM label_operation "
            "WHERE a.seq BETWEEN first_seq AND last_seq), '') "
            "FROM answer a LEFT JOIN query q USING (query_id) WHERE a.answer_id = ?",
            (answer_id,),
        )
        if row is None:
            raise LabelError(
                phrase("station", "there is no answer {answer_id} at this station").format(
                    answer_id=repr(answer_id)
                )
            )
        seq, query_id, kind, name, body, at_s, supersedes, node_id, superseded_by, operation = row
        return AnswerOrigin(
            answer_id=answer_id,
            query_id=query_id,
            kind=kind,
            name=name,
            operator=_answers.decode(body).operator,
            answered_at_s=at_s,
            number=seq,
            node_id=node_id,
            supersedes=supersedes,
            superseded_by=superseded_by,
            operation_id=operation,
        )

    def _suspicious(self, wanted: TracksWanted, name: str) -> tuple[list[TrackSummary], int, int]:
        found = [one for one in self._suspects.standing().values() if name in ("", one.called)]
        end = wanted.cursor + wanted.limit
        tracks = list(self._tracks_of(found[wanted.cursor : end]))
        return tracks, len(found), end if end < len(found) else 0

    def _mistaken(self, wanted: TracksWanted, name: str) -> tuple[list[TrackSummary], int, int]:
        """Of those behind the cell the ones that are still called so."""
        standing, found = self._suspects.standing(), list[TrackSummary]()
        where, values = _condition("class", name)
        for query_id in self._mistakes.tracks(name, wanted.taken_for):
            row = self._db.one(f"{_TRACKS} WHERE c.query_id = ? AND {where}", (query_id, *values))
            if row is not None:
                found.append(_track(row, standing.get(query_id)))
        end = wanted.cursor + wanted.limit
        return found[wanted.cursor : end], len(found), end if end < len(found) else 0

    def _disputed(self, wanted: TracksWanted) -> tuple[list[TrackSummary], int, int]:
        standing, end = self._disputes.standing(), wanted.cursor + wanted.limit
        suspects, found = self._suspects.standing(), list[TrackSummary]()
        for query_id in list(standing)[wanted.cursor : end]:
            row = self._db.one(f"{_TRACKS} WHERE c.query_id = ?", (query_id,))
            if row is not None:
                track = _track(row, suspects.get(query_id))
                found.append(msgspec.structs.replace(track, others=standing[query_id]))
        return found, len(standing), end if end < len(standing) else 0

    def _tracks_of(self, suspects: Iterable[Suspect]) -> Iterable[TrackSummary]:
        for suspect in suspects:
            row = self._db.one(f"{_TRACKS} WHERE c.query_id = ?", (suspect.query_id,))
            if row is not None:
                yield _track(row, suspect)


def _condition(show: Literal["class", "unknown"], name: str) -> tuple[str, Row]:
    """What the answers of a page have in common."""
    if show == "unknown":
        return "c.kind = 'dont_know'", ()
    if name == NOT_AN_OBJECT:
        return "c.kind = 'not_an_object'", ()
    return "c.kind = 'name' AND c.name = ?", (name,)


def _track(row: Row, suspect: Suspect | None) -> TrackSummary:
    _, query_id, answer_id, kind, name, body, at_s, node_id, split, header = row
    seen = seen_of(header)
    return TrackSummary(
        query_id=query_id,
        answer_id=answer_id,
        kind=kind,
        name=name,
        operator=_answers.decode(body).operator,
        answered_at_s=at_s,
        node_id=node_id,
        views=len(seen.views),
        teaches=split in (TRAINING_SPLIT, MADE_SPLIT),
        is_made=split == MADE_SPLIT,
        suspicion=None if suspect is None else suspicion_in_words(suspect),
        source_id=seen.source_id,
        seen_at_s=seen.at_s,
        asked_by=seen.head_version,
    )
