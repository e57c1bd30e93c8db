"""Made views with the real embedder, a real trained head and the real trainer, end to end."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from edge_node.deployment.reference import BundleReference
from edge_node.jpeg import encode_jpeg
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from edge_node.synthesis.config import SynthesisConfig
from edge_node.synthesis.synthesiser import Synthesiser
from operator_gui.station.intake import check_query
from operator_gui.station.label_reader import LabelReader
from operator_gui.station.trainer_process import answer_request
from operator_gui.station.trainer_wire import TrainDone, TrainRequest
from shared.blobs import BlobStore
from shared.bundle import Manifest, ModelFile
from shared.domain import Box, Image
from shared.factory import FactoryModels, factory_folder
from shared.owned_thread import OwnedThread
from shared.protocol.answers import NamedTrack
from shared.protocol.codec import Envelope
from shared.protocol.jpeg import jpeg_size
from shared.protocol.questions import Query, View
from tests.contract.messages import MINIMAL_QUERY
from tests.fakes import ManualClock, wait_until
from tests.unit.station.station_world import make_answer
from tests.unit.station.test_label_store import Stores

PLACE = Box(60.0, 20.0, 140.0, 100.0)
"""Where the object is in a frame of 200 by 120 pixels."""

NAMES = ("disc", "square", "triangle")


def scene(name: str, seed: int) -> Image:
    """A shape of some colour on a mottled ground."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(60, 120, (12, 20, 3)).astype(np.uint8)
    frame = np.asarray(cv2.resize(ground, (200, 120)), np.uint8)
    colour = tuple(int(value) for value in rng.integers(120, 256, 3))
    if name == "disc":
        cv2.circle(frame, (100, 60), 34, colour, -1)
    elif name == "square":
        cv2.rectangle(frame, (68, 28), (132, 92), colour, -1)
    else:
        cv2.fillPoly(frame, [np.array([(100, 24), (66, 96), (134, 96)])], colour)
    return frame


