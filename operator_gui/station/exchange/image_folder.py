"""Labels as a folder of pictures for each class, as programs that train classifiers read them.

SPLIT/CLASS/NAME.jpg; what else is known of each picture is in `metadata.csv`.
"""

import hashlib
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    Advance,
    LabelledPicture,
    LabelledSet,
    PictureBytes,
)
from operator_gui.station.exchange.picture_files import (
    files_in,
    is_picture,
    split_and_name,
)
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.rows import provenance_of, read_csv, row_of, write_csv
from operator_gui.station.exchange.set_builder import FoundSet, SetBuilder
from shared.coco_json import SPLIT_WORDS
from shared.domain import Box
from shared.errors import UsageError

TABLE = "metadata.csv"
MAX_FOLDER_BYTES = 200
_PLAIN = " !#$&'()+,-;=@[]^_`{}~"

Known = dict[str, dict[str, str]]
"""Rows of the table by the last part of their paths."""


def class_folder(name: str) -> str:
    """The folder of a class: its name, but for what a file's name cannot have everywhere."""
    kept = "".join(c if ord(c) > 127 else quote(c, safe=_PLAIN) for c in name)
    if kept[0] in ". ":
        kept = f"%{ord(kept[0]):02X}{kept[1:]}"
    if kept[-1] in ". ":
        kept = f"{kept[:-1]}%{ord(kept[-1]):02X}"
    if kept.casefold() in SPLIT_WORDS or kept.casefold() == "images":
        kept = f"%{ord(kept[0]):02X}{kept[1:]}"
    if len(kept.encode()) > MAX_FOLDER_BYTES:
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        kept = f"{kept.encode()[: MAX_FOLDER_BYTES - 13].decode(errors='ignore')}-{digest}"
    return kept


def write_image_folder(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `SPLIT/CLASS/NAME` and `metadata.csv`. Every picture shows one object and nothing
    else, and its name begins with its class's folder. Raises StorageError."""
    for picture in labelled.pictures:
        path = folder / _path(picture)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture_bytes(picture))
        advance(1)
    rows = (row_of(p, item, _path(p)) for p in labelled.pictures for item in p.boxes)
    write_csv(folder / TABLE, rows)


def _path(picture: LabelledPicture) -> str:
    (item,) = picture.boxes
    if item.box != Box(0.0, 0.0, picture.width_px, picture.height_px):
        raise UsageError(f"picture {picture.file_name}: expected one object that fills it")
    if PurePosixPath(picture.file_name).parts[0] != class_folder(item.name):
        raise UsageError(f"picture {picture.file_name}: expected it in {class_folder(item.name)}")
    return f"{picture.split}/{picture.file_name}" if picture.split else picture.file_name


def read_image_folder(path: Path, problems: Problems) -> FoundSet:
    """The set of a folder. Raises ImportRefusedError.

    A picture that was moved to another class's folder is of that class now.
    """
    builder = SetBuilder(path, problems)
    known = _table(path, problems)
    missing = {row["path"] for row in known.values()} if known else set()
    for file in files_in(path, problems):
        if not is_picture(file):
            continue
        where = quoted(str(file))
        split, name = split_and_name(file)
        if len(PurePosixPath(name).parts) < 2:
            problems.add(
                where, "it is in no class's folder; expected CLASS/NAME or SPLIT/CLASS/NAME"
            )
            continue
        row = known.get(file.name)
        missing.discard(row["path"] if row else "")
        key = builder.add_picture(where, file_name=name, split=split, candidates=[file])
        if key is None:
            continue
        try:
            provenance = provenance_of(row) if row else NOTHING_KNOWN
        except ValueError as error:
            problems.add(f"{quoted(TABLE)} for {where}", str(error))
            continue
        folder = PurePosixPath(name).parts[0]
        builder.add_box(
            where,
            key,
            name=row["name"] if row and class_folder(row["name"]) == folder else folder,
            corners=builder.whole(key),
            provenance=provenance,
        )
    for path_text in sorted(missing):
        problems.add(quoted(TABLE), f"there is no picture {quoted(path_text)}")
    return builder.finish()


def _table(root: Path, problems: Problems) -> Known:
    known: Known = {}
    if not (root / TABLE).is_file():
        return known
    for where, row in read_csv(root / TABLE, problems):
        path = row.get("path") or row.get("file_name") or ""
        if not path or not row.get("name"):
            continue  # of another program, which knows other things of its pictures
        last = PurePosixPath(path).name
        if last in known:
            problems.add(where, f"a second row for picture {quoted(last)}")
            continue
        known[last] = {**row, "path": path}
    return known
