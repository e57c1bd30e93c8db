"""The Learning page: how good it has become, every version, and what may be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from operator_gui.itemmodels.versions_table import WHY_COLUMN, VersionsTable
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import learning
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.gate_report import ReportView, report_view
from operator_gui.viewmodels.learning import ActionState, Figure
from operator_gui.viewmodels.notices import Notice
from operator_gui.views.curve_card import CurveCard
from operator_gui.views.exchange_bar import ExchangeBar
from operator_gui.views.export_dialog import ExportDialog
from operator_gui.views.flow import FlowGrid, FlowRow
from operator_gui.views.import_dialogs import ImportDialog, ImportReportDialog, RefusedDialog
from operator_gui.views.mistakes_card import MistakesCard
from operator_gui.views.parts import column, frame, label, row, scrolled
from operator_gui.views.piecewise import Piecewise
from operator_gui.views.table import Table
from shared.protocol.status import ClassSummary, VersionSummary
from shared.typed_path import typed_path

_TITLE_PX, _CAPTION_PX = 280, 100


class LearningPage(QWidget):
    """Reads the model when it is shown, and whenever that changed since."""

    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self._model = model
        self._selected = 0
        self.setAccessibleName(tr("Learning"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.train = QPushButton(tr("Train now"))
        self.train.setProperty("role", "primary")
        self.deploy = QPushButton(tr("Deploy"))
        self.roll_back = QPushButton(tr("Roll back"))
        self.export = QPushButton(tr("Export…"))
        self.bring_in = QPushButton(tr("Import…"))
        self.exchange = ExchangeBar(model.exporting)
        self.incoming = ExchangeBar(model.importing)
        self.why_not = label(role="small", wrap=True)
        self.figures = tuple(_FigureCard() for _ in range(5))
        self.advice = _AdviceCard()
        self.curve = CurveCard(theme, model.curve)
        self.plot = self.curve.plot
        self.versions = VersionsTable(self)
        self.table = Table(theme, self.versions, stretched=WHY_COLUMN)
        self.table.setAccessibleName(tr("Versions"))
        self.no_version = label(
            tr("No version yet: the first one is trained when two classes have labels."),
            "muted",
            wrap=True,
        )
        self.no_version.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.report = _ReportCard()
        self.mistakes = MistakesCard(theme, model.mistakes)
        self._arrange()
        self.train.clicked.connect(lambda: model.commands.ask("train"))
        self.deploy.clicked.connect(lambda: model.commands.ask("deploy", self._selected))
        self.roll_back.clicked.connect(lambda: model.commands.ask("roll_back"))
        self.table.selectionModel().selectionChanged.connect(self._select)
        self.plot.chosen.connect(self.select)
        self.export.clicked.connect(self.open_export)
        self.bring_in.clicked.connect(self.open_import)
        for moving in (model.exporting, model.importing):
            moving.changed.connect(self._show_if_seen)
        model.importing.checked.connect(self._decide)
        model.importing.refused.connect(self._say_refused)
        model.view_changed.connect(self._show_if_seen)
        self._show()

    def _arrange(self) -> None:
        page = scrolled(self)
        head = FlowRow(gap=10)
        titled = QWidget()
        titled.setMinimumWidth(_TITLE_PX)
        title = row(titled, gap=10)
        title.addWidget(label(tr("Learning"), "title"))
        title.addWidget(self.why_not, 1)
        head.addWidget(titled)
        buttons = FlowRow(gap=10)
        for button in self._buttons:
            buttons.addWidget(button)
        head.addLayout(buttons)
        page.addLayout(head)
        page.addWidget(self.exchange)
        page.addWidget(self.incoming)
        figures = FlowGrid(gap=12)
        for figure in self.figures:
            figures.addWidget(figure)
        page.addLayout(figures)
        page.addWidget(self.advice)
        page.addWidget(self.curve, 5)
        below = frame("card")
        table = column(below, margin=8, gap=0)
        table.addWidget(self.table)
        table.addWidget(self.no_version)
        self.curve.setMinimumHeight(230)
        below.setMinimumHeight(150)
        page.addWidget(below, 4)
        page.addWidget(self.report)
        page.addWidget(self.mistakes)
        self._pieces = Piecewise(self, (self.curve, below, self.report, self.mistakes))

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.train, self.deploy, self.roll_back, self.bring_in, self.export

    @property
    def is_drawing(self) -> bool:
        """Whether something has been left for a later turn of the event loop."""
        return self._pieces.is_drawing

    def open_export(self) -> ExportDialog:
        """Asks what is to be exported, and has it done."""
        names = tuple(sorted(one.name for one in self._classes()))
        dialog = ExportDialog(self, class_names=names, home=typed_path("~"))
        dialog.accepted.connect(lambda: self._model.exporting.begin(dialog.choice))
        dialog.open()
        return dialog

    def open_import(self) -> ImportDialog:
        """Asks what is to be brought in, and has it checked."""
        importing = self._model.importing
        dialog = ImportDialog(self, can_undo=bool(importing.last_import_id))
        dialog.accepted.connect(lambda: importing.begin(dialog.choice))
        dialog.undo_wanted.connect(importing.take_back)
        dialog.open()
        return dialog

    def _decide(self) -> None:
        """Asks whether it is to be taken in, once somebody looks at this page: elsewhere a key that
        is pressed is meant for something else."""
        importing = self._model.importing
        if importing.report is None:
            return
        if not self.isVisible():
            text = tr("The data set has been checked: see on Learning what would come of it.")
            importing.noticed.emit(Notice(text))
            return
        dialog = ImportReportDialog(self, importing, importing.report)
        dialog.open()

    def _say_refused(self, lines: tuple[str, ...]) -> None:
        if len(lines) > 1 or self.isVisible():
            dialog = RefusedDialog(self, lines)
            dialog.open()

    def _classes(self) -> tuple[ClassSummary, ...]:
        status = self._model.view.status
        return () if status is None else status.classes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._pieces.begin()
        self._show()
        self._decide()
        self._model.mistakes.open(True)
        self._model.curve.open(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._model.mistakes.open(False)
        self._model.curve.open(False)

    @property
    def selected(self) -> VersionSummary | None:
        versions = self._model.view.versions
        return next((v for v in versions if v.version == self._selected), None)

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        view = self._model.view
        for card, figure in zip(self.figures, learning.figures(view), strict=True):
            card.show_figure(figure)
        self.advice.show_advice(learning.advice(view))
        self.curve.show_classes(tuple(sorted(one.name for one in self._classes())))
        self._show_versions(view.versions)
        self._show_actions()
        self._show_report()

    def _show_versions(self, versions: tuple[VersionSummary, ...]) -> None:
        keep = self._selected
        self.table.setVisible(bool(versions))
        self.no_version.setVisible(not versions)
        self.versions.show(versions, self._model.station_now_s())
        at = self.versions.row_of(keep)
        if at is not None and not self.table.selectionModel().isRowSelected(at):
            self.table.selectRow(at)

    def select(self, version: int) -> None:
        """Shows that version's report, and what may be done with it."""
        at = self.versions.row_of(version)
        if at is not None:
            self.table.selectRow(at)

    def _select(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self._selected = self.versions.rows[rows[0].row()].version.version
            self._show_actions()
            self._show_report()

    def _show_report(self) -> None:
        version = self.selected
        report = None if version is None else self._model.gate_report(version.version)
        self.report.show_report(report_view(version, report))

    def _show_actions(self) -> None:
        view = self._model.view
        train = learning.train_action(view)
        _apply(self.train, train)
        _apply(self.deploy, learning.deploy_action(view, self.selected))
        _apply(self.roll_back, learning.roll_back_action(view))
        is_running = self._model.exporting.is_running or self._model.importing.is_running
        _apply(self.bring_in, learning.import_action(view, is_running=is_running))
        _apply(self.export, learning.export_action(view, is_running=is_running))
        self.why_not.setText(train.reason[:1].upper() + train.reason[1:])
        self.why_not.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class _AdviceCard(QFrame):
    """Whether to go on answering."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Whether to go on answering"))
        inside = column(self, gap=2)
        inside.setContentsMargins(16, 10, 16, 10)
        self.heading, self.text = label(role="strong"), label(role="muted", wrap=True)
        inside.addWidget(self.heading)
        inside.addWidget(self.text)

    def show_advice(self, advice: Figure | None) -> None:
        self.setVisible(advice is not None)
        if advice is not None:
            self.heading.setText(advice.value)
            self.text.setText(advice.caption)


class _ReportCard(QFrame):
    """What the gate found of the selected version."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("What the gate found of the version"))
        inside = column(self, gap=2)
        inside.setContentsMargins(16, 10, 16, 10)
        self.heading, self.text = label(role="strong"), label(role="muted", wrap=True)
        inside.addWidget(self.heading)
        inside.addWidget(self.text)

    def show_report(self, report: ReportView | None) -> None:
        self.setVisible(report is not None)
        if report is not None:
            self.heading.setText(report.heading)
            self.text.setText("\n".join(report.lines))


class _FigureCard(QWidget):
    """A number and what it counts."""

    def __init__(self) -> None:
        super().__init__()
        card = frame("card")
        inside = column(card, gap=2)
        inside.setContentsMargins(16, 10, 16, 10)
        self.value, self.caption = label(role="figure"), label(role="muted", wrap=True)
        self.caption.setMinimumWidth(_CAPTION_PX)
        inside.addWidget(self.value)
        inside.addWidget(self.caption)
        inside.addStretch(1)
        column(self).addWidget(card)

    def show_figure(self, figure: Figure) -> None:
        self.value.setText(figure.value)
        self.caption.setText(figure.caption)


def _apply(button: QPushButton, state: ActionState) -> None:
    button.setText(state.text)
    button.setEnabled(not state.reason)
    button.setToolTip(state.reason or state.hint)
    button.setAccessibleDescription(state.reason or state.hint)
