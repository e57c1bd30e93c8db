"""What an operator wants of an export."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from operator_gui.texts import tr
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.exporting import (
    KIND_HINTS,
    KIND_WORDS,
    SPLIT_WORDS,
    USUAL_SPLITS,
    ExportChoice,
    suggested_folder,
)
from operator_gui.views.check_box import CheckBox
from operator_gui.views.dialog import Dialog
from operator_gui.views.fields import FIELD_PX, named_choices
from operator_gui.views.parts import label, row
from shared.protocol.exchange import ExportKind, ExportSplit
from shared.typed_path import typed_path

_WIDTH_PX = 520


class ExportDialog(Dialog):
    """Accepted, `choice` says what is wanted."""

    def __init__(self, parent: QWidget, *, class_names: Sequence[str], home: Path) -> None:
        """home: under which folder the export is proposed to go."""
        super().__init__(
            parent, title=tr("Export labels"), width_px=_WIDTH_PX, does=tr("Export"), gap_px=8
        )
        self._home = home
        self.kind, self.classes = QComboBox(), QComboBox()
        self.hint, self.problem = label(role="muted", wrap=True), label(role="warn", wrap=True)
        self.splits: dict[ExportSplit, CheckBox] = {
            split: CheckBox(tr(words)) for split, words in SPLIT_WORDS.items()
        }
        self.every_view = CheckBox(tr("&Every view of an object, not its best one alone"))
        self.background = CheckBox(tr("What is “&not an object”, as a class of that name"))
        self.folder = QLineEdit()
        self.browse = QPushButton(tr("&Choose…"))
        self.browse.setAutoDefault(False)
        self._fill(class_names)
        self._arrange()
        self._connect()
        self._check()

    @property
    def choice(self) -> ExportChoice:
        return ExportChoice(
            kind=self._kind,
            splits=tuple(split for split, box in self.splits.items() if box.isChecked()),
            folder=typed_path(self.folder.text().strip()),
            class_name=self.classes.currentData() or "",
            every_view=self.every_view.isChecked(),
            background=self.background.isChecked(),
        )

    @property
    def _kind(self) -> ExportKind:
        kind: ExportKind = self.kind.currentData()
        return kind

    def _fill(self, class_names: Sequence[str]) -> None:
        for kind, words in KIND_WORDS.items():
            self.kind.addItem(tr(words), kind)
        self.classes.addItem(tr("all classes"), "")
        for name in class_names:
            self.classes.addItem(class_title(name), name)
        for split, box in self.splits.items():
            box.setChecked(split in USUAL_SPLITS)
        self.background.setChecked(True)
        self.folder.setText(str(suggested_folder(self._home, self._kind)))

    def _arrange(self) -> None:
        inside = self.inside
        for box in (self.kind, self.classes):
            box.setMinimumHeight(FIELD_PX)
        choices = (tr("&Format"), self.kind), (tr("Cl&asses"), self.classes)
        inside.addLayout(named_choices(choices))
        inside.addWidget(self.hint)
        inside.addSpacing(6)
        inside.addWidget(label(tr("Which labels"), "strong"))
        for ticked in (*self.splits.values(), self.every_view, self.background):
            inside.addWidget(ticked)
        inside.addSpacing(6)
        named = label(tr("Into the new fol&der"), "strong")
        named.setBuddy(self.folder)
        self.folder.setAccessibleName(tr("Into the new folder"))
        inside.addWidget(named)
        place = row(gap=8)
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        inside.addLayout(place)
        inside.addWidget(self.problem)
        inside.addStretch(1)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._choose_kind)
        for box in self.splits.values():
            box.toggled.connect(lambda _: self._check())
        self.folder.textChanged.connect(lambda _: self._check())
        self.browse.clicked.connect(self._browse)

    def _choose_kind(self) -> None:
        """The folder follows the format as long as nobody named another."""
        proposed = {str(suggested_folder(self._home, kind)) for kind in KIND_WORDS}
        if self.folder.text() in proposed:
            self.folder.setText(str(suggested_folder(self._home, self._kind)))
        self._check()

    def _check(self) -> None:
        self.hint.setText(tr(KIND_HINTS[self._kind]))
        self.every_view.setEnabled(self._kind != "embeddings")
        problem = ""
        if not any(box.isChecked() for box in self.splits.values()):
            problem = tr("Choose which labels to export.")
        elif not self.choice.folder.is_absolute():
            problem = tr("Name the folder with its whole path.")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.does.setEnabled(not problem)

    def _browse(self) -> None:
        """Asks for the folder in which the new one is made."""
        current = self.choice.folder
        chosen = QFileDialog.getExistingDirectory(self, tr("Export into"), str(current.parent))
        if chosen:
            self.folder.setText(str(Path(chosen) / current.name))
