"""Everything that the app knows, fed by the link's events: the one place that matches on them."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    CurationArrived,
    ExportTold,
    GateReportArrived,
    ImportTold,
    KeysArrived,
    LinkChanged,
    LiveArrived,
    LogArrived,
    PieceArrived,
    QuestionArrived,
    QuestionsWithdrawn,
    RecordingsArrived,
    ShotArrived,
    StatusArrived,
)
from operator_gui.viewmodels.access import AccessNews
from operator_gui.viewmodels.ask_model import AskModel
from operator_gui.viewmodels.commands import Commands
from operator_gui.viewmodels.comparison import ComparisonModel
from operator_gui.viewmodels.curve import CurveModel
from operator_gui.viewmodels.enlarged import EnlargedModel
from operator_gui.viewmodels.exporting import ExportModel
from operator_gui.viewmodels.importing import ImportModel
from operator_gui.viewmodels.keys_list import KeysModel
from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.live import LiveModel
from operator_gui.viewmodels.mistakes import MistakesModel
from operator_gui.viewmodels.objects import ObjectsModel
from operator_gui.viewmodels.origin import OriginModel
from operator_gui.viewmodels.recordings import RecordingsModel
from operator_gui.viewmodels.robot_log import RobotLogModel
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.told import in_words_spoken
from operator_gui.viewmodels.watching import WatchingModel
from operator_gui.workers.exchange_worker import (
    ExchangeEvent,
    ExportFinished,
    ExportMoved,
    ImportChecked,
    ImportFinished,
    ImportMoved,
)
from operator_gui.workers.link_worker import (
    CurationReady,
    LinkFailed,
    LiveReady,
    QuestionReady,
    ShotReady,
    WorkerEvent,
)
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.gate import GateReport
from shared.protocol.status import StationStatus


class AppModel(QObject):
    """`view_changed` when the link or the station's status changed, and every second besides,
    since durations grow."""

    view_changed = Signal()

    def __init__(
        self,
        *,
        station: StationHandle,
        operator: str,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._clock = clock
        self._view = LinkView()
        self._gate_reports: dict[int, GateReport] = {}
        self.ask = AskModel(station=station, operator=operator, clock=clock, parent=self)
        self.commands = Commands(station=station, clock=clock, parent=self)
        self.objects = ObjectsModel(station=station, operator=operator, clock=clock, parent=self)
        self.comparison = ComparisonModel(station=station, clock=clock, parent=self)
        self.enlarged = EnlargedModel(station=station, clock=clock, parent=self)
        self.exporting = ExportModel(station=station, parent=self)
        self.importing = ImportModel(station=station, parent=self)
        self.live = LiveModel(station=station, clock=clock, parent=self)
        self.curve = CurveModel(station=station, clock=clock, parent=self)
        self.robot_log = RobotLogModel(station=station, clock=clock, parent=self)
        self.recordings = RecordingsModel(station=station, clock=clock, parent=self)
        self.watching = WatchingModel(station=station, clock=clock, parent=self)
        self.mistakes = MistakesModel(station=station, clock=clock, parent=self)
        self.origin = OriginModel(station=station, clock=clock, parent=self)
        self.keys = KeysModel(station=station, clock=clock, parent=self)
        self._access_news = AccessNews()

    @property
    def view(self) -> LinkView:
        return self._view

    def monotonic_s(self) -> float:
        return self._clock.monotonic_s()

    def station_now_s(self) -> float:
        """The station's time now, for durations of what it has told."""
        return self._view.station_now_s(self._clock.monotonic_s())

    def gate_report(self, version: int) -> GateReport | None:
        """What the gate found of a version; asked for where it is not known yet."""
        if version not in self._gate_reports:
            self._station.want_gate_report(version)
        return self._gate_reports.get(version)

    @Slot(object)
    def take(self, event: WorkerEvent | ExchangeEvent) -> None:
        if isinstance(event, ExportMoved | ExportFinished):
            self.exporting.take(event)
        elif isinstance(event, ImportMoved | ImportChecked | ImportFinished):
            self.importing.take(event)
        else:
            self._take_from_link(in_words_spoken(event))

    def _take_from_link(self, event: WorkerEvent) -> None:
        match event:
            case QuestionReady() if self._view.failure:
                pass  # it was on its way when the link ended
            case QuestionReady(query=query, pictures=pictures, urgency=urgency):
                self.ask.take_question(query, pictures, urgency)
            case QuestionsWithdrawn(query_ids=ids, reason=reason):
                self.ask.take_gone(ids, reason)
            case AnswerRefused(answer_id=about, reason=reason, overtaken=overtaken):
                refused = CommandResult(command_id=about, ok=False, text=reason)
                if not self.objects.finish(refused):
                    self.ask.take_refusal(about, reason, overtaken=overtaken)
            case CommandFinished(result=result):
                lookers = (
                    self.comparison,
                    self.enlarged,
                    self.mistakes,
                    self.curve,
                    self.origin,
                    self.keys,
                    self.robot_log,
                    self.recordings,
                    self.watching,
                    self.objects,
                )
                if not any(one.finish(result) for one in lookers):
                    self.commands.finish(result)
                    self.keys.refresh()  # it may have let somebody in, or shut somebody out
                    self.recordings.refresh()  # or ended a recording, or deleted one
            case KeysArrived(told=told):
                self.keys.take(told)
            case CurationReady(reply=reply, pictures=pictures):
                without_pictures = (self.mistakes, self.curve, self.origin)
                if not (
                    any(one.take(reply) for one in without_pictures)
                    or self.comparison.take(reply, pictures)
                    or self.enlarged.take(reply, pictures)
                ):
                    self.objects.take(reply, pictures)
            case LogArrived(told=lines):
                self.robot_log.take(lines)
            case RecordingsArrived(told=recordings):
                self.recordings.take(recordings)
                self.watching.listed(recordings)
            case ShotReady():
                self.watching.take(event)
            case LiveReady():
                self.live.take(event)
            case StatusArrived(status=status):
                self._take_status(status)
            case GateReportArrived(report=report):
                self._gate_reports[report.version] = report
                self.view_changed.emit()
            case LinkChanged():
                came_up = event.state == "connected" and not self._view.connected
                self._view = replace(self._view, link=event)
                if came_up:
                    self.ask.ask_again()
                self.view_changed.emit()
            case LinkFailed(reason=reason):
                self._view = replace(self._view, failure=reason)
                self.ask.close()
                self.view_changed.emit()
            case QuestionArrived() | CurationArrived() | LiveArrived() | ShotArrived():
                raise AssertionError("the worker decodes the pictures of this")
            case ExportTold() | ImportTold() | PieceArrived():
                raise AssertionError("data sets come over a link of their own")

    def tick(self) -> None:
        """Once a second."""
        self.commands.expire()
        self.objects.tick()
        self.comparison.tick()
        self.enlarged.tick()
        self.mistakes.tick()
        self.origin.tick()
        self.curve.tick()
        self.keys.tick()
        self.ask.tick()
        self.live.tick()
        self.robot_log.tick()
        self.recordings.tick()
        self.watching.advance()
        self.view_changed.emit()

    def _take_status(self, status: StationStatus) -> None:
        self._view = replace(self._view, status=status, heard_s=self._clock.monotonic_s())
        self.ask.take_classes(status.classes)
        self.objects.heard(status.answers, status.labels)
        self.curve.heard(status.versions, status.answers)
        newest = max((v.version for v in status.versions), default=0)
        self.mistakes.heard(newest)
        self.origin.heard(newest)
        for notice in self._access_news.of(status):
            self.commands.noticed.emit(notice)
        self.view_changed.emit()
