"""What an operator wants to bring in, and what would come of it before it does."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from operator_gui.texts import tr
from operator_gui.viewmodels.importing import (
    FORMAT_WORDS,
    SPLIT_WORDS,
    ImportChoice,
    ImportModel,
    ImportReport,
)
from operator_gui.views.dialog import Dialog
from operator_gui.views.fields import FIELD_PX, named_choices
from operator_gui.views.parts import label, row
from shared.typed_path import typed_path

_WIDTH_PX = 520


class ImportDialog(Dialog):
    """Accepted, `choice` says what is wanted. `undo_wanted` when the last import is to be taken
    back."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget, *, can_undo: bool) -> None:
        super().__init__(
            parent, title=tr("Import labels"), width_px=_WIDTH_PX, does=tr("Check"), gap_px=8
        )
        self.path = QLineEdit()
        self.folder = QPushButton(tr("Choose a &folder…"))
        self.file = QPushButton(tr("Choose a f&ile…"))
        self.kind, self.split = QComboBox(), QComboBox()
        self.problem = label(role="warn", wrap=True)
        self.undo = QPushButton(tr("Take the &last import back"))
        for kind, words in FORMAT_WORDS.items():
            self.kind.addItem(tr(words), kind)
        for split, words in SPLIT_WORDS.items():
            self.split.addItem(tr(words), split)
        for button in (self.folder, self.file, self.undo):
            button.setAutoDefault(False)
        self.undo.setVisible(can_undo)
        self._arrange()
        self.path.textChanged.connect(lambda _: self._check())
        self.folder.clicked.connect(self._browse_folder)
        self.file.clicked.connect(self._browse_file)
        self.undo.clicked.connect(self._take_back)
        self._check()

    @property
    def choice(self) -> ImportChoice:
        return ImportChoice(
            typed_path(self.path.text().strip()),
            self.kind.currentData(),
            self.split.currentData(),
        )

    def _arrange(self) -> None:
        inside = self.inside
        named = label(tr("&Data set: a folder, or its JSON or table"), "strong")
        named.setBuddy(self.path)
        self.path.setAccessibleName(tr("Data set: a folder, or its JSON or table"))
        inside.addWidget(named)
        inside.addWidget(self.path)
        choosing = row(gap=8)
        choosing.addWidget(self.folder)
        choosing.addWidget(self.file)
        choosing.addStretch(1)
        inside.addLayout(choosing)
        inside.addSpacing(6)
        for box in (self.kind, self.split):
            box.setMinimumHeight(FIELD_PX)
        choices = (tr("F&ormat"), self.kind), (tr("&Use"), self.split)
        inside.addLayout(named_choices(choices))
        told = tr("Nothing is changed before you have seen what would come of it.")
        inside.addWidget(label(told, "muted", wrap=True))
        inside.addWidget(self.problem)
        inside.addWidget(self.undo)
        inside.addStretch(1)

    def _check(self) -> None:
        is_whole = self.choice.path.is_absolute()
        self.problem.setText("" if is_whole else tr("Name the data set with its whole path."))
        self.problem.setVisible(not is_whole)
        self.does.setEnabled(is_whole)

    def _browse_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Import labels"), self.path.text())
        if chosen:
            self.path.setText(chosen)

    def _browse_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import labels"), self.path.text())
        if chosen:
            self.path.setText(chosen)

    def _take_back(self) -> None:
        self.undo_wanted.emit()
        self.reject()


class ImportReportDialog(Dialog):
    """Asks whether it is to be taken in, until the import has ended. It comes by itself."""

    def __init__(self, parent: QWidget, model: ImportModel, report: ImportReport) -> None:
        super().__init__(
            parent, title=tr("Import labels"), width_px=_WIDTH_PX, does=tr("Import"), gap_px=8
        )
        self._model = model
        self._report = report
        heading = tr("What would come of it") if report.is_change else tr("Nothing would change")
        self.inside.addWidget(label(heading, "strong"))
        self.lines = label("\n".join(report.lines), "body", wrap=True)
        self.inside.addWidget(self.lines)
        self.inside.addStretch(1)
        self.does.setEnabled(report.is_change)
        self.do_on_purpose_only()
        self.accepted.connect(model.apply)
        self.rejected.connect(model.cancel)
        model.changed.connect(self._leave_if_over)

    def _leave_if_over(self) -> None:
        if self._model.report is not self._report and self.isVisible():
            self.close()


class RefusedDialog(Dialog):
    """Why a set was refused, a line each."""

    def __init__(self, parent: QWidget, lines: tuple[str, ...]) -> None:
        super().__init__(parent, title=tr("Import labels"), width_px=_WIDTH_PX, does="", gap_px=8)
        heading = tr("Nothing was imported. Correct this and try again:")
        self.inside.addWidget(label(heading, "strong", wrap=True))
        self.lines = label("\n".join(lines), "body", wrap=True)
        self.inside.addWidget(self.lines)
        self.inside.addStretch(1)
