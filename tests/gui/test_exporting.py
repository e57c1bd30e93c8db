"""Labels taken out in the window: what is asked, what is shown meanwhile, how it ends."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from operator_gui.export_fetch import FetchProgress
from operator_gui.operator_events import LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.exporting import KIND_WORDS
from operator_gui.views.export_dialog import ExportDialog
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.exchange_worker import ExportFinished, ExportMoved
from shared.protocol.exchange import ExportState, ExportWanted
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

TARGET = Path("/data/mugs")
DONE = ExportState(request_id="r", stage="ready", pictures=40, labels=52, classes=3)


@pytest.fixture
def learning(window: AppWindow, model: AppModel) -> AppWindow:
    """The page Learning, of a station that was taught."""
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    window.show_page(2)
    return window


def asked(window: AppWindow, qtbot: QtBot) -> ExportDialog:
    """The dialog, as the button opens it."""
    page = window.learning
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    (dialog,) = (one for one in page.findChildren(ExportDialog) if one.isVisible())
    return dialog


def begun(window: AppWindow, qtbot: QtBot, log: StationLog) -> ExportWanted:
    dialog = asked(window, qtbot)
    dialog.folder.setText(str(TARGET))
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    return log.exports[-1][0]


def test_that_what_is_chosen_is_what_the_station_is_asked_for(
    qtbot: QtBot, learning: AppWindow, log: StationLog
) -> None:
    dialog = asked(learning, qtbot)
    assert dialog.folder.text() == str(Path.home() / "whatsit-coco")
    dialog.kind.setFocus()
    qtbot.keyClicks(dialog.kind, "YO")
    assert dialog.folder.text() == str(Path.home() / "whatsit-yolo")
    assert "data.yaml" in dialog.hint.text()
    qtbot.keyClicks(dialog.classes, "stap")
    qtbot.keyClick(dialog.splits["audit"], Qt.Key.Key_Space)
    qtbot.keyClick(dialog.every_view, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.background, Qt.Key.Key_Space)
    dialog.folder.selectAll()
    qtbot.keyClicks(dialog.folder, str(TARGET))
    qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    ((wanted, target),) = log.exports
    assert target == TARGET
    assert (wanted.kind, wanted.splits) == ("yolo", ("train", "holdout"))
    assert (wanted.classes, wanted.every_view, wanted.background) == (("stapler",), True, False)


def test_that_a_folder_of_one_s_own_stays_when_the_format_changes(
    qtbot: QtBot, learning: AppWindow
) -> None:
    dialog = asked(learning, qtbot)
    dialog.folder.setText(str(TARGET))
    for at in range(len(KIND_WORDS)):
        dialog.kind.setCurrentIndex(at)
    assert dialog.folder.text() == str(TARGET)
    dialog.reject()


def test_that_what_cannot_be_done_is_said_and_cannot_be_asked_for(
    qtbot: QtBot, learning: AppWindow, log: StationLog
) -> None:
    dialog = asked(learning, qtbot)
    for path in ("", "mugs", "./mugs", "~nobody-here/mugs"):
        dialog.folder.setText(path)
        assert "whole path" in dialog.problem.text()
        assert not dialog.does.isEnabled()
    dialog.folder.setText("~/mugs")
    assert dialog.does.isEnabled()
    assert dialog.choice.folder == Path.home() / "mugs"
    for box in dialog.splits.values():
        box.setChecked(False)
    assert "which labels" in dialog.problem.text()
    assert not dialog.does.isEnabled()
    dialog.reject()
    assert log.exports == []


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (FetchProgress("waiting"), "waits for the station"),
        (FetchProgress("writing"), "collects the labels"),
        (FetchProgress("writing", 30, 40), "30 of 40 pictures"),
        (FetchProgress("fetching", 3_000_000, 12_000_000), "3.0 MB of 12 MB"),
        (FetchProgress("unpacking"), "put in their places"),
    ],
)
def test_that_it_is_shown_how_far_it_is(
    progress: FetchProgress,
    words: str,
    qtbot: QtBot,
    learning: AppWindow,
    model: AppModel,
    log: StationLog,
) -> None:
    bar = learning.learning.exchange
    assert not bar.isVisible()
    begun(learning, qtbot, log)
    assert bar.isVisible()
    model.take(ExportMoved(progress))
    assert words in bar.text.text()
    assert bar.accessibleName() == bar.text.text()
    share = progress.done / progress.total if progress.total else 0.0
    assert bar.progress.value() == pytest.approx(1000 * share)
    assert (bar.progress.maximum() == 0) == (not progress.total)


def test_that_only_one_is_under_way_at_a_time(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    begun(learning, qtbot, log)
    export = learning.learning.export
    assert (export.isEnabled(), export.toolTip()) == (False, "another data set is on its way")
    model.take(ExportFinished(TARGET, DONE))
    assert export.isEnabled()
    assert not learning.learning.exchange.isVisible()


def test_that_its_end_is_told(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    told: list[str] = []
    model.exporting.noticed.connect(lambda notice: told.append(f"{notice.tone}: {notice.text}"))
    for state, reason in ((DONE, ""), (None, "the disk is full"), (None, "")):
        begun(learning, qtbot, log)
        model.take(ExportFinished(TARGET, state, reason))
    vectors = ExportState(request_id="r", stage="ready", labels=7)
    model.take(ExportFinished(TARGET, vectors))
    assert told == [
        "info: Exported to /data/mugs: 52 labels of 3 classes in 40 pictures.",
        "bad: The export did not work: the disk is full",
        "info: The export was cancelled; nothing was written.",
        "info: Exported to /data/mugs: 7 views as vectors.",
    ]


def test_that_it_can_be_given_up(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    begun(learning, qtbot, log)
    qtbot.keyClick(learning.learning.exchange.cancel, Qt.Key.Key_Space)
    assert log.cancelled == 1
    model.take(ExportMoved(FetchProgress("fetching", 1, 2)))
    assert "being cancelled" in learning.learning.exchange.text.text()
    model.take(ExportFinished(TARGET, None))
    begun(learning, qtbot, log)
    assert "waits" in learning.learning.exchange.text.text()


def test_that_nothing_can_be_exported_where_there_is_nothing(
    window: AppWindow, model: AppModel
) -> None:
    window.show_page(2)
    model.take(LinkChanged("connecting", "", 0))
    export = window.learning.export
    assert (export.isEnabled(), export.toolTip()) == (False, "no station is connected")
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status(labels=0)))
    assert (export.isEnabled(), export.toolTip()) == (False, "nothing was taught yet")
    model.take(StatusArrived(scenes.status()))
    assert export.isEnabled()


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog, size: QSize
) -> None:
    resize(learning, size)
    dialog = asked(learning, qtbot)
    dialog.folder.setText("mugs")
    lay_out(learning)
    assert clipped(dialog) == []
    dialog.reject()
    begun(learning, qtbot, log)
    model.take(ExportMoved(FetchProgress("fetching", 3_000_000, 12_000_000)))
    lay_out(learning)
    assert clipped(learning) == []
