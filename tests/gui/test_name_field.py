import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.itemmodels.completions_list import CompletionsList
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import KnownName
from operator_gui.views.name_field import NameField
from tests.gui.conftest import show

NAMES = (KnownName("mug", 12), KnownName("muffin", 3), KnownName("bowl", 30))


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> NameField:
    made = NameField(theme)
    made.resize(300, 40)
    show(qtbot, made)
    made.ask_for(NAMES, "bowl")
    made.begin("")
    return made


def entered(qtbot: QtBot, field: NameField) -> str:
    with qtbot.waitSignal(field.entered) as signal:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return str(signal.args[0])


def test_that_nothing_is_completed_silently(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    assert entered(qtbot, field) == "mu"


def test_that_down_picks_and_enter_takes_what_is_picked(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.hint.text == "Enter saves “muffin” (3 tracks)"
    assert entered(qtbot, field) == "muffin"


def test_that_up_goes_back_to_what_was_typed(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert entered(qtbot, field) == "mu"


def test_that_up_begins_at_the_last_match(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert entered(qtbot, field) == "muffin"


def test_that_tab_fills_in_the_first_match(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mgu")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "mug"
    assert entered(qtbot, field) == "mug"


def test_that_a_name_without_its_accent_is_new_and_tab_gives_it_the_accent(
    qtbot: QtBot, field: NameField
) -> None:
    field.ask_for((KnownName("Bär", 9),), "")
    qtbot.keyClicks(field, "bar")
    assert field.hint.text == "Enter saves the new name “bar”; Tab takes “Bär”"
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert entered(qtbot, field) == "Bär"


def test_that_typing_on_forgets_what_was_picked(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClicks(field, "x")
    assert entered(qtbot, field) == "mux"


def test_that_a_click_takes_a_name(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    popup = field.popup
    assert popup.isVisible()
    place = popup.visualRect(popup.model().index(1, 0)).center()
    with qtbot.waitSignal(field.entered) as signal:
        qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["muffin"]
    assert field.hasFocus()


def test_that_the_list_goes_where_the_field_goes(qtbot: QtBot, theme: Theme) -> None:
    around = QWidget()
    around.resize(400, 300)
    outer = QVBoxLayout(around)
    inner = QWidget()
    made = NameField(theme)
    QVBoxLayout(inner).addWidget(made)
    outer.addWidget(inner)
    show(qtbot, around)
    made.ask_for(NAMES, "bowl")
    made.begin("mu")

    def is_below() -> bool:
        below = made.mapTo(around, QPoint(0, made.height() + 4))
        return made.popup.pos() == below and made.popup.width() == made.width()

    assert is_below()
    around.resize(600, 500)
    qtbot.waitUntil(is_below)
    outer.insertSpacing(0, 40)
    qtbot.waitUntil(is_below)


def test_that_the_list_goes_when_the_field_is_left(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "mu")
    field.clearFocus()
    assert not field.popup.isVisible()


def test_that_enter_on_nothing_takes_the_first_suggestion(qtbot: QtBot, field: NameField) -> None:
    with qtbot.waitSignal(field.took_top):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_enter_on_spaces_is_no_name(qtbot: QtBot, field: NameField) -> None:
    qtbot.keyClicks(field, "   ")
    with qtbot.assertNotEmitted(field.entered):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_new_names_are_offered_without_touching_what_is_written(
    qtbot: QtBot, field: NameField
) -> None:
    qtbot.keyClicks(field, "vas")
    field.know((*NAMES, KnownName("vase", 1)))
    assert field.text() == "vas"
    assert [match.known.name for match in field.matches] == ["vase"]


def test_that_a_reader_hears_how_often_a_name_was_taught(field: NameField) -> None:
    field.setText("mug")
    model = field.popup.model()
    assert isinstance(model, CompletionsList)
    heard = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "mug, 12 tracks"
