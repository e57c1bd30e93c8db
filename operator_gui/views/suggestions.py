"""The suggestions of a question as buttons, in one column or two."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.urgent import Offer
from operator_gui.views.kept_drawings import KeptDrawings
from operator_gui.views.key_button import Face, SuggestionButton
from operator_gui.workers.pictures import Pictures

MOST = 9
_TWO_COLUMNS_PX = 400
_GAP_PX = 8


class Suggestions(QWidget):
    """`chosen` carries the number on the button, from 1."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._count = 0
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP_PX)
        drawings = KeptDrawings(2 * MOST)
        self.buttons = tuple(SuggestionButton(theme, drawings) for _ in range(MOST))
        for number, button in enumerate(self.buttons, 1):
            button.setParent(self)
            button.clicked.connect(lambda _=False, n=number: self.chosen.emit(n))
            button.hide()
        self.setAccessibleName(tr("Suggestions"))

    def show_offers(self, offers: tuple[Offer, ...], pictures: Pictures | None) -> None:
        faces = _faces(offers, pictures)
        for at, button in enumerate(self.buttons):
            if at < len(faces):
                button.show_face(faces[at])
            button.setVisible(at < len(faces))
        if len(faces) != self._count:
            self._count, self._columns = len(faces), 0
            self._arrange()

    def preparations(
        self, offers: tuple[Offer, ...], pictures: Pictures | None
    ) -> tuple[Callable[[], object], ...]:
        """What to do, in pieces, where these are going to be shown."""
        faces = _faces(offers, pictures)[: self._count]
        return tuple(
            partial(button.prepare, face) for button, face in zip(self.buttons, faces, strict=False)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def wanted_height(self, width: int) -> int:
        """How high the buttons are where there is room for `width`."""
        rows = -(-self._count // self._columns_at(width))
        return rows * (self.buttons[0].sizeHint().height() + _GAP_PX)

    def _columns_at(self, width: int) -> int:
        return 2 if width >= _TWO_COLUMNS_PX and self._count > 3 else 1

    def _arrange(self) -> None:
        columns = self._columns_at(self.width())
        if columns == self._columns:
            return
        self._columns = columns
        for at in range(self._count):
            self._grid.addWidget(self.buttons[at], at // columns, at % columns)
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)


def _faces(offers: tuple[Offer, ...], pictures: Pictures | None) -> tuple[Face, ...]:
    examples = {} if pictures is None else pictures.examples
    return tuple(
        Face(number, offer, examples.get(offer.name))
        for number, offer in enumerate(offers[:MOST], 1)
    )
