"""A line of a list of known names."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QWidget

from operator_gui.itemmodels.completions_list import MATCH_ROLE
from operator_gui.texts import counted, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import Match
from operator_gui.views.line_delegate import LineDelegate
from operator_gui.views.parts import sized

MATCH_ROW_PX = 34


class MatchDelegate(LineDelegate):
    """A name with the letters that were typed in bold, and how many tracks carry it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, size=QSize(120, MATCH_ROW_PX), bar_inset_px=7)

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        font: QFont,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        match: Match = index.data(MATCH_ROLE)
        words = rect.adjusted(12, 0, -12, 0)
        tracks = (
            counted("%n track", "%n tracks", match.known.tracks)
            if match.known.tracks
            else tr("suggested")
        )
        taken = self.draw_right(painter, words, font, tracks) + 12
        painter.setClipRect(words.adjusted(0, 0, -taken, 0))
        self._paint_letters(painter, words, font, match)

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
