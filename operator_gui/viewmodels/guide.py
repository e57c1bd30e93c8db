"""The first steps, in words. Pure."""

from dataclasses import dataclass

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
            "Robots ask, you answer",
            "A robot shows an object that it does not know and asks what it is. One key answers, "
            "and a moment later the robot knows better. Robots ask little: what they are sure of "
            "they keep to themselves. You can take every answer back, even a sent one.",
        ),
        GuideStep(
            "One key is an answer",
            "Letters begin a name; the names that are known complete it.",
            (
                ("Enter", "takes the first suggestion, 1 to 9 another one"),
                (key_map.cap("not_an_object"), "not an object"),
                (key_map.cap("dont_know"), "don't know"),
                (key_map.cap("later"), "later: it comes again"),
                (key_map.cap("undo"), "takes the last answer back"),
                (key_map.cap("show_keys"), "shows all keys"),
            ),
        ),
        GuideStep(
            "Nothing is asked yet?",
            "Then no robot is here, or none has seen anything that it wonders about. Start one in "
            "a terminal; its first question shows up here by itself.",
            (
                ("whatsit edge 0", "the first camera of this machine"),
                ("whatsit edge FILE", "a video, or a folder of pictures"),
                ("whatsit demo", "all of it at once, on a clip that comes along"),
                ("whatsit doctor", "what is wrong, if something is"),
            ),
        ),
    )
