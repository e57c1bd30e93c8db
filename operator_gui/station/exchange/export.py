"""A station's labels as a folder in one of the formats: all of it, or nothing."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from operator_gui.station.exchange.coco import write_coco
from operator_gui.station.exchange.embeddings import write_embeddings
from operator_gui.station.exchange.formats import ExportFormat, PictureFormat
from operator_gui.station.exchange.image_folder import write_image_folder
from operator_gui.station.exchange.label_studio import write_label_studio
from operator_gui.station.exchange.labelled_set import Advance, LabelledSet, PictureBytes
from operator_gui.station.exchange.station_labels import Kind, Wanted, collect
from operator_gui.station.exchange.table import (
    require_pyarrow,
    write_csv_table,
    write_parquet_table,
)
from operator_gui.station.exchange.yolo import write_yolo
from shared.errors import StorageError, UsageError

Writer = Callable[[LabelledSet, Path, PictureBytes, Advance], None]

_WRITERS: dict[PictureFormat, tuple[Writer, Kind]] = {
    "coco": (write_coco, "frames"),
    "yolo": (write_yolo, "frames"),
    "label-studio": (write_label_studio, "frames"),
    "folder": (write_image_folder, "objects"),
    "csv": (write_csv_table, "frames"),
    "parquet": (write_parquet_table, "frames"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. left_out: views that have no place in the format."""

    pictures: int
    labels: int
    classes: int
    by_split: dict[str, int]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How an export says how far it is: the number of pictures first, then each that is done."""

    begin: Callable[[int], None]
    advance: Advance


def export(
    state_folder: Path, target: Path, kind: ExportFormat, wanted: Wanted, progress: Progress
) -> Exported:
    """Writes what the station in `state_folder` was taught to the new folder `target`.

    The same labels give the same bytes. Raises UsageError if `target` is there and not empty, or
    if there is no such label; StorageError if something cannot be read or written.
    """
    if kind == "parquet":
        require_pyarrow()
    with new_folder(target) as folder:
        if kind == "embeddings":
            labels, left_out = write_embeddings(state_folder, wanted, folder)
            return Exported(0, labels, 0, {}, left_out)
        write, shown = _WRITERS[kind]
        collected = collect(state_folder, wanted, shown)
        labelled = collected.labelled
        progress.begin(len(labelled.pictures))
        write(labelled, folder, collected.pictures.file_of, progress.advance)
    return Exported(
        pictures=len(labelled.pictures),
        labels=labelled.box_count,
        classes=len(labelled.class_names),
        by_split={
            split: sum(len(picture.boxes) for picture in labelled.of_split(split))
            for split in labelled.splits
        },
    )


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` that becomes it if all goes well, and else goes away.

    Raises UsageError if `target` is there and not empty, StorageError if it cannot be written.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is no folder: name a new one")
    if target.is_dir() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty: name a new folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror}") from error
    try:
        yield draft
        draft.chmod(0o755)
        draft.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror}; free some space") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
