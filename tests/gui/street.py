"""The app with questions, objects, versions and robots as on the street of the demo."""

from functools import cached_property

import cv2
import msgspec
import numpy as np
from PySide6.QtGui import QImage

from operator_gui.demo.settings import clip_folder
from operator_gui.operator_events import (
    KeysArrived,
    LinkChanged,
    LogArrived,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.workers.link_worker import CurationReady, LiveReady, QuestionReady, ShotReady
from operator_gui.workers.pictures import Pictures
from shared.domain import NOT_AN_OBJECT, Box, Image
from shared.protocol.answers import AnswerProgress
from shared.protocol.asking import AskingState, AskRules
from shared.protocol.curation import (
    ClassesWanted,
    ClassList,
    ClassStanding,
    OperationSummary,
    Provenance,
    ProvenanceWanted,
    Suspicion,
    TrackList,
    TracksWanted,
)
from shared.protocol.curve import Curve, CurvePart, CurveWanted
from shared.protocol.enrolment import EnrolledKey, KeyList, KeyRole
from shared.protocol.live import LiveFrame, LiveObject
from shared.protocol.mistakes import ClassRight, MistakeCell, Mistakes, MistakesWanted
from shared.protocol.playback import PlaybackState
from shared.protocol.questions import View
from shared.protocol.robot_log import LogLevel, LogLine, RobotLog
from shared.protocol.standing import Advice, Measured
from shared.protocol.status import ClassSummary, RecordingState, StationStatus, Temperature
from shared.protocol.track_view import TrackView, TrackViewWanted
from shared.protocol.watching import WATCH_MINOR, RecordedShot
from shared.truth import VideoTruth, load_truth
from tests.gui import scenes
from tests.gui.station_log import StationLog

_CURVE = ((4, 60, 0.61), (6, 90, 0.7), (8, 130, 0.78), (10, 170, 0.84), (11, 210, 0.83))
"""Versions with their labels, and the share that was right."""

_SUGGESTED = (("car", 0.44), ("taxi", 0.37), ("van", 0.08), ("bus", 0.04))
_CLASSES = (
    ("bicycle", 12),
    ("bus", 31),
    ("car", 118),
    ("pedestrian", 64),
    ("taxi", 23),
    ("van", 9),
)
_LEAST_PX = 24
_CURVE = ((4, 60, 0.61), (6, 90, 0.7), (8, 130, 0.78), (10, 170, 0.84), (11, 210, 0.83))
"""Versions before the one that is active: labels and accuracy."""

_ASKING = AskingState(
    rules=AskRules(
        strategy="whatsit",
        stream="fixed",
        questions_per_hour=40.0,
        audit_share=0.02,
        quiet_from_min=12 * 60,
        quiet_to_min=13 * 60,
    ),
    since_s=scenes.NOW_S - 3600,
    revision=3,
    tokens=6.0,
    asked=61,
)


class Street:
    """Objects of the clip as they were cut out; the same each time."""

    @cached_property
    def _truth(self) -> VideoTruth:
        found = load_truth(clip_folder() / "street.truth.json")
        assert isinstance(found, VideoTruth)
        return found

    @cached_property
    def frames(self) -> dict[int, Image]:
        """Every tenth one, by its number."""
        capture, kept, at = cv2.VideoCapture(str(clip_folder() / "street.mp4")), {}, 0
        while True:
            done, frame = capture.read()
            if not done:
                return kept
            if at % 10 == 0:
                kept[at] = np.asarray(frame, np.uint8)
            at += 1

    @cached_property
    def seen(self) -> dict[str, list[tuple[int, Box]]]:
        """Frame and box of everything, by its name."""
        found: dict[str, list[tuple[int, Box]]] = {}
        for at, frame in self.frames.items():
            height, width = frame.shape[:2]
            for _, name, box in self._truth.at(at, ""):
                inside = Box(
                    max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3])
                )
                if min(inside.width_px, inside.height_px) >= _LEAST_PX:
                    found.setdefault(name, []).append((at, inside))
        return found

    def crop(self, name: str, number: int) -> QImage:
        """Of the things of this name the one with this number, round and round."""
        places = self.seen.get(name) or self.seen["car"]
        at, box = places[number % len(places)]
        x0, y0, x1, y1 = (round(edge) for edge in box)
        return picture(self.frames[at][y0:y1, x0:x1])

    def question(self, query_id: str, name: str, number: int, *, alike: int = 0) -> QuestionReady:
        places = self.seen[name]
        shown = [places[(number + step) % len(places)] for step in range(4)]
        frame = self.frames[shown[0][0]]
        query = scenes.query(query_id, suggested=_SUGGESTED, novelty=0.62)
        views = tuple(
            View(box=tuple(box), frame_sequence=at, captured_at_s=scenes.NOW_S - step, quality=0.84)
            for step, (at, box) in enumerate(shown)
        )
        height, width = frame.shape[:2]
        query = msgspec.structs.replace(
            query, views=views, frame_width_px=width, frame_height_px=height
        )
        pictures = Pictures(
            context=picture(frame),
            views=tuple(self.crop(name, number + step) for step in range(4)),
            examples={other: self.crop(other, 3) for other, _ in _SUGGESTED if other in self.seen},
            alike={f"{query_id}-{n}": self.crop(name, number + 7 + n) for n in range(alike)},
        )
        return QuestionReady(query, pictures)

    def track_view(self, wanted: TrackViewWanted) -> CurationReady:
        """One of the cars, of which every ninth is a taxi, and the frame that it was seen in."""
        number = int(wanted.query_id[1:])
        name = "car" if number % 9 else "taxi"
        places = self.seen[name]
        at, box = places[number % len(places)]
        said = TrackView(
            request_id=wanted.request_id,
            query_id=wanted.query_id,
            frame_width_px=self.frames[at].shape[1],
            box=tuple(box),
        )
        return CurationReady(said, (self.crop(name, number), picture(self.frames[at])))

    def live(self, node_id: str) -> LiveReady:
        """What a robot on this street sees: of some it was never told the name."""
        at = 120
        frame = self.frames[at]
        height, width = frame.shape[:2]
        found = sorted(
            ((name, box) for name in self.seen for on, box in self.seen[name] if on == at),
            key=lambda one: -one[1].width_px * one[1].height_px,
        )[:5]
        message = LiveFrame(
            node_id=node_id,
            source_id="street",
            sequence=12_345,
            captured_at_s=scenes.NOW_S,
            width_px=width,
            height_px=height,
            version=12,
            objects=tuple(
                LiveObject(box=tuple(box), asked=True)
                if number % 5 in (1, 3)
                else LiveObject(box=tuple(box), name=name, probability=0.91 - 0.07 * number)
                for number, (name, box) in enumerate(found)
            ),
        )
        return LiveReady(message, picture(frame))


