"""The last answers, each with how far it has come: on its way, saved, trained, running."""

from dataclasses import dataclass

from operator_gui.texts import tr
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels.desk import REMEMBERED, Given
from operator_gui.viewmodels.words import progress_words, said, times
from shared.protocol.answers import AnswerProgress

_ICONS: dict[str, tuple[IconName, str]] = {
    "on its way": ("sending", "muted"),
    "saved": ("saved", "text"),
    "trained": ("trained", "accent"),
    "deployed": ("deployed", "good"),
}


@dataclass(frozen=True, slots=True)
class LatelyItem:
    """One answer as the strip shows it, with what was answered along with it."""

    answer_id: str
    said: str
    state: str
    icon: IconName
    token: str


def lately_items(
    given: tuple[Given, ...], progress: dict[str, AnswerProgress]
) -> tuple[LatelyItem, ...]:
    """The answers within reach, newest first."""
    items: list[LatelyItem] = []
    for one in given[:REMEMBERED]:
        told = _least(tuple(progress[a.answer_id] for a in one.answers if a.answer_id in progress))
        icon, token = _ICONS["on its way" if told is None else told.state]
        words = tr("for the robot") if one.final else progress_words(told)
        what = said(one.answer) + times(len(one.answers))
        items.append(LatelyItem(one.answer.answer_id, what, words, icon, token))
    return tuple(items)


def _least(told: tuple[AnswerProgress, ...]) -> AnswerProgress | None:
    """How far those have come that are the least far, of answers that were given together."""
    return min(told, key=lambda progress: tuple(_ICONS).index(progress.state), default=None)
