from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPointF, QSettings, QSize, Qt
from PySide6.QtGui import QEnterEvent, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, LinkChanged, StatusArrived
from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import DARK, LIGHT, TEXT_CONTRAST, contrast
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.commands import PATIENCE_S
from operator_gui.views.main_window import (
    DEFAULT_SIZE,
    LEAST_SIZE,
    AppWindow,
    first_size,
    saved_choice,
)
from operator_gui.workers.link_worker import LinkFailed, QuestionReady
from shared.protocol.deployment import CommandResult
from shared.protocol.questions import Suggestion
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.conftest import Ask, show
from tests.gui.station_log import StationLog

CTRL = Qt.KeyboardModifier.ControlModifier


def test_that_pages_are_reached_by_key_and_by_click(qtbot: QtBot, window: AppWindow) -> None:
    for at in (1, 2, 3, 0):
        qtbot.keyClick(window, str(at + 1), CTRL)
        assert window.stack.currentIndex() == at
        assert window.rail.buttons[at].isChecked()
    qtbot.mouseClick(window.rail.buttons[3], Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.robots


def test_that_colours_are_toggled_and_remembered(
    qtbot: QtBot, window: AppWindow, theme: Theme, tmp_path: Path
) -> None:
    assert theme.tokens == LIGHT
    qtbot.keyClick(window, "d", CTRL)
    assert theme.tokens == DARK
    assert QApplication.palette().window().color().name() == DARK.window
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    settings.setValue("colours", "dark")
    assert saved_choice(settings) == "dark"
    settings.setValue("colours", "puce")
    assert saved_choice(settings) == "system"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_that_the_empty_field_can_be_read(
    window: AppWindow, theme: Theme, ask: Ask, colours: str
) -> None:
    ask()
    theme.choose("dark" if colours == "dark" else "light")
    QApplication.processEvents()
    written = window.ask.panel.field.palette().placeholderText().color()
    assert written.alpha() == 255
    assert contrast(written.name(), theme.tokens.card) >= TEXT_CONTRAST


def test_that_the_window_remembers_its_size_in_its_own_folder(
    qtbot: QtBot, theme: Theme, model: AppModel, tmp_path: Path
) -> None:
    path = tmp_path / "window.ini"

    def opened() -> AppWindow:
        settings = QSettings(str(path), QSettings.Format.IniFormat)
        made = AppWindow(theme=theme, model=model, settings=settings, endpoint="")
        show(qtbot, made)
        return made

    first = opened()
    assert first.size() == first_size(first.screen().availableSize())
    wanted = LEAST_SIZE.boundedTo(first.screen().availableSize())
    first.resize(wanted)
    first.close()
    assert path.exists()
    assert opened().size() == wanted


def test_that_a_small_screen_has_room_for_the_whole_window_with_its_title() -> None:
    assert first_size(QSize(1366, 768)) == QSize(1280, 728)
    assert first_size(QSize(1920, 1040)) == DEFAULT_SIZE


def test_that_nothing_to_ask_is_said_kindly(window: AppWindow) -> None:
    assert window.ask.empty.isVisible()
    assert window.ask.empty.title.text() == "Nothing to ask"
    assert "1 robot is watching" in window.ask.empty.text.text()


def test_that_a_refusal_is_shown_with_its_reason(window: AppWindow, model: AppModel) -> None:
    model.take(LinkChanged("refused", "this station speaks protocol 2", 3))
    assert "protocol 2" in window.ask.empty.text.text()
    assert "3 answers kept" in window.ask.empty.facts.text()
    assert not window.banner.isVisible()
    window.show_page(1)
    assert "protocol 2" in window.banner.text
    assert window.banner.isVisible()


def test_that_a_lost_station_leaves_the_questions_to_be_answered(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    ask("q2")
    model.take(LinkChanged("connecting", "", 0))
    qtbot.keyClick(window.ask, "1")
    model.take(LinkChanged("connecting", "", 1))
    assert log.said == [("name", "mug")]
    assert "1 answer waits safely" in window.banner.text


def test_that_a_failed_link_says_what_to_do_and_takes_no_answer(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.take(LinkFailed("cannot write outbox: disk is full"))
    qtbot.keyClick(window.ask, "1")
    ask("q2")
    qtbot.keyClick(window.ask, "1")
    assert log.said == []
    assert "disk is full" in window.ask.empty.facts.text()
    window.show_page(2)
    assert "start it again" in window.banner.text


def test_that_questions_are_asked_for_again_after_a_reconnect(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    model.take(LinkChanged("connecting", "", 0))
    before = len(log.wants)
    model.take(LinkChanged("connected", "", 0))
    assert len(log.wants) == before + 1


def test_that_the_learning_page_shows_versions_and_selects_one(
    qtbot: QtBot, window: AppWindow, log: StationLog
) -> None:
    page = window.learning
    window.show_page(2)
    index = page.versions.index(1, 0)
    assert index.data() == "v11"
    assert not page.deploy.isEnabled()
    assert page.deploy.toolTip() == "select a version in the table first"
    place = page.table.visualRect(index).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.deploy.text() == "Deploy v11"
    for button in (page.train, page.deploy, page.roll_back):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert log.commands == [("train", 0), ("deploy", 11), ("roll_back", 0)]
    assert [point.version for point in page.plot.points] == [11, 12]


def test_that_the_selection_stays_when_a_version_is_added(
    window: AppWindow, model: AppModel
) -> None:
    page = window.learning
    window.show_page(2)
    page.table.selectRow(1)
    versions = (*scenes.status().versions, scenes.version(13, state="candidate"))
    model.take(StatusArrived(scenes.status(versions=versions)))
    assert page.selected is not None
    assert page.selected.version == 11
    assert page.table.selectionModel().isRowSelected(2)


def test_that_results_of_commands_are_told(
    window: AppWindow, model: AppModel, clock: ManualClock
) -> None:
    def result(command_id: str, ok: bool, text: str) -> CommandFinished:
        return CommandFinished(CommandResult(command_id=command_id, ok=ok, text=text))

    model.commands.ask("train")
    assert window.toast.text == "Training: asked the station"
    model.take(result("command-1", True, "v13 passed"))
    assert window.toast.text == "Training: v13 passed"
    model.commands.ask("deploy", 11)
    model.take(result("command-2", False, "v11 did not pass"))
    assert window.toast.text == "Deploying v11 did not work: v11 did not pass"
    model.commands.ask("roll_back")
    clock.advance(PATIENCE_S + 1)
    model.tick()
    assert window.toast.text == "Rolling back: no answer came from the station"


def test_that_buttons_cannot_be_pressed_without_a_station(
    window: AppWindow, model: AppModel
) -> None:
    window.show_page(2)
    model.take(LinkChanged("connecting", "", 0))
    for button in (window.learning.train, window.learning.deploy, window.learning.roll_back):
        assert not button.isEnabled()
        assert button.toolTip() == "no station is connected"


def test_that_the_robots_page_shows_every_node(window: AppWindow, model: AppModel) -> None:
    nodes = (
        scenes.node(outbox_count=9, outbox_bytes=5_400_000, offered_version=13),
        scenes.node("rig-2", online=False, last_heard_s=scenes.NOW_S - 180),
    )
    model.take(StatusArrived(scenes.status(nodes=nodes)))
    window.show_page(3)
    table = window.robots.nodes
    cells = [
        [table.index(at, column).data() for column in range(table.columnCount())]
        for at in range(table.rowCount())
    ]
    assert cells[0][:3] == ["rover-1", "live", "now"]
    assert "v12 → v13" in cells[0]
    assert "9 · 5.4 MB" in cells[0]
    assert cells[1][:3] == ["rig-2", "offline", "3 m ago"]
    assert window.robots.summary.text() == "1 of 2 robots live"


def test_that_a_page_nobody_sees_does_nothing_and_is_up_to_date_when_it_is_shown(
    window: AppWindow, model: AppModel
) -> None:
    model.take(StatusArrived(scenes.status(nodes=(scenes.node(), scenes.node("rig-2")))))
    assert window.robots.nodes.rowCount() == 0
    assert window.learning.versions.rowCount() == 0
    window.show_page(3)
    assert window.robots.nodes.rowCount() == 2
    window.show_page(2)
    assert window.learning.versions.rowCount() == len(scenes.status().versions)


def test_that_a_crowd_of_robots_is_counted_where_there_is_no_room(
    window: AppWindow, model: AppModel
) -> None:
    nodes = tuple(scenes.node(f"a robot with a long name {at}") for at in range(20))
    model.take(StatusArrived(scenes.status(nodes=nodes)))
    visible = sum(chip.isVisible() for chip in window.top_bar.chips)
    assert window.top_bar.more.text() in (f"+ {20 - visible} more", "20 of 20 robots live")
    assert window.top_bar.more.isVisible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_that_every_page_is_written_as_a_picture(
    window: AppWindow, theme: Theme, ask: Ask, tmp_path: Path, colours: str
) -> None:
    ask()
    theme.choose("dark" if colours == "dark" else "light")
    written = window.save_screenshots(tmp_path / "shots")
    assert [path.stem for path in written] == ["ask", "objects", "learning", "robots"]
    ground = QImage(str(written[0])).pixelColor(40, window.height() - 60).name()
    assert ground == theme.tokens.window
    assert window.stack.currentIndex() == 0


def test_that_screenshots_say_where_they_cannot_be_written(
    window: AppWindow, tmp_path: Path
) -> None:
    (tmp_path / "shots").mkdir()
    (tmp_path / "shots" / "ask.png").mkdir()
    with pytest.raises(OSError, match=r"ask\.png"):
        window.save_screenshots(tmp_path / "shots")


def test_that_everything_has_a_name_for_a_screen_reader(window: AppWindow, ask: Ask) -> None:
    ask()
    for page in range(len(window.pages)):
        window.show_page(page)
        for kind in (QAbstractButton, QLineEdit, QTableView):
            for widget in window.findChildren(kind):
                if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    named = widget.accessibleName() or getattr(widget, "text", str)()
                    assert named, widget
    for widget in (window.ask.context, window.ask.filmstrip, window.ask.panel.best):
        assert widget.accessibleName()
        assert widget.accessibleDescription()


def test_that_words_from_the_wire_are_never_markup(window: AppWindow, ask: Ask) -> None:
    ask(suggested=(("<b>bold</b>", 0.5), ("<img src=x>", 0.2)))
    for text in window.findChildren(QLabel):
        if text.parent() is not None and text.text().count("<"):
            assert text.textFormat() == Qt.TextFormat.PlainText


def test_that_a_suggestion_says_where_it_comes_from(window: AppWindow, model: AppModel) -> None:
    asked = msgspec.structs.replace(
        scenes.query("q1"),
        suggestions=(
            Suggestion(name="mug", probability=0.6, source="station"),
            Suggestion(name="cup", probability=0.3, source="detector"),
        ),
    )
    model.take(QuestionReady(asked, scenes.pictures(asked)))
    mug, cup = window.ask.panel.suggestions.buttons[:2]
    QApplication.sendEvent(mug, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert mug.toolTip() == "mug, 60 %\nfrom the model, which learned from answers"
    assert cup.accessibleDescription().startswith("from the detector's own classes")


def test_that_no_robots_are_not_counted(window: AppWindow, model: AppModel) -> None:
    window.show_page(3)
    model.take(StatusArrived(scenes.status(nodes=())))
    assert window.robots.summary.text() == ""
