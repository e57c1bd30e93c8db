"""The right half of the Ask page: the object, why it is asked, and every way to answer."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.alike import Alike
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.desk import OnTop
from operator_gui.viewmodels.hint import EnterHint
from operator_gui.viewmodels.key_map import KeyMap
from operator_gui.viewmodels.urgent import (
    LONG_HEADING,
    heading,
    name_mode,
    offers,
    robot,
    why_urgent,
)
from operator_gui.viewmodels.words import percent, said, where_seen, why_asked
from operator_gui.views.alike_strip import AlikeStrip
from operator_gui.views.best_view import BestView
from operator_gui.views.key_button import KeyButton
from operator_gui.views.name_field import NameField
from operator_gui.views.notice_frame import NoticeFrame
from operator_gui.views.parts import LinkButton, column, height_at, label, restyle, row
from operator_gui.views.suggestions import Suggestions
from operator_gui.workers.pictures import Pictures
from shared.protocol.questions import Query

_LEAST_SIDE, _MOST_SIDE = 84, 230
_NARROWEST_PX = 300
_STEP_PX = 16
_GAP_PX, _BESIDE_PX = 10, 4
_BETWEEN_WORDS_PX, _BESIDE_OBJECT_PX = 6, 14
_LOW_PX = 400
_LOW_FOR_HEADING_PX, _LOW_FOR_COMPARING_PX = 480, 500
_ACTIONS_PX = 2 * 38 + 8 + _GAP_PX


class QuestionPanel(QWidget):
    """Tells what was pressed and decides nothing."""

    not_an_object = Signal()
    dont_know = Signal()
    later = Signal()
    undo = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._pictures: Pictures | None = None
        self._query: Query | None = None
        self._top: OnTop | None = None
        self.heading = label(role="question", wrap=True)
        self.banner = NoticeFrame(theme)
        self.best = BestView(theme)
        self.why = label(role="why", wrap=True)
        self.where = label(role="muted", wrap=True)
        self.which = label(role="small", wrap=True)
        self.compare = LinkButton(tr("Compare with known ones"))
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.compare.hide()
        self.field = NameField(theme)
        self.hint = label(role="small", wrap=True)
        self.suggestions = Suggestions(theme)
        self.alike = AlikeStrip(theme)
        self.alike.setFocusProxy(self.field)  # a click there does not end what is being typed
        self.x_button = KeyButton(theme, "X", tr("not an object"))
        self.u_button = KeyButton(theme, "U", tr("don't know"))
        self.space_button = KeyButton(theme, "Space", tr("later"))
        self.z_button = KeyButton(theme, "Z", tr("undo"))
        self._arrange()
        self.field.hinted.connect(self._show_hint)
        self.x_button.clicked.connect(self.not_an_object)
        self.u_button.clicked.connect(self.dont_know)
        self.space_button.clicked.connect(self.later)
        self.z_button.clicked.connect(self.undo)

    def _arrange(self) -> None:
        self._inner = QWidget()
        self._inner.setProperty("role", "clear")
        inside = column(self._inner, gap=_GAP_PX)
        inside.setContentsMargins(0, 0, _BESIDE_PX, 0)
        inside.addWidget(self.heading)
        inside.addWidget(self.banner)
        inside.addLayout(self._arrange_object())
        inside.addWidget(self.field)
        inside.addWidget(self.hint)
        inside.addWidget(self.suggestions)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._outer, self._inside = column(self, gap=_GAP_PX), inside
        self._outer.addWidget(self._scroll, 1)
        self._actions = QWidget()
        actions = QGridLayout(self._actions)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(8)
        buttons = (self.x_button, self.u_button, self.space_button, self.z_button)
        for at, button in enumerate(buttons):
            actions.addWidget(button, at // 2, at % 2)
        self._outer.addWidget(self.alike)
        self._outer.addWidget(self._actions)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """So wide that the four buttons below have room for their words, in the letters that they
        have by then, though they may be scrolled with the rest."""
        least = super().minimumSizeHint()
        words_px = self._actions.minimumSizeHint().width()
        return least.expandedTo(QSize(max(_NARROWEST_PX, words_px), 0))

    def _arrange_object(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(_BETWEEN_WORDS_PX)
        for text in (self.why, self.where, self.which):
            words.addWidget(text)
        words.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        whole = row(gap=_BESIDE_OBJECT_PX)
        whole.addWidget(self.best, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(words, 1)
        return whole

    # ------------------------------------------------------------ what is shown

    def show_question(
        self, top: OnTop, pictures: Pictures | None, names: tuple[KnownName, ...], *, can_undo: bool
    ) -> None:
        """Another question; `show_alike` has to follow, which makes everything fit."""
        self._query, self._pictures = top.query, pictures
        mode, offered = name_mode(top), offers(top)
        why = why_asked(top.query) if top.urgency is None else why_urgent(top)
        self.heading.setText(heading(top))
        restyle(self.heading, "role", "question" if len(heading(top)) <= LONG_HEADING else "title")
        self.why.setText(why[0].upper() + why[1:])
        self.where.setText(where_seen(top.query) if top.urgency is None else robot(top.query))
        self.best.setHidden(top.urgency is not None)  # it is the whole frame, which is shown large
        self.suggestions.show_offers(offered, pictures)
        self.field.ask_for(names, offered[0].name if offered and mode == "name" else "", mode)
        self.x_button.setEnabled(mode != "choice")
        self._show_standing(top)
        self.z_button.setEnabled(can_undo)
        self.show_view(0)
        self._scroll.verticalScrollBar().setValue(0)

    def show_standing(self, top: OnTop, *, can_undo: bool) -> None:
        """The same question, but what is known of it changed: what was typed stays."""
        self._show_standing(top)
        self.z_button.setEnabled(can_undo)
        self._fit()

    def show_alike(self, alike: Alike, *, changing: bool) -> None:
        """What looks the same as the question that is shown."""
        pictures = {} if self._pictures is None else self._pictures.alike
        self.alike.show_alike(alike, pictures, changing=changing)
        self._show_hint(self.field.hint)
        self._fit()

    def focus_alike(self) -> None:
        if self.alike.take_focus():
            self._scroll.ensureWidgetVisible(self.alike)

    def show_keys(self, key_map: KeyMap) -> None:
        """Which keys answer."""
        self.x_button.put_key(key_map.cap("not_an_object"))
        self.u_button.put_key(key_map.cap("dont_know"))
        self.space_button.put_key(key_map.cap("later"))
        self.z_button.put_key(key_map.cap("undo"))
        self.compare.setToolTip(tr("Key {key}").format(key=key_map.cap("compare")))

    def show_countdown(self, words: str) -> None:
        """How long the robot still waits; nothing where none does."""
        if words and words != self.banner.text:
            self.banner.say(words, "warn")
            self._fit()

    def show_view(self, at: int) -> None:
        """Shows one of the track's views large."""
        if self._query is None or self._pictures is None:
            return
        view, count = self._query.views[at], len(self._query.views)
        text = (
            tr("best view of {count}, quality {quality}")
            if at == 0
            else tr("view {at} of {count}, quality {quality}")
        )
        words = text.format(at=at + 1, count=count, quality=percent(view.quality))
        robots_own = self._top is not None and self._top.urgency is not None
        self.which.setText("" if robots_own else words)
        self.best.show_view(self._pictures.views[at], words)

    def _show_standing(self, top: OnTop) -> None:
        self._top = top
        if top.changing is not None:
            text = tr("You answered “{answer}”. Another answer replaces it.").format(
                answer=said(top.changing.answer)
            )
            self.banner.say(text)
            self.space_button.say(tr("keep it"))
        elif top.gone is not None:
            counts = top.urgency is None or top.urgency.teaches
            text = (
                tr("No answer needed any more: {why}. {late}")
                if top.gone
                else tr("No answer needed any more. {late}")
            )
            late = tr("Yours still counts.") if counts else tr("Yours would come too late.")
            self.banner.say(
                text.format(why=top.gone, late=late),
                "warn",
            )
            self.space_button.say(tr("next one"))
        else:
            self.banner.say("")
            self.space_button.say(tr("later"))

    def _show_hint(self, hint: EnterHint) -> None:
        along = len(self.alike.alike.inside)
        self.hint.setText(
            hint.text
            + (" · " + tr("the answer goes to {count}").format(count=along + 1) if along else "")
        )
        if self.field.hasFocus():
            self._scroll.ensureWidgetVisible(self.field, 0, 2 * _GAP_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The object takes what height everything else leaves, so that nothing is scrolled.

        Where even that is too little, all of it is scrolled, and none of it hidden.
        """
        low = self.height() < _LOW_PX
        needed = self._top is not None and self._top.urgency is not None
        compares = self._top is not None and name_mode(self._top) == "name" and offers(self._top)
        self.compare.setVisible(bool(compares) and self.height() >= _LOW_FOR_COMPARING_PX)
        self.heading.setHidden(self.height() < _LOW_FOR_HEADING_PX and not needed)
        target = self._inside if low else self._outer
        if target.indexOf(self._actions) < 0:
            target.addWidget(self.alike)
            target.addWidget(self._actions)
        width = self.width() - _BESIDE_PX
        others = (self.heading, self.banner, self.field, self.hint)
        taken = sum(height_at(w, width) + _GAP_PX for w in others if not w.isHidden())
        taken += self.suggestions.wanted_height(width) + _ACTIONS_PX + 2 * _GAP_PX
        taken += self.alike.wanted_height(width) + _GAP_PX if self.alike.alike.ids else 0
        self.best.set_side(self._side(width, self.height() - taken))

    def _side(self, width: int, room: int) -> int:
        """The largest side of the object that leaves the words beside it the width that they need,
        and with which they are no higher than `room`."""
        words = [text for text in (self.why, self.where, self.which) if text.text()]
        link = [] if self.compare.isHidden() else [self.compare]
        narrowest = max((one.minimumSizeHint().width() for one in (*words, *link)), default=0)
        by_width = min(int(0.47 * width), width - _BESIDE_OBJECT_PX - narrowest)
        for side in range(min(_MOST_SIDE, room, by_width), _LEAST_SIDE, -_STEP_PX):
            beside = width - side - _BESIDE_OBJECT_PX
            high = sum(height_at(one, beside) + _BETWEEN_WORDS_PX for one in (*words, *link))
            if high <= room:
                return side
        return _LEAST_SIDE
