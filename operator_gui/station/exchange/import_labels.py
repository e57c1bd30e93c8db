"""Labels of others into a station: all of a set, or nothing of it."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import (
    BY_A_STATION,
    PEER,
    Fate,
    ImportedLabel,
    answer_of,
    fate_of,
)
from operator_gui.station.exchange.import_plan import ImportPlan, PlannedTrack
from operator_gui.station.exchange.import_queries import is_of_frame, query_of
from operator_gui.station.exchange.looking_process import LookingProcess
from operator_gui.station.exchange.picture_journal import JournalledPictures, sweep_unfinished
from operator_gui.station.exchange.problems import ImportRefusedError
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import CurrentAnswer, LabelStore
from shared.bundle_folder import BaseModels
from shared.clock import Clock
from shared.embedding_wire import Look, Looked
from shared.errors import ProtocolError, SourceError, UsageError
from shared.folder_lock import FolderLock


@dataclass(frozen=True, eq=False, slots=True)
class ImportRequest:
    """Where to, with which models, and who answers for labels of which nobody is known."""

    state_folder: Path
    base: BaseModels
    title: str
    operator: str
    clock: Clock
    advance: Callable[[int], None]


@dataclass(slots=True)
class Imported:
    """What became of a set: how many tracks had which fate, and of each class how many are new."""

    import_id: str
    fates: Counter[Fate] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        return self.fates["new"] + self.fates["corrected"]


def import_plan(plan: ImportPlan, request: ImportRequest, *, dry_run: bool = False) -> Imported:
    """Takes in all tracks in one transaction; with `dry_run`, only says what it would do.

    Raises ImportRefusedError if a picture cannot be decoded, StorageError if the station runs or
    its folder cannot be written, UsageError if it works with other models, ModelError if those
    fail. Nothing was taken in then.
    """
    folder = request.state_folder
    lock = FolderLock(folder, owner="station", in_use=BY_A_STATION)
    try:
        with closing(Database(folder)) as database:
            sweep_unfinished(folder, database)
            taker = _Taker(database, plan, request)
            taker.require_embedder()
            try:
                taker.decide()
                if not dry_run and taker.done.changed:
                    taker.take()
            finally:
                sweep_unfinished(folder, database)
            return taker.done
    finally:
        lock.release()


class _Taker:
    """One import into an open database."""

    def __init__(self, database: Database, plan: ImportPlan, request: ImportRequest) -> None:
        self._db = database
        self._plan = plan
        self._request = request
        self._inbox = Inbox(database, JournalledPictures(request.state_folder))
        self._labels = LabelStore(database)
        self._spec = request.base.manifest.embedder
        self._decided: list[tuple[PlannedTrack, Fate, CurrentAnswer | None]] = []
        self.done = Imported(plan.import_id)

    def require_embedder(self) -> None:
        """Raises UsageError if everything that the station has is of another embedder."""
        row = self._db.one("SELECT count(*) FROM query")
        count = 0 if row is None else int(row[0])
        if count and self._inbox.of_other_embedder(self._spec.file.sha256) == count:
            raise UsageError(
                f"the station in {self._request.state_folder} works with another embedder: "
                "name the bundle that it is started with, with --bundle"
            )

    def decide(self) -> None:
        """Finds what is to be done about each track."""
        for track in self._plan.tracks:
            current = self._labels.current(track.query_id)
            fate = self._fate(track, current)
            self._decided.append((track, fate, current))
            self.done.fates[fate] += 1
            if fate in ("new", "corrected"):
                self.done.classes[track.name] += 1

    def take(self) -> None:
        """Does it, in one transaction."""
        path = self._request.base.path_of(self._spec.file)
        with LookingProcess(self._spec, str(path)) as process, self._db.transaction():
            for track, fate, current in self._decided:
                if fate == "new":
                    self._take_in(track, process)
                if fate in ("new", "corrected"):
                    self._answer(track, current)
                self._request.advance(1)

    def _fate(self, track: PlannedTrack, current: CurrentAnswer | None) -> Fate:
        is_known = current is not None or self._inbox.knows(track.query_id)
        return fate_of(label_of(track), current, is_known=is_known)

    def _take_in(self, track: PlannedTrack, process: LookingProcess) -> None:
        now_s = self._request.clock.now_s()
        looks = looks_of(track, process)
        try:
            checked = query_of(
                track,
                looks,
                embedder_sha256=self._spec.file.sha256,
                title=self._request.title,
                now_s=now_s,
            )
        except ProtocolError as error:
            raise ImportRefusedError((f"{track.where}: {error}",)) from error
        self._inbox.put(checked, now_s, split=track.split)

    def _answer(self, track: PlannedTrack, current: CurrentAnswer | None) -> None:
        now_s = self._request.clock.now_s()
        answer = answer_of(
            label_of(track), current, self._labels, operator=self._request.operator, now_s=now_s
        )
        self._labels.put(answer, peer_id=f"{PEER}{self.done.import_id}", received_at_s=now_s)


def label_of(track: PlannedTrack) -> ImportedLabel:
    """What a set says of a track, without its pictures."""
    known = track.provenance
    return ImportedLabel(
        query_id=track.query_id,
        name=track.name,
        answer_id=known.answer_id,
        operator=known.operator,
        answered_at_s=known.answered_at_s,
    )


def looks_of(track: PlannedTrack, process: LookingProcess) -> list[Looked]:
    """All views of a track, decoded, cropped and embedded. Raises ImportRefusedError for a picture
    that cannot be decoded, ModelError if the embedder fails."""
    of_frame = is_of_frame(track.views)
    looks = []
    for view in track.views:
        order = Look(
            path=str(view.file.path),
            sha256=view.file.sha256,
            width_px=view.file.width_px,
            height_px=view.file.height_px,
            box=view.box,
            as_view=of_frame and view.provenance.shown == "view",
        )
        try:
            looks.append(process.look(order))
        except SourceError as error:
            where = repr(view.picture.file_name)
            raise ImportRefusedError((f"{where}: {error}",)) from error
    return looks
