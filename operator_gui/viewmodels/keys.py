"""What a key does on the Ask page, and the same as a table for people.

The rule: while the name field has the focus, letters are letters. Elsewhere X, U, Z and ? act at
once and every other letter begins a name. A name that begins with x, u or z: hold Shift for its
first letter, or press / or Tab first. An operator may put these on other keys (`KeyMap`).
"""

from dataclasses import dataclass

from operator_gui.texts import tr
from operator_gui.viewmodels.key_map import DEFAULT_KEYS, KeyMap, KeyRole
from operator_gui.viewmodels.shortcut_map import DEFAULT_SHORTCUTS, PAGE_ROLES, ShortcutMap

CALM_S = 0.25
"""Nobody has seen the next object this soon after X, U or Z: letters within it belong to a name
that was meant for the last one, and are held back."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A key as the page gets it, outside the name field. `key` is lower case, as in a `KeyMap`."""

    key: str
    text: str = ""
    shift: bool = False
    repeated: bool = False
    """Whether the key is being held down: no second answer comes of that."""


@dataclass(frozen=True, slots=True)
class TakeTop:
    pass


@dataclass(frozen=True, slots=True)
class Choose:
    number: int


@dataclass(frozen=True, slots=True)
class StartNaming:
    text: str


@dataclass(frozen=True, slots=True)
class NotAnObject:
    pass


@dataclass(frozen=True, slots=True)
class DontKnow:
    pass


@dataclass(frozen=True, slots=True)
class Later:
    pass


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class ToggleAlike:
    """All that looks the same: out of the next answer, or back in."""


@dataclass(frozen=True, slots=True)
class Compare:
    """The object beside what is known of each suggestion."""


@dataclass(frozen=True, slots=True)
class ShowKeys:
    pass


@dataclass(frozen=True, slots=True)
class Leave:
    """Escape: keeps an answer that is being changed as it was."""


Action = (
    TakeTop
    | Choose
    | StartNaming
    | NotAnObject
    | DontKnow
    | Later
    | Undo
    | ToggleAlike
    | Compare
    | ShowKeys
    | Leave
)

_FIXED: dict[str, Action] = {"enter": TakeTop(), "escape": Leave()}
_ACTIONS: dict[KeyRole, Action] = {
    "not_an_object": NotAnObject(),
    "dont_know": DontKnow(),
    "later": Later(),
    "undo": Undo(),
    "alike": ToggleAlike(),
    "begin_name": StartNaming(""),
    "compare": Compare(),
    "show_keys": ShowKeys(),
}


def action_for(press: KeyPress, key_map: KeyMap = DEFAULT_KEYS) -> Action | None:
    """What a key means, None if nothing. The caller handles Ctrl, Alt and Meta elsewhere."""
    if press.repeated:
        return None
    if press.key in _FIXED:
        return _FIXED[press.key]
    is_letter = press.key in key_map.letters
    role = key_map.role_of(press.key)
    if role is not None and not (is_letter and press.shift):
        return _ACTIONS[role]
    if len(press.key) == 1 and press.key in "123456789":
        return Choose(int(press.key))
    if len(press.text) == 1 and press.text.isalpha():
        held_for_first_letter = press.shift and is_letter
        return StartNaming(press.key if held_for_first_letter else press.text)
    return None


