"""Under the frame: the way to adjust the box, or what is to be said of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from operator_gui.texts import mark, tr
from operator_gui.views.box_editing import SHORT_WORDS, WORDS
from operator_gui.views.parts import LinkButton, label, row

_YOURS = mark(
    "The box is yours: it goes along with the name, into every export. The model learns from "
    "what the robot saw in its own."
)
_SHORT_YOURS = mark("The box is yours.")


class AboutBox(QWidget):
    """Takes no room where there is neither."""

    def __init__(self) -> None:
        super().__init__()
        self.adjust = LinkButton(tr("Adjust the box"))
        self.adjust.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words = label(role="small", wrap=True)
        inside = row(self, gap=10)
        inside.addWidget(self.adjust, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self.words, 1)

    def show_standing(
        self, *, may_draw: bool, is_editing: bool, is_drawn: bool, is_roomy: bool
    ) -> None:
        """is_editing: it is being adjusted; is_drawn: somebody adjusted it. is_roomy: there is room
        for more than what must be said."""
        words = ""
        if is_editing:
            words = tr(WORDS if is_roomy else SHORT_WORDS)
        elif is_drawn:
            words = tr(_YOURS if is_roomy else _SHORT_YOURS)
        self.words.setText(words)
        self.adjust.setHidden(is_editing or not is_roomy)
        self.setVisible(may_draw and (is_roomy or bool(words)))
