"""The class names of a data set as YOLO has them, from data.yaml or classes.txt.

Of the YAML only what such files say is read: `names:` as a list or a table, in one line or in
several. That needs no YAML library, and none of its surprises.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from edge_node.simulation.class_folder import class_name
from edge_node.sources.address import shown
from shared.errors import UsageError

MAX_BYTES = 1 << 20

_ENTRY = re.compile(r"\s*(?:-|(?P<number>\d{1,6})\s*:)\s*(?P<name>.+?)\s*")


def yolo_class_names(folder: Path) -> Callable[[int], str]:
    """The name of each class by its number, which is its name where no file gives another.

    Raises UsageError if there is such a file and it cannot be read.
    """
    known = _read(folder)
    return lambda number: known.get(number) or str(number)


def _read(folder: Path) -> dict[int, str]:
    for path in sorted(p for p in folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml")):
        found = parse_names(_text(path))
        if found:
            return found
    for path in (folder / "classes.txt", folder / "labels" / "classes.txt"):
        if path.is_file():
            lines = [line.strip() for line in _text(path).splitlines()]
            return {n: class_name(line) for n, line in enumerate(lines) if line}
    return {}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{shown(path)}: too large to be a list of class names")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the class names in {shown(path)}: {error}") from error


def parse_names(text: str) -> dict[int, str]:
    """The class names that a data.yaml gives, by number; empty if it gives none."""
    lines = iter(text.splitlines())
    for line in lines:
        if not line.startswith("names:"):
            continue
        here = _without_comment(line.removeprefix("names:"))
        entries = _flow(here, lines) if here else _block(lines)
        return {number: class_name(name) for number, name in entries if name}
    return {}


def _block(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    count = 0
    for line in lines:
        entry = _ENTRY.fullmatch(_without_comment(line))
        if entry is None:
            if line.strip() and not line.lstrip().startswith("#"):
                return
            continue
        number = count if entry["number"] is None else int(entry["number"])
        yield number, _unquoted(entry["name"])
        count += 1


def _flow(start: str, lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """`[mug, 'a bowl']` or `{0: mug, 1: bowl}`, which may go on over several lines."""
    text = start
    while text[:1] in "[{" and text[-1:] not in "]}" and (line := next(lines, None)) is not None:
        text = f"{text} {_without_comment(line)}".strip()
    inner = text.strip("[]{} ")
    for count, part in enumerate(re.findall(r"(?:'[^']*'|\"[^\"]*\"|[^,'\"])+", inner)):
        number, colon, name = part.partition(":")
        if text.startswith("{") and colon and number.strip().isdecimal():
            yield int(number), _unquoted(name.strip())
        else:
            yield count, _unquoted(part.strip())


def _without_comment(line: str) -> str:
    return re.sub(r"(?:^|\s)#.*", "", line).strip()


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]
    return text[1:-1] if quoted else text
