"""How far a data set is, with a way to give it up; hidden while none is on its way."""

from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton

from operator_gui.texts import tr
from operator_gui.viewmodels.exporting import ExportModel
from operator_gui.viewmodels.importing import ImportModel
from operator_gui.views.parts import label, row

_STEPS = 1000


class ExchangeBar(QFrame):
    """Follows the model by itself."""

    def __init__(self, model: ExportModel | ImportModel) -> None:
        super().__init__()
        self._model = model
        self.setProperty("role", "card")
        self.text = label(role="body", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(10)
        self.progress.setAccessibleName(tr("How much is done"))
        self.cancel = QPushButton(tr("&Cancel"))
        inside = row(self, gap=12)
        inside.setContentsMargins(16, 10, 16, 10)
        inside.addWidget(self.text, 2)
        inside.addWidget(self.progress, 1)
        inside.addWidget(self.cancel)
        self.cancel.clicked.connect(model.cancel)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        share = self._model.share
        self.text.setText(self._model.words)
        self.setAccessibleName(self._model.words)
        self.progress.setRange(0, 0 if share is None else _STEPS)
        self.progress.setValue(0 if share is None else round(_STEPS * share))
        self.setVisible(self._model.is_running)
