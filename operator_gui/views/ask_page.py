"""The Ask page: lays out its parts, and turns keys and clicks into what the model does."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import keys
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.desk import OnTop
from operator_gui.viewmodels.empty import empty
from operator_gui.viewmodels.keys import Action, Calm
from operator_gui.viewmodels.lately import LatelyItem, lately_items
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.viewmodels.urgent import offers
from operator_gui.viewmodels.words import percent, said, views_in_words
from operator_gui.views.about_box import AboutBox
from operator_gui.views.context_view import ContextView
from operator_gui.views.empty_view import EmptyView
from operator_gui.views.filmstrip import Filmstrip
from operator_gui.views.lately import LatelyStrip
from operator_gui.views.overlay import covering, focus_beneath
from operator_gui.views.parts import column, row
from operator_gui.views.qt_keys import key_press
from operator_gui.views.question_panel import QuestionPanel
from shared.domain import Box
from shared.protocol.questions import Query
from shared.protocol.status import StationStatus

_WIDEST_PX = 500
_LEAST_FOR_FILMSTRIP_PX, _LEAST_FOR_ABOUT_BOX_PX = 300, 500
_UNPAINTED_MS = 30
"""What is shown next is made ready when what is asked now has been painted, or after this where
nothing had to be."""


class AskPage(QWidget):
    """`keys_wanted` asks for the overlay of all keys, `comparison_wanted` for that of what is known
    of the suggestions."""

    keys_wanted = Signal()
    comparison_wanted = Signal()

    def __init__(
        self, theme: Theme, model: AppModel, preferences: PreferencesModel, endpoint: str
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._model = model
        self._endpoint = endpoint
        self._calm = Calm()
        self._shown: Query | None = None
        self._unseen = ""
        self._told: StationStatus | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._prepare_one)
        self._to_prepare: list[Callable[[], object]] = []
        self.context = ContextView(theme)
        self.about_box = AboutBox()
        self.filmstrip = Filmstrip(theme)
        self.panel = QuestionPanel(theme)
        self.empty = EmptyView(theme)
        self.lately = LatelyStrip(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Ask"))
        self._arrange()
        self._connect()
        self._show_top()
        self._show_given()

    def _arrange(self) -> None:
        left = QWidget()
        look = column(left, gap=8)
        look.addWidget(self.context, 1)
        look.addWidget(self.about_box)
        look.addWidget(self.filmstrip)
        self._asking = QWidget()
        asking = row(self._asking, gap=18)
        asking.setContentsMargins(4, 14, 16, 12)
        asking.addWidget(left, 3)
        asking.addWidget(self.panel, 2)
        self.panel.setMaximumWidth(_WIDEST_PX)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._asking)
        self._stack.addWidget(self.empty)
        whole = column(self, gap=0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.lately)
        panel = self.panel
        stops: tuple[QWidget, ...] = (
            self,
            panel.field,
            *panel.suggestions.buttons,
            panel.alike.buttons[0],
            panel.x_button,
            panel.u_button,
            panel.space_button,
            panel.z_button,
            panel.compare,
            self.context,
            self.about_box.adjust,
            self.filmstrip,
            self.lately.buttons[0],
        )
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _connect(self) -> None:
        ask, panel = self._model.ask, self.panel
        ask.top_changed.connect(self._show_top)
        ask.next_changed.connect(self._look_ahead)
        ask.alike_changed.connect(self._show_alike)
        ask.given_changed.connect(self._show_given)
        self._model.view_changed.connect(self._show_view)
        self._preferences.changed.connect(self._show_keys)
        self._show_keys()
        self.filmstrip.picked.connect(panel.show_view)
        panel.field.entered.connect(self._name)
        panel.field.written.connect(lambda: ask.set_typing(panel.field.is_writing))
        panel.field.took_top.connect(lambda: self._act(keys.TakeTop()))
        panel.field.left.connect(self.setFocus)
        panel.suggestions.chosen.connect(lambda number: self._act(keys.Choose(number)))
        panel.alike.toggled.connect(ask.toggle_alike)
        panel.alike.left.connect(self._leave)
        panel.alike.emptied.connect(self.setFocus)
        panel.not_an_object.connect(lambda: self._act(keys.NotAnObject()))
        panel.dont_know.connect(lambda: self._act(keys.DontKnow()))
        panel.later.connect(lambda: self._act(keys.Later()))
        panel.undo.connect(self.undo)
        panel.compare.clicked.connect(self.compare)
        self.about_box.adjust.clicked.connect(self.adjust_box)
        self.context.box_drawn.connect(self._draw_box)
        self.context.editing.connect(self._show_editing)
        self.lately.chosen.connect(self._change)
        self.lately.left.connect(self._leave)

    # ------------------------------------------------------------ from outside

    @property
    def says_why_empty(self) -> bool:
        """Whether the page itself tells of the state of the link."""
        return self._model.ask.top is None

    @property
    def is_drawing(self) -> bool:
        """Whether something has been left for a later turn of the event loop."""
        return self._later.isActive() or self.lately.is_drawing

    def undo(self) -> None:
        self._act(keys.Undo())

    def compare(self) -> None:
        self._act(keys.Compare())

    def adjust_box(self) -> None:
        """Lets the box be drawn, if the answer can carry one."""
        ask = self._model.ask
        if ask.top is not None and not (ask.may_draw and self.context.edit_box()):
            ask.noticed.emit(Notice(tr("There is no box to adjust here")))

    def choose(self, number: int) -> None:
        """Answers with a suggestion that was chosen elsewhere."""
        self._act(keys.Choose(number))

    def focus_alike(self) -> None:
        self.panel.focus_alike()

    def focus_lately(self) -> None:
        self.lately.take_focus()

    # ------------------------------------------------------------ what is shown

    def _show_top(self) -> None:
        top = self._model.ask.top
        if top is None:
            self._shown = None
            self._stack.setCurrentWidget(self.empty)
            self._show_view()
            focus_beneath(self)
            return
        can_undo = bool(self._model.ask.desk.given)
        if self._shown is top.query:
            self.panel.show_standing(top, can_undo=can_undo)
            self.context.relabel(_chip(top))
        else:
            self._shown = top.query
            self._show_question(top, can_undo)
        self._show_alike()
        self.panel.show_countdown(self._model.ask.countdown)
        self._stack.setCurrentWidget(self._asking)
        if self.lately.changing != self._changing:
            self._show_lately()

    def _look_ahead(self) -> None:
        """Makes the next question's pictures ready, once what is asked now is painted: a piece in
        each turn of the event loop, between which a key is heard."""
        ask = self._model.ask
        following, pictures = ask.desk.following, ask.next_pictures
        self._to_prepare.clear()
        self._later.stop()
        if following is not None and pictures is not None and self.isVisible():
            self._to_prepare += (
                partial(self.context.prepare, pictures.context),
                *self.panel.suggestions.preparations(offers(following), pictures),
                *self.filmstrip.preparations(pictures.views),
            )
            if following.urgency is None:
                self._to_prepare.append(partial(self.panel.best.prepare, pictures.views[0]))
            self._later.start(_UNPAINTED_MS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self._to_prepare:
            self._later.start(0)  # once all parts of the page are painted, too

    def _prepare_one(self) -> None:
        self._to_prepare.pop(0)()
        if self._to_prepare:
            self._later.start(0)

    def _show_question(self, top: OnTop, can_undo: bool) -> None:
        ask, query = self._model.ask, top.query
        pictures = ask.top_pictures
        self.panel.show_question(top, pictures, ask.known_names(), can_undo=can_undo)
        if pictures is not None:
            self.filmstrip.show_views(pictures.views, views_in_words(query))
            box = ask.box or Box(*query.views[0].box)
            self.context.show_frame(pictures.context, query.frame_width_px, box, _chip(top))
            self._show_about_box()
        self._unseen = top.query.query_id if self._is_covered else ""
        if self.isVisible():
            focus_beneath(self)
        if top.urgency is not None:
            QApplication.alert(self.window())

    @property
    def _is_covered(self) -> bool:
        """Whether another page, a dialog or an overlay hides what is asked."""
        dialog = QApplication.activeModalWidget()
        return not self.isVisible() or dialog is not None or covering(self) is not None

    def _show_about_box(self) -> None:
        self.about_box.show_standing(
            may_draw=self._model.ask.may_draw,
            is_editing=self.context.is_editing,
            is_drawn=self._model.ask.box is not None,
            is_roomy=self.height() > _LEAST_FOR_ABOUT_BOX_PX,
        )

    def _show_editing(self, editing: bool) -> None:
        self._show_about_box()
        if not editing:
            self.setFocus()

    def _draw_box(self, box: Box | None) -> None:
        self._model.ask.draw_box(box)
        top = self._model.ask.top
        if box is None and top is not None:
            self.context.show_box(Box(*top.query.views[0].box))
            self._show_about_box()

    def _show_keys(self) -> None:
        shortcuts = self._preferences.shortcuts
        self.panel.show_keys(self._preferences.keys)
        self.about_box.adjust.setToolTip(shortcuts["box"])
        self.context.show_keys(shortcuts["fit"])
        self.lately.show_keys(shortcuts["lately"])

    def _show_alike(self) -> None:
        top = self._model.ask.top
        changing = top is not None and top.changing is not None
        self.panel.show_alike(self._model.ask.desk.top_alike, changing=changing)

    def _show_given(self) -> None:
        self.panel.z_button.setEnabled(bool(self._model.ask.desk.given))
        self._show_lately()

    def _show_view(self) -> None:
        if self._model.ask.top is None:
            self.empty.show_empty(empty(self._model.view, endpoint=self._endpoint))
        else:
            self.panel.show_countdown(self._model.ask.countdown)
        if self._model.view.status is not self._told:  # else the link changed, or a second passed
            self._told = self._model.view.status
            self.panel.field.know(self._model.ask.known_names())
            self._show_lately()

    def _show_lately(self) -> None:
        self.lately.show_items(self._lately_items, self._changing)

    def _lately_items(self) -> tuple[LatelyItem, ...]:
        return lately_items(self._model.ask.desk.given, self._model.view.progress())

    @property
    def _changing(self) -> str:
        """The id of the answer whose question is open, or nothing."""
        top = self._model.ask.desk.top
        return "" if top is None or top.changing is None else top.changing.answer.answer_id

    # ------------------------------------------------------------ what is done

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A name that was begun goes on in its field, unless Tab was pressed to leave it."""
        super().focusInEvent(event)
        top = self._model.ask.top
        if top is not None and top.query.query_id == self._unseen:
            self._unseen = ""
            self._model.ask.see_urgent()
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if top is not None and self.panel.field.is_writing and not by_tab:
            self.panel.field.begin("")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        press = key_press(event)
        action = None if press is None else keys.action_for(press, self._preferences.keys)
        held, self._calm = self._calm.holds(action, self._model.monotonic_s())
        if held:
            self._model.ask.noticed.emit(Notice(keys.held_back(self._preferences.keys), "warn"))
            return
        if action is None:
            super().keyPressEvent(event)
            return
        self._act(action)
        if isinstance(action, keys.NotAnObject | keys.DontKnow | keys.Undo):
            self._calm = self._calm.after_answer(action, self._model.monotonic_s())

    def _act(self, action: Action) -> None:
        ask = self._model.ask
        match action:
            case keys.ShowKeys():
                self.keys_wanted.emit()
            case keys.Undo():
                ask.undo()
            case _ if ask.top is None:
                pass
            case keys.Leave():
                self._leave()
            case _ if ask.holds_back():
                pass
            case keys.Compare():
                self._compare()
            case keys.ToggleAlike():
                ask.toggle_all_alike()
            case keys.TakeTop() if self.panel.field.text().strip():
                self.panel.field.enter()  # the field says what is going to be saved
            case keys.TakeTop():
                if not ask.take_top():
                    self.panel.field.begin("")
            case keys.Choose(number=number):
                ask.choose(number)
            case keys.StartNaming(text=text):
                self.panel.field.begin(text)
            case keys.NotAnObject():
                ask.answer("not_an_object")
            case keys.DontKnow():
                ask.answer("dont_know")
            case keys.Later():
                ask.later()

    def _name(self, name: str) -> None:
        if not self._model.ask.holds_back():
            self._model.ask.name(name)

    def _compare(self) -> None:
        if self._model.comparison.open(self._model.ask.top, self._model.ask.top_pictures):
            self.comparison_wanted.emit()
        else:
            self._model.ask.noticed.emit(Notice(tr("There is no suggestion to compare it with")))

    def _change(self, answer_id: str) -> None:
        self._model.ask.change(answer_id)

    def _leave(self) -> None:
        self._model.ask.put_away()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.filmstrip.setVisible(self.height() > _LEAST_FOR_FILMSTRIP_PX)
        self._show_about_box()


def _chip(top: OnTop) -> str:
    """What the box in the frame is labelled with."""
    if top.changing is not None:
        return said(top.changing.answer)
    suggestions = top.query.suggestions
    if not suggestions or top.query.reason == "novel":
        return "?"
    return f"{suggestions[0].name}? {percent(suggestions[0].probability)}"
