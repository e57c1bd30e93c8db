"""A real station in a thread, and peers on real sockets with switches for their faults."""

import dataclasses
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

import cv2
import msgspec
import numpy as np

from operator_gui.station.app import run_station
from operator_gui.station.config import StationConfig
from operator_gui.station.trainer import COMMAND
from shared.blobs import sha256_of
from shared.bundle import EmbedderSpec, InputSpec, Manifest, ModelFile, decode_manifest
from shared.clock import SystemClock
from shared.domain import Floats
from shared.outbox import Outbox
from shared.protocol.answers import Answer, AnswerBatch, AnswerSubmit, NamedTrack
from shared.protocol.asking import AskingState, AskRules, AskSettings, SetAsking
from shared.protocol.codec import Envelope
from shared.protocol.curation import AnyLabelChange, Curate
from shared.protocol.deployment import BlobChunk, Command, CommandResult, DeployOffer, DeployReport
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Hello, Refused
from shared.protocol.questions import (
    Query,
    Question,
    QuestionGone,
    QuestionsWanted,
    Suggestion,
    UrgentQuestion,
    View,
)
from shared.protocol.status import NodeStatus, StationStatus
from shared.transport.curve import ClientCurve
from shared.transport.durable_link import DurableLink, LinkTimes
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel, Waker
from tests.fakes import free_endpoint, wait_until

DIM = 16
EMBEDDER = b"embedder bytes, not a real model"
EMBEDDER_SHA256 = sha256_of(EMBEDDER)
BASE = Manifest(
    kind="classify",
    version=0,
    created_at_s=1.0,
    embedder=EmbedderSpec(
        file=ModelFile(sha256=EMBEDDER_SHA256, size_bytes=len(EMBEDDER)),
        input=InputSpec(width_px=32, height_px=32),
        dim=DIM,
    ),
)
T = TypeVar("T", bound=AnyMessage)
FAST = LinkTimes(hello_s=0.05, hello_cap_s=0.2, resend_s=0.5, silence_s=30.0, beat_s=0.3)


def jpeg(width_px: int = 32, height_px: int = 24) -> bytes:
    """A small picture."""
    image = np.full((height_px, width_px, 3), 128, np.uint8)
    done, encoded = cv2.imencode(".jpg", image)
    assert done
    return encoded.tobytes()


PICTURE = jpeg()


def embeddings_of(name: str, *, views: int = 2, dim: int = DIM, seed: int = 0) -> Floats:
    """Views of one thing: things of one name lie close together."""
    centre = np.random.default_rng(sum(name.encode())).standard_normal(dim)
    noise = np.random.default_rng(seed).standard_normal((views, dim))
    return (3.0 * centre + 0.3 * noise).astype(np.float32)


def make_query(
    name: str = "mug",
    *,
    query_id: str | None = None,
    node_id: str = "rover-1",
    views: int = 2,
    dim: int = DIM,
    seed: int = 0,
    value: float = 0.5,
    embedder_sha256: str = EMBEDDER_SHA256,
    picture: bytes = PICTURE,
    **changes: object,
) -> Envelope:
    """A query about a thing that is a `name` in truth."""
    query_id = query_id or uuid.uuid4().hex
    query = Query(
        query_id=query_id,
        node_id=node_id,
        source_id="clip",
        track_key=f"track-{query_id}"[:64],
        session_id="session",
        created_at_s=10.0,
        first_seen_s=8.0,
        last_seen_s=10.0,
        sightings=5,
        frame_width_px=640,
        frame_height_px=480,
        views=tuple(
            View(box=(1.0, 2.0, 30.0, 40.0), frame_sequence=i, captured_at_s=9.0, quality=0.9)
            for i in range(views)
        ),
        embedding_dim=dim,
        embedder_sha256=embedder_sha256,
        reason="novel",
        value=value,
        novelty=0.9,
        suggestions=(Suggestion(name="cup", probability=0.4, source="detector"),),
    )
    query = msgspec.structs.replace(query, **changes)
    vectors = embeddings_of(name, views=views, dim=dim, seed=seed)
    return Envelope(query, (picture, vectors.astype("<f4").tobytes(), *([picture] * views)))


def query_of(envelope: Envelope) -> Query:
    assert isinstance(envelope.message, Query)
    return envelope.message


def make_answer(query_id: str, name: str = "mug", **changes: object) -> Answer:
    """An answer with a name, or of another kind."""
    answer = Answer(
        answer_id=uuid.uuid4().hex,
        query_id=query_id,
        kind="name",
        answered_at_s=20.0,
        operator="Ada",
        name=name,
    )
    return msgspec.structs.replace(answer, **changes)


