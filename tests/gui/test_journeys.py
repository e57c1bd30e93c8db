"""What a person does at the app from beginning to end, by real keys and clicks, with real processes
at the other end."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from operator_gui.views.export_dialog import ExportDialog
from operator_gui.views.import_dialogs import ImportDialog, ImportReportDialog
from operator_gui.views.merge_dialog import MergeDialog
from shared.link_keys import LinkKey
from shared.transport.endpoint import parse_endpoint
from tests.conftest import ExpectWarnings
from tests.fault.access_world import Knocking
from tests.gui.journey import Journey
from tests.unit.exchange.importing import write_real_set
from tests.unit.exchange.sets import small_set

pytestmark = pytest.mark.timeout(180)

REDO = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
TEN = ("mug", "bowl", "kettle", "jar", "fork", "plate", "lamp", "book", "clock", "pen")


def teach(journey: Journey, *names: str, each: int) -> None:
    for number in range(each):
        for name in names:
            journey.see(name, f"{name}-{number}")


def test_that_ten_objects_are_named_by_keyboard_alone(tmp_path: Path) -> None:
    with Journey(tmp_path, auto_train=False) as journey:
        teach(journey, *TEN, each=1)
        journey.name_all()
        journey.until(lambda: journey.said() == journey.truth)
        assert not journey.on_top


def test_that_a_cluster_of_twelve_is_named_but_for_one_and_undone_and_redone(
    tmp_path: Path,
) -> None:
    with Journey(tmp_path, auto_train=False) as journey:
        for number, name in enumerate(TEN[1:]):
            journey.see(name, f"other-{number}", value=0.1)
        mugs = [f"mug-{number}" for number in range(12)]
        for query_id in mugs:
            journey.see("mug", query_id, value=0.9)
        journey.until(lambda: journey.node.waiting == 0)
        ask, panel = journey.app.model.ask, journey.app.window.ask.panel
        journey.until(lambda: journey.on_top)
        while len(ask.desk.top_alike.ids) < 11:  # the first came before the others were there
            journey.press(Qt.Key.Key_Space)
            journey.until(lambda: journey.on_top)
        first, alike = journey.on_top, ask.desk.top_alike.ids
        assert {first, *alike} == set(mugs)
        journey.click(panel.alike.buttons[1])
        assert ask.desk.top_alike.out == {alike[1]}
        journey.name("mug")
        inside = {first, *alike} - {alike[1]}
        journey.until(lambda: set(journey.said()) == inside)
        journey.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert journey.on_top == first
        journey.until(lambda: journey.said() == {})
        journey.press(Qt.Key.Key_Z, REDO)
        journey.until(lambda: set(journey.said()) == inside)
        assert set(journey.said().values()) == {"mug"}


def test_that_a_wrong_name_is_corrected_after_it_was_learned_and_the_head_follows(
    tmp_path: Path,
) -> None:
    with Journey(tmp_path) as journey:
        teach(journey, "mug", "bowl", each=4)
        journey.see("mug", "last", value=0.0)
        journey.name_all(but={"last": "vase"})
        journey.until(lambda: journey.taught() == ("bowl", "mug", "vase"))
        lately = journey.app.window.ask.lately
        at = next(n for n, item in enumerate(lately.items) if item.said == "vase")
        journey.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        for _ in range(at):
            journey.press(Qt.Key.Key_Right)
        journey.press(Qt.Key.Key_Return)
        assert journey.on_top == "last"
        journey.name("mug")
        journey.until(lambda: journey.taught() == ("bowl", "mug"))
        assert journey.said() == journey.truth


def test_that_two_classes_are_merged_and_the_head_follows(tmp_path: Path) -> None:
    with Journey(tmp_path) as journey:
        teach(journey, "mug", "bowl", "cup", each=3)
        journey.name_all()
        journey.until(lambda: journey.taught() == ("bowl", "cup", "mug"))
        page = journey.app.window.objects
        journey.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        entries = page.classes.entries
        journey.until(lambda: "cup" in [e.title for e in entries.entries])
        journey.click_row(page.classes.list, [e.title for e in entries.entries].index("cup"))
        journey.until(lambda: page.merge.isEnabled())
        journey.click(page.merge)
        asked = journey.dialog()
        assert isinstance(asked, MergeDialog)
        asked.field.setText("mug")
        journey.click(asked.does)
        journey.until(lambda: journey.taught() == ("bowl", "mug"))
        assert sorted(set(journey.said().values())) == ["bowl", "mug"]


def test_that_a_station_that_dies_in_mid_answer_loses_nothing(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station has been silent")
    with Journey(tmp_path, auto_train=False) as journey:
        teach(journey, *TEN[:5], each=1)
        journey.until(lambda: len(journey.app.model.ask.desk.holding) == 5)
        first = journey.on_top
        journey.type(journey.truth[first][:2])
        journey.station.kill()
        journey.until(lambda: not journey.app.model.view.connected)
        assert journey.on_top == first
        journey.name(journey.truth[first][2:])
        for _ in range(4):
            journey.name(journey.truth[journey.on_top])
        assert not journey.on_top
        journey.start_station()
        journey.until(lambda: journey.said() == journey.truth)
        journey.until(lambda: journey.app.model.view.link.unsent == 0)


def test_that_a_version_is_deployed_and_taken_back_on_the_learning_page(tmp_path: Path) -> None:
    with Journey(tmp_path, deploy_policy="confirm") as journey:
        page, view = journey.app.window.learning, journey.app.model
        teach(journey, "mug", "bowl", each=3)
        journey.name_all()
        journey.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        # A busy machine may train before the last name is in: that version knows one class.
        journey.until(
            lambda: any(v.state == "passed" and v.classes == 2 for v in view.view.versions)
        )
        _deploy(journey, max(v.version for v in view.view.versions if v.state == "passed"))
        journey.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        teach(journey, "vase", each=2)
        journey.name_all()
        journey.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        journey.until(
            lambda: any(v.state == "passed" and v.classes == 3 for v in view.view.versions)
        )
        _deploy(journey, max(v.version for v in view.view.versions if v.state == "passed"))
        assert journey.taught() == ("bowl", "mug", "vase")
        journey.until(lambda: page.roll_back.isEnabled())
        journey.click(page.roll_back)
        journey.until(lambda: journey.taught() == ("bowl", "mug"))
        assert len(journey.said()) == 8


def test_that_a_robot_is_paired_by_its_code_on_the_robots_page_and_asks(tmp_path: Path) -> None:
    with Journey(tmp_path, encrypted=True, auto_train=False) as journey:
        key = LinkKey.generate()
        robot = Knocking(parse_endpoint(journey.pairing), journey.curve(key), "rover-1")
        robot.thread.start()
        try:
            journey.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
            (line, *_) = journey.app.window.robots.joining.lines
            journey.until(line.isVisible)
            assert robot.codes[0] in line.text.text()
            journey.click(line.accept)
            journey.until(lambda: not robot.thread.is_alive())
        finally:
            robot.thread.join()
        assert robot.error is None
        journey.let_node_in(key)
        journey.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        teach(journey, *TEN[:2], each=1)
        journey.name_all()
        journey.until(lambda: journey.said() == journey.truth)


def _deploy(journey: Journey, version: int) -> None:
    page = journey.app.window.learning
    row = page.versions.row_of(version)
    assert row is not None
    journey.click_row(page.table, row)
    journey.until(lambda: page.deploy.isEnabled())
    journey.click(page.deploy)
    journey.until(lambda: journey.active is not None and journey.active.version == version)


def test_that_labels_are_exported_from_the_window(tmp_path: Path) -> None:
    with Journey(tmp_path, auto_train=False) as journey:
        teach(journey, "mug", "bowl", each=2)
        journey.name_all()
        journey.until(lambda: journey.said() == journey.truth)
        page = journey.app.window.learning
        journey.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        journey.until(lambda: page.export.isEnabled())
        journey.click(page.export)
        asked = journey.dialog()
        assert isinstance(asked, ExportDialog)
        asked.kind.setCurrentText("Folders of cut-outs")
        asked.folder.setText(str(tmp_path / "out" / "labels"))
        journey.click(asked.does)
        assert journey.app.model.exporting.is_running
        told: list[str] = []
        journey.app.model.exporting.noticed.connect(lambda notice: told.append(notice.text))
        journey.until(lambda: told)
        assert told == [
            f"Exported to {tmp_path / 'out' / 'labels'}: 4 labels of 2 classes in 4 pictures."
        ]
        names = (path.parent.name for path in (tmp_path / "out").rglob("*.jpg"))
        assert sorted(names) == ["bowl", "bowl", "mug", "mug"]
        journey.until(lambda: list((journey.folder / "exports").iterdir()) == [])


def test_that_a_data_set_is_imported_from_the_window_and_taken_back(tmp_path: Path) -> None:
    write_real_set("folder", small_set(whole=True, count=4), tmp_path / "mugs")
    with Journey(tmp_path, auto_train=False) as journey:
        page, told = journey.app.window.learning, list[str]()
        journey.app.model.importing.noticed.connect(lambda notice: told.append(notice.text))
        journey.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        journey.until(lambda: page.bring_in.isEnabled())
        journey.click(page.bring_in)
        asked = journey.dialog()
        assert isinstance(asked, ImportDialog)
        asked.path.setText(str(tmp_path / "mugs"))
        journey.click(asked.does)
        journey.until(lambda: page.findChildren(ImportReportDialog))
        seen = journey.dialog()
        assert isinstance(seen, ImportReportDialog)
        assert seen.lines.text() == "4 objects are new.\nNames: mug 4 (new)"
        assert journey.said() == {}
        journey.click(seen.does)
        journey.until(lambda: told)
        assert told == ["Imported: 4 objects have a name now."]
        assert sorted(journey.said().values()) == ["mug"] * 4
        journey.click(page.bring_in)
        again = journey.dialog()
        assert isinstance(again, ImportDialog)
        journey.click(again.undo)
        journey.until(lambda: len(told) > 1)
        assert told[1] == "The import was taken back: 4 objects."
        assert journey.said() == {}
