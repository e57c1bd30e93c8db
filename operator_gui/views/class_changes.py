"""What is asked before a whole class is changed, and has that done once it was answered."""

from PySide6.QtWidgets import QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.objects import ObjectsModel
from operator_gui.viewmodels.undoable import Undoable
from operator_gui.views.label_dialogs import (
    ConfirmDialog,
    DeleteDialog,
    GroupsDialog,
    NameDialog,
    SplitDialog,
)
from operator_gui.views.merge_dialog import MergeDialog


class ClassChanges:
    """Each opens a dialog over `parent`."""

    def __init__(self, parent: QWidget, theme: Theme, objects: ObjectsModel) -> None:
        self._parent = parent
        self._theme = theme
        self._objects = objects

    def rename(self, name: str) -> None:
        dialog = NameDialog(
            self._parent,
            title=tr("Rename {name}").format(name=name),
            text=tr("What shall all tracks of {name} be called?").format(name=name),
            action=tr("Rename"),
            name=name,
            taken=tuple(known for known, _ in self._objects.class_names if known != name),
        )
        dialog.accepted.connect(lambda: self._renamed(name, dialog.name, merges=dialog.merges))
        dialog.open()

    def _renamed(self, name: str, to: str, *, merges: bool) -> None:
        """merges: as it was said. Where another class has the name since, the station says so."""
        if merges:
            self._objects.merge((name,), to)
        else:
            self._objects.rename(name, to)

    def merge(self, name: str) -> None:
        known = self._objects.class_names
        others = tuple(KnownName(one, tracks) for one, tracks in known if one != name)
        dialog = MergeDialog(self._parent, self._theme, name=name, others=others)
        dialog.accepted.connect(
            lambda: self._renamed(name, dialog.target.name, merges=not dialog.target.is_new)
        )
        dialog.open()

    def split(self, name: str) -> None:
        """name: "" for what nobody knew. The parts come once the station compared the tracks."""
        if name:
            self._objects.propose_split(name, 2)
        else:
            self._objects.propose_groups()

    def choose_parts(self) -> None:
        """Asks for names of the parts that came, if some did."""
        proposal = self._objects.take_proposal()
        if proposal is None:
            return
        dialog: SplitDialog | GroupsDialog
        if proposal.said.name:
            dialog = SplitDialog(self._parent, proposal)
        else:
            known = tuple(name for name, _ in self._objects.class_names)
            dialog = GroupsDialog(self._parent, proposal, known=known)
        dialog.accepted.connect(lambda: self._objects.split(proposal.said, dialog.names))
        dialog.open()

    def delete(self, name: str) -> None:
        tracks = dict(self._objects.class_names).get(name, 0)
        dialog = DeleteDialog(self._parent, name, tracks)
        dialog.accepted.connect(lambda: self._objects.delete(name, ask_again=dialog.ask_again))
        dialog.open()

    def take_back(self, act: Undoable, now_s: float) -> None:
        """What somebody else did. now_s: the station's time."""
        dialog = ConfirmDialog(
            self._parent,
            title=tr("Take back what {operator} did").format(operator=act.operations[0].operator),
            text=tr("Nothing that you did is left to undo. This was done last: {act}.").format(
                act=act.in_words(now_s)
            ),
            action=tr("Take it back"),
        )
        dialog.do_on_purpose_only()  # it may come only after what was on its way
        dialog.accepted.connect(lambda: self._objects.take_back(act))
        dialog.open()
