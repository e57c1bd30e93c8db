"""Labels as one table, CSV or Parquet: a row a box, with the path of its picture."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operator_gui.station.exchange.labelled_set import Advance, LabelledSet, PictureBytes
from operator_gui.station.exchange.picture_files import safe_name, split_and_name
from operator_gui.station.exchange.picture_writer import write_pictures
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.rows import (
    COLUMNS,
    MAX_BYTES,
    corners_of,
    provenance_of,
    read_csv,
    rows_of,
    write_csv,
)
from operator_gui.station.exchange.set_builder import FoundSet, Key, SetBuilder
from shared.errors import UsageError

CSV_FILE = "labels.csv"
PARQUET_FILE = "labels.parquet"
EXPECTED = "the columns path and name, and x0, y0, x1, y1 in pixels where there are boxes"
MAX_ROWS = 1_000_000


def write_csv_table(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `labels.csv` and `images/SPLIT/`. Raises StorageError."""
    write_pictures(labelled, folder, picture_bytes, advance)
    write_csv(folder / CSV_FILE, rows_of(labelled))


def write_parquet_table(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `labels.parquet` and `images/SPLIT/`. Raises StorageError, and UsageError without
    pyarrow."""
    arrow, parquet = _pyarrow()
    write_pictures(labelled, folder, picture_bytes, advance)
    rows = list(rows_of(labelled))
    table = arrow.table({column: [row[column] for row in rows] for column in COLUMNS})
    parquet.write_table(table, folder / PARQUET_FILE)


def table_file(path: Path) -> Path | None:
    """The table that a path names, or that lies in the folder that it names."""
    if path.is_file():
        return path if path.suffix.lower() in (".csv", ".parquet") else None
    return next((path / n for n in (CSV_FILE, PARQUET_FILE) if (path / n).is_file()), None)


def read_table(path: Path, problems: Problems) -> FoundSet:
    """The set of a table; paths in it begin where it lies. Raises ImportRefusedError, and
    UsageError for Parquet without pyarrow."""
    file = table_file(path)
    if file is None:
        problems.add(quoted(path.name), f"no {CSV_FILE} and no {PARQUET_FILE} in it")
        problems.raise_if_any()
        raise AssertionError("unreachable")
    builder = SetBuilder(file.parent, problems)
    rows = read_csv(file, problems) if file.suffix.lower() == ".csv" else _parquet(file, problems)
    keys: dict[str, Key | None] = {}
    for where, row in rows:
        _read_row(row, where, keys, builder, problems)
    return builder.finish()


def _read_row(
    row: Mapping[str, Any],
    where: str,
    keys: dict[str, Key | None],
    builder: SetBuilder,
    problems: Problems,
) -> None:
    if not isinstance(row.get("path"), str) or not isinstance(row.get("name"), str):
        problems.add(where, f"expected {EXPECTED}")
        problems.raise_if_any()
    path = row["path"]
    if path not in keys:
        keys[path] = _add_picture(path, where, builder, problems)
    key = keys[path]
    if key is None:
        return
    try:
        corners, provenance = corners_of(row), provenance_of(row)
    except ValueError as error:
        problems.add(where, str(error))
        return
    builder.add_box(
        where, key, name=row["name"], corners=corners or builder.whole(key), provenance=provenance
    )


def _add_picture(path: str, where: str, builder: SetBuilder, problems: Problems) -> Key | None:
    try:
        name = safe_name(path)
    except ValueError as error:
        problems.add(where, f"picture {quoted(path)}: {error}")
        return None
    split, file_name = split_and_name(name)
    return builder.add_picture(where, file_name=file_name, split=split, candidates=[name])


def _parquet(file: Path, problems: Problems) -> list[tuple[str, dict[str, Any]]]:
    arrow, parquet = _pyarrow()
    try:
        opened = parquet.ParquetFile(file)
        if opened.metadata.num_rows > MAX_ROWS:
            problems.add(quoted(file.name), f"more than {MAX_ROWS:,} rows")
            return []
        groups = range(opened.metadata.num_row_groups)
        size_bytes = sum(opened.metadata.row_group(n).total_byte_size for n in groups)
        if size_bytes > MAX_BYTES:
            problems.add(quoted(file.name), f"{size_bytes:,} bytes unpacked; at most {MAX_BYTES:,}")
            return []
        known = [name for name in COLUMNS if name in opened.schema_arrow.names]
        rows = opened.read(columns=known).to_pylist()
    except (arrow.ArrowException, OSError, ValueError) as error:
        problems.add(quoted(file.name), f"not Parquet: {str(error).splitlines()[0]}")
        return []
    return [(f"{quoted(file.name)} row {number}", row) for number, row in enumerate(rows)]


def require_pyarrow() -> None:
    """Raises UsageError where Parquet can be neither written nor read."""
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(
            "Parquet needs pyarrow: pip install 'whatsit[exchange]', or take the format csv"
        )


def _pyarrow() -> tuple[Any, Any]:
    require_pyarrow()
    import pyarrow
    import pyarrow.parquet

    return pyarrow, pyarrow.parquet
