"""The Objects page: what everything is called, and all that can be done about it."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QWidget

from operator_gui.itemmodels.gallery_list import GalleryList
from operator_gui.texts import counted, mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import track_words
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.class_list import Order, class_title, mistaken_title
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.gallery import Subject
from operator_gui.viewmodels.mistakes import MatrixCell
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.viewmodels.undoable import Undoable
from operator_gui.views.class_changes import ClassChanges
from operator_gui.views.class_panel import ClassPanel
from operator_gui.views.elided_label import ElidedLabel
from operator_gui.views.flow import FlowRow
from operator_gui.views.gallery_view import GalleryView
from operator_gui.views.held_place import HeldPlace
from operator_gui.views.parts import column, frame, label, row, scrolled
from operator_gui.views.track_panel import TrackPanel
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import TrackSummary

_WIDE_PX = 900
_CLASSES_PX, _NARROW_CLASSES_PX = 250, 200
_LEAST_PX = 300
_TITLES = {
    "suspicious": mark("Look wrong"),
    "unknown": mark("Nobody knew"),
    "disputed": mark("Answered differently"),
}
_NOTHING = {
    "class": mark("No track is called so any more."),
    "suspicious": mark("Nothing looks wrong."),
    "unknown": mark("There is nothing that nobody knew."),
    "disputed": mark("People agree on everything."),
    "mistaken": mark("Nothing of it is called so any more."),
}


class ObjectsPage(QWidget):
    """Reads the model when it is shown, and whenever that changed since; asks the station only
    then. `enlarging` when a picture is to be shown large, which the model has then."""

    enlarging = Signal()

    def __init__(self, theme: Theme, model: AppModel, preferences: PreferencesModel) -> None:
        super().__init__()
        self._model = model
        self._objects = model.objects
        self._preferences = preferences
        self.setAccessibleName(tr("Objects"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.changes = ClassChanges(self, theme, model.objects)
        self.classes = ClassPanel(theme)
        self.list = GalleryList(self._objects, self)
        self.gallery = GalleryView(theme, self.list, model.monotonic_s, preferences)
        self._place = HeldPlace(self._objects, self.list, self.gallery)
        self.tracks = TrackPanel(theme)
        self.title = ElidedLabel("title")
        self.count = label(role="muted")
        self.nothing = label(role="muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rename = QPushButton(tr("&Rename…"))
        self.merge = QPushButton(tr("&Merge…"))
        self.split = QPushButton(tr("S&plit…"))
        self.delete = QPushButton(tr("&Delete…"))
        self.undo = QPushButton(tr("&Undo"))
        self.more = QPushButton(tr("&Change…"))
        self._arrange()
        self._connect()
        self._show_classes()
        self._show_gallery()

    def _arrange(self) -> None:
        whole = row(gap=12)
        scrolled(self).addLayout(whole, 1)
        whole.addWidget(self.classes)
        card = frame("card")
        inside = column(card, margin=12, gap=10)
        head = FlowRow(gap=10)
        title = row(gap=10)
        title.addWidget(self.title)
        title.addWidget(self.count, 1)
        head.addLayout(title)
        buttons = FlowRow(gap=10)
        for button in (*self._changing, self.more, self.undo):
            buttons.addWidget(button)
        head.addLayout(buttons)
        inside.addLayout(head)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.gallery)
        self._stack.addWidget(self.nothing)
        inside.addWidget(self._stack, 1)
        inside.addWidget(self.tracks)
        card.setMinimumHeight(_LEAST_PX)
        whole.addWidget(card, 1)
        menu = QMenu(self.more)
        for button in self._changing:
            action = menu.addAction(button.text())
            action.triggered.connect(button.click)
            if button is self.split:
                self._split_action = action
        self.more.setMenu(menu)
        stops: tuple[QWidget, ...] = (
            self.classes.list,
            self.gallery,
            self.tracks.field,
            self.tracks.none,
            self.tracks.confirm,
            *self._changing,
            self.more,
            self.undo,
        )
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)
        self._fit()

    @property
    def _changing(self) -> tuple[QPushButton, ...]:
        """What changes a whole class."""
        return self.rename, self.merge, self.split, self.delete

    def _fit(self) -> None:
        """Where there is little room, the buttons go into a menu."""
        wide = self.width() >= _WIDE_PX
        for button in self._changing:
            button.setVisible(wide)
        self.more.setVisible(not wide)
        self.classes.setFixedWidth(_CLASSES_PX if wide else _NARROW_CLASSES_PX)
        self.tracks.fit(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _connect(self) -> None:
        objects = self._objects
        objects.classes_changed.connect(self._show_classes)
        objects.renewing.connect(self._place.hold)
        objects.gallery_began.connect(self._begin)
        objects.arrived.connect(lambda _: self._arrive())
        objects.proposed.connect(self._show_proposal)
        objects.doubted.connect(self._ask_about)
        self._model.view_changed.connect(self._show_if_seen)
        self._model.origin.changed.connect(self._show_if_seen)
        self.classes.chosen.connect(self._choose)
        self.classes.searched.connect(self._search)
        self.classes.dropped.connect(self._relabel_these)
        self.gallery.chosen.connect(self._show_selected)
        self.gallery.renaming.connect(self.tracks.begin)
        self.gallery.enlarging.connect(self._enlarge)
        self.gallery.none_wanted.connect(self.tracks.none.click)
        self.gallery.left.connect(
            lambda: self.classes.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        )
        self.classes.entered.connect(self.gallery.take_focus)
        self.classes.deleting.connect(self.delete.click)
        self.gallery.menu_wanted.connect(self._show_menu)
        self.tracks.named.connect(self._relabel)
        self.tracks.confirmed.connect(self._confirm)
        self.tracks.unheard.connect(self._say_unheard)
        self.tracks.left.connect(lambda: self.gallery.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.rename.clicked.connect(lambda: self.changes.rename(self._class_name))
        self.merge.clicked.connect(lambda: self.changes.merge(self._class_name))
        self.split.clicked.connect(lambda: self.changes.split(self._class_name))
        self.delete.clicked.connect(lambda: self.changes.delete(self._class_name))
        self.undo.clicked.connect(self.undo_last)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show_gallery()
        self._objects.open(True)
        self.changes.choose_parts()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._objects.open(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_F2 if self.rename.isEnabled():
                self.rename.click()
            case Qt.Key.Key_Slash:
                self.classes.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.classes.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case _:
                super().keyPressEvent(event)

    # ------------------------------------------------------------ what is shown

    @property
    def _subject(self) -> Subject | None:
        return None if self._objects.gallery is None else self._objects.gallery.subject

    @property
    def _class_name(self) -> str:
        """The class that is looked at, "" where it is none that has a name of its own."""
        subject = self._subject
        if subject is None or subject.show != "class" or subject.name == NOT_AN_OBJECT:
            return ""
        return subject.name

    @property
    def selected(self) -> tuple[TrackSummary, ...]:
        return self._place.tracks or self.list.tracks(self.gallery.selected_rows)

    def show_mistaken(self, cell: MatrixCell) -> None:
        """The pictures behind a cell of the matrix on the Learning page."""
        self.classes.search.clear()
        self._objects.show_mistaken(cell.subject, cell.tracks)
        self.classes.choose_subject(cell.subject)

    def _choose(self, subject: Subject) -> None:
        self._place.forget()
        if subject != self._subject:
            self.tracks.field.clear()  # it was meant for other tracks
        self._objects.choose(subject)

    def _begin(self) -> None:
        if self._objects.gallery is None:
            self._place.forget()
        self._show_gallery()

    def _arrive(self) -> None:
        self._place.find()
        self._show_gallery()

    def _search(self, typed: str, order: Order) -> None:
        self._objects.search(typed, order)

    def _show_classes(self) -> None:
        self.classes.show_entries(self._objects.entries, self._subject)
        names = tuple(KnownName(name, tracks) for name, tracks in self._objects.class_names)
        self.tracks.show_names(names)
        self._show_undo()
        self._show_gallery()

    def _show_undo(self) -> None:
        act = self._objects.to_undo
        self.undo.setEnabled(bool(act) and self._model.view.connected)
        self.undo.setText(tr("&Undo") if act.is_own or not act else tr("&Undo…"))
        said = act.in_words(self._model.station_now_s()) or tr("there is nothing to undo")
        self.undo.setToolTip(said)
        self.undo.setAccessibleDescription(said)

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self._show_gallery()

    def _show_gallery(self) -> None:
        gallery, connected = self._objects.gallery, self._model.view.connected
        subject = self._subject
        if subject is None:
            self.title.setText(tr("Objects"))
        else:
            self.title.setText(_title(subject))
        shown = gallery is not None and len(gallery) > 0
        self.count.setText(
            counted("%n track", "%n tracks", gallery.total) if gallery is not None and shown else ""
        )
        is_there = shown or self._place.is_held
        self._stack.setCurrentWidget(self.gallery if is_there else self.nothing)
        self.nothing.setText(self._why_nothing())
        self.tracks.setVisible(subject is not None)
        named = bool(self._class_name) and connected
        for button in (*self._changing, self.more):
            button.setEnabled(named)
            button.setToolTip("" if named else tr("choose a class on the left first"))
        self._show_split(connected=connected)
        self._show_selected()

    def _show_split(self, *, connected: bool) -> None:
        """What nobody knew has no name to be split: its groups can be named."""
        subject, gallery = self._subject, self._objects.gallery
        is_unknown = subject is not None and subject.show == "unknown"
        text = tr("&Groups…") if is_unknown else tr("S&plit…")
        for part in (self.split, self._split_action):
            part.setText(text)
        if is_unknown and connected and gallery is not None and gallery.total > 1:
            for button in (self.split, self.more):
                button.setEnabled(True)
                button.setToolTip(tr("names what looks alike together"))

    def _why_nothing(self) -> str:
        gallery = self._objects.gallery
        if not self._model.view.connected:
            return tr("No station is connected: its objects show up when it is.")
        if not self._objects.is_known or (gallery is not None and not gallery.has_begun):
            return tr("Asking the station…") if gallery is None or not gallery.is_complete else ""
        if gallery is None:
            return tr(
                "Nothing has a name yet. Answer a question on the Ask page, or import labels that "
                "you have on the Learning page."
            )
        return tr(_NOTHING[gallery.subject.show])

    def _show_selected(self) -> None:
        now_s = self._model.station_now_s()
        tracks = self.selected if self._objects.gallery is not None else ()
        self.tracks.show_tracks(
            track_words.details(
                tracks,
                now_s,
                robots={node.node_id: node.name for node in self._model.view.nodes},
                learned_by=self._learned_by(tracks),
            ),
            can_change=self._model.view.connected,
            can_confirm=any(track.suspicion is not None or track.others for track in tracks),
        )

    def _learned_by(self, tracks: tuple[TrackSummary, ...]) -> tuple[int, ...] | None:
        """The versions that learned from the only track that is selected, once they are known."""
        if len(tracks) != 1 or not tracks[0].teaches or not self.isVisible():
            return None
        return self._model.origin.versions(tracks[0].answer_id)

    # ------------------------------------------------------------ what is done

    def undo_last(self) -> None:
        """Takes back what this operator did to labels last, or says why it cannot be; what somebody
        else did, after a question."""
        objects = self._objects
        self._take_back(objects.undo, tr("There is nothing to undo"), has=bool(objects.to_undo))

    def redo_last(self) -> None:
        """Does again what was undone last, or says why it cannot be."""
        objects = self._objects
        self._take_back(objects.redo, tr("There is nothing to do again"), has=bool(objects.to_redo))

    def _take_back(self, does: Callable[[], None], why_not: str, *, has: bool) -> None:
        if not self._model.view.connected:
            self._say_unheard()
        elif not has:
            self._objects.noticed.emit(Notice(why_not))
        else:
            does()

    def _say_unheard(self) -> None:
        text = tr("No station is connected: labels stay as they are until it is")
        self._objects.noticed.emit(Notice(text, "warn"))

    def _show_proposal(self) -> None:
        """Once somebody looks at this page: elsewhere what is typed is meant for something else."""
        if self.isVisible():
            self.changes.choose_parts()
        else:
            text = tr("The tracks have been compared: see the parts on Objects.")
            self._objects.noticed.emit(Notice(text))

    def _ask_about(self, act: Undoable) -> None:
        if self.isVisible():
            self.changes.take_back(act, self._model.station_now_s())

    def _relabel(self, name: str) -> None:
        ids = tuple(track.query_id for track in self.selected)
        if ids:
            self._relabel_these(ids, name)
            self.gallery.setFocus(Qt.FocusReason.OtherFocusReason)

    def _relabel_these(self, query_ids: tuple[str, ...], name: str) -> None:
        self._place.acted(query_ids)
        self._objects.relabel(query_ids, name)

    def _confirm(self) -> None:
        ids = tuple(t.query_id for t in self.selected if t.suspicion is not None or t.others)
        if ids:
            self._objects.confirm(ids)

    def _enlarge(self) -> None:
        if self._look_at_current():
            self.enlarging.emit()

    def look_beside(self, along: int, down: int) -> None:
        """Shows a neighbour large in the place of what is."""
        self.gallery.walk(along, down)
        self._look_at_current()

    def _look_at_current(self) -> bool:
        """False where there is no picture any more."""
        row = self.gallery.currentIndex().row()
        for track in self.list.tracks((row,) if row >= 0 else ()):
            self._model.enlarged.show(track, self._objects.picture(row))
        return row >= 0

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        tracks = self.selected
        wrong = {t.suspicion.looks_like for t in tracks if t.suspicion is not None}
        for name in sorted(wrong)[:3]:
            menu.addAction(tr("Call it {name}").format(name=name)).triggered.connect(
                lambda _=False, to=name: self._relabel(to)
            )
        if wrong:
            menu.addAction(tr("It is right as it is")).triggered.connect(
                lambda _=False: self._confirm()
            )
        enlarge = tr("Show it large") + "\t" + self._preferences.keys.cap("enlarge")
        menu.addAction(enlarge).triggered.connect(lambda _=False: self._enlarge())
        menu.addAction(tr("Call it something else…") + "\tEnter").triggered.connect(
            lambda _=False: self.tracks.begin("")
        )
        menu.addAction(tr("Not an object") + "\tDel").triggered.connect(
            lambda _=False: self._relabel(NOT_AN_OBJECT)
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)


def _title(subject: Subject) -> str:
    if subject.show == "mistaken":
        return mistaken_title(subject)
    return tr(_TITLES.get(subject.show, "")) or class_title(subject.name)
