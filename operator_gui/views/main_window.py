"""The window: bar, banner, rail, pages, menus, and what floats above them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QCloseEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from operator_gui.texts import tr
from operator_gui.theming.stylesheet import stylesheet
from operator_gui.theming.theme import Theme, palette
from operator_gui.theming.tokens import SchemeChoice
from operator_gui.viewmodels import top_bar
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.mistakes import MatrixCell
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.viewmodels.shortcut_map import PAGE_ROLES, ShortcutRole
from operator_gui.views.ask_page import AskPage
from operator_gui.views.comparison_overlay import ComparisonOverlay
from operator_gui.views.enlarged_overlay import EnlargedOverlay
from operator_gui.views.guide_overlay import GuideOverlay
from operator_gui.views.keys_overlay import KeysOverlay
from operator_gui.views.learning_page import LearningPage
from operator_gui.views.notice_frame import NoticeFrame
from operator_gui.views.notifier import has_tray
from operator_gui.views.objects_page import ObjectsPage
from operator_gui.views.parts import column, row
from operator_gui.views.rail import PAGES, Rail
from operator_gui.views.robots_page import RobotsPage
from operator_gui.views.settings_dialog import SettingsDialog
from operator_gui.views.toast import Toast
from operator_gui.views.top_bar import TopBarView

DEFAULT_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(960, 600)
_FRAME_PX = 40
"""What a title bar takes of the screen's height: how much it is nobody says before the window is
shown."""


class AppWindow(QMainWindow):
    """Remembers where it stood in `settings`. `closed` comes once, when it was closed."""

    closed = Signal()

    def __init__(
        self, *, theme: Theme, model: AppModel, settings: QSettings, endpoint: str
    ) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._settings = settings
        self._said_of = ""
        self.preferences = PreferencesModel(settings, self)
        self.top_bar = TopBarView(theme)
        self.banner = NoticeFrame(theme)
        self.rail = Rail(theme)
        self.ask = AskPage(theme, model, self.preferences, endpoint)
        self.objects = ObjectsPage(theme, model, self.preferences)
        self.learning = LearningPage(theme, model)
        self.robots = RobotsPage(theme, model)
        self.pages: tuple[QWidget, ...] = (
            self.ask,
            self.objects,
            self.learning,
            self.robots,
        )
        self.stack = QStackedWidget()
        self.setWindowTitle("whatsit")
        self._arrange()
        self._make_menus()
        self._connect()
        self._dress()
        self._restore()
        self.show_page(0)

    def _arrange(self) -> None:
        middle = QWidget()
        middle.setProperty("role", "window")
        whole = column(middle, gap=0)
        whole.addWidget(self.top_bar)
        warned = row()
        warned.setContentsMargins(14, 0, 16, 0)
        warned.addWidget(self.banner)
        whole.addLayout(warned)
        beside = row(gap=0)
        beside.addWidget(self.rail)
        for page in self.pages:
            self.stack.addWidget(page)
        beside.addWidget(self.stack, 1)
        whole.addLayout(beside, 1)
        self.setCentralWidget(middle)
        self.toast = Toast(self._theme, middle)
        self.overlay = KeysOverlay(middle, self.preferences)
        self.guide = GuideOverlay(middle, self.preferences)
        self.comparison = ComparisonOverlay(
            middle, self._theme, self._model.comparison, self.preferences
        )
        self.enlarged = EnlargedOverlay(middle, self._theme, self._model, self.preferences)

    def _connect(self) -> None:
        self._model.view_changed.connect(self._show_view)
        self._model.ask.noticed.connect(self.toast.show_notice)
        self._model.ask.top_changed.connect(self._show_banner)
        self._model.ask.next_changed.connect(self._show_banner)
        self._model.commands.noticed.connect(self.toast.show_notice)
        self._model.objects.noticed.connect(self.toast.show_notice)
        self._model.exporting.noticed.connect(self.toast.show_notice)
        self._model.importing.noticed.connect(self.toast.show_notice)
        self._theme.changed.connect(self._dress)
        self.rail.chosen.connect(self.show_page)
        self.ask.keys_wanted.connect(self.overlay.open)
        self.ask.comparison_wanted.connect(self.comparison.open)
        self.comparison.chosen.connect(self.ask.choose)
        self.objects.enlarging.connect(self.enlarged.open)
        self.enlarged.walked.connect(self.objects.look_beside)
        self._model.ask.top_changed.connect(self._clear_view)
        self.learning.mistakes.chosen.connect(self._show_mistaken)
        self.ask.lately.chosen.connect(lambda _: self.show_page(0))

    # ------------------------------------------------------------ menus and shortcuts

    def _make_menus(self) -> None:
        self._actions: dict[ShortcutRole, QAction] = {}
        app_menu = self.menuBar().addMenu("&whatsit")
        self._add(app_menu, tr("&Settings…"), "settings", self.open_settings)
        app_menu.addSeparator()
        self._add(app_menu, tr("&Quit"), "quit", self.close)
        edit = self.menuBar().addMenu(tr("&Edit"))
        self._add(edit, tr("&Undo the last answer"), "undo_answer", self._undo)
        self._add(edit, tr("Give it a&gain"), "redo_answer", self._redo)
        self._add(edit, tr("&Change an earlier answer"), "lately", self._to_lately)
        self._add(edit, tr("What looks the &same"), "alike", self._to_alike)
        self._add(edit, tr("Adjust the &box"), "box", self._to_box)
        self._add(edit, tr("Compare with &known ones"), "comparison", self._to_comparison)
        view = self.menuBar().addMenu(tr("&View"))
        for at, (name, _) in enumerate(PAGES):
            self._add(view, f"&{tr(name)}", PAGE_ROLES[at], partial(self.show_page, at))
        view.addSeparator()
        self._add(view, tr("&Fit the picture"), "fit", self.ask.context.fit)
        view.addSeparator()
        self._add(view, tr("&Dark or light"), "colours", self._theme.toggle)
        self._follow = self._add(
            view, tr("Colours as the &system has them"), None, self._follow_system
        )
        self._follow.setCheckable(True)
        help_menu = self.menuBar().addMenu(tr("&Help"))
        self._add(help_menu, tr("&Keys"), "keys", self.overlay.open)
        self._add(help_menu, tr("&First steps"), None, self.guide.open)
        self.preferences.changed.connect(self._put_shortcuts)
        self._put_shortcuts()

    def _add(
        self, menu: QMenu, text: str, role: ShortcutRole | None, does: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self)
        if role is not None:
            self._actions[role] = action
        action.triggered.connect(lambda _=False: does())
        menu.addAction(action)
        return action

    def _put_shortcuts(self) -> None:
        shortcuts = self.preferences.shortcuts
        for role, action in self._actions.items():
            action.setShortcut(QKeySequence(shortcuts[role]))
        self.rail.show_shortcuts(tuple(shortcuts[role] for role in PAGE_ROLES))

    def _undo(self) -> None:
        """Of answers; on Objects, where labels are changed, of what was done to those."""
        if self.stack.currentWidget() is self.objects:
            self.objects.undo_last()
        else:
            self.ask.undo()

    def _redo(self) -> None:
        if self.stack.currentWidget() is self.objects:
            self.objects.redo_last()
        else:
            self._model.ask.redo()

    def _name_undo(self) -> None:
        """The menu says what is undone here."""
        is_objects = self.stack.currentWidget() is self.objects
        undo, redo = (
            (tr("&Undo the last change of labels"), tr("Do it a&gain"))
            if is_objects
            else (tr("&Undo the last answer"), tr("Give it a&gain"))
        )
        self._actions["undo_answer"].setText(undo)
        self._actions["redo_answer"].setText(redo)

    def _to_lately(self) -> None:
        self.show_page(0)
        self.ask.focus_lately()

    def _to_alike(self) -> None:
        self.show_page(0)
        self.ask.focus_alike()

    def _to_comparison(self) -> None:
        self.show_page(0)
        self.ask.compare()

    def _to_box(self) -> None:
        self.show_page(0)
        self.ask.adjust_box()

    def _show_mistaken(self, cell: MatrixCell) -> None:
        self.show_page(1)
        self.objects.show_mistaken(cell)

    def guide_once(self) -> None:
        """Shows the first steps to who has not seen them, and never again."""
        if not self.preferences.now.guided:
            self.preferences.put(replace(self.preferences.now, guided=True))
            self.guide.open()

    def _clear_view(self) -> None:
        """A robot that waits is not hidden by the first steps, and another question is not compared
        with what was known of the last."""
        top = self._model.ask.top
        if top is not None and top.urgency is not None and self.guide.isVisible():
            self.guide.close_overlay()
        asked = "" if top is None else top.query.query_id
        if self.comparison.isVisible() and asked != self._model.comparison.query_id:
            self.comparison.close_overlay()

    def open_settings(self) -> SettingsDialog:
        dialog = SettingsDialog(
            self, self.preferences, colours=self._theme.choice, has_tray=has_tray()
        )
        dialog.colours_chosen.connect(self._choose_colours)
        dialog.open()
        return dialog

    def _follow_system(self) -> None:
        self._choose_colours("system")

    def _choose_colours(self, choice: SchemeChoice) -> None:
        self._theme.choose(choice)
        self._dress()

    # ------------------------------------------------------------ what is shown

    def show_page(self, at: int) -> None:
        """The page has the keys then: what lies over it is closed."""
        for over in (self.overlay, self.guide, self.comparison, self.enlarged):
            if over.isVisible():
                over.close_overlay()
        self.stack.setCurrentIndex(at)
        self._name_undo()
        self._show_view()
        self.rail.show_page(at)
        self.pages[at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_drawing(self) -> bool:
        """Whether something has been left for a later turn of the event loop."""
        parts = (self.ask, self.objects.gallery, self.learning, self.robots)
        return any(part.is_drawing for part in parts)

    def save_screenshots(self, folder: Path) -> tuple[Path, ...]:
        """Writes every page as it is now, as `ask.png` and so on; returns what was written.

        Raises OSError if a picture cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        before = self.stack.currentIndex()
        written: list[Path] = []
        for at, (name, _) in enumerate(PAGES):
            self.show_page(at)
            QApplication.processEvents()
            while self.is_drawing:
                QApplication.processEvents()
            path = folder / f"{name.lower()}.png"
            if not self.grab().save(str(path)):
                raise OSError(f"cannot write {path}")
            written.append(path)
        self.show_page(before)
        return tuple(written)

    def _show_view(self) -> None:
        view = self._model.view
        self.top_bar.show_text(top_bar.top_bar(view, self._model.monotonic_s()))
        self._show_banner()

    def _show_banner(self) -> None:
        banner = top_bar.banner(self._model.view)
        countdown = self._model.ask.countdown
        if banner is None and countdown and self.stack.currentWidget() is not self.ask:
            self.banner.say(
                tr("{countdown}. {keys} shows the question.").format(
                    countdown=countdown, keys=self.preferences.shortcuts["ask"]
                ),
                "warn",
            )
            return
        if banner is None and (waits := self._model.ask.countdown_below):
            self._say_what_waits(f"{waits}. {self._when_it_comes}")
            return
        said_already = self.ask.says_why_empty and self.stack.currentWidget() is self.ask
        if banner is None or said_already:
            self.banner.say("")
        else:
            self.banner.say(banner.text, banner.tone)

    def _say_what_waits(self, text: str) -> None:
        """Aloud once of each question, not every second."""
        self.banner.say(text, "warn")
        pressing = self._model.ask.pressing
        asked = "" if pressing is None else pressing.query.query_id
        if asked != self._said_of:
            self._said_of = asked
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.banner, text))

    @property
    def _when_it_comes(self) -> str:
        """What a robot's question waits for."""
        if self._model.ask.is_typing:
            return tr(
                "Its question comes when you save what you are typing on the Ask page, or take it "
                "away with Esc."
            )
        return tr("Its question comes after the one on the Ask page.")

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        sheet = stylesheet(self._theme.tokens)
        if app.styleSheet() != sheet:  # it is read anew for every widget there is
            app.setPalette(palette(self._theme.tokens))
            app.setStyleSheet(sheet)
        self._follow.setChecked(self._theme.choice == "system")

    # ------------------------------------------------------------ its place on the screen

    def _restore(self) -> None:
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(LEAST_SIZE.boundedTo(room))
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(first_size(room))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("colours", self._theme.choice)
        self._settings.sync()
        self.closed.emit()
        super().closeEvent(event)


def first_size(room: QSize) -> QSize:
    """Of a window that has never been open: all of it is on the screen, its frame, too."""
    return DEFAULT_SIZE.boundedTo(QSize(room.width(), room.height() - _FRAME_PX))


def saved_choice(settings: QSettings) -> SchemeChoice:
    """The colours chosen last time; those of the system if none were."""
    match settings.value("colours"):
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return "system"
