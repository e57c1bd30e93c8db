"""The recordings of the selected robot, on the Robots page: asked for only while unfolded."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from operator_gui.itemmodels.recordings_table import FILE_COLUMN, RecordingsTable
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.recording_words import path_of
from operator_gui.viewmodels.robot_words import why_no_watching
from operator_gui.viewmodels.words import size
from operator_gui.views.label_dialogs import ConfirmDialog
from operator_gui.views.robot_card import RobotCard
from operator_gui.views.table import Table
from shared.protocol.recording import RecordingEntry
from shared.protocol.status import NodeSummary


class RecordingsCard(RobotCard):
    """One of them is watched in place of what the robot sees: by its button, Enter, or two clicks.

    `chosen` carries the `RecordingEntry` that is to be watched.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, model: AppModel) -> None:
        self._model = model
        self.play = QPushButton(tr("Pla&y"))
        self.play.setAccessibleName(tr("Watch the recording"))
        self.copy = QPushButton(tr("Copy pat&h"))
        self.copy.setToolTip(tr("To play it on the robot's machine: whatsit edge, then this path"))
        self.delete = QPushButton(tr("Dele&te…"))
        self.delete.setAccessibleName(tr("Delete the recording"))
        self.recordings = RecordingsTable()
        super().__init__(
            Table(theme, self.recordings, stretched=FILE_COLUMN),
            show=tr("Show recordin&gs"),
            hide=tr("Hide recordin&gs"),
            tools=(self.play, self.copy, self.delete),
        )
        self.recordings.setParent(self)
        self.setAccessibleName(tr("Recordings of the robot"))
        self.table.setAccessibleName(tr("Recordings, the latest first"))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.show_actions())
        self.recordings.modelReset.connect(self.show_actions)
        self.table.activated.connect(self.play.click)
        self.play.clicked.connect(self._play)
        self.copy.clicked.connect(self._copy)
        self.delete.clicked.connect(self._ask)
        model.recordings.changed.connect(self.show_rows)
        self.show_rows()

    def title_of(self, node: NodeSummary | None) -> str:
        if node is None:
            return tr("Recordings")
        return tr("Recordings of {name}").format(name=node.name)

    @property
    def selected(self) -> RecordingEntry | None:
        rows = self.table.selectionModel().selectedRows()
        return self.recordings.rows[rows[0].row()].entry if rows else None

    def watch(self) -> None:
        node = self.looked_at
        self._model.recordings.watch("" if node is None else node.node_id)

    def show_rows(self) -> None:
        told, before = self._model.recordings.told, self.selected
        entries = () if told is None else told.recordings
        self.recordings.show(entries, self._model.station_now_s())
        self._keep_selection(before)
        self.show_table(self._model.recordings.note, has_rows=bool(entries))
        self.show_actions()

    def _keep_selection(self, before: RecordingEntry | None) -> None:
        """The same file, wherever it stands now; none where it is gone."""
        files = [row.entry.file for row in self.recordings.rows]
        if before is not None and before.file in files:
            self.table.selectRow(files.index(before.file))
        else:
            self.table.clearSelection()

    def show_actions(self) -> None:
        entry = self.selected
        why_not = self._why_not(entry)
        self.play.setEnabled(entry is not None and not why_not)
        self.play.setToolTip(why_not or tr("Watch it here, as the robot judged it then"))
        self.play.setAccessibleDescription(self.play.toolTip())
        self.copy.setEnabled(entry is not None)
        self.delete.setEnabled(entry is not None and entry.state != "recording")

    def _why_not(self, entry: RecordingEntry | None) -> str:
        """Why a recording cannot be watched; "" if it can."""
        if entry is not None and entry.state == "recording":
            return tr("It is still being written: stop the recording first.")
        return why_no_watching(self.robot, connected=self._model.view.connected)

    def _play(self) -> None:
        if self.selected is not None:
            self.chosen.emit(self.selected)

    def _copy(self) -> None:
        told, entry = self._model.recordings.told, self.selected
        if told is not None and entry is not None:
            QGuiApplication.clipboard().setText(path_of(told, entry))

    def _ask(self) -> None:
        entry, node = self.selected, self.looked_at
        if entry is None or node is None:
            return
        dialog = ConfirmDialog(
            self,
            title=tr("Delete {file}").format(file=entry.file),
            text=tr(
                "{file} ({size}) is deleted on {name} for good. Questions, answers and labels"
                " that came of it stay."
            ).format(file=entry.file, size=size(entry.size_bytes), name=node.name),
            action=tr("Delete"),
        )
        dialog.accepted.connect(lambda: self._model.commands.delete_recording(node, entry.file))
        dialog.open()
