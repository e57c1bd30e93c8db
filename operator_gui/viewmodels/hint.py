"""What Enter would do in the name field, said before it is pressed."""

from dataclasses import dataclass

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.completion import Closeness, KnownName, Match, identity
from operator_gui.viewmodels.urgent import NameMode


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
        return EnterHint(
            name,
            tr("Enter answers “{name}”").format(name=name)
            if name
            else tr("type what the robot is told"),
        )
    if not name:
        text = (
            tr("Enter takes “{top}”").format(top=top)
            if top
            else tr("type a name, or press F1 for all keys")
        )
        return EnterHint("", text)
    same = next((m for m in matches if m.closeness is Closeness.SAME), None)
    if same is not None:
        return _known(same.known)
    nearest = matches[0].known.name if matches else ""
    text = tr("Enter saves the new name “{name}”").format(name=name)
    if nearest and identity(nearest) != identity(name):
        text += tr("; Tab takes “{nearest}”").format(nearest=nearest)
    return EnterHint(name, text, is_new=True)


def _known(known: KnownName) -> EnterHint:
    text = tr("Enter saves “{name}”")
    if known.tracks:
        text = counted(
            "Enter saves “{name}” (%n track)", "Enter saves “{name}” (%n tracks)", known.tracks
        )
    return EnterHint(known.name, text.format(name=known.name))


def _choice(typed: str, nearest: Match | None) -> EnterHint:
    if nearest is not None:
        return EnterHint(
            nearest.known.name, tr("Enter takes “{name}”").format(name=nearest.known.name)
        )
    if typed:
        return EnterHint("", tr("“{typed}” is none of the robot's choices").format(typed=typed))
    return EnterHint("", tr("press a number, or begin to type one of the answers"))
