"""Puts together what a reader finds, and applies the rules that hold for every format."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    Provenance,
    in_order,
    rounded,
)
from operator_gui.station.exchange.picture_files import PictureFile, find_file, look_at, safe_name
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.names import normalised, same_name
from shared.domain import NOT_AN_OBJECT, Box
from shared.errors import ProtocolError

MAX_BOXES = 1_000_000
MAX_OUTSIDE_PX = 1.0
"""Other programs round; a box that is further outside of its picture is wrong."""

_JOINERS = frozenset("\u200c\u200d")
"""Invisible, but part of how Persian words and some pictographs are written."""

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of what nobody sees, or what is no character."""

Key = tuple[str, str]


@dataclass(frozen=True, eq=False, slots=True)
class FoundSet:
    """A set as it was found. files: by the key of each picture. notes: what was taken in another
    way than it was written, a line each."""

    labelled: LabelledSet
    files: dict[Key, PictureFile]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Picture:
    where: str
    file: PictureFile
    boxes: dict[Box, LabelledBox]


class SetBuilder:
    """One for each set. Whatever is wrong becomes a problem, told with `where` it is."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self._problems = problems
        self._pictures: dict[Key, _Picture] = {}
        self._names: dict[str, str | None] = {}
        self._spellings: dict[str, str] = {}
        self._notes: Counter[str] = Counter()
        self._boxes = 0

    def note(self, what: str) -> None:
        """Counts something that was taken in another way than it was written."""
        self._notes[what] += 1

    def class_name(self, where: str, raw: str) -> str | None:
        """A class's name in the spelling that the station keeps; None if it is no name."""
        if raw not in self._names:
            self._names[raw] = self._checked_name(where, raw)
        return self._names[raw]

    def add_picture(
        self,
        where: str,
        *,
        file_name: str,
        split: str,
        candidates: Iterable[PurePosixPath] | None = None,
        stated_px: tuple[int | None, int | None] = (None, None),
    ) -> Key | None:
        """Looks for a picture, by default in the set's folder; None if that is a problem.

        candidates: where it may be. stated_px: its width and height as the set has them.
        """
        try:
            name = safe_name(file_name)
            path = find_file(self.root, [name] if candidates is None else candidates)
        except ValueError as error:
            self._problems.add(where, f"picture {quoted(file_name)}: {error}")
            return None
        if path is None:
            self._problems.add(where, f"there is no picture {quoted(file_name)} in the folder")
            return None
        key = (split, str(name))
        if key in self._pictures:
            self._problems.add(where, f"picture {quoted(file_name)} is there twice")
            return None
        try:
            file = look_at(path)
        except ValueError as error:
            self._problems.add(where, f"picture {quoted(file_name)}: {error}")
            return None
        for stated, found in zip(stated_px, (file.width_px, file.height_px), strict=True):
            if stated is not None and stated != found:
                self._problems.add(
                    where,
                    f"picture {quoted(file_name)} has {file.width_px} × {file.height_px} pixels; "
                    f"expected {stated_px[0]} × {stated_px[1]}, as the set says",
                )
                return None
        self._pictures[key] = _Picture(where, file, {})
        return key

    def size_px(self, key: Key) -> tuple[int, int]:
        """Width and height of a picture that was added."""
        file = self._pictures[key].file
        return file.width_px, file.height_px

    def add_box(
        self,
        where: str,
        key: Key,
        *,
        name: str,
        corners: Sequence[float],
        provenance: Provenance = NOTHING_KNOWN,
    ) -> None:
        """Adds an object. corners: left, top, right, bottom in pixels of the picture."""
        plain = self.class_name(where, name)
        box = self._checked_box(where, key, corners)
        if plain is None or box is None:
            return
        self._boxes += 1
        if self._boxes > MAX_BOXES:
            self._problems.add(where, f"more than {MAX_BOXES:,} boxes")
            self._problems.raise_if_any()
        boxes = self._pictures[key].boxes
        if box in boxes:
            self._problems.add(where, f"a second box at {_told(box)} of picture {quoted(key[1])}")
            return
        boxes[box] = LabelledBox(plain, box, provenance)

    def whole(self, key: Key) -> tuple[float, float, float, float]:
        """The corners of a box around everything in the picture."""
        width_px, height_px = self.size_px(key)
        return 0.0, 0.0, float(width_px), float(height_px)

    def finish(self) -> FoundSet:
        """The set. Raises ImportRefusedError if there was any problem, or nothing at all."""
        self._problems.raise_if_any()
        if not self._boxes:
            self._problems.add(
                quoted(self.root.name),
                "no labelled object in it; whatsit import --help says what is read",
            )
            self._problems.raise_if_any()
        labelled = in_order(
            LabelledPicture(
                file_name=name,
                split=split,
                width_px=found.file.width_px,
                height_px=found.file.height_px,
                boxes=tuple(found.boxes.values()),
            )
            for (split, name), found in self._pictures.items()
        )
        notes = tuple(f"{count:,} {what}" for what, count in self._notes.items())
        return FoundSet(labelled, {k: p.file for k, p in self._pictures.items()}, notes)

    def _checked_name(self, where: str, raw: str) -> str | None:
        odd = next((c for c in raw if _is_odd(c)), None)
        if odd is not None:
            self._problems.add(
                where, f"class {quoted(raw)}: an invisible character U+{ord(odd):04X} in a name"
            )
            return None
        if same_name(raw.strip(), NOT_AN_OBJECT):
            return NOT_AN_OBJECT
        try:
            name = normalised(raw)
        except ProtocolError as error:
            self._problems.add(where, f"class {quoted(raw)}: {error}")
            return None
        other = self._spellings.setdefault(name.casefold(), name)
        if other != name:
            self._problems.add(
                where, f"classes {quoted(other)} and {quoted(name)} differ in their case alone"
            )
            return None
        return name

    def _checked_box(self, where: str, key: Key, corners: Sequence[float]) -> Box | None:
        width_px, height_px = self.size_px(key)
        if not all(map(math.isfinite, corners)):
            self._problems.add(where, "a box with a corner that is no number")
            return None
        box = rounded(corners)
        if box.width_px <= 0 or box.height_px <= 0:
            self._problems.add(where, f"a box without an area: {_told(box)}")
            return None
        inside = Box(
            max(0.0, box.x0),
            max(0.0, box.y0),
            min(float(width_px), box.x1),
            min(float(height_px), box.y1),
        )
        outside_px = max(abs(a - b) for a, b in zip(box, inside, strict=True))
        if outside_px > MAX_OUTSIDE_PX or inside.width_px <= 0 or inside.height_px <= 0:
            self._problems.add(
                where, f"a box outside of its picture of {width_px} × {height_px}: {_told(box)}"
            )
            return None
        return inside


def _is_odd(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _FORBIDDEN


def _told(box: Box) -> str:
    return " ".join(f"{corner:g}" for corner in box)