class FakePeer:
    """One end of the link, driven by `step`. `heard` keeps what the station said."""

    def __init__(
        self, endpoint: Endpoint, folder: Path, hello: Hello, curve: ClientCurve | None = None
    ) -> None:
        self.hello = hello
        self.heard: list[Envelope] = []
        self._channel = ClientChannel(
            endpoint, routing_id=f"{hello.role}-{hello.peer_id}".encode(), curve=curve
        )
        self._outbox = Outbox(folder / f"{hello.peer_id}.sqlite")
        self.link = DurableLink(
            channel=self._channel,
            outbox=self._outbox,
            hello=lambda: self.hello,
            clock=SystemClock(),
            times=FAST,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()
        self._outbox.close()

    @property
    def waiting(self) -> int:
        """How many durable messages are not acknowledged."""
        return self._outbox.count

    def step(self) -> None:
        for envelope in self.link.step(2):
            self.heard.append(envelope)
            self.react(envelope)

    def react(self, envelope: Envelope) -> None:
        """What this kind of peer does with a message."""

    def connect(self) -> None:
        wait_until(lambda: self.link.state == "connected", step=self.step)

    def until(self, condition: Callable[[], object], *, deadline_s: float | None = None) -> None:
        wait_until(condition, step=self.step, deadline_s=deadline_s)

    def heard_of(self, kind: type[T]) -> list[T]:
        return [e.message for e in self.heard if isinstance(e.message, kind)]

    def refusals(self) -> list[Refused]:
        return self.heard_of(Refused)

    def send_raw(self, frames: list[bytes]) -> None:
        """Anything at all, past every check of the sender."""
        self._channel._socket.send_multipart(frames)


class FakeNode(FakePeer):
    """Reports what it is offered as active. Faults: `dont_report`, `dont_ack_answers`,
    `dont_ack_settings`, `refuse_versions`.

    A busy machine lets a station say things again, as it is to. `answers` has what was in each
    batch once, as with a real node, and `batches` how often each of them came.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        folder: Path,
        node_id: str = "rover-1",
        curve: ClientCurve | None = None,
    ) -> None:
        super().__init__(
            endpoint,
            folder,
            Hello(role="node", peer_id=node_id, name=node_id, embedder_sha256=EMBEDDER_SHA256),
            curve,
        )
        self.dont_report = False
        self.dont_ack_answers = False
        self.dont_ack_settings = False
        self.refuse_versions = False
        self.asking: AskingState | None = None
        self.answers: list[NamedTrack] = []
        self.batches: Counter[str] = Counter()

    def react(self, envelope: Envelope) -> None:
        match envelope.message:
            case AnswerBatch(batch_id=batch_id, answers=answers):
                self.answers.extend(() if batch_id in self.batches else answers)
                self.batches[batch_id] += 1
                if not self.dont_ack_answers:
                    self.link.send(Ack(ids=(batch_id,)))
            case AskSettings(settings_id=settings_id) if not self.dont_ack_settings:
                self.link.send(Ack(ids=(settings_id,)))
            case DeployOffer(version=version) if not self.dont_report:
                self.report(version, "refused" if self.refuse_versions else "active")
            case _:
                pass

    def ask(self, envelope: Envelope) -> str:
        query = query_of(envelope)
        self.link.put(query.query_id, query.value, envelope)
        return query.query_id

    def report(self, version: int, state: str) -> None:
        report = DeployReport(
            report_id=f"{self.hello.peer_id}-{version}-{state}",
            node_id=self.hello.peer_id,
            version=version,
            state=state,  # type: ignore[arg-type]
            at_s=30.0,
            reason="" if state == "active" else "no wish to",
        )
        self.link.put(report.report_id, 1e9, Envelope(report))
        if state == "active":
            self.hello = msgspec.structs.replace(self.hello, active_version=version)

    def tell(self, active_version: int, *, at_s: float | None = None) -> None:
        status = NodeStatus(
            node_id=self.hello.peer_id,
            name="Rover",
            state="running",
            fps=24.0,
            frames=100,
            frames_dropped=0,
            active_version=active_version,
            outbox_count=0,
            outbox_bytes=0,
            asking=self.asking,
            at_s=at_s,
        )
        self.link.send(status)

    def manifest_of(self, version: int) -> Manifest:
        """As this version was offered, which it was."""
        offers = self.heard_of(DeployOffer)
        return decode_manifest(next(o.manifest for o in offers if o.version == version))

    def offers(self) -> list[int]:
        return [offer.version for offer in self.heard_of(DeployOffer)]

    def chunks(self) -> list[BlobChunk]:
        return self.heard_of(BlobChunk)


class FakeOperator(FakePeer):
    """Keeps the questions it is sent in `held` until it answers them or they are gone."""

    def __init__(
        self,
        endpoint: Endpoint,
        folder: Path,
        peer_id: str = "ada",
        curve: ClientCurve | None = None,
    ) -> None:
        hello = Hello(role="operator", peer_id=peer_id, name=peer_id)
        super().__init__(endpoint, folder, hello, curve)
        self.held: dict[str, Envelope] = {}
        self.results: list[CommandResult] = []

    def react(self, envelope: Envelope) -> None:
        match envelope.message:
            case Question(query=query) | UrgentQuestion(query=query):
                self.held[query.query_id] = envelope
            case QuestionGone(query_ids=ids):
                for query_id in ids:
                    self.held.pop(query_id, None)
            case CommandResult() as result:
                self.results.append(result)
            case _:
                pass

    def want(self, count: int) -> None:
        self.link.send(QuestionsWanted(count=count, holding=tuple(self.held)))

    def submit(self, answer: Answer) -> Answer:
        self.held.pop(answer.query_id, None)
        self.link.put(answer.answer_id, 0.0, Envelope(AnswerSubmit(answers=(answer,))))
        return answer

    def name(self, query_id: str, name: str) -> Answer:
        return self.submit(make_answer(query_id, name))

    def command(self, action: str, version: int = 0) -> CommandResult:
        """Sends a command and waits for its result."""
        command_id = uuid.uuid4().hex
        message = Command(command_id=command_id, action=action, version=version)  # type: ignore[arg-type]
        return self._result_of(message, command_id)

    def set_asking(self, node_id: str, rules: AskRules | None) -> CommandResult:
        """Sets how a node is to ask, and waits for what the station says of it."""
        command_id = uuid.uuid4().hex
        wish = SetAsking(command_id=command_id, node_id=node_id, rules=rules)
        return self._result_of(wish, command_id)

    def curate(self, command_id: str, change: AnyLabelChange) -> CommandResult:
        """Has something done to labels, under an id of one's own, and waits for its result."""
        return self._result_of(Curate(command_id=command_id, change=change), command_id)

    def _result_of(self, message: AnyMessage, command_id: str) -> CommandResult:
        assert self.link.send(message)
        self.until(lambda: any(r.command_id == command_id for r in self.results))
        return next(r for r in self.results if r.command_id == command_id)

    def status(self) -> StationStatus:
        """The latest one."""
        self.until(lambda: self.heard_of(StationStatus))
        return self.heard_of(StationStatus)[-1]


@dataclasses.dataclass
class RunningStation:
    """A station in a thread of this process; `stop` waits for its end."""

    folder: Path
    endpoint: Endpoint
    error: BaseException | None = None

    _thread: threading.Thread | None = None
    _stop: threading.Event | None = None
    _waker: Waker | None = None

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        endpoint: str = "",
        base: Manifest = BASE,
        models: Mapping[str, Path] | None = None,
        trainer_command: Sequence[str] = COMMAND,
        **settings: object,
    ) -> "RunningStation":
        """endpoint: of one that ran before, for its port. models: where further files of the base
        are, by hash."""
        folder.mkdir(parents=True, exist_ok=True)
        embedder = folder.parent / "embedder.onnx"
        embedder.write_bytes(EMBEDDER)
        files = {EMBEDDER_SHA256: embedder, **(models or {})}
        config = msgspec.convert(
            {
                "state_folder": str(folder),
                "endpoint": endpoint or free_endpoint(),
                "train_after_s": 0.1,
                "train_at_once_s": 10.0,
                "offer_again_s": 0.3,
                "resend_s": 0.3,
                **settings,
            },
            StationConfig,
        )
        station = cls(folder, Endpoint("", 0))
        ready, station._stop, station._waker = threading.Event(), threading.Event(), Waker()

        def on_ready(endpoint: Endpoint) -> None:
            station.endpoint = endpoint
            ready.set()

        def serve() -> None:
            try:
                run_station(
                    config,
                    base=base,
                    locate=files.get,
                    clock=SystemClock(),
                    stop=station._stop,  # type: ignore[arg-type]
                    on_ready=on_ready,
                    waker=station._waker,
                    trainer_command=trainer_command,
                )
            except BaseException as error:
                station.error = error
            finally:
                ready.set()

        station._thread = threading.Thread(target=serve, name="station")
        station._thread.start()
        assert ready.wait(60.0)
        if station.error is not None:
            station.stop()
        return station

    def stop(self) -> None:
        """Raises what ended the station, if something did."""
        assert self._thread is not None
        assert self._stop is not None
        assert self._waker is not None
        self._stop.set()
        self._waker.wake()
        self._thread.join(60.0)
        assert not self._thread.is_alive()
        self._waker.close()
        if self.error is not None:
            raise self.error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
