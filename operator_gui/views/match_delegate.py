"""A line of a list of known names."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from operator_gui.itemmodels.completions_list import MATCH_ROLE
from operator_gui.texts import counted, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import Match
from operator_gui.views.parts import draw_row_ground, sized

MATCH_ROW_PX = 34


class MatchDelegate(QStyledItemDelegate):
    """A name with the letters that were typed in bold, and how many tracks carry it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, MATCH_ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        match: Match = index.data(MATCH_ROLE)
        rect: QRect = option.rect
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_row_ground(painter, option, self._theme, 7)
        words = rect.adjusted(12, 0, -12, 0)
        tracks = (
            counted("%n track", "%n tracks", match.known.tracks)
            if match.known.tracks
            else tr("suggested")
        )
        painter.setFont(sized(font, 12))
        painter.setPen(self._theme.colour("muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, right, tracks)
        taken = painter.fontMetrics().horizontalAdvance(tracks) + 12
        painter.setClipRect(words.adjusted(0, 0, -taken, 0))
        self._paint_letters(painter, words, font, match)
        painter.restore()

    def _paint_letters(self, painter: QPainter, words: QRect, font: QFont, match: Match) -> None:
        plain, bold = sized(font, 14), sized(font, 14, bold=True)
        text: QColor = self._theme.colour("text")
        accent: QColor = self._theme.colour("accent")
        x = words.left()
        for at, letter in enumerate(match.known.name):
            typed = at in match.letters
            painter.setFont(bold if typed else plain)
            painter.setPen(accent if typed else text)
            width = painter.fontMetrics().horizontalAdvance(letter)
            place = QRect(x, words.top(), width + 2, words.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, letter)
            x += width
