"""What a key does on the Ask page, and the same as a table for people.

The rule: while the name field has the focus, letters are letters. Elsewhere X, U, Z and ? act at
once and every other letter begins a name. A name that begins with x, u or z: hold Shift for its
first letter, or press / or Tab first.
"""

from dataclasses import dataclass

CALM_S = 0.25
"""Nobody has seen the next object this soon after X, U or Z: letters within it belong to a name
that was meant for the last one, and are held back."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A key as the page gets it, outside the name field. `key` is lower case, as in `KEYS`."""

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

_PLAIN: dict[str, Action] = {
    "enter": TakeTop(),
    "space": Later(),
    "escape": Leave(),
    "0": ToggleAlike(),
    "/": StartNaming(""),
    ".": Compare(),
    "?": ShowKeys(),
}
_LETTERS: dict[str, Action] = {"x": NotAnObject(), "u": DontKnow(), "z": Undo()}


def action_for(press: KeyPress) -> Action | None:
    """What a key means, None if nothing. The caller handles Ctrl, Alt and Meta elsewhere."""
    if press.repeated:
        return None
    if press.key in _PLAIN:
        return _PLAIN[press.key]
    if press.key in _LETTERS and not press.shift:
        return _LETTERS[press.key]
    if len(press.key) == 1 and press.key in "123456789":
        return Choose(int(press.key))
    if len(press.text) == 1 and press.text.isalpha():
        held_for_first_letter = press.shift and press.key in _LETTERS
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


KEYS: tuple[tuple[str, tuple[KeyHelp, ...]], ...] = (
    (
        "Answer",
        (
            KeyHelp(("Enter",), "take the first suggestion"),
            KeyHelp(("1", "…", "9"), "take that suggestion"),
            KeyHelp(("a", "…", "z"), "begin a name with that letter"),
            KeyHelp(("X",), "not an object"),
            KeyHelp(("U",), "don't know"),
            KeyHelp(("Space",), "later: ask me again"),
            KeyHelp(("0",), "this one alone, or all that look the same again"),
            KeyHelp(("Z", "Ctrl+Z"), "undo the last answer, even a sent one"),
            KeyHelp(("Ctrl+Shift+Z",), "give it again"),
        ),
    ),
    (
        "In the name field",
        (
            KeyHelp(("/", "Tab"), "go there first for a name with x, u or z"),
            KeyHelp(("Shift+X",), "begin a name with x; the same with U and Z"),
            KeyHelp(("↓", "↑"), "choose a known name"),
            KeyHelp(("Tab",), "fill in the first match"),
            KeyHelp(("Enter",), "save what is written"),
            KeyHelp(("Esc",), "leave the field"),
        ),
    ),
    (
        "Look",
        (
            KeyHelp((".", "Ctrl+E"), "beside known ones of each suggestion; digits answer"),
            KeyHelp(("Ctrl+B",), "adjust the box, or draw another: arrows, Enter, Esc, Del"),
            KeyHelp(("Ctrl+0",), "fit the picture"),
            KeyHelp(("F", "+", "−", "arrows"), "fit, zoom, move: when the picture has the focus"),
            KeyHelp(("←", "→"), "other views, when the filmstrip has the focus"),
            KeyHelp(("Ctrl+G",), "what looks the same: ← → walk, Space takes out or puts back"),
            KeyHelp(("Ctrl+L",), "the last answers; Enter changes one, Esc keeps it"),
        ),
    ),
    (
        "Everywhere",
        (
            KeyHelp(("Ctrl+1", "…", "4"), "Ask, Objects, Learning, Robots"),
            KeyHelp(("Ctrl+D",), "dark or light"),
            KeyHelp(("?", "F1"), "these keys"),
        ),
    ),
)
