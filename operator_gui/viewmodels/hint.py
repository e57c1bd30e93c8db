"""What Enter would do in the name field, said before it is pressed."""

from dataclasses import dataclass

from operator_gui.viewmodels.completion import Closeness, KnownName, Match, fold
from operator_gui.viewmodels.urgent import NameMode
from operator_gui.viewmodels.words import plural


@dataclass(frozen=True, slots=True)
class EnterHint:
    """`name` is what Enter saves, empty where it takes the first suggestion or does nothing."""

    name: str
    text: str
    is_new: bool = False


def enter_hint(
    typed: str,
    matches: tuple[Match, ...],
    picked: Match | None,
    top: str,
    mode: NameMode = "name",
) -> EnterHint:
    """Nothing is ever completed silently: what is typed counts until a match was picked.

    Among choices the nearest counts, since nothing else does; that is said too.
    """
    name = " ".join(typed.split())
    if mode == "choice":
        return _choice(name, picked or next(iter(matches), None))
    if picked is not None:
        return _known(picked.known)
    if mode == "free":
        return EnterHint(name, f"Enter answers “{name}”" if name else "type what the robot is told")
    if not name:
        text = f"Enter takes “{top}”" if top else "type a name, or press F1 for all keys"
        return EnterHint("", text)
    same = next((m for m in matches if m.closeness is Closeness.SAME), None)
    if same is not None:
        return _known(same.known)
    nearest = matches[0].known.name if matches else ""
    text = f"Enter saves the new name “{name}”"
    if nearest and fold(nearest) != fold(name):
        text += f"; Tab takes “{nearest}”"
    return EnterHint(name, text, is_new=True)


def _known(known: KnownName) -> EnterHint:
    carried = f" ({plural(known.tracks, 'track')})" if known.tracks else ""
    return EnterHint(known.name, f"Enter saves “{known.name}”{carried}")


def _choice(typed: str, nearest: Match | None) -> EnterHint:
    if nearest is not None:
        return EnterHint(nearest.known.name, f"Enter takes “{nearest.known.name}”")
    if typed:
        return EnterHint("", f"“{typed}” is none of the robot's choices")
    return EnterHint("", "press a number, or begin to type one of the answers")
