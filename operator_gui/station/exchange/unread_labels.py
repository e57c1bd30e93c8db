"""Labels that lie beside pictures in a format that nothing here reads.

Without this, a set of boxes would be taken for folders of pictures, and every picture be called
`train2017` or `JPEGImages`.
"""

from pathlib import Path, PurePosixPath

from operator_gui.station.exchange.picture_files import files_in, is_picture
from operator_gui.station.exchange.problems import Problems, quoted

_ENOUGH_BYTES = 64 << 10
_MARKS = {".xml": ("<bndbox>",), ".csv": ("x0", "xmin")}
_NO_NAMES = (
    "boxes as YOLO has them, and nothing says what the numbers of their classes mean; "
    "expected a data.yaml with `names:`, or a classes.txt with a name a line, in {folder}"
)
_UNREAD = "boxes in a format that is not read; expected one that whatsit import --help names"
_OR_FOLDERS = "; to take the folders' names as classes: --format folder"


def tell_unread_labels(root: Path, problems: Problems) -> None:
    """Adds one problem if a file beside pictures, of the name of one, holds boxes.

    For a set without any file that whatsit reads labels from. Raises ImportRefusedError.
    """
    files = list(files_in(root, problems))
    pictured = {file.stem for file in files if is_picture(file)}
    for file in files:
        if file.stem in pictured and not is_picture(file) and _holds_boxes(root / file):
            said = _NO_NAMES if file.suffix == ".txt" else _UNREAD
            text = said.format(folder=quoted(root.name)) + _OR_FOLDERS
            problems.add(quoted(str(file)), text)
            problems.raise_if_any()


def _holds_boxes(path: Path) -> bool:
    suffix = PurePosixPath(path.name).suffix
    if suffix != ".txt" and suffix not in _MARKS:
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            text = stream.read(_ENOUGH_BYTES)
    except OSError:
        return False  # It says nothing of what the set is.
    if suffix == ".txt":
        return any(_is_yolo_line(line) for line in text.splitlines()[:1])
    beginning = text.partition("\n")[0] if suffix == ".csv" else text
    return any(mark in beginning for mark in _MARKS[suffix])


def _is_yolo_line(line: str) -> bool:
    """Whether it is the number of a class and at least a box, as shares of the picture."""
    words = line.split()
    if len(words) < 5 or not (words[0].isascii() and words[0].isdecimal()):
        return False
    try:
        return all(0.0 <= float(word) <= 1.0 for word in words[1:5])
    except ValueError:
        return False