def picture(pixels: Image) -> QImage:
    """From BGR."""
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_BGR888).copy()


_REFUSAL = "it names 5 of 8 tracks as it was taught them"


def show_full(model: AppModel, log: StationLog, street: Street) -> None:
    """A working day in the middle of it."""
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(_status()))
    for number, name in enumerate(("car", "bus", "pedestrian", "taxi", "van")):
        model.take(street.question(f"earlier-{number}", name, number))
        if number == 2:
            model.ask.answer("not_an_object")
        else:
            model.ask.name(name)
    answers = [answer for answer in log.answers if answer.kind != "withdrawn"]
    states = ("deployed", "deployed", "trained", "trained", "saved")
    progress = tuple(
        AnswerProgress(
            answer_id=a.answer_id,
            query_id=a.query_id,
            kind=a.kind,
            name=a.name,
            state=state,
            version=12,
        )
        for a, state in zip(answers, states, strict=True)
    )
    model.take(StatusArrived(msgspec.structs.replace(_status(), progress=progress)))
    model.take(street.question("now", "car", 42, alike=7))


def show_live(model: AppModel, log: StationLog, street: Street) -> None:
    """What the robot that is looked at sees."""
    if log.live_wanted:
        model.take(street.live(log.live_wanted[-1]))


def answer_log(model: AppModel, log: StationLog) -> None:
    """The log of the robot that is looked at."""
    said: tuple[tuple[float, LogLevel, str, str], ...] = (
        (2.0, "info", "edge_node.deployment.deployer", "version 12 runs"),
        (41.0, "info", "edge_node.sources.capture", "street.mp4 is back, restarts so far: 1"),
        (
            42.0,
            "warning",
            "edge_node.sources.capture",
            "street.mp4 is lost and being restarted: its reader hung in read for 5 s",
        ),
        (95.0, "error", "edge_node.node", "bundle v11 failed and is left: its head gives no sums"),
        (610.0, "info", "shared.transport.durable_link", "connected to tcp://192.168.4.20:7341"),
    )
    if log.logs_wanted:
        asked = log.logs_wanted[-1]
        lines = tuple(
            LogLine(at_s=scenes.NOW_S - ago_s, level=level, part=part, text=text)
            for ago_s, level, part, text in said
        )
        told = RobotLog(request_id=asked.request_id, node_id=asked.node_id, lines=lines)
        model.take(LogArrived(told))


