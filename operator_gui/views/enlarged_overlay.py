"""One picture of the gallery, large, with what is known of it and where it was seen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import track_words
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.enlarged import Enlarged
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.views.best_view import BestView
from operator_gui.views.context_view import ContextView
from operator_gui.views.overlay import Overlay
from operator_gui.views.parts import column, frame, label, row
from operator_gui.views.qt_keys import key_press

_AROUND_PX = 16
_CHROME_PX = 76
"""What the foot takes of the height, the margins counted."""

_LEAST_SIDE, _MOST_SIDE = 120, 720
_VIEW_SHARE = 0.56
"""Of the width; the rest is for the words and the context."""

_WALKS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class EnlargedOverlay(Overlay):
    """`walked` says how many pictures along and how many rows down the next one is."""

    walked = Signal(int, int)

    def __init__(
        self, parent: QWidget, theme: Theme, model: AppModel, preferences: PreferencesModel
    ) -> None:
        super().__init__(parent, tr("The picture, large"))
        self._model = model
        self._preferences = preferences
        self.view = BestView(theme)
        self.heading, self.wrong = label(role="title", wrap=True), label(role="warn", wrap=True)
        self.facts = label(role="muted", wrap=True)
        self.note = label(role="small", wrap=True)
        self.context = ContextView(theme)
        self.context.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.foot = label(role="muted", wrap=True)
        self._card = frame("card")
        inside = column(self._card, margin=16, gap=10)
        parts = row(gap=16)
        parts.addWidget(self.view, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        for part in (self.heading, self.wrong, self.facts, self.note):
            beside.addWidget(part)
        beside.addWidget(self.context, 1)
        beside.addStretch(0)  # the words stay on top where no context is there
        parts.addLayout(beside, 1)
        inside.addLayout(parts, 1)
        inside.addWidget(self.foot)
        column(self, margin=_AROUND_PX).addWidget(self._card)
        model.enlarged.changed.connect(self._show)

    def open(self) -> None:
        super().open()
        self.foot.setText(
            tr("Arrows go to the neighbours, {key} or Esc closes.").format(
                key=self._preferences.keys.cap("enlarge")
            )
        )
        self._show()

    def close_overlay(self) -> None:
        self._model.enlarged.close()
        super().close_overlay()

    def fit(self) -> None:
        super().fit()
        room = self.height() - 2 * _AROUND_PX - _CHROME_PX
        across = (self.width() - 2 * _AROUND_PX) * _VIEW_SHARE
        self.view.set_side(int(max(_LEAST_SIDE, min(_MOST_SIDE, room, across))))

    def _show(self) -> None:
        now = self._model.enlarged.now
        if not self.isVisible() or now is None:
            return
        words = track_words.spoken(now.track)
        self.setAccessibleName(tr("Large: {words}").format(words=words))
        self.view.show_view(now.picture, words)
        self._show_words(now)
        self.context.setHidden(now.context.isNull())
        if not now.context.isNull():
            called = track_words.called(now.track)
            self.context.show_frame(now.context, now.frame_width_px, now.box, called)

    def _show_words(self, now: Enlarged) -> None:
        robots = {node.node_id: node.name for node in self._model.view.nodes}
        known = track_words.details((now.track,), self._model.station_now_s(), robots=robots)
        assert known is not None  # there is one track
        self.heading.setText(known.heading)
        self.facts.setText(" · ".join(known.facts))
        for part, text in ((self.wrong, known.wrong), (self.note, now.note)):
            part.setText(text)
            part.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        press = key_press(event)
        match event.key():
            case key if key in _WALKS:
                self.walked.emit(*_WALKS[key])
            case _ if event.isAutoRepeat():
                pass
            case Qt.Key.Key_Escape:
                self.close_overlay()
            case _ if press is not None and press.key == self._preferences.keys["enlarge"]:
                self.close_overlay()
            case _:
                pass

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays here: there is nothing else that could have the keys."""
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_overlay()