@dataclass(frozen=True, slots=True)
class Calm:
    """Holds back what is typed on when a letter answered that was meant to begin a name."""

    until_s: float = 0.0
    acted: Action | None = None
    letters_held: int = 0

    def after_answer(self, acted: Action, now_s: float) -> "Calm":
        """To be called when X, U or Z has acted."""
        return Calm(now_s + CALM_S, acted)

    def holds(self, action: Action | None, now_s: float) -> tuple[bool, "Calm"]:
        """Whether to drop the key, and the state after it. The same key again is meant."""
        if now_s >= self.until_s:
            return False, Calm()
        if action is None or isinstance(action, Undo | ShowKeys):
            return False, self
        letter = isinstance(action, NotAnObject | DontKnow) or (
            isinstance(action, StartNaming) and action.text != ""
        )
        if letter and (self.letters_held > 0 or action != self.acted):
            return True, Calm(now_s + CALM_S, self.acted, self.letters_held + 1)
        return self.letters_held > 0, self


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A line of the keys overlay."""

    keys: tuple[str, ...]
    does: str


KeyTable = tuple[tuple[str, tuple[KeyHelp, ...]], ...]


def held_back(key_map: KeyMap) -> str:
    """Why letters were dropped after an answer, and how to begin a name with one of them."""
    roles: tuple[KeyRole, ...] = ("not_an_object", "dont_know", "undo")
    answered = ", ".join(key_map.cap(role) for role in roles)
    return tr(
        "Letters typed right after {answered} were held back. To begin a name with one of "
        "them press {begin_name} first; {undo} undoes."
    ).format(answered=answered, begin_name=key_map.cap("begin_name"), undo=key_map.cap("undo"))


def key_rule(key_map: KeyMap) -> str:
    """When a letter is a letter."""
    acting = [key_map.cap(role) for role in _ACTIONS if key_map[role] in key_map.letters]
    acting.append(key_map.cap("show_keys"))
    return tr(
        "Letters are letters while the name field has the focus. Elsewhere {keys} and "
        "{last_key} act at once, and every other letter begins a name. Any key closes this."
    ).format(keys=", ".join(acting[:-1]), last_key=acting[-1])


def key_table(key_map: KeyMap, shortcuts: ShortcutMap = DEFAULT_SHORTCUTS) -> KeyTable:
    """Every key, as a table for people."""
    letters = ", ".join(key_map.letters)
    with_shift = f"Shift+{key_map.letters[0].upper()}" if letters else ""
    begins = (
        (KeyHelp((with_shift,), tr("begin a name with one of {letters}").format(letters=letters)),)
        if letters
        else ()
    )
    return (
        (
            tr("Answer"),
            (
                KeyHelp(("Enter",), tr("take the first suggestion")),
                KeyHelp(("1", "…", "9"), tr("take that suggestion")),
                KeyHelp(("a", "…", "z"), tr("begin a name with that letter")),
                KeyHelp((key_map.cap("not_an_object"),), tr("not an object")),
                KeyHelp((key_map.cap("dont_know"),), tr("don't know")),
                KeyHelp((key_map.cap("later"),), tr("later: ask me again")),
                KeyHelp(
                    (key_map.cap("alike"),), tr("this one alone, or all that look the same again")
                ),
                KeyHelp(
                    (key_map.cap("undo"), shortcuts["undo_answer"]),
                    tr("undo the last answer, even a sent one"),
                ),
                KeyHelp((shortcuts["redo_answer"],), tr("give it again")),
            ),
        ),
        (
            tr("In the name field"),
            (
                KeyHelp((key_map.cap("begin_name"), "Tab"), tr("go there first, for any name")),
                *begins,
                KeyHelp(("↓", "↑"), tr("choose a known name")),
                KeyHelp(("Tab",), tr("fill in the first match")),
                KeyHelp(("Enter",), tr("save what is written")),
                KeyHelp(("Esc",), tr("leave the field")),
            ),
        ),
        (
            tr("Everywhere"),
            (
                KeyHelp(_page_keys(shortcuts), tr("Ask, Objects, Learning, Robots")),
                KeyHelp((shortcuts["colours"],), tr("dark or light")),
                KeyHelp((shortcuts["settings"],), tr("settings, and other keys")),
                KeyHelp((key_map.cap("show_keys"), shortcuts["keys"]), tr("these keys")),
            ),
        ),
        (
            tr("Look"),
            (
                KeyHelp(
                    (key_map.cap("compare"), shortcuts["comparison"]),
                    tr("beside known ones of each suggestion"),
                ),
                KeyHelp(
                    (shortcuts["box"],),
                    tr("adjust the box, or draw another: arrows, Enter, Esc, Del"),
                ),
                KeyHelp((shortcuts["fit"],), tr("fit the picture")),
                KeyHelp(
                    ("F", "+", "−", tr("arrows")),
                    tr("fit, zoom, move: when the picture has the focus"),
                ),
                KeyHelp(("←", "→"), tr("other views, when the filmstrip has the focus")),
                KeyHelp(
                    (shortcuts["alike"],),
                    tr("what looks the same: ← → walk, Space takes out or puts back"),
                ),
                KeyHelp(
                    (shortcuts["lately"],), tr("the last answers; Enter changes one, Esc keeps it")
                ),
            ),
        ),
        (
            tr("On Objects"),
            (
                KeyHelp(("/",), tr("search the classes")),
                KeyHelp(("Enter", "Esc"), tr("from a class to its pictures, and back")),
                KeyHelp(("F2", "Del"), tr("rename or delete the class")),
                KeyHelp(
                    ("Shift", "Ctrl", tr("arrows")),
                    tr("select several pictures; Ctrl+A selects all"),
                ),
                KeyHelp(
                    (key_map.cap("enlarge"),),
                    tr("the picture large; arrows go to the neighbours, Esc closes it"),
                ),
                KeyHelp(("a", "…", "z"), tr("another name for what is selected")),
                KeyHelp(("Del",), tr("what is selected is not an object")),
                KeyHelp(
                    (shortcuts["undo_answer"], shortcuts["redo_answer"]),
                    tr("undo what was done to labels, do it again"),
                ),
            ),
        ),
    )


def _page_keys(shortcuts: ShortcutMap) -> tuple[str, ...]:
    """Those of the pages: all of them, or the first and what the last ends with where they are as
    they were at first."""
    keys = tuple(shortcuts[role] for role in PAGE_ROLES)
    if keys == tuple(DEFAULT_SHORTCUTS[role] for role in PAGE_ROLES):
        return keys[0], "…", keys[-1].removeprefix("Ctrl+")
    return keys
