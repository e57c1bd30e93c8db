"""Who wants to be let in, with the code to compare, and two buttons each."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from operator_gui.texts import tr
from operator_gui.viewmodels.access import Seat, joining_words, left_words, seated
from operator_gui.views.parts import column, label, row
from shared.protocol.enrolment import MAX_JOINING, AccessAction, Joining

_HOLD_MS = 1500
"""After a press, or where somebody else has come to sit, a line takes no press for so long."""


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
        self._seats: tuple[Seat, ...] = ()
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
        self._seats = seated(self._seats, joining)
        for at, line in enumerate(self.lines):
            line.show_seat(self._seats[at] if at < len(self._seats) else None)
        self.setVisible(bool(self._seats))


class _Line(QWidget):
    decided = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._code = ""
        self._has_left = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self._allow)
        self.text: QLabel = label(wrap=True)
        self.accept = QPushButton(tr("Accept"))
        self.refuse = QPushButton(tr("Refuse"))
        inside = row(self, gap=8)
        inside.addWidget(self.text, 1)
        inside.addWidget(self.accept)
        inside.addWidget(self.refuse)
        self.accept.clicked.connect(lambda: self._decide("accept"))
        self.refuse.clicked.connect(lambda: self._decide("refuse"))

    def show_seat(self, seat: Seat | None) -> None:
        self.setVisible(seat is not None)
        if seat is None:
            self._code = ""
            self._hold.stop()
            return
        who = seat.who
        if who.code != self._code:
            if self._code:  # of another: a press that is meant for them lets nobody else in
                self._hold.start()
            self._code = who.code
            self.accept.setAccessibleName(
                tr("Accept {name}, code {code}").format(name=who.name, code=who.code)
            )
            self.refuse.setAccessibleName(
                tr("Refuse {name}, code {code}").format(name=who.name, code=who.code)
            )
        self._has_left = seat.has_left
        self.text.setText(left_words(who) if seat.has_left else joining_words(who))
        self._allow()

    def _decide(self, action: AccessAction) -> None:
        self._hold.start()
        self._allow()
        self.decided.emit(self._code, action)

    def _allow(self) -> None:
        for button in (self.accept, self.refuse):
            button.setEnabled(not self._has_left and not self._hold.isActive())
