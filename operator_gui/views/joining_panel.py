"""Who wants to be let in, with the code to compare, and two buttons each."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from operator_gui.texts import tr
from operator_gui.viewmodels.access import joining_words
from operator_gui.views.parts import column, label, row
from shared.protocol.enrolment import MAX_JOINING, AccessAction, Joining


class JoiningPanel(QFrame):
    """`decided` carries the code and what was pressed. Hidden while nobody waits."""

    decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Who wants to join"))
        self.title = label(
            tr("Wants to join: accept it only if it shows the same code"), "strong", wrap=True
        )
        self.lines = tuple(_Line(self) for _ in range(MAX_JOINING))
        inside = column(self, gap=8)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.addWidget(self.title)
        for line in self.lines:
            inside.addWidget(line)
            line.decided.connect(self.decided)
        self.hide()

    def show_joining(self, joining: tuple[Joining, ...]) -> None:
        """A line for each, in the order in which they came."""
        for at, line in enumerate(self.lines):
            line.show_joining(joining[at] if at < len(joining) else None)
        self.setVisible(bool(joining))


class _Line(QWidget):
    decided = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._code = ""
        self.text: QLabel = label(wrap=True)
        self.accept = QPushButton(tr("Accept"))
        self.refuse = QPushButton(tr("Refuse"))
        inside = row(self, gap=8)
        inside.addWidget(self.text, 1)
        inside.addWidget(self.accept)
        inside.addWidget(self.refuse)
        self.accept.clicked.connect(lambda: self._decide("accept"))
        self.refuse.clicked.connect(lambda: self._decide("refuse"))

    def show_joining(self, who: Joining | None) -> None:
        self.setVisible(who is not None)
        if who is None:
            self._code = ""
            return
        if who.code != self._code:
            self._code = who.code
            self.accept.setAccessibleName(
                tr("Accept {name}, code {code}").format(name=who.name, code=who.code)
            )
            self.refuse.setAccessibleName(
                tr("Refuse {name}, code {code}").format(name=who.name, code=who.code)
            )
        self.text.setText(joining_words(who))

    def _decide(self, action: AccessAction) -> None:
        if self._code:
            self.decided.emit(self._code, action)
