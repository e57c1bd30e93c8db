"""What an operation on labels would change: for each track the answer that replaces its answer.

Reads only. Whatever cannot be done raises LabelError before anything is written.
"""

import difflib
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from operator_gui.station.database import Database, Row
from operator_gui.station.names import normalised, same_name
from operator_gui.station.undo_plan import Said, Span, standing
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.errors import LabelError, ProtocolError
from shared.protocol.curation import Confirm, Delete, Merge, Relabel, Rename
from shared.texts import phrase

_NAMED = "SELECT query_id, answer_id FROM current_answer WHERE kind = 'name' AND name = ?"
_UNKNOWN = "SELECT query_id, answer_id FROM current_answer WHERE kind = 'dont_know'"
_EVER_GIVEN = """
WITH RECURSIVE given(name) AS (
  SELECT min(name) FROM answer WHERE kind = 'name'
  UNION ALL
  SELECT (SELECT min(name) FROM answer WHERE kind = 'name' AND name > given.name)
  FROM given WHERE given.name IS NOT NULL)
SELECT name FROM given WHERE name IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Successor:
    """The next answer to a query: what it says, and which answer it supersedes."""

    query_id: str
    supersedes: str
    kind: AnswerKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """text: what is done, in words. of_names: whether it changes what classes are called, and not
    what a track is. kept: tracks that an undo leaves alone, as somebody answered since."""

    text: str
    successors: tuple[Successor, ...]
    of_names: bool = True
    kept: int = 0

    @property
    def tracks(self) -> int:
        return len({successor.query_id for successor in self.successors})


class Planner:
    """Of one operation, by what the database holds in the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @functools.cached_property
    def _names(self) -> list[str]:
        """Every name that was ever given. From one to the next in the index of names: to go through
        all answers, or all that count, takes longer the more there are."""
        return [name for (name,) in self._db.execute(_EVER_GIVEN)]

    def rename(self, change: Rename) -> Plan:
        """A new name, or another spelling of the same."""
        name, to = self.class_called(change.name), new_name(change.to)
        if name == to:
            raise LabelError(
                phrase("station", "{name} is called that already").format(name=repr(name))
            )
        other = self.find(to)
        if other is not None and not same_name(other, name):
            raise LabelError(
                phrase(
                    "station", "there is a class {other} already: merge {name} into it instead"
                ).format(other=repr(other), name=repr(name))
            )
        return Plan(
            phrase("station", "renamed {name} to {to}").format(name=name, to=to),
            self._called(name, to),
        )

    def merge(self, change: Merge) -> Plan:
        """All under one name; what has it already stays as it is."""
        names = list(dict.fromkeys(self.class_called(name) for name in change.names))
        into = self.find(change.into) or new_name(change.into)
        others = [name for name in names if name != into]
        if not others:
            raise LabelError(
                phrase("station", "there is nothing to merge into {into} but itself").format(
                    into=repr(into)
                )
            )
        if len(names) == 1 and self.find(into) is None:
            raise LabelError(
                phrase("station", "there is no class {into}: rename {names} to it instead").format(
                    into=repr(into), names=repr(names[0])
                )
            )
        successors = [one for name in others for one in self._called(name, into)]
        return Plan(
            phrase("station", "merged {names} into {into}").format(
                names=" and ".join(others), into=into
            ),
            tuple(successors),
        )

    def delete(self, change: Delete) -> Plan:
        """Sets its tracks aside, or asks about them again."""
        name = self.class_called(change.name)
        if not change.ask_again:
            rows = self._db.execute(_NAMED, (name,))
            aside = tuple(Successor(q, a, "dont_know") for q, a in rows)
            return Plan(
                phrase("station", "deleted {name}, its tracks set aside").format(name=name), aside
            )
        # Every answer that lives has to go, or an earlier one would count again.
        rows = self._db.execute(
            "SELECT query_id, answer_id FROM live_answer WHERE query_id IN (SELECT query_id FROM "
            "current_answer WHERE kind = 'name' AND name = ?) ORDER BY seq",
            (name,),
        )
        asked = tuple(Successor(q, a, "later") for q, a in rows)
        return Plan(
            phrase("station", "deleted {name}, its tracks to be asked about again").format(
                name=name
            ),
            asked,
        )

    def split(self, name: str, parts: Iterable[tuple[str, Iterable[str]]]) -> Plan:
        """parts: a name each with the tracks that get it, as far as they are still called so."""
        name = self.class_called(name)
        names: list[str] = []
        successors: list[Successor] = []
        answers = dict(self._db.execute(_NAMED, (name,)).fetchall())
        for wanted, query_ids in parts:
            into = name if same_name(wanted, name) else new_name(wanted)
            if (other := self.find(into)) is not None and other != name:
                raise LabelError(
                    phrase(
                        "station", "there is a class {other} already: name the part otherwise"
                    ).format(other=repr(other))
                )
            if any(same_name(into, earlier) for earlier in names):
                raise LabelError(
                    phrase("station", "two parts would be called {into}").format(into=repr(into))
                )
            names.append(into)
            if into != name:
                successors += [
                    Successor(query_id, answers[query_id], "name", into)
                    for query_id in query_ids
                    if query_id in answers
                ]
        return Plan(
            phrase("station", "split {name} into {names}").format(
                name=name, names=" and ".join(names)
            ),
            tuple(successors),
        )

    def name_groups(self, parts: Iterable[tuple[str, Iterable[str]]]) -> Plan:
        """Of what nobody knew. parts: a name each, "" for none, with the tracks that get it, as far
        as nobody has named them since. Several may get one name."""
        names: list[str] = []
        successors: list[Successor] = []
        answers = dict(self._db.execute(_UNKNOWN).fetchall())
        for wanted, query_ids in parts:
            if not wanted.strip():
                continue
            into = self.find(wanted) or new_name(wanted)
            names.append(into)
            successors += [
                Successor(query_id, answers[query_id], "name", into)
                for query_id in query_ids
                if query_id in answers
            ]
        if not names:
            raise LabelError(phrase("station", "no group has a name"))
        text = phrase("station", "named groups of what nobody knew: {names}")
        shown = " and ".join(dict.fromkeys(names))
        return Plan(text.format(names=shown), tuple(successors), of_names=False)

    def relabel(self, change: Relabel) -> Plan:
        """The tracks, of whatever class, are something else."""
        name = ""
        if change.kind == "name":
            name = self.find(change.name) or new_name(change.name)
        what = {
            "name": name,
            "not_an_object": NOT_AN_OBJECT,
            "dont_know": phrase("station", "not known"),
        }[change.kind]
        successors = [
            Successor(query_id, answer_id, change.kind, name)
            for query_id, answer_id, kind, called in self._answers(change.query_ids)
            if (kind, called) != (change.kind, name)
        ]
        return Plan(
            phrase("station", "relabelled as {what}").format(what=what),
            tuple(successors),
            of_names=False,
        )

    def confirm(self, change: Confirm) -> Plan:
        """The same once more, by somebody who has looked again."""
        answers = self._answers(change.query_ids)
        return Plan(
            phrase("station", "confirmed"),
            tuple(Successor(q, a, kind, name) for q, a, kind, name in answers),
            False,
        )

    def undo(self, operation: Span, *, did: str, text: str, of_names: bool) -> Plan:
        """did: what the operation did, in words. text: what taking it back does. of_names: as in
        its plan."""
        spans = self._db.execute(
            "SELECT first_seq, last_seq, operation_id, undoes FROM label_operation "
            "ORDER BY first_seq"
        )
        answers = self._db.execute(
            "SELECT query_id, seq, answer_id, supersedes, kind, name FROM answer WHERE query_id IN "
            "(SELECT query_id FROM answer WHERE seq BETWEEN ? AND ?) ORDER BY query_id, seq",
            (operation.first, operation.last),
        )
        found, gone = standing(
            map(Said._make, answers), [Span._make(row) for row in spans], operation
        )
        if not found:
            raise LabelError(
                phrase("station", "nothing of it is left to take back: {text}").format(text=did)
            )
        successors = tuple(
            Successor(tip.query_id, tip.answer_id, before.kind, before.name)
            for tip, before in found
        )
        return Plan(text, successors, of_names, gone)

    def find(self, name: str) -> str | None:
        """The class in use of that name, be it in another spelling; None if there is none."""
        if self._is_in_use(name):
            return name
        others = (other for other in self._names if same_name(name, other))
        return next((other for other in others if self._is_in_use(other)), None)

    def class_called(self, name: str) -> str:
        """The same. Raises LabelError with what may have been meant if there is none."""
        try:
            text = normalised(name)
        except ProtocolError as error:
            raise LabelError(str(error)) from error
        found = self.find(text)
        if found is None:
            near = difflib.get_close_matches(text, filter(self._is_in_use, self._names), n=1)
            words = (
                phrase("station", "there is no class {name}; did you mean {near}?")
                if near
                else phrase("station", "there is no class {name}; see `whatsit classes`")
            )
            raise LabelError(words.format(name=repr(text), near=repr(near[0]) if near else ""))
        return found

    def _is_in_use(self, name: str) -> bool:
        """Whether any track is called so, in this very spelling."""
        return self._db.one(f"{_NAMED} LIMIT 1", (name,)) is not None

    def _called(self, name: str, to: str) -> tuple[Successor, ...]:
        rows = self._db.execute(_NAMED, (name,))
        return tuple(Successor(q, a, "name", to) for q, a in rows)

    def _answers(self, query_ids: Iterable[str]) -> list[Row]:
        """Of each query its id and the id, kind and name of the answer that counts."""
        found = []
        for query_id in dict.fromkeys(query_ids):
            row = self._db.one(
                "SELECT query_id, answer_id, kind, name FROM current_answer WHERE query_id = ?",
                (query_id,),
            )
            if row is None:
                raise LabelError(
                    phrase("station", "track {query_id} has no answer: answer it first").format(
                        query_id=query_id
                    )
                )
            found.append(row)
        return found


def new_name(name: str) -> str:
    """In normal form. Raises LabelError for what is no name."""
    try:
        return normalised(name)
    except ProtocolError as error:
        raise LabelError(str(error)) from error
