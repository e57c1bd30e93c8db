"""Every dialog of the app, opened the way a person opens it, with much to say."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog

from operator_gui.operator_events import (
    KeysArrived,
    LinkChanged,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.texts import tr
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.importing import ImportReport
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import CurationReady
from shared.protocol.curation import SplitPart, SplitProposal, SplitWanted
from shared.protocol.enrolment import EnrolledKey, KeyList
from tests.gui import scenes
from tests.gui.station_log import StationLog
from tests.gui.test_objects_page import Answering, choose

LONG_NAME = "bicycle mug bowl vase pedestrian taxi bus mug van car bowl"


@dataclass(frozen=True, slots=True)
class Scene:
    """A window that was told of a station at work."""

    window: AppWindow
    model: AppModel
    log: StationLog

    def objects(self, title: str) -> None:
        """The Objects page with this class chosen."""
        answering = Answering(self.log, self.model)
        self.log.requests.clear()
        self.window.show_page(1)
        answering.all()
        choose(self.window.objects, title)
        answering.all()

    def split(self, name: str, parts: int) -> None:
        self.window.objects.split.click()
        wanted = next(r for r in self.log.requests if isinstance(r, SplitWanted))
        self.log.requests.clear()
        examples = tuple("abcd")
        proposal = SplitProposal(
            request_id=wanted.request_id,
            proposal_id="p",
            name=name,
            parts=(SplitPart(tracks=100, examples=examples),) * parts,
            unlike=7,
        )
        pictures = tuple(scenes.image() for _ in range(parts * len(examples)))
        self.model.take(CurationReady(proposal, pictures))


def _of_class(button: str) -> Callable[[Scene], None]:
    def show(scene: Scene) -> None:
        scene.objects("mug")
        getattr(scene.window.objects, button).click()

    return show


def _split(scene: Scene) -> None:
    scene.objects("mug")
    scene.split("mug", 4)


def _groups(scene: Scene) -> None:
    scene.objects(tr("Nobody knew"))
    scene.split("", 4)


def _shut_out(scene: Scene) -> None:
    scene.window.show_page(3)
    key = EnrolledKey(
        key="07c4" * 16, role="robot", name="gate-cam", enrolled_at_s=scenes.NOW_S, enrolled_by=""
    )
    wanted = scene.log.keys_wanted[-1].request_id
    scene.model.take(KeysArrived(KeyList(request_id=wanted, keys=(key,))))
    scene.window.robots.keys.table.selectRow(0)
    scene.window.robots.keys.revoke.click()


def _delete_recording(scene: Scene) -> None:
    scene.window.show_page(3)
    card = scene.window.robots.recordings
    card.unfold.click()
    wanted = scene.log.recordings_wanted[-1].request_id
    scene.model.take(RecordingsArrived(scenes.recording_list(wanted)))
    card.table.selectRow(1)
    card.delete.click()


def _report(scene: Scene) -> None:
    scene.window.show_page(2)
    lines = tuple(f"{LONG_NAME} {at}: 100" for at in range(20))
    scene.model.importing.report = ImportReport(lines, is_change=True)
    scene.model.importing.checked.emit()


def _refused(scene: Scene) -> None:
    scene.window.show_page(2)
    lines = tuple(f"{at}: {LONG_NAME}" for at in range(20))
    scene.model.importing.refused.emit(lines)


def _on_learning(opens: str) -> Callable[[Scene], None]:
    def show(scene: Scene) -> None:
        scene.window.show_page(2)
        getattr(scene.window.learning, opens)()

    return show


DIALOGS: dict[str, Callable[[Scene], object]] = {
    "rename": _of_class("rename"),
    "merge": _of_class("merge"),
    "delete": _of_class("delete"),
    "split": _split,
    "groups": _groups,
    "shut out": _shut_out,
    "delete a recording": _delete_recording,
    "export": _on_learning("open_export"),
    "import": _on_learning("open_import"),
    "report": _report,
    "refused": _refused,
    "settings": lambda scene: scene.window.open_settings(),
}


def opened(name: str, window: AppWindow, model: AppModel, log: StationLog) -> QDialog:
    """The dialog of this name, shown."""
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    before = set(_dialogs())
    DIALOGS[name](Scene(window, model, log))
    (shown,) = set(_dialogs()) - before
    return shown


def _dialogs() -> list[QDialog]:
    tops = (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog))
    return [dialog for dialog in tops if dialog.isVisible()]
