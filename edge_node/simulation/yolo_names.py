"""The class names of a data set as YOLO has them, from data.yaml or classes.txt."""

from collections.abc import Callable
from pathlib import Path

from edge_node.simulation.class_folder import class_name
from edge_node.sources.address import shown
from shared.class_yaml import names_of
from shared.errors import UsageError

MAX_BYTES = 1 << 20


def yolo_class_names(folder: Path) -> Callable[[int], str]:
    """The name of each class by its number, which is its name where no file gives another.

    Raises UsageError if there is such a file and it cannot be read.
    """
    known = _read(folder)
    return lambda number: known.get(number) or str(number)


def _read(folder: Path) -> dict[int, str]:
    for path in sorted(p for p in folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml")):
        found = _names_in(path)
        if found:
            return found
    for path in (folder / "classes.txt", folder / "labels" / "classes.txt"):
        if path.is_file():
            lines = [line.strip() for line in _text(path).splitlines()]
            return {n: class_name(line) for n, line in enumerate(lines) if line}
    return {}


def _names_in(path: Path) -> dict[int, str]:
    try:
        entries = names_of(_text(path))
    except ValueError as error:
        raise UsageError(f"cannot read the class names in {shown(path)}: {error}") from error
    return {number: class_name(name) for number, name, _ in entries if name}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{shown(path)}: too large to be a list of class names")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the class names in {shown(path)}: {error}") from error
