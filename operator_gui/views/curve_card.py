"""The curve on the Learning page, and the choice of what it shows."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFrame

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.curve import MEASURE_WORDS, OVER_WORDS, CurveChoice, CurveModel
from operator_gui.views.accuracy_plot import AccuracyPlot
from operator_gui.views.fields import FIELD_PX
from operator_gui.views.flow import FlowRow
from operator_gui.views.parts import column, label, row

_LETTERS = 10


class CurveCard(QFrame):
    """Follows the model by itself; `show_classes` says which classes there are."""

    def __init__(self, theme: Theme, model: CurveModel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._model = model
        self.classes = _choice(tr("Of which class"))
        self.measure = _choice(tr("Measured by what"))
        self.over = _choice(tr("Over what"))
        # A class's name may be long, and is read in full in the list.
        self.classes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.classes.setMinimumContentsLength(_LETTERS)
        self.classes.addItem(tr("all classes"), "")
        for measure, words in MEASURE_WORDS.items():
            self.measure.addItem(tr(words), measure)
        for over, words in OVER_WORDS.items():
            self.over.addItem(tr(words), over)
        self.plot = AccuracyPlot(theme)
        self.summary = label(role="muted", wrap=True)
        head = FlowRow(gap=10)
        title = row()
        title.addWidget(label(tr("Accuracy as answers came in"), "strong"), 1)
        head.addLayout(title)
        choices = FlowRow(gap=10)
        for box in (self.classes, self.measure, self.over):
            choices.addWidget(box)
        head.addLayout(choices)
        inside = column(self, margin=12, gap=4)
        inside.addLayout(head)
        inside.addWidget(self.plot, 1)
        inside.addWidget(self.summary)
        for box in (self.classes, self.measure, self.over):
            box.currentIndexChanged.connect(lambda _: self._choose())
        model.changed.connect(self._show)
        self._show()

    def show_classes(self, names: tuple[str, ...]) -> None:
        """All classes first, then these; what is chosen stays chosen while it is there."""
        if names == tuple(self.classes.itemData(at) for at in range(1, self.classes.count())):
            return
        chosen = self.classes.currentData()
        with QSignalBlocker(self.classes):
            self.classes.clear()
            self.classes.addItem(tr("all classes"), "")
            for name in names:
                self.classes.addItem(class_title(name), name)
            self.classes.setCurrentIndex(max(0, self.classes.findData(chosen)))
        if self.classes.currentData() != chosen:
            self._choose()

    def _choose(self) -> None:
        self._model.choose(
            CurveChoice(
                name=self.classes.currentData(),
                measure=self.measure.currentData(),
                over=self.over.currentData(),
            )
        )

    def _show(self) -> None:
        self.plot.show_points(self._model.points, tr(OVER_WORDS[self._model.choice.over]))
        self.summary.setText(self._model.summary)


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMinimumHeight(FIELD_PX)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made
