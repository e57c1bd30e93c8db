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
from operator_gui.views.accuracy_plot import AccuracyPlot
from operator_gui.views.flow import FlowGrid, FlowRow
from operator_gui.views.mistakes_card import MistakesCard
from operator_gui.views.parts import column, frame, label, row, scrolled
from operator_gui.views.table import Table
from shared.protocol.status import VersionSummary

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
        self.why_not = label(role="small", wrap=True)
        self.figures = tuple(_FigureCard() for _ in range(5))
        self.advice = _AdviceCard()
        self.plot = AccuracyPlot(theme)
        self.versions = VersionsTable(self)
        self.table = Table(theme, self.versions, stretched=WHY_COLUMN)
        self.table.setAccessibleName(tr("Versions"))
        self.report = _ReportCard()
        self.mistakes = MistakesCard(theme, model.mistakes)
        self._arrange()
        self.train.clicked.connect(lambda: model.commands.ask("train"))
        self.deploy.clicked.connect(lambda: model.commands.ask("deploy", self._selected))
        self.roll_back.clicked.connect(lambda: model.commands.ask("roll_back"))
        self.table.selectionModel().selectionChanged.connect(self._select)
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
        for button in (self.train, self.deploy, self.roll_back):
            buttons.addWidget(button)
        head.addLayout(buttons)
        page.addLayout(head)
        figures = FlowGrid(gap=12)
        for figure in self.figures:
            figures.addWidget(figure)
        page.addLayout(figures)
        page.addWidget(self.advice)
        above = frame("card")
        plot = column(above, margin=12, gap=4)
        plot.addWidget(label(tr("Accuracy as labels came in"), "strong"))
        plot.addWidget(self.plot, 1)
        page.addWidget(above, 5)
        below = frame("card")
        table = column(below, margin=8, gap=0)
        table.addWidget(self.table)
        above.setMinimumHeight(190)
        below.setMinimumHeight(150)
        page.addWidget(below, 4)
        page.addWidget(self.report)
        page.addWidget(self.mistakes)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show()
        self._model.mistakes.open(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._model.mistakes.open(False)

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
        self.plot.show_points(learning.curve(view.versions))
        self._show_versions(view.versions)
        self._show_actions()
        self._show_report()

    def _show_versions(self, versions: tuple[VersionSummary, ...]) -> None:
        keep = self._selected
        self.versions.show(versions, self._model.station_now_s())
        at = self.versions.row_of(keep)
        if at is not None and not self.table.selectionModel().isRowSelected(at):
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
