"""Makes views of labelled crops on which the committee differs most, and asks about them.

It works here and not at the station because both the crops and the models that judge them are
here; a thread of low priority does it, a few dozen embeddings at a time.
"""

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge_node.deployment.reference import BundleReference
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.head import Head
from edge_node.synthesis.config import SynthesisConfig, may_make
from edge_node.synthesis.crop_shelf import CropShelf, LabelledCrop
from edge_node.synthesis.made_query import MadeView, draft_made_query
from edge_node.synthesis.rendering import render
from edge_node.synthesis.search import search
from edge_node.synthesis.view_change import DIMS, LEAST_VISIBLE_SHARE, ViewChange
from shared.clock import Clock
from shared.domain import Floats, Image, MadeViewsVerdict
from shared.errors import ModelError
from shared.handover import handed_over
from shared.learning.ridge import Doubles
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import Held
from shared.protocol.questions import Query

_log = logging.getLogger(__name__)

NOTICES = 256
NICENESS = 10


@dataclass(frozen=True, slots=True)
class _Asked:
    query: Query
    payloads: tuple[bytes, ...]


_Notice = _Asked | tuple[NamedTrack, ...]


class Synthesiser:
    """`run` and `step` belong to one thread. The other methods may be called from any.

    They never block; up to 256 notices wait, and a crop whose notice finds no room is not used.
    """

    def __init__(
        self,
        config: SynthesisConfig,
        *,
        reference: BundleReference,
        put: Callable[[Query, tuple[bytes, ...]], None],
        is_heard: Callable[[], bool],
        clock: Clock,
        rng: np.random.Generator,
        new_id: Callable[[], str],
    ) -> None:
        """put: sends a question. is_heard: whether a station is there that knows made views."""
        self._config = config
        self._reference = reference
        self._put = put
        self._is_heard = is_heard
        self._clock = clock
        self._rng = rng
        self._new_id = new_id
        self._notices: queue.Queue[_Notice] = queue.Queue(NOTICES)
        self._stopping = threading.Event()
        self._shelf = CropShelf()
        self._verdict: MadeViewsVerdict = "untested"
        self._is_held = False
        self._asked = self._made = 0

    def asked(self, query: Query, payloads: tuple[bytes, ...]) -> None:
        """A question about what a camera saw was put."""
        self._notice(_Asked(query, payloads))

    def answered(self, answers: tuple[NamedTrack, ...]) -> None:
        """What people said."""
        self._notice(answers)

    def judged(self, verdict: MadeViewsVerdict) -> None:
        """What the station's newest head says of made views; "no_help" ends them until another."""
        if verdict != self._verdict:
            _log.info("made views: %s", verdict.replace("_", " "))
        self._verdict = verdict

    def hold(self, held: Held) -> None:
        """Why the node asks nothing now: people's hours and attention count here too, its budget
        for what it saw does not."""
        self._is_held = held in ("quiet_hours", "attention")

    def stop(self) -> None:
        """Ends `run`."""
        self._stopping.set()

    def run(self) -> None:
        """Makes a view now and then until `stop`."""
        with contextlib.suppress(OSError, AttributeError):  # not every system ranks threads
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not self._stopping.wait(self._config.every_s):
            try:
                self.step()
            except ModelError as error:  # perception decides whether the bundle is left
                _log.warning("no view could be made: %s", error)

    def step(self) -> bool:
        """Asks about one made view, if that is due; says whether it did. Raises ModelError."""
        self._take_notices()
        bundle = self._reference.current
        if self._is_held or self._verdict == "no_help":
            return False
        if bundle.head is None or not self._is_heard():
            return False
        if not may_make(asked=self._asked, made=self._made, share=self._config.share):
            return False
        names = bundle.head.spec.class_names
        source = self._shelf.next(names, bundle.embedder.sha256, self._rng)
        if source is None:
            return False
        source.made += 1
        view = self._most_disputed(source, bundle, bundle.head)
        if view is None:
            return False
        draft = draft_made_query(
            view,
            head=bundle.head.spec,
            head_version=bundle.version,
            query_id=self._new_id(),
            now_s=self._clock.now_s(),
        )
        self._made += 1
        self._put(draft.query, draft.payloads)
        return True

    def _most_disputed(
        self, source: LabelledCrop, bundle: ActiveBundle, head: Head
    ) -> MadeView | None:
        """The view of the crop that the committee differs about; None if it hardly does."""
        crop, backgrounds = source.crop(), self._shelf.backgrounds()

        def view(point: Doubles) -> Image:
            return render(crop, backgrounds, ViewChange.at(point))

        def score(points: Doubles) -> Floats:
            said = head.predict(bundle.embedder.embed([view(point) for point in points]))
            hidden = [ViewChange.at(p).visible_share < LEAST_VISIBLE_SHARE for p in points]
            return np.where(hidden, np.float32(-np.inf), said.disagreement)

        found = search(
            score,
            dims=DIMS,
            first=self._config.random_views,
            offspring=self._config.offspring,
            generations=self._config.generations,
            rng=self._rng,
        )
        if found.score < self._config.least_disagreement:
            return None
        image = view(found.point)
        embedding = bundle.embedder.embed([image])
        return MadeView(source, image, embedding, head.predict(embedding))

    def _notice(self, notice: _Notice) -> None:
        with contextlib.suppress(queue.Full):
            self._notices.put_nowait(notice)

    def _take_notices(self) -> None:
        for notice in handed_over(self._notices):
            match notice:
                case _Asked(query=query, payloads=payloads):
                    self._asked += 1
                    if query.reason != "audit":  # nothing is learned from it, copies included
                        self._shelf.put(query, payloads)
                case answers:
                    for answer in answers:
                        self._shelf.answer(answer)
