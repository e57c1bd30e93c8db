"""The class names in a YOLO `data.yaml`: what such files say of them, and no more of YAML. Pure.

That needs no YAML library, and has none of its surprises: no anchors, no tags, no objects.
"""

import json
import re
from collections.abc import Iterator

_ENTRY = re.compile(r"(?:-|(?P<number>\d{1,6})\s*:)\s+(?P<name>.+)")
_PART = re.compile(
    r"""\s*(?:(?P<number>\d{1,6})\s*:\s*)?(?P<name>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,'"{}\[\]][^,]*?)\s*(?:,|$)"""
)

Named = tuple[int, str, int]
"""A class's number, its name, and the line that says so."""


def names_of(text: str) -> list[Named]:
    """Every entry of `names:`; empty if there is none.

    Raises ValueError that begins with the line that cannot be understood.
    """
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if not line.startswith("names:"):
            continue
        here = _without_comment(line.removeprefix("names:"))
        return _flow(here, number, lines) if here else list(_block(lines))
    return []


def has_keypoints(text: str) -> bool:
    """Whether the file says that its labels are poses: a box, then key points."""
    return any(line.startswith("kpt_shape:") for line in text.splitlines())


def yaml_quoted(text: str) -> str:
    """The text as a double-quoted YAML scalar, on one line whatever is in it."""
    body = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in body)


def _block(lines: Iterator[tuple[int, str]]) -> Iterator[Named]:
    count = 0
    for number, line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(_without_comment(line))
        if entry is None:
            if line[0] in " -":
                raise ValueError(f"line {number}: expected a class, as in `- mug` or `0: mug`")
            return
        index = count if entry["number"] is None else int(entry["number"])
        yield index, _unquoted(entry["name"], number), number
        count += 1


def _flow(start: str, number: int, lines: Iterator[tuple[int, str]]) -> list[Named]:
    """`[mug, 'a bowl']` or `{0: mug, 1: bowl}`, which may go on over several lines."""
    text = start
    if text[:1] not in ("[", "{"):
        raise ValueError(f"line {number}: expected a list of classes, as in `[mug, bowl]`")
    end = "]" if text[0] == "[" else "}"
    while not text.endswith(end):
        at, line = next(lines, (0, ""))
        if not at:
            raise ValueError(f"line {number}: a list of classes that does not end")
        text = f"{text} {_without_comment(line)}".strip()
    inner, found, place = text[1:-1].strip().rstrip(","), list[Named](), 0
    while place < len(inner):
        part = _PART.match(inner, place)
        if part is None or (part["number"] is None) != (end == "]"):
            raise ValueError(f"line {number}: cannot read the classes from {inner[place:][:40]!r}")
        index = len(found) if part["number"] is None else int(part["number"])
        found.append((index, _unquoted(part["name"], number), number))
        place = part.end()
    return found


def _without_comment(line: str) -> str:
    """The line up to a `#` that is in no quotes and follows a space."""
    quote, escaped = "", False
    for at, character in enumerate(line):
        before = line[at - 1] if at else " "
        if quote:
            quote = "" if character == quote and not escaped else quote
            escaped = character == "\\" and not escaped and quote == '"'
        elif character in "'\"" and before in " [{,:":
            quote = character
        elif character == "#" and before in " \t":
            return line[:at].strip()
    return line.strip()


def _unquoted(text: str, number: int) -> str:
    """A scalar without its quotes. Raises ValueError for one that does not end."""
    if text[:1] == "'":
        if len(text) < 2 or text[-1] != "'":
            raise ValueError(f"line {number}: a name whose quotes do not end")
        return text[1:-1].replace("''", "'")
    if text[:1] == '"':
        wide = re.sub(r"(?<!\\)((?:\\\\)*)\\U([0-9A-Fa-f]{8})", _wide, text)
        try:
            return str(json.loads(wide))
        except ValueError as error:
            raise ValueError(f"line {number}: a name whose quotes cannot be read") from error
    return text


def _wide(found: "re.Match[str]") -> str:
    code = int(found[2], 16)
    if code > 0x10FFFF:
        return found[0]
    return found[1] + json.dumps(chr(code))[1:-1]
