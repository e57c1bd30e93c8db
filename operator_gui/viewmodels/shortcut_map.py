"""Which combination of keys does what in the whole window, and which other one may. Pure.

A combination is written as Qt does in files: `Ctrl+Shift+Z`, `F1`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from operator_gui.texts import mark, tr

ShortcutRole = Literal[
    "undo_answer",
    "redo_answer",
    "lately",
    "alike",
    "box",
    "comparison",
    "ask",
    "objects",
    "learning",
    "robots",
    "fit",
    "colours",
    "settings",
    "keys",
    "quit",
]
SHORTCUT_ROLES: tuple[ShortcutRole, ...] = get_args(ShortcutRole)
PAGE_ROLES: tuple[ShortcutRole, ...] = ("ask", "objects", "learning", "robots")

_ROLE_WORDS: dict[ShortcutRole, str] = {
    "undo_answer": mark("undo the last answer, even a sent one"),
    "redo_answer": mark("give it again"),
    "lately": mark("the last answers"),
    "alike": mark("what looks the same"),
    "box": mark("adjust the box, or draw another"),
    "comparison": mark("beside known ones of each suggestion"),
    "ask": mark("Ask"),
    "objects": mark("Objects"),
    "learning": mark("Learning"),
    "robots": mark("Robots"),
    "fit": mark("fit the picture"),
    "colours": mark("dark or light"),
    "settings": mark("settings, and other keys"),
    "keys": mark("these keys"),
    "quit": mark("quit"),
}
_DEFAULTS: dict[ShortcutRole, str] = {
    "undo_answer": "Ctrl+Z",
    "redo_answer": "Ctrl+Shift+Z",
    "lately": "Ctrl+L",
    "alike": "Ctrl+G",
    "box": "Ctrl+B",
    "comparison": "Ctrl+E",
    "ask": "Ctrl+1",
    "objects": "Ctrl+2",
    "learning": "Ctrl+3",
    "robots": "Ctrl+4",
    "fit": "Ctrl+0",
    "colours": "Ctrl+D",
    "settings": "Ctrl+,",
    "keys": "F1",
    "quit": "Ctrl+Q",
}
_ALLOWED = re.compile(
    r"(?:Meta\+)?Ctrl\+(?:Alt\+)?(?:Shift\+)?\S|(?:(?:Meta|Ctrl|Alt|Shift)\+)*F(?:[1-9]|1[0-2])"
)
_OF_TEXT = ("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X")


def shortcut_words(role: ShortcutRole) -> str:
    """What a combination of that role does."""
    return tr(_ROLE_WORDS[role])


@dataclass(frozen=True, slots=True)
class ShortcutMap:
    """`keys`: the combination of every role."""

    keys: Mapping[ShortcutRole, str] = field(default_factory=lambda: dict(_DEFAULTS))

    def __getitem__(self, role: ShortcutRole) -> str:
        return self.keys[role]

    def problem(self, role: ShortcutRole, keys: str) -> str:
        """Why a role cannot have a combination; "" where it can."""
        if not _ALLOWED.fullmatch(keys):
            return tr("only Ctrl with a letter, sign or figure, and F1 to F12 can be used")
        if keys in _OF_TEXT:
            return tr("{keys} copies and pastes text, always").format(keys=keys)
        other = next((one for one in SHORTCUT_ROLES if self.keys[one] == keys), None)
        if other is not None and other != role:
            taken = tr("{key} is taken already: {role}")
            return taken.format(key=keys, role=shortcut_words(other))
        return ""

    def with_keys(self, role: ShortcutRole, keys: str) -> "ShortcutMap":
        """The same with another combination. Raises ValueError with the problem if there is one."""
        if problem := self.problem(role, keys):
            raise ValueError(problem)
        return replace(self, keys={**self.keys, role: keys})


DEFAULT_SHORTCUTS = ShortcutMap()


def shortcut_map_of(kept: Mapping[str, str]) -> ShortcutMap:
    """From what was kept of an earlier map: all of it, or the default where it makes no sense."""
    keys = {role: kept.get(role, _DEFAULTS[role]) for role in SHORTCUT_ROLES}
    made = ShortcutMap(keys)
    is_sound = len(set(keys.values())) == len(SHORTCUT_ROLES) and not any(
        made.problem(role, one) for role, one in keys.items()
    )
    return made if is_sound else DEFAULT_SHORTCUTS
