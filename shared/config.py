"""Configuration files: TOML into frozen structs, strictly, with errors that help."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
import platformdirs

from shared.errors import ConfigError, UsageError

T = TypeVar("T", bound=msgspec.Struct)


_OWN_NAMES: Mapping[str, str] = MappingProxyType({})
_LIMIT = re.compile(r"Expected `(?:int|float)` (?P<sign>[<>]=) (?P<limit>\S+)")


class UnfitError(UsageError):
    """A setting that cannot be: which, and why not."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


def load_config(path: Path | None, kind: type[T]) -> T:
    """The file as a `kind`; its defaults where `path` is None.

    Raises ConfigError for a file that cannot be read, is not TOML, names a key that does not
    exist (with the nearest that does), or holds a value of the wrong type.
    """
    if path is None:
        return kind()
    _, raw = read_toml(path)
    _refuse_unknown_keys(raw, kind, path, "")
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"configuration {path}: {_told(str(error), kind)}") from error


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file, and what it says. A byte order mark, as editors put it, is passed over.

    Raises ConfigError for a file that cannot be read or is not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"cannot read configuration {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"configuration {path} is not TOML: line {line} is not UTF-8; save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"configuration {path} is not TOML: {error}") from error


def override(config: T, flags: Mapping[str, str] = _OWN_NAMES, **values: object) -> T:
    """The configuration with those of `values` that are not None in place.

    flags: what a person gives them as, where a flag has another name than its setting.
    Raises UsageError, which says so, for one that a file could not hold either.
    """
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return checked(msgspec.structs.replace(config, **given)) if given else config
    except UnfitError as error:
        flag = flags.get(error.field, error.field)
        got = f", got {given[error.field]}" if error.field in given else ""
        raise UsageError(f"{flag}: {_in_words(error.problem)}{got}") from error


def checked(config: T) -> T:
    """A configuration that was put together in Python, where nothing looks at its values.

    Raises UsageError for one that a file could not hold: UnfitError, where it is known which.
    """
    try:
        return msgspec.msgpack.decode(msgspec.msgpack.encode(config), type=type(config))
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{error.object!r} is not valid UTF-8; write it in other letters"
        ) from error
    except msgspec.ValidationError as error:
        problem, _, field = str(error).partition(" - at `$.")
        if field:
            raise UnfitError(field.rstrip("`"), problem) from error
        raise UsageError(problem) from error


def state_folder(name: str) -> Path:
    """Where whatsit keeps its files for this user, by default."""
    return Path(platformdirs.user_state_dir("whatsit", appauthor=False)) / name


def _in_words(problem: str) -> str:
    """What is wrong with a value, without the words of a decoder where it is out of its range."""
    found = _LIMIT.fullmatch(problem)
    if found is None:
        return problem
    than = "more" if found["sign"] == ">=" else "less"
    return f"expected {float(found['limit']):.10g} or {than}"


def _told(problem: str, kind: type[msgspec.Struct]) -> str:
    """What a decoder says of a value, beginning with its key; of a word, with those that may be."""
    words, _, place = problem.partition(" - at `$.")
    key = place.rstrip("`")
    if not key:
        return problem
    known = _words_for(msgspec.inspect.type_info(kind), key.split("."))
    return f"{key}: {_in_words(words)}" + (f"; expected one of {', '.join(known)}" if known else "")


def _words_for(found: msgspec.inspect.Type, keys: list[str]) -> list[str]:
    """The words that a key may hold, where they can be counted."""
    if isinstance(found, msgspec.inspect.UnionType):
        inner = [known for known in found.types if not isinstance(known, msgspec.inspect.NoneType)]
        return _words_for(inner[0], keys) if len(inner) == 1 else []
    if keys and isinstance(found, msgspec.inspect.StructType):
        types = [field.type for field in found.fields if field.encode_name == keys[0]]
        return _words_for(types[0], keys[1:]) if types else []
    if not keys and isinstance(found, msgspec.inspect.LiteralType):
        return [str(value) for value in found.values]
    return []


def _refuse_unknown_keys(
    raw: dict[str, Any], kind: type[msgspec.Struct], path: Path, prefix: str
) -> None:
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in raw.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"did you mean {prefix + near[0]!r}?" if near else f"known: {', '.join(fields)}"
            raise ConfigError(f"configuration {path}: no key {prefix + key!r}; {hint}")
        inner = fields[key]
        if (
            isinstance(value, dict)
            and isinstance(inner, type)
            and issubclass(inner, msgspec.Struct)
        ):
            _refuse_unknown_keys(value, inner, path, f"{prefix}{key}.")
