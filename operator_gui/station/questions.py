"""A query made ready for an operator: with fresh suggestions, pictures and examples."""

from collections import OrderedDict

import msgspec

from operator_gui.station.detector_trust import DetectorTrust, on_one_scale
from operator_gui.station.images import thumbnail
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import CheckedQuery
from operator_gui.station.label_store import LabelStore
from operator_gui.station.rescoring import HeadScorer, renewed_suggestions
from shared.domain import Floats
from shared.errors import StorageError
from shared.protocol.codec import MAX_MESSAGE_BYTES, Envelope
from shared.protocol.questions import (
    MAX_ALIKE_SHOWN,
    Example,
    Query,
    Question,
    Urgent,
    UrgentQuestion,
)
from shared.protocol.track_view import TrackView, TrackViewWanted

MAX_EXAMPLES = 5
THUMBNAILS_KEPT = 512
MAX_ALIKE_BYTES = 12_000
"""A thumbnail of 96 pixels takes a third of that at most; what is larger is not sent along."""


class QuestionMaker:
    """Thumbnails are made once for each query that serves as an example, or looks like one."""

    def __init__(
        self, inbox: Inbox, labels: LabelStore, trust: DetectorTrust, *, embedder_sha256: str
    ) -> None:
        self._inbox = inbox
        self._labels = labels
        self._trust = trust
        self._embedder_sha256 = embedder_sha256
        self._thumbnails: OrderedDict[str, bytes | None] = OrderedDict()

    def question(
        self, query_id: str, scorer: HeadScorer | None, alike: tuple[str, ...] = ()
    ) -> Envelope | None:
        """The question as it is sent, None if there is no such query.

        alike: open queries that look the same. The first of them that there is a thumbnail of
        come first, with it.

        Raises StorageError if its pictures are missing or damaged.
        """
        query = self._inbox.query(query_id)
        pictures = self._inbox.pictures(query_id)
        embeddings = self._inbox.embeddings(query_id)
        if query is None or pictures is None or embeddings is None:
            return None
        shown = self._renewed(query, embeddings, scorer)
        names, thumbnails = self._pictured(shown, (), pictures)
        seen = {} if _is_heavy(pictures) else self._seen_alike(alike)
        message = Question(
            query=shown,
            examples=names,
            alike=(*seen, *(other for other in alike if other not in seen)),
            alike_shown=len(seen),
        )
        return Envelope(message, (*pictures, *thumbnails, *seen.values()))

    def urgent(
        self,
        checked: CheckedQuery,
        urgent: Urgent,
        remaining_s: float,
        scorer: HeadScorer | None,
    ) -> Envelope:
        """An urgent question as it is sent with so much time left."""
        query, pictures = checked.query, checked.pictures
        left = msgspec.structs.replace(urgent, remaining_s=remaining_s)
        if not urgent.teaches:
            return Envelope(UrgentQuestion(query=query, urgent=left), pictures)
        shown = self._renewed(query, checked.embeddings, scorer)
        names, thumbnails = self._pictured(shown, urgent.choices, pictures)
        message = UrgentQuestion(query=shown, urgent=left, examples=names)
        return Envelope(message, (*pictures, *thumbnails))

    def _renewed(self, query: Query, embeddings: Floats, scorer: HeadScorer | None) -> Query:
        usable = scorer if query.embedder_sha256 == self._embedder_sha256 else None
        suggestions = on_one_scale(
            renewed_suggestions(query, embeddings, usable),
            name_now=self._labels.name_now,
            trusted=self._trust.probability,
        )
        if not query.made_from:  # which is asked whether it is still what comes first
            suggestions = tuple(sorted(suggestions, key=lambda one: -one.probability))
        return msgspec.structs.replace(query, suggestions=suggestions)

    def _pictured(
        self, query: Query, choices: tuple[str, ...], pictures: tuple[bytes, ...]
    ) -> tuple[tuple[Example, ...], list[bytes]]:
        """Examples of the names that are offered, and their thumbnails."""
        names = choices or tuple(suggestion.name for suggestion in query.suggestions)
        found = [] if _is_heavy(pictures) else self._examples(list(names))
        return tuple(Example(name=name) for name, _ in found), [jpeg for _, jpeg in found]

    def _examples(self, names: list[str]) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for name in names:
            if len(found) == MAX_EXAMPLES:
                break
            query_id = self._labels.example_of(name)
            picture = None if query_id is None else self.thumbnail(query_id)
            if picture is not None:
                found.append((name, picture))
        return found

    def _seen_alike(self, alike: tuple[str, ...]) -> dict[str, bytes]:
        """Thumbnails of the first MAX_ALIKE_SHOWN that have one."""
        seen: dict[str, bytes] = {}
        for query_id in alike:
            if len(seen) == MAX_ALIKE_SHOWN:
                break
            picture = self.thumbnail(query_id)
            if picture is not None and len(picture) <= MAX_ALIKE_BYTES:
                seen[query_id] = picture
        return seen

    def view(self, wanted: TrackViewWanted) -> Envelope | None:
        """A track's best view and context frame, empty where they are lost; None if there is no
        such track."""
        query = self._inbox.query(wanted.query_id)
        if query is None:
            return None
        try:
            pictures = self._inbox.pictures(wanted.query_id)
        except StorageError:
            pictures = None
        context, best = (pictures or (b"", b""))[:2]
        shown = TrackView(
            request_id=wanted.request_id,
            query_id=wanted.query_id,
            frame_width_px=query.frame_width_px,
            box=query.views[0].box,
        )
        return Envelope(shown, (best, context))

    def thumbnail(self, query_id: str) -> bytes | None:
        """A small JPEG of a query's best view; None if it is lost."""
        if query_id not in self._thumbnails:
            try:
                pictures = self._inbox.pictures(query_id)
            except StorageError:
                pictures = None
            # The context frame comes first, then the best view.
            self._thumbnails[query_id] = thumbnail(pictures[1]) if pictures else None
            if len(self._thumbnails) > THUMBNAILS_KEPT:
                self._thumbnails.popitem(last=False)
        return self._thumbnails[query_id]


def _is_heavy(pictures: tuple[bytes, ...]) -> bool:
    """Whether there is no room for more of them in a message."""
    return sum(map(len, pictures)) > MAX_MESSAGE_BYTES // 2
