"""Which tracks a set is made of: what is one object, and by which id it is known. Pure."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from operator_gui.station.exchange.formats import SplitChoice
from operator_gui.station.exchange.labelled_set import LabelledBox, LabelledPicture, Provenance
from operator_gui.station.exchange.picture_files import PictureFile
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.set_builder import FoundSet
from operator_gui.station.inbox import AUDIT_SPLIT, HOLDOUT_SPLIT, MADE_SPLIT, TRAINING_SPLIT
from shared.domain import Box

OWN_SPLITS = {
    "": TRAINING_SPLIT,
    "train": TRAINING_SPLIT,
    "val": HOLDOUT_SPLIT,
    "test": HOLDOUT_SPLIT,
    "holdout": HOLDOUT_SPLIT,
    "audit": AUDIT_SPLIT,
}


@dataclass(frozen=True, eq=False, slots=True)
class PlannedView:
    """One look at an object: a box in a picture."""

    picture: LabelledPicture
    file: PictureFile
    box: Box
    provenance: Provenance


@dataclass(frozen=True, eq=False, slots=True)
class PlannedTrack:
    """One object, its best view first. where: for messages."""

    query_id: str
    name: str
    split: str
    views: tuple[PlannedView, ...]
    where: str

    @property
    def provenance(self) -> Provenance:
        """That of its best view."""
        return self.views[0].provenance


@dataclass(frozen=True, eq=False, slots=True)
class ImportPlan:
    """All tracks in a fixed order. import_id: the same for the same labels. notes: what was
    taken in another way than it was written."""

    import_id: str
    tracks: tuple[PlannedTrack, ...]
    notes: tuple[str, ...]


def plan_import(found: FoundSet, split: SplitChoice, problems: Problems) -> ImportPlan:
    """Boxes with one query's id are views of one object; every other box is one of its own.

    Raises ImportRefusedError if the set contradicts itself.
    """
    groups: dict[str, dict[int, tuple[LabelledBox, PlannedView]]] = {}
    notes: Counter[str] = Counter()
    for picture in found.labelled.pictures:
        file = found.files[picture.key]
        if not picture.boxes:
            notes["pictures without a label were left out"] += 1
        for item in picture.boxes:
            known = item.provenance
            track_id = known.query_id or _id_of(file, item.box)
            views = groups.setdefault(track_id, {})
            view = PlannedView(picture, file, item.box, known)
            if known.view in views:
                _tell_copy(views[known.view], (item, view), problems)
                notes["copies of the same object were left out"] += 1
            else:
                views[known.view] = item, view
    tracks = tuple(_track(key, groups[key], split, problems) for key in groups)
    problems.raise_if_any()
    told = (*found.notes, *(f"{count:,} {what}" for what, count in notes.items()))
    return ImportPlan(_import_id(tracks), tracks, told)


def _id_of(file: PictureFile, box: Box) -> str:
    """The same for the same box in the same picture, whatever the files are called."""
    return hashlib.sha256(f"whatsit-import-1 {file.sha256} {tuple(box)}".encode()).hexdigest()[:32]


def _tell_copy(
    first: tuple[LabelledBox, PlannedView],
    second: tuple[LabelledBox, PlannedView],
    problems: Problems,
) -> None:
    one, other = first[1].picture, second[1].picture
    if first[0].name != second[0].name:
        problems.add(
            quoted(other.file_name),
            f"the same object as in {quoted(one.file_name)}, where it is called "
            f"{quoted(first[0].name)} and not {quoted(second[0].name)}",
        )
    if one.split != other.split:
        problems.add(
            quoted(other.file_name),
            f"a copy of {quoted(one.file_name)}, which is in split {quoted(one.split)}",
        )


def _track(
    query_id: str,
    found: dict[int, tuple[LabelledBox, PlannedView]],
    choice: SplitChoice,
    problems: Problems,
) -> PlannedTrack:
    ordered = [found[view] for view in sorted(found)]
    where = quoted(ordered[0][1].picture.file_name)
    names = {item.name for item, _ in ordered}
    if len(names) > 1:
        told = " and ".join(quoted(name) for name in sorted(names))
        problems.add(where, f"views of one object (query {quoted(query_id)}) are called {told}")
    own = {OWN_SPLITS.get(view.picture.split, "") for _, view in ordered}
    if any(v.provenance.made_from or v.picture.split == MADE_SPLIT for _, v in ordered):
        problems.add(where, "no camera saw it: it was made; export without the split made")
    elif choice == "own" and len(own) > 1:
        problems.add(where, f"views of one object (query {quoted(query_id)}) are in several splits")
    views = tuple(view for _, view in ordered)
    split = next(iter(own)) if choice == "own" else choice
    return PlannedTrack(query_id, ordered[0][0].name, split, views, where)


def _import_id(tracks: tuple[PlannedTrack, ...]) -> str:
    labels = sorted(f"{track.query_id} {track.name}" for track in tracks)
    return hashlib.sha256("\n".join(labels).encode()).hexdigest()[:12]
