"""The curve: of which class, by what, over what; and nothing claimed that few checks cannot say."""

import itertools

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, StatusArrived
from operator_gui.operator_link import TOO_OLD
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.curve import CurveChoice, CurvePoint, points_of, summary_of
from operator_gui.viewmodels.gallery import AGAIN_S
from operator_gui.views.accuracy_plot import AccuracyPlot
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import CurationReady
from shared.learning.intervals import wilson
from shared.protocol.curve import Curve, CurvePart, CurveWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.standing import Measured
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize


def measured(hits: int, tracks: int) -> Measured:
    share = wilson(hits, tracks)
    return Measured(hits=hits, tracks=tracks, value=share.value, low=share.low, high=share.high)


PARTS = (
    CurvePart(
        version=11, state="retired", labels=180, answers=70, minutes=6.5, left_out=measured(54, 60)
    ),
    CurvePart(
        version=12,
        state="active",
        labels=240,
        answers=100,
        minutes=9.0,
        left_out=measured(85, 90),
        checks=measured(3, 3),
    ),
)


def wanted(log: StationLog) -> list[CurveWanted]:
    return [one for one in log.requests if isinstance(one, CurveWanted)]


def tell(model: AppModel, log: StationLog, parts: tuple[CurvePart, ...] = PARTS) -> None:
    asked = wanted(log)[-1]
    model.take(CurationReady(Curve(request_id=asked.request_id, name=asked.name, parts=parts), ()))


def test_that_a_point_stands_where_its_choice_says() -> None:
    for over, places in (
        ("labels", [180, 240]),
        ("answers", [70, 100]),
        ("minutes", [6.5, 9.0]),
    ):
        points = points_of(PARTS, CurveChoice(over=over))  # type: ignore[arg-type]
        assert [point.at for point in points] == places
    (checks,) = points_of(PARTS, CurveChoice(measure="checks"))
    assert (checks.version, checks.tracks, checks.is_vague) == (12, 3, True)


def test_that_few_checks_are_said_to_be_few() -> None:
    choice = CurveChoice("mug", "checks")
    (few,) = points_of(PARTS, choice)
    assert summary_of(few, choice) == (
        "v12: too few checks of mug (3) to say more than that between 44 and 100 % of them are "
        "named rightly."
    )
    choice = CurveChoice("mug")
    enough = points_of(PARTS, choice)[-1]
    assert summary_of(enough, choice) == "v12 is right about 94 % (88 to 98) of 90 tracks of mug."
    assert summary_of(enough, CurveChoice()) == "v12 is right about 94 % (88 to 98) of 90 tracks."


def test_that_the_curve_of_a_class_is_asked_for_and_shown(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    assert wanted(log) == []
    window.show_page(2)
    card = window.learning.curve
    tell(model, log)
    assert [point.at for point in card.plot.points] == [180, 240]
    names = [card.classes.itemText(at) for at in range(card.classes.count())]
    assert names == ["all classes", "cup board", "mug", "stapler"]
    qtbot.keyClicks(card.classes, "mu")
    assert wanted(log)[-1].name == "mug"
    assert card.plot.points == ()  # those of all classes are not those of mugs
    clock.advance(AGAIN_S)
    model.tick()
    assert wanted(log)[-1] == wanted(log)[-2]
    tell(model, log, PARTS[1:])
    assert [point.version for point in card.plot.points] == [12]
    qtbot.keyClick(card.measure, Qt.Key.Key_Down)
    assert "too few checks of mug (3)" in card.summary.text()
    qtbot.keyClick(card.over, Qt.Key.Key_End)
    assert [point.at for point in card.plot.points] == [9.0]
    assert card.plot.accessibleName() == "Accuracy over minutes of answering"
    assert (
        "(44 to 100) of the time after 9 minutes of answering" in card.plot.accessibleDescription()
    )


def test_that_another_answer_or_version_makes_another_curve_while_it_is_looked_at(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    tell(model, log)
    count = len(wanted(log))
    model.take(StatusArrived(scenes.status()))
    model.take(StatusArrived(scenes.status()))
    assert len(wanted(log)) == count
    model.take(StatusArrived(scenes.status(answers=101)))
    assert len(wanted(log)) == count + 1
    assert len(window.learning.curve.plot.points) == 2  # the last one stays meanwhile
    window.show_page(0)
    model.take(StatusArrived(scenes.status(answers=102)))
    assert len(wanted(log)) == count + 1


def test_that_of_an_older_station_there_is_the_curve_of_its_versions(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    about = wanted(log)[-1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=TOO_OLD)))
    card = window.learning.curve
    assert [point.version for point in card.plot.points] == [11, 12]
    assert "v12 is right about 94 %" in card.summary.text()
    qtbot.keyClicks(card.classes, "mu")
    about = wanted(log)[-1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=TOO_OLD)))
    assert card.plot.points == ()
    assert card.summary.text() == "The station runs an older release; update it."


def test_that_what_is_chosen_is_let_go_with_its_class(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    card = window.learning.curve
    qtbot.keyClicks(card.classes, "mu")
    gone = tuple(one for one in scenes.status().classes if one.name != "mug")
    model.take(StatusArrived(scenes.status(classes=gone)))
    assert card.classes.currentText() == "all classes"
    assert wanted(log)[-1].name == ""


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(
    window: AppWindow, model: AppModel, log: StationLog, size: QSize
) -> None:
    resize(window, size)
    window.show_page(2)
    tell(model, log)
    window.learning.curve.measure.setCurrentIndex(1)
    lay_out(window)
    assert clipped(window) == []


def test_that_a_click_on_a_point_chooses_its_version_and_a_look_says_what_it_is(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    tell(model, log)
    page, plot = window.learning, window.learning.plot
    old, new = plot._axes().spots(plot.points)
    for spot in (old, new):
        middle = QPointF(spot.x_px, spot.y_px)
        assert plot.point_at(middle) == spot.point
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=middle.toPoint())
        assert page.selected is not None
        assert page.selected.version == spot.point.version
    between = QPointF((old.x_px + new.x_px) / 2, new.y_px)
    assert (plot.point_at(between), plot.told_at(between)) == (None, "")
    assert plot.told_at(middle) == "v12 active: 94 % (88 to 98) after 240 labels"


@pytest.mark.parametrize("count", [0, 1, 2, 512])
def test_that_any_number_of_versions_is_drawn(qtbot: QtBot, theme: Theme, count: int) -> None:
    plot = AccuracyPlot(theme)
    qtbot.addWidget(plot)
    states = ("retired", "refused", "active")
    accent = theme.colour("accent")
    plot.show_points(
        tuple(
            CurvePoint(
                at=float(at), accuracy=0.5, low=0.0, high=1.0, version=at, state=states[at % 3]
            )
            for at in range(count)
        ),
        "labels",
    )
    for size in (QSize(200, 150), QSize(1200, 400)):
        plot.resize(size)
        drawn = plot.grab().toImage()
        pixels = itertools.product(range(drawn.width()), range(drawn.height()))
        assert any(drawn.pixelColor(*at) == accent for at in pixels) == (count > 0)
