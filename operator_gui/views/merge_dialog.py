"""Asks which class another one becomes part of."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from operator_gui.itemmodels.completions_list import CompletionsList
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.merging import MergeTarget, merge_matches, merge_target
from operator_gui.views.check_box import CheckBox
from operator_gui.views.dialog import Dialog
from operator_gui.views.match_delegate import MATCH_ROW_PX, MatchDelegate
from operator_gui.views.name_field import MOST_LETTERS
from operator_gui.views.parts import label

_WIDTH_PX = 420
_LIST_ROWS = 5


class MergeDialog(Dialog):
    """Enter writes the class that is highlighted, and merges only into one that is written whole.
    A name that no class has is a rename, and has to be ticked."""

    def __init__(
        self, parent: QWidget, theme: Theme, *, name: str, others: tuple[KnownName, ...]
    ) -> None:
        """name: of the class. others: all classes but that."""
        super().__init__(
            parent,
            title=tr("Merge {name} with another class").format(name=name),
            width_px=_WIDTH_PX,
            does=tr("Merge"),
        )
        self._name, self._others = name, others
        self.field = QLineEdit()
        self.field.setMaxLength(MOST_LETTERS)
        text = tr("All tracks of {name} go by the name of:").format(name=name)
        self.field.setAccessibleName(text)
        self.field.installEventFilter(self)
        self._matches = CompletionsList(self)
        self.list = QListView()
        self.list.setModel(self._matches)
        self.list.setItemDelegate(MatchDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(_LIST_ROWS * MATCH_ROW_PX + 4)
        self.list.setAccessibleName(tr("Known names"))
        self.note = label(role="warn", wrap=True)
        self.anew = CheckBox(tr("&Rename it to that, then"))
        place = self.anew.sizePolicy()
        place.setRetainSizeWhenHidden(True)
        self.anew.setSizePolicy(place)
        self.inside.addWidget(label(text, "body", wrap=True))
        for part in (self.field, self.note, self.list, self.anew):
            self.inside.addWidget(part)
        self.inside.addStretch(1)
        self.field.textChanged.connect(lambda _: self._retyped())
        self.anew.toggled.connect(lambda _: self._show_target())
        self.list.clicked.connect(lambda index: self.field.setText(str(index.data())))
        self._retyped()

    @property
    def target(self) -> MergeTarget:
        return merge_target(self._name, self.field.text(), self._others)

    def _retyped(self) -> None:
        """Another name has to be ticked again. What is likeliest is highlighted."""
        self.anew.setChecked(False)
        self._matches.replace(merge_matches(self.field.text(), self._others))
        is_typed = bool(self.field.text().strip())
        self.list.setCurrentIndex(self._matches.index(0, 0) if is_typed else QModelIndex())
        self.list.scrollToTop()
        self._show_target()

    def _show_target(self) -> None:
        target = self.target
        is_rename = target.is_new and self.anew.isChecked()
        highlighted = self.list.currentIndex().data()
        note = target.note
        if target.is_new and highlighted and not is_rename:
            note += " " + tr("Enter takes {name}.").format(name=highlighted)
        self.note.setText(note)
        self.field.setAccessibleDescription(note)
        self.anew.setVisible(target.is_new)
        self.does.setText(tr("Rename") if is_rename else tr("Merge"))
        self.does.setEnabled(bool(target.name) and (is_rename or not target.is_new))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if watched is self.field and is_key and self._key(event):  # type: ignore[arg-type]
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list, and not for the field."""
        match event.key():
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if event.isAutoRepeat():
                pass
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return self._take_highlighted()
            case _:
                return False
        return True

    def _move(self, by: int) -> None:
        at = self.list.currentIndex().row() + by
        index = self._matches.index(max(0, at), 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self._show_target()

    def _take_highlighted(self) -> bool:
        """Writes the class that is highlighted; False where it is written already, nothing is, or
        the name is meant to be new."""
        index = self.list.currentIndex()
        if not index.isValid() or self.anew.isChecked():
            return False
        name = str(index.data())
        if self.target == merge_target(self._name, name, self._others):
            return False
        self.field.setText(name)
        return True
