"""From what a person named to pictures of things whose names are known."""

import os
from pathlib import Path

from edge_node.simulation.boxed_folder import has_boxes, read_boxed_folder
from edge_node.simulation.class_folder import EXPECTED, has_class_folders, read_class_folder
from edge_node.simulation.coco_folder import has_coco, read_coco_folder
from edge_node.simulation.digits import NAME, read_digits
from edge_node.simulation.picture import LabelledData
from edge_node.simulation.recorded import read_recorded
from edge_node.sources.address import shown
from shared.clock import Clock
from shared.errors import SourceError, UsageError
from shared.typed_path import typed_path


def open_data(what: str, truth: Path | None, *, clock: Clock) -> LabelledData:
    """The data that `what` names: a folder, a recording with its truth, or the word "digits".

    The word alone always means scikit-learn's; a folder of that name is `./digits`.
    Raises UsageError for anything else, SourceError for what cannot be looked at.
    """
    if what == NAME:
        return _digits(truth)
    path = typed_path(what)
    try:
        if path.is_dir():
            if truth is not None:
                raise UsageError("--truth is for a recording; a folder says itself what is in it")
            return _open_folder(path)
        if path.is_file():
            return read_recorded(path, truth, clock=clock)
    except OSError as error:
        raise SourceError(f"cannot look at {shown(what)}: {error.strerror}") from error
    raise UsageError(f"no such folder or recording: {shown(what)}; {EXPECTED}, or {NAME!r}")


def _digits(truth: Path | None) -> LabelledData:
    if truth is not None:
        raise UsageError(f"--truth is for a recording; {NAME} say themselves what they are")
    return read_digits()


def mistakable(what: str) -> str | None:
    """What to say where something else in the working directory may have been meant."""
    if what == NAME and os.path.lexists(NAME):
        return f"{NAME}: these are scikit-learn's; what has that name here is ./{NAME}"
    return None


def _open_folder(folder: Path) -> LabelledData:
    """Boxes go before folders' names: with them, a folder is no class."""
    if has_boxes(folder):
        return read_boxed_folder(folder)
    if has_coco(folder):
        return read_coco_folder(folder)
    if has_class_folders(folder):
        return read_class_folder(folder)
    raise UsageError(f"{shown(folder)}: nothing in it has a name; {EXPECTED}")
