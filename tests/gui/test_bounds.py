"""What the app keeps does not grow with the answers that were given."""

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import StatusArrived
from operator_gui.viewmodels import desk as desks
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from tests.gui import scenes
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

KNOWN, WARM_UP, GIVEN = 20, 60, 60


def test_that_nothing_is_kept_of_answers_long_given(
    qtbot: QtBot,
    window: AppWindow,
    model: AppModel,
    log: StationLog,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desks, "_KNOWN_QUERIES", KNOWN)

    def answer(number: int) -> None:
        ask(f"q{number}", alike=(f"a{number}", f"b{number}"))
        model.take(StatusArrived(scenes.status(answers=number)))
        qtbot.keyClick(window.ask, Qt.Key.Key_1)
        QCoreApplication.processEvents()
        log.answers.clear()
        log.submissions.clear()
        log.wants.clear()

    for number in range(WARM_UP):
        answer(number)
    before = _kept()
    for number in range(WARM_UP, WARM_UP + GIVEN):
        answer(number)
    grown = {name: count for name, count in (_kept() - before).items() if count >= GIVEN // 2}

    assert len(model.ask.desk.given) == desks.REMEMBERED
    assert len(model.ask.desk.last_words) == KNOWN
    assert grown == {}


def _kept() -> Counter[str]:
    """Objects by their kind."""
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects())
