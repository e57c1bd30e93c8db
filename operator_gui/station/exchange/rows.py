"""Labels as rows of a table, one a box: what CSV, Parquet and the tables beside others hold."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    Provenance,
    path_of,
)
from operator_gui.station.exchange.problems import Problems, quoted

MAX_BYTES = 512 << 20

Row = dict[str, str | int | float]

CORNERS = ("x0", "y0", "x1", "y1")
FRAME_CORNERS = tuple(f"frame_{corner}" for corner in CORNERS)
_OF_PROVENANCE = tuple(f for f in Provenance.__struct_fields__ if f != "frame_box")
COLUMNS = (
    "path",
    "split",
    "width_px",
    "height_px",
    "name",
    *CORNERS,
    *_OF_PROVENANCE,
    *FRAME_CORNERS,
)


def rows_of(labelled: LabelledSet) -> Iterator[Row]:
    """Every box of a set, with all of `COLUMNS`."""
    for picture in labelled.pictures:
        for item in picture.boxes:
            yield row_of(picture, item, path_of(picture))


def row_of(picture: LabelledPicture, item: LabelledBox, path: str) -> Row:
    """One box. path: where its picture lies in the exported folder."""
    known = item.provenance
    return {
        "path": path,
        "split": picture.split,
        "width_px": picture.width_px,
        "height_px": picture.height_px,
        "name": item.name,
        **dict(zip(CORNERS, item.box, strict=True)),
        **{field: getattr(known, field) for field in _OF_PROVENANCE},
        **dict(zip(FRAME_CORNERS, known.frame_box, strict=True)),
    }


def provenance_of(row: Mapping[str, object]) -> Provenance:
    """What a row says of where its label comes from; columns that are not there say nothing.

    Raises ValueError that names the column that is wrong.
    """
    found = {field: row[field] for field in _OF_PROVENANCE if row.get(field) not in (None, "")}
    corners = [row.get(column) for column in FRAME_CORNERS]
    if all(corner not in (None, "") for corner in corners):
        found["frame_box"] = corners
    try:
        return msgspec.convert(found, Provenance, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def corners_of(row: Mapping[str, object]) -> tuple[float, ...] | None:
    """The box of a row in pixels, None where it has none and the whole picture is meant.

    Raises ValueError if it has only a part of it, or what is no number.
    """
    found = [row.get(column) for column in CORNERS]
    given = [corner not in (None, "") for corner in found]
    if not any(given):
        return None
    if not all(given):
        raise ValueError(f"expected all of the columns {', '.join(CORNERS)}, or none")
    try:
        return tuple(float(str(corner)) for corner in found)
    except ValueError as error:
        raise ValueError(f"expected numbers in {', '.join(CORNERS)}") from error


def write_csv(path: Path, rows: Iterator[Row]) -> None:
    """The rows as CSV, UTF-8, in the order of `COLUMNS`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path, problems: Problems) -> list[tuple[str, dict[str, str]]]:
    """The rows with where each is; empty if the file is a problem."""
    place = quoted(path.name)
    try:
        if path.is_symlink() or path.stat().st_size > MAX_BYTES:
            problems.add(place, f"expected a plain file of at most {MAX_BYTES:,} bytes")
            return []
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _read_rows(csv.DictReader(file, strict=True), place, problems)
    except OSError as error:
        problems.add(place, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        problems.add(place, f"not UTF-8: {error.reason} at byte {error.start}")
    return []


def _read_rows(
    reader: "csv.DictReader[str]", place: str, problems: Problems
) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    try:
        header = list(reader.fieldnames or [])
        if len(set(header)) != len(header):
            problems.add(f"{place} line 1", "a column is there twice")
            return []
        for row in reader:
            where = f"{place} line {reader.line_num}"
            if None in row or None in row.values():
                problems.add(where, f"expected {len(header)} columns, as the first line has")
                continue
            found.append((where, row))
    except csv.Error as error:
        problems.add(f"{place} line {reader.line_num + 1}", f"not CSV: {error}")
    return found
