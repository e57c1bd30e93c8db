"""A set of labels in whichever format it is."""

from collections.abc import Callable
from pathlib import Path

from operator_gui.station.exchange.coco import annotation_files, read_coco
from operator_gui.station.exchange.formats import ImportFormat
from operator_gui.station.exchange.image_folder import read_image_folder
from operator_gui.station.exchange.label_studio import TASKS_FILE, read_label_studio
from operator_gui.station.exchange.problems import Problems
from operator_gui.station.exchange.set_builder import FoundSet
from operator_gui.station.exchange.table import read_table, table_file
from operator_gui.station.exchange.unread_labels import tell_unread_labels
from operator_gui.station.exchange.yolo import is_yolo, read_yolo
from shared.errors import UsageError

_READERS: dict[ImportFormat, Callable[[Path, Problems], FoundSet]] = {
    "coco": read_coco,
    "yolo": read_yolo,
    "label-studio": read_label_studio,
    "folder": read_image_folder,
    "csv": read_table,
    "parquet": read_table,
}


def read_set(path: Path, kind: ImportFormat) -> tuple[FoundSet, ImportFormat]:
    """The set at a path, and the format that it is in.

    Raises UsageError if there is nothing, ImportRefusedError that lists what is wrong.
    """
    if not path.exists():
        raise UsageError(f"{path} is not there")
    shown = str(path.absolute()).encode(errors="backslashreplace").decode()
    if shown != str(path.absolute()):
        raise UsageError(f"{shown}: its path is not valid UTF-8; rename it")
    found = format_of(path) if kind == "auto" else kind
    problems = Problems()
    if kind == "auto" and found == "folder":
        tell_unread_labels(path.absolute(), problems)
    return _READERS[found](path.absolute(), problems), found


def format_of(path: Path) -> ImportFormat:
    """The format that a set seems to be in, by the files that are there."""
    table = table_file(path)
    if table is not None:
        return "parquet" if table.suffix.lower() == ".parquet" else "csv"
    if path.suffix.lower() in (".yaml", ".yml") or is_yolo(path):
        return "yolo"
    if path.is_file() or (path / TASKS_FILE).is_file():
        return "label-studio" if _begins_with_list(path) else "coco"
    _, files = annotation_files(path)
    if files:
        return "label-studio" if _begins_with_list(files[0]) else "coco"
    return "folder"


def _begins_with_list(path: Path) -> bool:
    """Whether a JSON file holds a list, as Label Studio's do, or an object, as COCO's do."""
    file = path / TASKS_FILE if path.is_dir() else path
    try:
        with file.open("rb") as stream:
            start = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    return start[:1] == b"["