def answer_recordings(model: AppModel, log: StationLog) -> None:
    """The recordings of the robot that is looked at."""
    if log.recordings_wanted:
        asked = log.recordings_wanted[-1]
        model.take(RecordingsArrived(scenes.recording_list(asked.request_id)))


def answer_shot(model: AppModel, log: StationLog, street: Street) -> None:
    """What the robot that is looked at saw yesterday, three minutes into it."""
    if not log.shots_wanted:
        return
    asked, live = log.shots_wanted[-1], street.live(log.shots_wanted[-1].node_id)
    shot = RecordedShot(
        request_id=asked.request_id,
        node_id=asked.node_id,
        file=asked.file,
        position_s=192.4,
        next_s=192.5,
        length_s=750.0,
        captured_at_s=scenes.NOW_S - 66_000.0,
        width_px=live.frame.width_px,
        height_px=live.frame.height_px,
        version=11,
        objects=live.frame.objects,
    )
    model.take(ShotReady(shot, live.picture))


def answer_objects(model: AppModel, log: StationLog, street: Street) -> None:
    """Answers what the Objects page asked for, until it has all."""
    while log.requests:
        request = log.requests.pop(0)
        match request:
            case ClassesWanted(request_id=about):
                model.take(CurationReady(_classes(about), ()))
            case TracksWanted(request_id=about, show="class"):
                if request.name != "car":
                    known = tuple(
                        scenes.track(f"{request.name}{n}", name=request.name) for n in range(6)
                    )
                    crops = tuple(street.crop(request.name, n) for n in range(6))
                    said = TrackList(request_id=about, tracks=known, total=6)
                    model.take(CurationReady(said, crops))
                    continue
                names = ["car" if n % 9 else "taxi" for n in range(64)]
                wrong = Suspicion(
                    looks_like="taxi",
                    probability=0.91,
                    own_probability=0.04,
                    reason="looks like taxi (91 %), and was called car (4 %)",
                )
                tracks = tuple(
                    scenes.track(f"t{n}", name="car", suspicion=wrong if name == "taxi" else None)
                    for n, name in enumerate(names)
                )
                said = TrackList(request_id=about, tracks=tracks, total=118, next_cursor=0)
                crops = tuple(street.crop(name, n) for n, name in enumerate(names))
                model.take(CurationReady(said, crops))
            case TracksWanted(request_id=about):
                model.take(CurationReady(TrackList(request_id=about, tracks=(), total=0), ()))
            case TrackViewWanted():
                model.take(street.track_view(request))
            case MistakesWanted(request_id=about):
                model.take(CurationReady(_mistakes(about), ()))
            case CurveWanted(request_id=about, name=name):
                model.take(CurationReady(_curve(about, name), ()))
            case ProvenanceWanted(request_id=about):
                learned = Provenance(request_id=about, versions=(10, 12), answers=())
                model.take(CurationReady(learned, ()))
            case other:
                raise AssertionError(f"not expected: {other}")


def show_empty(model: AppModel, log: StationLog) -> None:
    """A station that has just begun."""
    nothing = StationStatus(
        at_s=scenes.NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=0,
        labels=0,
        active_version=0,
        training="idle",
    )
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(nothing))


def answer_keys(model: AppModel, log: StationLog) -> None:
    """Answers the Robots page, as to an admin."""
    robots = (("gate-cam", "robot", "Ada"), ("rover-1", "robot", "Ada"))
    _tell_keys(model, log, (("Ada", "admin", ""), *robots))


def _tell_keys(
    model: AppModel, log: StationLog, known: tuple[tuple[str, KeyRole, str], ...]
) -> None:
    """known: name, role and who let them in."""
    if log.keys_wanted:
        keys = tuple(
            EnrolledKey(
                key=f"{at + 7:02x}c4" * 16,
                role=role,
                name=name,
                enrolled_at_s=scenes.NOW_S - 86_400 * (9 - at),
                enrolled_by=by,
            )
            for at, (name, role, by) in enumerate(known)
        )
        about = log.keys_wanted[-1].request_id
        model.take(KeysArrived(KeyList(request_id=about, keys=keys)))


