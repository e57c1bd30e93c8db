"""A page is painted in parts when it is shown, one in each turn of the event loop."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.views.main_window import AppWindow


class Rounds(QObject):
    """In which turn of the event loop each part of a page was painted first."""

    def __init__(self, parts: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._parts = parts
        self.turn = 0
        self.first: dict[QWidget, int] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and watched in self._parts:
            self.first.setdefault(watched, self.turn)
        return False


@pytest.mark.parametrize("at", [2, 3])
def test_that_no_turn_paints_two_parts_of_a_page_and_all_are_painted(
    qapp: QApplication, qtbot: QtBot, window: AppWindow, at: int
) -> None:
    page = window.learning if at == 2 else window.robots
    rounds = Rounds(page._pieces._parts)
    qapp.installEventFilter(rounds)
    page._pieces._turn.timeout.connect(lambda: setattr(rounds, "turn", rounds.turn + 1))
    try:
        window.show_page(at)
        assert window.is_drawing
        qtbot.waitUntil(lambda: not window.is_drawing)
        qapp.processEvents()
    finally:
        qapp.removeEventFilter(rounds)
    seen = [part for part in page._pieces._parts if not part.visibleRegion().isEmpty()]
    assert len(seen) >= 2
    assert rounds.first.keys() >= set(seen)
    turns = [rounds.first[part] for part in seen]
    assert len(set(turns)) == len(turns)


def test_that_a_page_that_is_left_before_it_was_painted_is_whole_when_it_comes_back(
    qtbot: QtBot, window: AppWindow
) -> None:
    window.show_page(2)
    window.show_page(0)
    window.show_page(2)
    qtbot.waitUntil(lambda: not window.is_drawing)
    assert all(part.updatesEnabled() for part in window.learning._pieces._parts)
