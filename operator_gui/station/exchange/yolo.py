"""Labels as YOLO has them: a text file a picture, class names in `data.yaml`.

What that format has no place for lies beside it in `whatsit.csv`: a row for each line.
"""

from pathlib import Path, PurePosixPath

from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    Advance,
    LabelledPicture,
    LabelledSet,
    PictureBytes,
    Provenance,
    folder_of,
    path_of,
)
from operator_gui.station.exchange.picture_files import files_in, is_picture, split_and_name
from operator_gui.station.exchange.picture_writer import write_pictures
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.rows import (
    corners_of,
    provenance_of,
    read_csv,
    rows_of,
    write_csv,
)
from operator_gui.station.exchange.set_builder import FoundSet, Key, SetBuilder
from shared.class_yaml import has_keypoints, names_of, yaml_quoted
from shared.domain import Box

YAML_FILE = "data.yaml"
SIDE_TABLE = "whatsit.csv"
MAX_TEXT_BYTES = 16 << 20
MAX_CLASSES = 100_000
SAME_BOX_PX = 0.05
"""A box that moved by less is the one that was exported."""

_LIST_NAMES = frozenset({"classes.txt", "obj.names"})
Names = dict[int, str]


def write_yolo(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `data.yaml`, `images/SPLIT/`, `labels/SPLIT/` and `whatsit.csv`.

    Raises StorageError.
    """
    write_pictures(labelled, folder, picture_bytes, advance)
    numbers = {name: number for number, name in enumerate(labelled.class_names)}
    for picture in labelled.pictures:
        path = folder / (_label_path(PurePosixPath(path_of(picture))) or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_lines(picture, numbers), encoding="utf-8")
    (folder / YAML_FILE).write_text(_yaml(labelled), encoding="utf-8")
    write_csv(folder / SIDE_TABLE, rows_of(labelled))


def _label_path(path: PurePosixPath) -> PurePosixPath | None:
    """`labels` in place of the last folder `images`, as programs that train look for it."""
    folders, name = path.parts[:-1], path.name
    if "images" not in folders:
        return None
    at = len(folders) - 1 - folders[::-1].index("images")
    return PurePosixPath(*folders[:at], "labels", *folders[at + 1 :], name).with_suffix(".txt")


def _lines(picture: LabelledPicture, numbers: dict[str, int]) -> str:
    lines = []
    for item in picture.boxes:
        x0, y0, x1, y1 = item.box
        shares = (
            (x0 + x1) / 2 / picture.width_px,
            (y0 + y1) / 2 / picture.height_px,
            (x1 - x0) / picture.width_px,
            (y1 - y0) / picture.height_px,
        )
        lines.append(f"{numbers[item.name]} {' '.join(f'{s:.12g}' for s in shares)}\n")
    return "".join(lines)


def _yaml(labelled: LabelledSet) -> str:
    """Trained on "train"; judged on the hold-out or, without one, on the random checks."""
    splits = labelled.splits
    judging = [split for split in ("val", "holdout", "test", "audit") if split in splits]
    train = "train" if "train" in splits or not splits else splits[0]
    roles = {"train": train, "val": judging[0] if judging else train}
    if len(judging) > 1:
        roles["test"] = judging[1]
    lines = [f"{role}: {yaml_quoted(folder_of(split))}" for role, split in roles.items()]
    names = [f"  {n}: {yaml_quoted(name)}" for n, name in enumerate(labelled.class_names)]
    return "\n".join([*lines, "names:", *names, ""])


def is_yolo(path: Path) -> bool:
    """Whether a folder holds the class names of such a set."""
    return path.is_dir() and (any(path.glob("*.y*ml")) or (path / "classes.txt").is_file())


def read_yolo(path: Path, problems: Problems) -> FoundSet:
    """The set of a folder, or of the folder of a `data.yaml`. Raises ImportRefusedError.

    All pictures within the folder are read; the paths in `data.yaml` are not followed.
    """
    root = path.parent if path.is_file() else path
    builder = SetBuilder(root, problems)
    names, poses = _class_names(root, builder, problems)
    files = list(files_in(root, problems))
    pictures = [file for file in files if is_picture(file)]
    labels = {_labels_of(file, root): None for file in pictures}
    if len(labels) != len(pictures):
        _tell_shared(pictures, root, problems)
    known = _side_table(root, problems)
    _tell_alone(files, set(labels), pictures, problems)
    for picture, label in zip(pictures, labels, strict=False):
        split, name = split_and_name(picture)
        where = quoted(str(picture))
        key = builder.add_picture(where, file_name=name, split=split, candidates=[picture])
        if key is not None and (root / label).is_file():
            reader = _LabelReader(builder, problems, names, poses, known.get(str(picture), []))
            reader.read(root / label, label, key)
    return builder.finish()


class _LabelReader:
    """Reads the label file of one picture."""

    def __init__(
        self,
        builder: SetBuilder,
        problems: Problems,
        names: Names,
        poses: bool,
        known: "list[tuple[Box, Provenance]]",
    ) -> None:
        self._builder = builder
        self._problems = problems
        self._names = names
        self._poses = poses
        self._known = known

    def read(self, path: Path, label: PurePosixPath, key: Key) -> None:
        text = _text(path, str(label), self._problems)
        for number, line in enumerate(text.splitlines(), start=1):
            words = line.split()
            where = f"{quoted(str(label))} line {number}"
            if not words:
                continue
            try:
                name = self._name(words[0])
                box = self._box(words[1:], key)
            except ValueError as error:
                self._problems.add(where, str(error))
                continue
            self._builder.add_box(
                where, key, name=name, corners=box, provenance=self._provenance(box)
            )

    def _name(self, word: str) -> str:
        if not word.isascii() or not word.isdecimal():
            raise ValueError(f"expected the number of a class, got {quoted(word)}")
        number = int(word) if len(word) < 8 else -1
        if number not in self._names:
            raise ValueError(f"no class {quoted(word)} among {len(self._names)} in {YAML_FILE}")
        return self._names[number]

    def _box(self, words: list[str], key: Key) -> Box:
        """Pixels from shares; the smallest box around an outline."""
        try:
            shares = [float(word) for word in words]
        except ValueError as error:
            raise ValueError("expected numbers after the class") from error
        width_px, height_px = self._builder.size_px(key)
        if len(shares) == 4 or (self._poses and len(shares) > 4):
            if len(shares) > 4:
                self._builder.note("key points were left out: the box beside them was taken")
            x, y, width, height = shares[:4]
            corners = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        elif len(shares) >= 6 and len(shares) % 2 == 0:
            self._builder.note("outlines were taken as the boxes around them")
            across, down = shares[0::2], shares[1::2]
            corners = (min(across), min(down), max(across), max(down))
        else:
            raise ValueError(
                f"expected a class and a box (5 columns) or an outline; {len(words) + 1} columns"
            )
        x0, y0, x1, y1 = corners
        return Box(x0 * width_px, y0 * height_px, x1 * width_px, y1 * height_px)

    def _provenance(self, box: Box) -> Provenance:
        for known, provenance in self._known:
            if all(abs(a - b) < SAME_BOX_PX for a, b in zip(known, box, strict=True)):
                return provenance
        return NOTHING_KNOWN


def _class_names(root: Path, builder: SetBuilder, problems: Problems) -> tuple[Names, bool]:
    """The names by number, and whether the labels are poses."""
    for path in sorted([*root.glob("*.yaml"), *root.glob("*.yml")]):
        text = _text(path, path.name, problems)
        try:
            found = names_of(text)
        except ValueError as error:
            problems.add(quoted(path.name), str(error))
            continue
        if found:
            entries = [(n, name, f"{quoted(path.name)} line {line}") for n, name, line in found]
            return _checked_names(entries, builder, problems), has_keypoints(text)
    for name in sorted(_LIST_NAMES):
        path = root / name
        if path.is_file():
            lines = enumerate(_text(path, name, problems).splitlines())
            listed = [(n, line.strip(), f"{quoted(name)} line {n + 1}") for n, line in lines]
            kept = [entry for entry in listed if entry[1]]
            return _checked_names(kept, builder, problems), False
    problems.add(quoted(root.name), f"no class names; expected `names:` in a {YAML_FILE}")
    problems.raise_if_any()
    return {}, False


def _checked_names(
    entries: list[tuple[int, str, str]], builder: SetBuilder, problems: Problems
) -> Names:
    names: Names = {}
    spelled: set[str] = set()
    if len(entries) > MAX_CLASSES:
        problems.add(entries[0][2], f"more than {MAX_CLASSES:,} classes")
        problems.raise_if_any()
    for number, raw, where in entries:
        name = builder.class_name(where, raw)
        if number in names:
            problems.add(where, f"class {number} is there twice")
        elif name is not None and name in spelled:
            problems.add(where, f"the name {quoted(raw)} is there twice")
        elif name is not None:
            spelled.add(name)
        names[number] = raw
    return names


def _labels_of(picture: PurePosixPath, root: Path) -> PurePosixPath:
    """Where the labels of a picture are: beside it, or in `labels` in place of `images`."""
    apart = _label_path(picture)
    if apart is not None and (root / apart).is_file():
        return apart
    return picture.with_suffix(".txt")


def _tell_shared(pictures: list[PurePosixPath], root: Path, problems: Problems) -> None:
    owners: dict[PurePosixPath, PurePosixPath] = {}
    for picture in pictures:
        other = owners.setdefault(_labels_of(picture, root), picture)
        if other != picture:
            where = quoted(str(picture))
            problems.add(where, f"it has the same label file as {quoted(str(other))}")
    problems.raise_if_any()


def _tell_alone(
    files: list[PurePosixPath],
    labels: set[PurePosixPath],
    pictures: list[PurePosixPath],
    problems: Problems,
) -> None:
    """Label files without a picture: the pictures were forgotten, or renamed."""
    with_pictures = {picture.parent for picture in pictures}
    for file in files:
        among = "labels" in file.parts[:-1] or (file.parent in with_pictures and file.parent.parts)
        listed = file.suffix != ".txt" or file.name in _LIST_NAMES
        if among and not listed and file not in labels:
            problems.add(quoted(str(file)), "there is no picture for these labels")


def _side_table(root: Path, problems: Problems) -> "dict[str, list[tuple[Box, Provenance]]]":
    """What whatsit knew of each box when it exported them, by the path of the picture."""
    known: dict[str, list[tuple[Box, Provenance]]] = {}
    if not (root / SIDE_TABLE).is_file():
        return known
    for where, row in read_csv(root / SIDE_TABLE, problems):
        try:
            corners, provenance = corners_of(row), provenance_of(row)
        except ValueError as error:
            problems.add(where, str(error))
            continue
        if corners is not None:
            known.setdefault(row.get("path", ""), []).append((Box(*corners), provenance))
    return known


def _text(path: Path, name: str, problems: Problems) -> str:
    """A text file; empty if it is a problem."""
    try:
        if path.is_symlink() or path.stat().st_size > MAX_TEXT_BYTES:
            problems.add(quoted(name), f"expected a plain file of at most {MAX_TEXT_BYTES:,} bytes")
            return ""
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problems.add(quoted(name), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        problems.add(quoted(name), f"not UTF-8: {error.reason} at byte {error.start}")
    return ""