class World:
    """A node's questions, the station's stores and trainer, and the bundle that comes of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stores = Stores(folder)
        self.models = FactoryModels(factory_folder())
        self.embedder = load_bundle(self.manifest(), self.models.path_of, Runtime()).embedder
        self.asked: list[tuple[Query, tuple[bytes, ...]]] = []

    def manifest(self, **changes: object) -> Manifest:
        plain = msgspec.structs.replace(self.models.manifest, kind="classify", detector=None)
        return msgspec.structs.replace(plain, **changes)

    def ask(self, name: str, seed: int) -> None:
        frame = scene(name, seed)
        x0, y0, x1, y1 = (int(side) for side in PLACE)
        vector = self.embedder.embed([frame[y0:y1, x0:x1]])
        view = View(box=tuple(PLACE), frame_sequence=seed, captured_at_s=1.0, quality=1.0)
        query = msgspec.structs.replace(
            MINIMAL_QUERY,
            query_id=f"{name}{seed}",
            views=(view,),
            frame_width_px=200,
            frame_height_px=120,
            embedding_dim=self.embedder.dim,
            embedder_sha256=self.embedder.sha256,
        )
        picture = encode_jpeg(frame)
        self.take(query, (picture, vector.astype("<f4").tobytes(), picture), name)
        self.asked.append((query, (picture, b"", picture)))

    def take(self, query: Query, payloads: tuple[bytes, ...], name: str) -> None:
        """The station keeps a question and its answer."""
        with self.stores.database.transaction():
            self.stores.inbox.put(check_query(query, Envelope(query, payloads)), 1.0)
        self.stores.put(make_answer(query.query_id, name))

    def train(self) -> TrainDone:
        request = TrainRequest(
            job=1,
            database=str(self.folder / "station.sqlite"),
            blobs=str(self.folder / "heads"),
            embedder_sha256=self.embedder.sha256,
            dim=self.embedder.dim,
            risk=0.05,
            members=5,
            seed=0,
        )
        done = answer_request(LabelReader(), request)
        assert isinstance(done, TrainDone)
        return done

    def bundle(self) -> ActiveBundle:
        """As a node has it after the training."""
        head = self.train().head
        heads = BlobStore(self.folder / "heads")

        def locate(file: ModelFile) -> Path:
            return heads.path(file.sha256) if file == head.file else self.models.path_of(file)

        return load_bundle(self.manifest(version=1, head=head), locate, Runtime())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("synthesis"))
    for seed in range(4):
        for name in NAMES:
            world.ask(name, seed)
    yield world
    world.stores.database.close()


class Rig:
    """A synthesiser with everything that it sends kept."""

    def __init__(self, bundle: ActiveBundle, *, share: float = 0.5, every_s: float = 0.001) -> None:
        self.sent: list[tuple[Query, tuple[bytes, ...]]] = []
        self.heard = True
        numbers = count(1)
        self.synthesiser = Synthesiser(
            SynthesisConfig(share=share, every_s=every_s, least_disagreement=0.0),
            reference=BundleReference(bundle),
            put=lambda query, payloads: self.sent.append((query, payloads)),
            is_heard=lambda: self.heard,
            clock=ManualClock(),
            rng=np.random.default_rng(0),
            new_id=lambda: f"made{next(numbers)}",
        )

    def learn_of(self, world: World, **changes: object) -> None:
        for query, payloads in world.asked:
            self.synthesiser.asked(msgspec.structs.replace(query, **changes), payloads)
            name = query.query_id.rstrip("0123456789")
            said = NamedTrack(
                answer_id="a", query_id=query.query_id, track_key="t", kind="name", name=name
            )
            self.synthesiser.answered((said,))


@pytest.fixture(scope="module")
def bundle(world: World) -> ActiveBundle:
    return world.bundle()


@pytest.fixture
def rig(bundle: ActiveBundle, world: World) -> Rig:
    rig = Rig(bundle)
    rig.learn_of(world)
    return rig


def test_that_a_made_view_is_a_question_like_any_other_and_says_what_it_is_made_from(
    rig: Rig, world: World, bundle: ActiveBundle
) -> None:
    assert rig.synthesiser.step()

    ((query, payloads),) = rig.sent
    source = world.stores.inbox.query(query.made_from)
    assert source is not None
    assert query.suggestions[0].name == query.made_from.rstrip("0123456789")
    assert jpeg_size(payloads[0]) == (query.frame_width_px, query.frame_height_px)
    checked = check_query(query, Envelope(query, payloads))
    assert bundle.head is not None
    said = bundle.head.predict(checked.embeddings)
    assert query.value == pytest.approx(float(said.disagreement[0]))


def test_that_the_committee_differs_more_about_it_than_about_what_it_is_made_from(
    rig: Rig, world: World, bundle: ActiveBundle
) -> None:
    while len(rig.sent) < 6:
        assert rig.synthesiser.step()

    assert bundle.head is not None
    sources = [world.stores.inbox.embeddings(query.made_from) for query, _ in rig.sent]
    known = np.concatenate([source for source in sources if source is not None])
    before = bundle.head.predict(known).disagreement
    assert np.mean([query.value for query, _ in rig.sent]) > 2 * before.mean()


def test_that_they_keep_within_their_share(bundle: ActiveBundle, world: World) -> None:
    rig = Rig(bundle, share=0.2)
    rig.learn_of(world)

    asked = [rig.synthesiser.step() for _ in range(6)]

    assert asked == [True, True, True, False, False, False]  # 3 of 15


@pytest.mark.parametrize("why", ["no station", "they do not help", "quiet hours", "no attention"])
def test_that_nothing_is_asked_that_nobody_wants(rig: Rig, why: str) -> None:
    match why:
        case "no station":
            rig.heard = False
        case "they do not help":
            rig.synthesiser.judged("no_help")
        case "quiet hours":
            rig.synthesiser.hold("quiet_hours")
        case _:
            rig.synthesiser.hold("attention")
    assert not rig.synthesiser.step()

    rig.heard = True
    rig.synthesiser.judged("help")
    rig.synthesiser.hold("budget")  # theirs is a share, and not that of what was seen
    assert rig.synthesiser.step()


def test_that_nothing_is_made_of_a_random_check(bundle: ActiveBundle, world: World) -> None:
    rig = Rig(bundle)
    rig.learn_of(world, reason="audit")
    assert not rig.synthesiser.step()


def test_that_without_a_head_nothing_is_made(world: World) -> None:
    rig = Rig(load_bundle(world.manifest(), world.models.path_of, Runtime()))
    rig.learn_of(world)

    assert not rig.synthesiser.step()


def test_that_its_thread_works_until_it_is_stopped(rig: Rig) -> None:
    failures: list[str] = []
    thread = OwnedThread(
        "synthesis", rig.synthesiser.run, on_failure=lambda: failures.append("failed")
    )
    thread.start()
    wait_until(lambda: rig.sent, deadline_s=60.0)
    rig.synthesiser.stop()
    thread.join(30.0)
    assert not failures


def test_that_the_trainer_learns_of_made_views_without_judging_by_them(
    rig: Rig, world: World
) -> None:
    before = world.train()
    while len(rig.sent) < 6:
        assert rig.synthesiser.step()
    for query, payloads in rig.sent:
        world.take(query, payloads, query.suggestions[0].name)

    after = world.train()

    assert (before.made_views, after.made_views in ("help", "no_help")) == ("untested", True)
    assert after.head.tracks == before.head.tracks
    assert [c.judged for c in after.classes] == [c.judged for c in before.classes]
    if after.made_views == "no_help":
        assert after.head.dataset_revision == before.head.dataset_revision
    else:
        assert after.head.labels == before.head.labels + 6
