"""The names that somebody who types may mean: the station's classes and a question's own."""

from operator_gui.viewmodels.completion import KnownName, identity
from shared.domain import NOT_AN_OBJECT
from shared.protocol.questions import Query
from shared.protocol.status import ClassSummary


class NameBook:
    """Names are put together once for each question: they are asked for at every key press."""

    def __init__(self) -> None:
        self._classes: tuple[ClassSummary, ...] = ()
        self._by_key: dict[str, KnownName] = {}
        self._query: Query | None = None
        self._names: tuple[KnownName, ...] = ()

    def take_classes(self, classes: tuple[ClassSummary, ...]) -> None:
        """The station's word comes several times a second, and is nearly always the same."""
        if classes == self._classes:
            return
        self._classes = classes
        self._by_key = {
            identity(c.name): KnownName(c.name, c.tracks)
            for c in classes
            if c.name != NOT_AN_OBJECT
        }
        self._names = self._named()

    def names_for(self, query: Query | None) -> tuple[KnownName, ...]:
        """The classes and the question's suggestions, each once."""
        if self._query is not query:
            self._query = query
            self._names = self._named()
        return self._names

    def _named(self) -> tuple[KnownName, ...]:
        names = dict(self._by_key)
        for suggestion in () if self._query is None else self._query.suggestions:
            key, likely = identity(suggestion.name), suggestion.probability
            known = names.get(key, KnownName(suggestion.name))
            names[key] = KnownName(known.name, known.tracks, likely)
        return tuple(names.values())
