"""The first steps, in words. Pure."""

from dataclasses import dataclass

from operator_gui.texts import tr
from operator_gui.viewmodels.key_map import KeyMap


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A heading, what to know, and keys or commands with what they do."""

    heading: str
    text: str
    lines: tuple[tuple[str, str], ...] = ()


def guide(key_map: KeyMap) -> tuple[GuideStep, ...]:
    """Three short steps: what this is, how to answer, and what to do while nothing is asked."""
    return (
        GuideStep(
            tr("Robots ask, you answer"),
            tr(
                "A robot shows an object that it does not know and asks what it is. One key "
                "answers, and a moment later the robot knows better. Robots ask little: what they"
                " are sure of they keep to themselves. You can take every answer back, even a "
                "sent one."
            ),
        ),
        GuideStep(
            tr("One key is an answer"),
            tr("Letters begin a name; the names that are known complete it."),
            (
                ("Enter", tr("takes the first suggestion, 1 to 9 another one")),
                (key_map.cap("not_an_object"), tr("not an object")),
                (key_map.cap("dont_know"), tr("don't know")),
                (key_map.cap("later"), tr("later: it comes again")),
                (key_map.cap("undo"), tr("takes the last answer back")),
                (key_map.cap("show_keys"), tr("shows all keys")),
            ),
        ),
        GuideStep(
            tr("Nothing is asked yet?"),
            tr(
                "Then no robot is here, or none has seen anything that it wonders about. Start "
                "one in a terminal; its first question shows up here by itself."
            ),
            (
                ("whatsit edge 0", tr("the first camera of this machine")),
                ("whatsit edge FILE", tr("a video, or a folder of pictures")),
                ("whatsit demo", tr("all of it at once, on a clip that comes along")),
                ("whatsit doctor", tr("what is wrong, if something is")),
            ),
        ),
    )
