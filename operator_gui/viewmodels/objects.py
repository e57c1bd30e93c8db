"""The Objects page without its widgets: what is shown, asked for and done to labels."""

import uuid
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.class_list import (
    ClassEntry,
    Order,
    class_title,
    entries,
    mistaken_entry,
)
from operator_gui.viewmodels.gallery import Arrival, Gallery, Subject
from operator_gui.viewmodels.label_acts import in_parts, numbered
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.pending_requests import PendingRequests
from operator_gui.viewmodels.split_view import Proposal, proposal_of
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.undoable import Undoable, to_redo, to_undo
from shared.clock import Clock
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import (
    MAX_PARTS,
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Confirm,
    Curate,
    CurationReply,
    Delete,
    Merge,
    OperationSummary,
    Relabel,
    Rename,
    Split,
    SplitProposal,
    SplitWanted,
    TrackList,
    Undo,
)
from shared.protocol.deployment import CommandResult

TRACKS_A_GROUP = 4


class ObjectsModel(QObject):
    """`classes_changed`: other lines; `gallery_began`: another subject, or the same anew, which
    `renewing` says before;
    `arrived` carries an `Arrival`, `noticed` a `Notice`; `proposed` when there is a `proposal`;
    `doubted` carries an `Undoable` of somebody else, which is taken back only at another word."""

    classes_changed = Signal()
    gallery_began = Signal()
    renewing = Signal()
    arrived = Signal(object)
    proposed = Signal()
    doubted = Signal(object)
    noticed = Signal(object)

    def __init__(
        self,
        *,
        station: StationHandle,
        operator: str,
        clock: Clock,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._operator = operator
        self._clock = clock
        self._new_id = new_id
        self._told: ClassList | None = None
        self._pending = PendingRequests(station.curate, clock=clock)
        self._is_open = False
        self._is_stale = False
        """Whether something was done to the labels that are looked at."""
        self._renamed: Subject | None = None
        """What that is called now, until it is looked at by its new name."""
        self._refused = ""
        """Why the station cannot show what is looked at."""

        self._known_state: tuple[int, int] = (-1, -1)
        self._wishes: list[Callable[[], None]] = []
        """Undos and redos that wait for what was done before them."""

        self.typed = ""
        self.order: Order = "name"
        self.mistaken: ClassEntry | None = None
        self.gallery: Gallery[QImage] | None = None
        self.proposal: Proposal | None = None

    # ------------------------------------------------------------ what is shown

    @property
    def is_known(self) -> bool:
        """Whether the station has said which classes there are."""
        return self._told is not None

    @property
    def entries(self) -> list[ClassEntry]:
        found = entries(self._told, typed=self.typed, order=self.order)
        return found if self.mistaken is None or self.typed else [self.mistaken, *found]

    @property
    def class_names(self) -> tuple[tuple[str, int], ...]:
        """Every class that a track can be called, with how many tracks are."""
        told = () if self._told is None else self._told.classes
        return tuple((one.name, one.tracks) for one in told if one.name != NOT_AN_OBJECT)

    @property
    def to_undo(self) -> Undoable:
        """What an undo would take back, or ask about."""
        return to_undo(self._operations, self._operator)

    @property
    def to_redo(self) -> Undoable:
        """The undo that a redo would take back."""
        return to_redo(self._operations, self._operator)

    @property
    def _operations(self) -> tuple[OperationSummary, ...]:
        return () if self._told is None else self._told.operations

    def open(self, is_open: bool) -> None:
        """The page is looked at, or is not any more."""
        self._is_open = is_open
        if is_open:
            self._refresh_classes()
            self._fetch()

    def search(self, typed: str, order: Order) -> None:
        self.typed, self.order = typed, order
        self.classes_changed.emit()

    def choose(self, subject: Subject) -> None:
        """Shows another class, or the same one anew."""
        self._renamed = None
        self.gallery = Gallery(subject, new_id=self._new_id)
        self.gallery_began.emit()
        self._fetch()

    def show_mistaken(self, subject: Subject, tracks: int) -> None:
        """What of a class is taken for another gets a line above the classes."""
        self.mistaken, self.typed = mistaken_entry(subject, tracks), ""
        self.classes_changed.emit()

    def want_more(self) -> None:
        """The end of what is here comes into sight."""
        if self.gallery is not None:
            self.gallery.want_more()
            self._fetch()

    def picture(self, row: int) -> QImage | None:
        if self.gallery is None:
            return None
        found = self.gallery.picture(row)
        if found is None:
            self._fetch()
        return found

    # ------------------------------------------------------------ what is done

    def rename(self, name: str, to: str) -> None:
        self._do(Rename(name=name, to=to), tr("Renaming {name}").format(name=name))

    def merge(self, names: tuple[str, ...], into: str) -> None:
        self._do(
            Merge(names=names, into=into),
            tr("Merging {names} into {into}").format(names=", ".join(names), into=into),
        )

    def delete(self, name: str, *, ask_again: bool) -> None:
        self._do(Delete(name=name, ask_again=ask_again), tr("Deleting {name}").format(name=name))

    def relabel(self, query_ids: tuple[str, ...], name: str) -> None:
        """Tracks that are something else; `NOT_AN_OBJECT` for what is none."""
        words = counted(
            "Calling %n track {name}", "Calling %n tracks {name}", len(query_ids)
        ).format(name=class_title(name))
        for operation_id, some in in_parts(self._new_id(), query_ids):
            if name == NOT_AN_OBJECT:
                self._do(Relabel(query_ids=some, kind="not_an_object"), words, operation_id)
            else:
                self._do(Relabel(query_ids=some, name=name), words, operation_id)

    def confirm(self, query_ids: tuple[str, ...]) -> None:
        """These are what they are called."""
        for operation_id, some in in_parts(self._new_id(), query_ids):
            words = counted("Confirming %n track", "Confirming %n tracks", len(some))
            self._do(Confirm(query_ids=some), words, operation_id)

    def propose_split(self, name: str, parts: int) -> None:
        wanted = SplitWanted(request_id=self._new_id(), name=name, parts=parts)
        self._pending.send(wanted, _splitting(name))

    def propose_groups(self) -> None:
        """What of that which nobody knew looks alike, in as many groups as it may have."""
        total = 0 if self._told is None else self._told.unknown
        self.propose_split("", min(MAX_PARTS, max(2, total // TRACKS_A_GROUP)))

    def take_proposal(self) -> Proposal | None:
        """The parts that somebody has to name, once."""
        proposal, self.proposal = self.proposal, None
        return proposal

    def split(self, proposal: SplitProposal, into: tuple[str, ...]) -> None:
        change = Split(name=proposal.name, proposal_id=proposal.proposal_id, into=into)
        self._do(change, _splitting(proposal.name))

    def undo(self) -> None:
        """Takes back all of one's own latest act, its last operation first. What is still on its
        way is waited for: only then it is known what the latest is. Where nothing is one's own, it
        is `doubted`."""
        act = self.to_undo
        if not self._is_settled:
            self._wishes.append(self.undo)
        elif act and not act.is_own:
            self._wishes.clear()
            self.doubted.emit(act)
        else:
            self.take_back(act)

    def take_back(self, act: Undoable) -> None:
        """Whoever did it."""
        for operation_id, one in numbered(self._new_id(), act.operations):
            words = tr("Undoing “{text}”").format(text=one.text)
            self._do(Undo(operation_id=one.operation_id), words, operation_id, by=one.operator)

    def redo(self) -> None:
        """Does again what the latest undo took back; nothing where something was done since."""
        if self._is_settled:
            for operation_id, one in numbered(self._new_id(), self.to_redo.operations):
                self._do(Undo(operation_id=one.operation_id), tr("Doing it again"), operation_id)
        else:
            self._wishes.append(self.redo)

    # ------------------------------------------------------------ what comes

    def take(self, reply: CurationReply, pictures: tuple[QImage, ...]) -> None:
        """What the station shows."""
        match reply:
            case ClassList(request_id=about):
                if self._pending.settle(about) is not None:
                    self._told = reply
                    self._look_again(reply)
                    self.classes_changed.emit()
                    while self._wishes and self._is_settled:
                        self._wishes.pop(0)()
            case TrackList():
                self._take_page(reply, pictures)
            case SplitProposal(request_id=about):
                if self._pending.settle(about) is not None:
                    self.proposal = proposal_of(reply, pictures)
                    self.proposed.emit()
            case _:
                pass

    def finish(self, result: CommandResult) -> bool:
        """How a request ended; False for one that is not of this page."""
        if self.gallery is not None and self.gallery.given_up(result.command_id):
            self.arrived.emit(Arrival(0, -1, is_new=True))
            self._refused = result.text  # of a class that is called otherwise now that is no fault
            self.refresh()
            return True
        pending = self._pending.settle(result.command_id)
        if pending is None:
            return False
        if result.ok:
            self.noticed.emit(Notice(self._done(result.text, pending.by)))
            if isinstance(pending.request, Curate):
                self._follow(pending.request.change)
            self.refresh()
        else:
            self._wishes.clear()
            self.noticed.emit(
                Notice(
                    tr("{words} did not work: {text}").format(
                        words=pending.words, text=result.text
                    ),
                    "bad",
                )
            )
        return True

    def heard(self, answers: int, labels: int) -> None:
        """The station's counts: where they changed, the classes have, too."""
        changed = (answers, labels) != self._known_state
        self._known_state = (answers, labels)
        if changed and self._is_open:
            self._refresh_classes()

    def refresh(self) -> None:
        """All anew, at the station's word; an answer on its way was given before."""
        self._pending.forget(ClassesWanted)
        self._is_stale = True
        self._refresh_classes()

    def tick(self) -> None:
        """Once a second: says again what may have been lost, and gives up what never comes."""
        for given_up in self._pending.repeat():
            self._wishes.clear()
            if words := given_up.words:
                text = tr("{words}: no answer came from the station").format(words=words)
                self.noticed.emit(Notice(text, "warn"))
        if self._is_open:
            self._fetch()

    def _take_page(self, page: TrackList, pictures: tuple[QImage, ...]) -> None:
        if self.gallery is None:
            return
        arrival = self.gallery.take(page, pictures)
        if arrival is None:
            return
        if self.gallery.is_stale:
            self._renew(self.gallery.subject)
            return
        self.arrived.emit(arrival)
        self._fetch()

    def _fetch(self) -> None:
        if self.gallery is None:
            return
        wanted = self.gallery.next_request(self._clock.monotonic_s())
        if wanted is not None:
            self._station.curate(wanted)

    def _follow(self, change: AnyLabelChange) -> None:
        """What is looked at may go by another name now."""
        subject = None if self.gallery is None else self.gallery.subject
        match change:
            case Rename(name=name, to=to) if subject == Subject("class", name):
                self._renamed = Subject("class", to)
            case Merge(names=names, into=into) if subject in [Subject("class", n) for n in names]:
                self._renamed = Subject("class", into)
            case _:
                pass

    def _look_again(self, told: ClassList) -> None:
        """At what is looked at, where something was done; at nothing, where it is called nothing
        any more."""
        if self.gallery is None or not self._is_stale:
            return
        self._is_stale = False
        subject = self._renamed or self.gallery.subject
        refused, self._refused = self._refused, ""
        if subject.show == "class" and subject.name not in [one.name for one in told.classes]:
            self.gallery = None
            self.gallery_began.emit()
        elif refused:
            self.noticed.emit(Notice(refused, "warn"))
        else:
            self._renew(subject)

    def _renew(self, subject: Subject) -> None:
        """Fetches what is looked at anew, which may go by another name."""
        self.renewing.emit()
        self.choose(subject)

    @property
    def _is_settled(self) -> bool:
        """Whether the operations that are known are all there are."""
        return not self._pending.has(Curate, ClassesWanted)

    def _refresh_classes(self) -> None:
        if not self._pending.has(ClassesWanted):
            self._pending.send(ClassesWanted(request_id=self._new_id()))

    def _done(self, text: str, by: str) -> str:
        """What the station says was done; of what was taken back also who had done it."""
        if not by:
            return text
        is_own = by == self._operator
        words = tr("{text}; you had done it") if is_own else tr("{text}; {operator} had done it")
        return words.format(text=text, operator=by)

    def _do(
        self, change: AnyLabelChange, words: str, operation_id: str = "", *, by: str = ""
    ) -> None:
        command_id = operation_id or self._new_id()
        self._pending.send(Curate(command_id=command_id, change=change), words, by)


def _splitting(name: str) -> str:
    """name: of a class, "" for what nobody knew."""
    return tr("Splitting {name}").format(name=name) if name else tr("Naming groups")
