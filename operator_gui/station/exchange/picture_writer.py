"""The pictures of an exported set, each in the folder of its split."""

from pathlib import Path

from operator_gui.station.exchange.labelled_set import Advance, LabelledSet, PictureBytes, path_of


def write_pictures(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `images/SPLIT/NAME` for every picture. Raises StorageError if one cannot be read,
    OSError if one cannot be written."""
    for picture in labelled.pictures:
        path = folder / path_of(picture)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture_bytes(picture))
        advance(1)
