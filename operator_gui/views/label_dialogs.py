"""What is asked before much is changed at once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.completion import identity
from operator_gui.viewmodels.split_view import Proposal
from operator_gui.views.dialog import Dialog
from operator_gui.views.name_field import MOST_LETTERS
from operator_gui.views.parts import label, row
from shared.domain import NOT_AN_OBJECT

_EXAMPLE_PX = 72
_MOST_EXAMPLES = 4
_WIDTH_PX = 420


class _Dialog(Dialog):
    """A heading's worth of text, and what is asked."""

    def __init__(self, parent: QWidget, *, title: str, text: str, action: str) -> None:
        super().__init__(parent, title=title, width_px=_WIDTH_PX, does=action)
        self.inside.addWidget(label(text, "body", wrap=True))


class ConfirmDialog(_Dialog):
    """Asks whether it is meant."""


class NameDialog(_Dialog):
    """Asks for a name. `taken`: names that another class has, which makes it a merge, and that is
    said: above the field, where no list of names can lie over it."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        action: str,
        name: str = "",
        taken: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent, title=title, text=text, action=action)
        self._action, self._before = action, name
        self._taken = {identity(one): one for one in taken}
        self.field = QLineEdit(name)
        self.field.setMaxLength(MOST_LETTERS)
        self.field.setAccessibleName(text)
        completer = QCompleter(sorted(taken), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.selectAll()
        self.note = label(role="warn", wrap=True)
        self.inside.addWidget(self.note)
        self.inside.addWidget(self.field)
        self.inside.addStretch(1)
        self.field.textChanged.connect(lambda _: self._check())
        self._check()

    @property
    def name(self) -> str:
        """What was typed, in the spelling that is in use."""
        typed = " ".join(self.field.text().split())
        return self._taken.get(identity(typed), typed)

    @property
    def merges(self) -> bool:
        """Whether another class has that name, as it was said."""
        return identity(self.name) in self._taken

    def _check(self) -> None:
        name, merges = self.name, self.merges
        note, ok = "", bool(name) and name != self._before
        if merges:
            note = tr("There is a class {name} already: the two become one.").format(name=name)
        elif identity(name) == identity(NOT_AN_OBJECT):
            note, ok = tr("That is no name for a class."), False
        self.note.setText(note)
        self.does.setText(tr("Merge") if merges else self._action)
        self.does.setEnabled(ok)


class DeleteDialog(_Dialog):
    """Asks what shall become of a class's tracks."""

    def __init__(self, parent: QWidget, name: str, tracks: int) -> None:
        super().__init__(
            parent,
            title=tr("Delete {name}").format(name=name),
            text=counted(
                "%n track will have no name any more, and the model forgets {name}. You can "
                "undo this.",
                "%n tracks will have no name any more, and the model forgets {name}. You can "
                "undo this.",
                tracks,
            ).format(name=name),
            action=tr("Delete"),
        )
        self.again = QCheckBox(tr("&Ask about them again, after all other questions"))
        self.inside.addWidget(self.again)
        self.inside.addStretch(1)

    @property
    def ask_again(self) -> bool:
        return self.again.isChecked()


class _PartsDialog(_Dialog):
    """Shows parts of what looks alike, and asks for a name of each. It comes by itself, some time
    after it was asked for."""

    def __init__(
        self, parent: QWidget, proposal: Proposal, *, title: str, text: str, action: str
    ) -> None:
        said = proposal.said
        if said.unlike:
            apart = counted(
                "%n track cannot be compared and stays.",
                "%n tracks cannot be compared and stay.",
                said.unlike,
            )
            text = f"{text} {apart}"
        super().__init__(parent, title=title, text=text, action=action)
        self.fields: list[QLineEdit] = []
        for at, (part, pictures) in enumerate(zip(said.parts, proposal.pictures, strict=True), 1):
            heading = counted("Part {at}: %n track", "Part {at}: %n tracks", part.tracks)
            self.inside.addWidget(label(heading.format(at=at), "strong"))
            self.inside.addLayout(_beside(pictures[:_MOST_EXAMPLES]))
            field = QLineEdit(said.name if at == 1 else "")
            field.setMaxLength(MOST_LETTERS)
            field.setPlaceholderText(tr("name of this part"))
            field.setAccessibleName(tr("Name of part {at}").format(at=at))
            field.textChanged.connect(lambda _: self._check())
            self.inside.addWidget(field)
            self.fields.append(field)
        self.inside.addStretch(1)
        self.do_on_purpose_only()
        self._check()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(" ".join(field.text().split()) for field in self.fields)

    def _check(self) -> None:
        """Says whether it can be done."""


class SplitDialog(_PartsDialog):
    """Shows how a class falls apart, and asks for a name of each part."""

    def __init__(self, parent: QWidget, proposal: Proposal) -> None:
        said = proposal.said
        text = tr(
            "By their looks, tracks of {name} fall into {parts} parts. Give each a name; "
            "one may keep {name}."
        )
        super().__init__(
            parent,
            proposal,
            title=tr("Split {name}").format(name=said.name),
            text=text.format(name=said.name, parts=len(said.parts)),
            action=tr("Split"),
        )

    def _check(self) -> None:
        folded = [identity(name) for name in self.names]
        self.does.setEnabled(all(folded) and len(set(folded)) == len(folded))


class GroupsDialog(_PartsDialog):
    """Shows what of that which nobody knew looks alike, and asks for names of some of it."""

    def __init__(self, parent: QWidget, proposal: Proposal, *, known: tuple[str, ...]) -> None:
        """known: names that are in use."""
        text = tr(
            "By their looks, the tracks that nobody knew fall into {parts} groups. Name those that "
            "you know, by a new name or one in use; the others stay as they are."
        )
        super().__init__(
            parent,
            proposal,
            title=tr("Groups of what nobody knew"),
            text=text.format(parts=len(proposal.said.parts)),
            action=tr("Name them"),
        )
        for field in self.fields:
            completer = QCompleter(sorted(known), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            field.setCompleter(completer)

    def _check(self) -> None:
        folded = [identity(name) for name in self.names]
        self.does.setEnabled(any(folded) and identity(NOT_AN_OBJECT) not in folded)


def _beside(pictures: tuple[QImage, ...]) -> QHBoxLayout:
    """Small pictures side by side; one that is lost leaves its place empty."""
    made = row(gap=6)
    for picture in pictures:
        shown = QLabel()
        shown.setFixedSize(_EXAMPLE_PX, _EXAMPLE_PX)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if not picture.isNull():
            shown.setPixmap(
                QPixmap.fromImage(picture).scaled(
                    _EXAMPLE_PX,
                    _EXAMPLE_PX,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        made.addWidget(shown)
    made.addStretch(1)
    return made
