import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import AnswerRefused, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.desk import REMEMBERED
from operator_gui.views.lately import chips_shown
from operator_gui.views.main_window import AppWindow
from shared.protocol.answers import Answer, AnswerProgress
from tests.gui import scenes
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

CTRL = Qt.KeyboardModifier.ControlModifier


def progress(answer: Answer, state: str, version: int = 0) -> AnswerProgress:
    return AnswerProgress(
        answer_id=answer.answer_id,
        query_id=answer.query_id,
        kind=answer.kind,
        name=answer.name,
        state=state,  # type: ignore[arg-type]
        version=version,
    )


def shown(window: AppWindow) -> list[tuple[str, str]]:
    return [(item.said, item.state) for item in window.ask.lately.items]


def test_that_every_answer_tells_how_far_it_has_come(
    window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    for at, name in enumerate(("mug", "bowl", "stapler", "vase")):
        ask(f"q{at}")
        model.ask.name(name)
    assert shown(window)[0] == ("vase", "on its way")
    mug, bowl, stapler, _ = log.answers
    told = (progress(mug, "deployed", 12), progress(bowl, "trained"), progress(stapler, "saved"))
    model.take(StatusArrived(scenes.status(progress=told)))
    assert shown(window) == [
        ("vase", "on its way"),
        ("stapler", "saved"),
        ("bowl", "trained"),
        ("mug", "in v12"),
    ]
    icons = [item.icon for item in window.ask.lately.items]
    assert len(set(icons)) == 4  # told apart by shape, not by colour alone


def test_that_only_the_last_ten_are_shown(window: AppWindow, model: AppModel, ask: Ask) -> None:
    for at in range(REMEMBERED + 3):
        ask(f"q{at}")
        model.ask.name(f"thing {at}")
    assert len(shown(window)) == REMEMBERED
    assert shown(window)[0][0] == f"thing {REMEMBERED + 2}"


def test_that_a_click_opens_the_question_again_with_its_pictures(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    ask("q2")
    model.ask.choose(1)
    window.show_page(2)
    window.show_page(0)
    qtbot.waitUntil(lambda: not window.is_drawing)
    qtbot.mouseClick(window.ask.lately.buttons[0], Qt.MouseButton.LeftButton)
    assert model.ask.top is not None
    assert model.ask.top.query.query_id == "q1"
    assert model.ask.top_pictures is not None
    assert "You answered “mug”" in window.ask.panel.banner.text
    assert shown(window) == [("mug", "on its way")]
    qtbot.keyClick(window.ask, "2")
    assert log.said == [("name", "mug"), ("name", "bowl")]
    assert log.last.supersedes == log.answers[0].answer_id
    assert shown(window) == [("bowl", "on its way")]
    assert model.ask.top.query.query_id == "q2"


def test_that_the_keyboard_opens_and_leaves_an_earlier_answer(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    for at in range(4):
        ask(f"q{at}")
    for _ in range(3):
        model.ask.choose(1)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key)
    assert model.ask.top is not None
    assert model.ask.top.changing is not None
    assert model.ask.top.query.query_id == "q1"
    qtbot.keyClick(window.ask, Qt.Key.Key_Escape)
    assert model.ask.top.query.query_id == "q3"
    assert len(log.answers) == 3


def test_that_space_keeps_an_answer_that_is_being_changed(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.choose(1)
    model.ask.change(log.last.answer_id)
    assert window.ask.panel.space_button.text() == "keep it"
    qtbot.keyClick(window.ask, Qt.Key.Key_Space)
    assert model.ask.top is None
    assert log.said == [("name", "mug")]


def test_that_a_refused_answer_leaves_the_list_and_is_told(
    window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.choose(1)
    model.take(AnswerRefused(log.last.answer_id, "no such query"))
    assert shown(window) == []
    assert window.toast.text == "The station did not take “mug”: no such query"


def test_that_escape_leaves_the_strip(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask
) -> None:
    ask("q1")
    model.ask.choose(1)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    assert window.ask.lately.buttons[0].hasFocus()
    qtbot.keyClick(window.ask.lately.buttons[0], Qt.Key.Key_Escape)
    assert window.ask.hasFocus()


@pytest.mark.parametrize(
    ("room_px", "at", "shown"),
    [
        (128, 0, (0, 1, 2, 3)),  # 4 x 29 and three gaps
        (127, 0, (0, 1, 2)),
        (119, 0, (0, 1, 2)),  # with the word that says how many others there are
        (118, 0, (0, 1)),
        (118, 1, (0, 1)),
        (118, 2, (1, 2)),
        (118, 3, (2, 3)),
        (10, 0, (0,)),
        (10, 3, (3,)),
    ],
)
def test_that_only_whole_chips_are_shown_and_the_one_that_is_wanted_among_them(
    room_px: int, at: int, shown: tuple[int, ...]
) -> None:
    assert tuple(chips_shown((29, 29, 29, 29), room_px, 20, at=at)) == shown


@pytest.fixture
def ten(qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask) -> AppWindow:
    """A window that is too narrow for its last ten answers."""
    for at in range(REMEMBERED + 1):
        ask(f"q{at}")
        model.ask.name(f"a rather long name {at}")
    window.resize(QSize(1000, 700))
    qtbot.waitUntil(lambda: not window.is_drawing)
    return window


def seen(window: AppWindow) -> list[int]:
    """The chips that are seen whole; none may be seen in part."""
    QApplication.processEvents()
    chips = window.ask.lately.buttons
    found = [at for at, chip in enumerate(chips) if chip.isVisible()]
    for at in found:
        assert chips[at].width() >= chips[at].sizeHint().width()
        assert chips[at].visibleRegion().boundingRect().size() == chips[at].size()
    return found


def test_that_no_chip_is_cut_and_how_many_are_left_out_is_said(ten: AppWindow) -> None:
    lately = ten.ask.lately
    shown = seen(ten)
    assert shown == list(range(len(shown)))
    assert 1 < len(shown) < REMEMBERED
    left_out = REMEMBERED - len(shown)
    assert (lately.more.isVisible(), lately.more.text()) == (True, f"+{left_out}")
    assert f"{left_out} other answers" in lately.more.accessibleName()
    ten.resize(QSize(3600, 700))
    assert seen(ten) == list(range(REMEMBERED))
    assert not lately.more.isVisible()


def test_that_the_arrows_reach_every_answer_and_the_newest_are_shown_afterwards(
    qtbot: QtBot, ten: AppWindow, model: AppModel
) -> None:
    at_first = seen(ten)
    qtbot.keyClick(ten, Qt.Key.Key_L, CTRL)
    walked = []
    for key in [Qt.Key.Key_Right] * (REMEMBERED - 1) + [Qt.Key.Key_Left] * 4:
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
        chips = [n for n, chip in enumerate(ten.ask.lately.buttons) if chip.hasFocus()]
        walked += chips
        assert chips[0] in seen(ten)
    assert walked == [*range(1, REMEMBERED), *range(REMEMBERED - 2, REMEMBERED - 6, -1)]
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert seen(ten) == at_first
