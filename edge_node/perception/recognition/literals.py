"""Python literals in a model's metadata, which anybody may have written.

`ast.literal_eval` runs nothing, but long chains of operators and deep brackets cost it the stack
or the memory. So only what a dump of plain data has in it reaches it at all.
"""

import ast
import re

MAX_CHARS = 256 << 10
MAX_DEPTH = 4

_STRING = r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\""
_MINUS = r"(?:(?<=[\[({,:])|(?<=[,:] ))-"
_NUMBER = r"\d{1,18}+(?:\.\d{0,18}+)?(?:e[-+]?\d{1,3}+)?(?!\w)"
_PLAIN = re.compile(
    rf"(?:{_STRING}|True|False|None|{_MINUS}(?=\d)|{_NUMBER}|[\[\]{{}}(),: \n\t])*+", re.ASCII
)
"""Matched in one pass, without ever going back: hostile texts are as quick as others."""

_STRINGS = re.compile(_STRING)


def parse_literal(text: str) -> object:
    """The numbers, strings, lists and dicts that the text writes down.

    Raises ValueError, with the reason, for anything else, and for more than MAX_CHARS or MAX_DEPTH.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(f"has {len(text)} characters, at most {MAX_CHARS} are read")
    if _PLAIN.fullmatch(text) is None:
        raise ValueError("is no plain list or table of text and numbers")
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}()]", _STRINGS.sub("", text)):
        depth += 1 if bracket in "[{(" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise ValueError(f"is nested deeper than {MAX_DEPTH}")
    try:
        value: object = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"is no Python literal ({type(error).__name__})") from error
    return value