def answer_nothing(model: AppModel, log: StationLog) -> None:
    """Answers every page, for a station at which there is nothing yet but its admin."""
    _tell_keys(model, log, (("Ada", "admin", ""),))
    while log.requests:
        request = log.requests.pop(0)
        if isinstance(request, ClassesWanted):
            told = ClassList(request_id=request.request_id, classes=())
            model.take(CurationReady(told, ()))
        elif isinstance(request, MistakesWanted):
            model.take(CurationReady(Mistakes(request_id=request.request_id), ()))
        elif isinstance(request, CurveWanted):
            model.take(CurationReady(Curve(request_id=request.request_id), ()))


def show_error(model: AppModel) -> None:
    """A station that was there, and is gone."""
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(_status(note="3 questions have lost their pictures")))
    model.take(LinkChanged("connecting", "no answer from tcp://192.168.4.20:7341 for 4 s", 3))


def _classes(about: str) -> ClassList:
    standing = tuple(
        ClassStanding(name=name, tracks=tracks, suspicious=8 if name == "car" else 0)
        for name, tracks in _CLASSES
    )
    done = OperationSummary(
        operation_id="o1", text="renamed cab to taxi", at_s=scenes.NOW_S, operator="Ada", tracks=9
    )
    return ClassList(
        request_id=about,
        classes=(*standing, ClassStanding(name=NOT_AN_OBJECT, tracks=17)),
        operations=(done,),
        unknown=4,
    )


def _mistakes(about: str) -> Mistakes:
    wrong = (("taxi", "car", 6), ("car", "taxi", 5), ("van", "bus", 3), ("van", "car", 2))
    of_class = {name: sum(n for called, _, n in wrong if called == name) for name, _ in _CLASSES}
    return Mistakes(
        request_id=about,
        classes=tuple(
            ClassRight(name=name, tracks=tracks, right=tracks - of_class[name])
            for name, tracks in _CLASSES
        ),
        cells=tuple(MistakeCell(called=c, taken_for=t, tracks=n) for c, t, n in wrong),
    )


def _curve(about: str, name: str) -> Curve:
    """The same versions as on the status, over the minutes that their answers took."""
    parts = tuple(
        CurvePart(
            version=number,
            state="refused" if number == 11 else "active" if number == 12 else "retired",
            labels=labels,
            answers=round(0.4 * labels),
            minutes=round(0.03 * labels, 1),
            left_out=Measured(
                hits=round(accuracy * labels),
                tracks=labels,
                value=accuracy,
                low=accuracy - 0.06,
                high=accuracy + 0.05,
            ),
        )
        for number, labels, accuracy in (*_CURVE, (12, 248, 0.88))
    )
    return Curve(request_id=about, name=name, parts=parts)


def _status(**changes: object) -> StationStatus:
    versions = tuple(
        scenes.version(
            number,
            state="refused" if number == 11 else "retired",
            labels=labels,
            accuracy=accuracy,
            accuracy_low=accuracy - 0.06,
            accuracy_high=accuracy + 0.05,
            reason="it is worse at taxi (it names 5 (62 %, 31 to 86 %) "
            "rightly, the active model 8 (100 %, 68 to 100 %), corrected answers)"
            if number == 11
            else "",
        )
        for number, labels, accuracy in _CURVE
    )
    now = scenes.version(12, labels=248, accuracy=0.88, accuracy_low=0.83, accuracy_high=0.92)
    advice = Advice(
        verdict="go_on",
        text="Go on: ten more minutes of answers are worth about 5.8 % of accuracy.",
    )
    rest: dict[str, object] = {
        "classes": tuple(ClassSummary(name=name, tracks=tracks) for name, tracks in _CLASSES),
        "versions": (*versions, now),
        "advice": advice,
        "withdrawn": 21,
        "suspicious": 8,
        "nodes": (
            scenes.node(
                "rover-1",
                source_id="street",
                questions=61,
                latency_ms=31.0,
                asking=_ASKING,
                settings_revision=3,
                minor=WATCH_MINOR,
                temperature=Temperature(celsius=61.0, sensor="x86_pkg_temp", hot_celsius=95.0),
                playback=PlaybackState(position_s=72.0, length_s=190.0, speed=1.0),
                recording=RecordingState(
                    file="rover-1-20251009-083205.mcap", size_bytes=128_000_000, length_s=312.0
                ),
            ),
            scenes.node(
                "gate-cam",
                fps=12.1,
                questions=22,
                latency_ms=58.0,
                source_id="rtsp",
                minor=WATCH_MINOR,
            ),
            scenes.node("rig-2", online=False, last_heard_s=scenes.NOW_S - 180, outbox_count=14),
        ),
    }
    return scenes.status(**(rest | changes))
