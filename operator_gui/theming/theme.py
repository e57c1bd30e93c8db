"""The colours in force, as one object that tells when they change."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette, QPixmap

from operator_gui.theming import icons
from operator_gui.theming.tokens import DARK, LIGHT, IconName, Scheme, SchemeChoice, Tokens

_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "card"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Button, "card"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "bad"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.ToolTipBase, "card"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Light, "hover"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "field_line"),
    (QPalette.ColorRole.Shadow, "field_line"),
)


def palette(tokens: Tokens) -> QPalette:
    """The tokens as Qt's palette; what is disabled is written in the muted colour."""
    made = QPalette()
    for role, token in _ROLES:
        made.setColor(role, QColor(getattr(tokens, token)))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


class Theme(QObject):
    """Follows the system until told otherwise. `changed` comes after `tokens` changed."""

    changed = Signal()

    def __init__(self, choice: SchemeChoice = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice: SchemeChoice = choice
        self._tokens = self._pick()
        self._icons: dict[tuple[IconName, str, int], QIcon] = {}
        self._pixmaps: dict[tuple[IconName, str, int, float], QPixmap] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def choice(self) -> SchemeChoice:
        return self._choice

    def choose(self, choice: SchemeChoice) -> None:
        self._choice = choice
        self._refresh()

    def toggle(self) -> None:
        """From dark to light or back, whatever the system says."""
        self.choose("light" if self._tokens.scheme == "dark" else "dark")

    def colour(self, token: str) -> QColor:
        """The colour of a token by its name."""
        return QColor(getattr(self._tokens, token))

    def icon(self, name: IconName, token: str = "text", size_px: int = 20) -> QIcon:
        """Drawn once: a line of ten chips with icons changes at every key press."""
        made = self._icons.get((name, token, size_px))
        if made is None:
            colour = getattr(self._tokens, token)
            made = icons.icon(name, colour, size_px, ground=self._tokens.card)
            self._icons[name, token, size_px] = made
        return made

    def pixmap(self, name: IconName, token: str, size_px: int, ratio: float) -> QPixmap:
        made = self._pixmaps.get((name, token, size_px, ratio))
        if made is None:
            colour = getattr(self._tokens, token)
            made = icons.pixmap(name, colour, size_px, ratio=ratio, ground=self._tokens.card)
            self._pixmaps[name, token, size_px, ratio] = made
        return made

    def _refresh(self) -> None:
        tokens = self._pick()
        if tokens != self._tokens:
            self._tokens = tokens
            self._icons.clear()
            self._pixmaps.clear()
            self.changed.emit()

    def _pick(self) -> Tokens:
        scheme: Scheme | SchemeChoice = self._choice
        if scheme == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            scheme = "dark" if dark else "light"
        return DARK if scheme == "dark" else LIGHT
