"""JSON of a stranger: size-capped, typed, and with the line or the item that is wrong."""

import re
from pathlib import Path
from typing import TypeVar

import msgspec

from operator_gui.station.exchange.problems import Problems, quoted

MAX_BYTES = 256 << 20
"""About a million boxes."""

T = TypeVar("T")

_AT_BYTE = re.compile(r"\(byte (\d+)\)")


def read_json(path: Path, kind: type[T], problems: Problems, *, expected: str) -> T | None:
    """The file as a `kind`; None if that is a problem. expected: what it should be, in words."""
    try:
        size_bytes = path.stat().st_size
        if size_bytes > MAX_BYTES:
            problems.add(quoted(path.name), f"{size_bytes:,} bytes; at most {MAX_BYTES:,}")
            return None
        data = path.read_bytes()
    except OSError as error:
        problems.add(quoted(path.name), f"cannot be read: {error.strerror}")
        return None
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except msgspec.ValidationError as error:
        problems.add(quoted(path.name), f"{error}; expected {expected}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        at = _AT_BYTE.search(str(error))
        before = data[: int(at[1])] if at else data.rstrip()  # it ends too early
        line = f" line {before.count(10) + 1}"
        problems.add(quoted(path.name) + line, f"{error}; expected {expected}")
    except RecursionError:
        problems.add(quoted(path.name), f"nested too deep; expected {expected}")
    return None


def write_json(path: Path, content: object) -> None:
    """Writes it for people and programs: keys in the order given, one line a level."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
