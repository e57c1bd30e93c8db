"""Which single key does what on the Ask page and on Objects, and which other one may. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from operator_gui.texts import mark, tr

KeyRole = Literal[
    "not_an_object",
    "dont_know",
    "later",
    "undo",
    "alike",
    "begin_name",
    "compare",
    "show_keys",
    "enlarge",
]
ROLES: tuple[KeyRole, ...] = get_args(KeyRole)
_OBJECTS_ROLES: tuple[KeyRole, ...] = ("enlarge",)
_ASK_ROLES: tuple[KeyRole, ...] = tuple(role for role in ROLES if role not in _OBJECTS_ROLES)
"""One key may do something on each of the two pages."""

_ROLE_WORDS: dict[KeyRole, str] = {
    "not_an_object": mark("not an object"),
    "dont_know": mark("don't know"),
    "later": mark("later: ask me again"),
    "undo": mark("undo the last answer"),
    "alike": mark("this one alone, or all that look the same"),
    "begin_name": mark("go to the name first"),
    "compare": mark("compare with known ones"),
    "show_keys": mark("show the keys"),
    "enlarge": mark("on Objects: show the picture large"),
}

_DEFAULTS: dict[KeyRole, str] = {
    "not_an_object": "x",
    "dont_know": "u",
    "later": "space",
    "undo": "z",
    "alike": "0",
    "begin_name": "/",
    "compare": ".",
    "show_keys": "?",
    "enlarge": "space",
}
_FIXED = {
    "enter": mark("Enter takes the first suggestion, always"),
    "escape": mark("Esc leaves, always"),
}


def role_words(role: KeyRole) -> str:
    """What a key of that role does."""
    return tr(_ROLE_WORDS[role])


@dataclass(frozen=True, slots=True)
class KeyMap:
    """`keys`: the key of every role, as `KeyPress` names it."""

    keys: Mapping[KeyRole, str] = field(default_factory=lambda: dict(_DEFAULTS))

    def __getitem__(self, role: KeyRole) -> str:
        return self.keys[role]

    def role_of(self, key: str) -> KeyRole | None:
        """What a key does on the Ask page; None for one that nothing was put on."""
        return next((role for role in _ASK_ROLES if self.keys[role] == key), None)

    def cap(self, role: KeyRole) -> str:
        """What is written on the key."""
        return cap(self.keys[role])

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that act at once on the Ask page, and begin a name with Shift alone."""
        keys = (self.keys[role] for role in _ASK_ROLES)
        return tuple(key for key in keys if _is_one(key) and key.isalpha())

    def problem(self, role: KeyRole, key: str) -> str:
        """Why a role cannot have a key; "" where it can."""
        if key in _FIXED:
            return tr(_FIXED[key])
        if key != "space" and not (_is_one(key) and key.isprintable() and not key.isspace()):
            return tr("only letters, signs, 0 and Space can be used")
        if key.isdecimal() and key != "0":
            return tr("1 to 9 choose a suggestion, always")
        other = next((one for one in _beside(role) if self.keys[one] == key), role)
        if other != role:
            taken = tr("{key} is taken already: {role}")
            return taken.format(key=cap(key), role=role_words(other))
        return ""

    def with_key(self, role: KeyRole, key: str) -> "KeyMap":
        """The same with another key. Raises ValueError with the problem if there is one."""
        if problem := self.problem(role, key):
            raise ValueError(problem)
        return replace(self, keys={**self.keys, role: key})


DEFAULT_KEYS = KeyMap()


def key_map_of(kept: Mapping[str, str]) -> KeyMap:
    """From what was kept of an earlier map: all of it, or the default where it makes no sense."""
    keys = {role: kept.get(role, _DEFAULTS[role]) for role in ROLES}
    made = KeyMap(keys)
    is_sound = not any(made.problem(role, key) for role, key in keys.items())
    return made if is_sound else DEFAULT_KEYS


def cap(key: str) -> str:
    """What is written on a key: `X`, `Space`, `/`."""
    upper = key.capitalize() if key == "space" else key.upper()
    return upper if key == "space" or _is_one(upper) else key


def _beside(role: KeyRole) -> tuple[KeyRole, ...]:
    """All roles of the page that this one is of."""
    return _OBJECTS_ROLES if role in _OBJECTS_ROLES else _ASK_ROLES


def _is_one(key: str) -> bool:
    return len(key) == 1
