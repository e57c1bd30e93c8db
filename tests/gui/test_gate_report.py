from pytestqt.qtbot import QtBot

from operator_gui.operator_events import GateReportArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.gate_report import report_view
from operator_gui.views.main_window import AppWindow
from shared.protocol.gate import GateComparison, GateFinding, GateReport
from tests.gui import scenes
from tests.gui.station_log import StationLog

REPORT = GateReport(
    version=11,
    examined=True,
    passed=False,
    against="b" * 64,
    findings=(
        GateFinding(rule="classes", state="passed", text="it knows every class"),
        GateFinding(rule="latency", state="refused", text="it takes three times as long"),
    ),
    comparisons=(
        GateComparison(exam="random checks", tracks=90, before=80, after=70, lost=12, gained=2),
        GateComparison(
            exam="random checks", name="mug", tracks=9, before=8, after=1, lost=7, gained=0
        ),
    ),
)


def test_that_what_refused_it_comes_first_and_single_classes_last() -> None:
    shown = report_view(scenes.version(11, state="refused"), REPORT)
    assert shown is not None
    assert shown.heading == "v11 was refused against the model that was active then"
    assert shown.lines == (
        "✗ latency: it takes three times as long",
        "✓ classes: it knows every class",
        "· mug: 8 of 9 right before, 1 now (random checks)",
    )


def test_that_a_version_without_a_report_says_so() -> None:
    shown = report_view(scenes.version(3), GateReport(version=3, examined=False))
    assert shown is not None
    assert shown.heading == "v3: no report is kept of its test"
    assert report_view(None, REPORT) is None
    assert report_view(scenes.version(11), None) is None


def test_that_a_selected_version_shows_its_report_once_it_came(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    page = window.learning
    window.show_page(2)
    assert page.report.isHidden()
    page.table.selectRow(1)
    assert log.reports_wanted == [11]
    assert page.report.isHidden()
    model.tick()
    assert log.reports_wanted == [11, 11]
    model.take(GateReportArrived(REPORT))
    model.tick()
    assert log.reports_wanted == [11, 11]
    assert not page.report.isHidden()
    assert "refused" in page.report.heading.text()
    assert "✗ latency" in page.report.text.text()
