"""Imports for tests: pictures that can be decoded, and a whole import in one call."""

from pathlib import Path

from operator_gui.station.exchange.export import Progress, export
from operator_gui.station.exchange.formats import ExportFormat, SplitChoice
from operator_gui.station.exchange.import_labels import Imported, ImportRequest, import_plan
from operator_gui.station.exchange.import_plan import plan_import
from operator_gui.station.exchange.labelled_set import LabelledPicture, LabelledSet
from operator_gui.station.exchange.problems import Problems
from operator_gui.station.exchange.reading import read_set
from operator_gui.station.exchange.station_labels import ALL_SPLITS, Wanted
from shared.clock import SystemClock
from shared.factory import FactoryModels, factory_folder
from tests.unit.exchange.sets import FORMATS
from tests.unit.exchange.taught_station import frame_image, jpeg_of

BASE = FactoryModels(factory_folder())
EMBEDDER_SHA256 = BASE.manifest.embedder.file.sha256
SILENT = Progress(begin=lambda _: None, advance=lambda _: None)


def real_picture(picture: LabelledPicture) -> bytes:
    """A JPEG that differs from that of every other picture."""
    seed = int.from_bytes("/".join(picture.key).encode()[-7:], "big")
    return jpeg_of(frame_image(picture.width_px, picture.height_px, seed=seed))


def write_real_set(kind: str, labelled: LabelledSet, folder: Path) -> None:
    FORMATS[kind][0](labelled, folder, real_picture, lambda _: None)


def import_from(
    path: Path, state: Path, *, split: SplitChoice = "train", dry_run: bool = False
) -> Imported:
    """What `whatsit import` does. Raises what it does."""
    found, _ = read_set(path, "auto")
    request = ImportRequest(
        state_folder=state,
        base=BASE,
        title=path.name,
        operator="import",
        clock=SystemClock(),
        advance=lambda _: None,
    )
    return import_plan(plan_import(found, split, Problems()), request, dry_run=dry_run)


def export_to(
    path: Path, state: Path, kind: ExportFormat, *, every_view: bool = False, made: bool = False
) -> LabelledSet:
    """What `whatsit export` does, and what is in it."""
    wanted = Wanted(every_view=every_view)
    if made:
        wanted = Wanted(splits=ALL_SPLITS, every_view=every_view)
    export(state, path, kind, wanted, SILENT)
    return read_set(path, "auto")[0].labelled
