"""Frames in, detections and questions out, over real models of a few nodes."""

from itertools import count
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import FrameOutcome, PerceptionConfig, Pipeline
from edge_node.perception.providers import Runtime
from edge_node.perception.query_draft import NodeIdentity, QueryDraft
from shared.domain import AnswerKind, Frame, Image
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import AskSettings
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock
from tests.unit.perception import tiny_models

BOXES = np.array([[0.1, 0.1, 0.4, 0.5]], np.float32)
SCORES = np.array([[0.1, 0.8]], np.float32)
FPS = 10.0


def _scene(seed: int) -> Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (8, 12, 3), np.uint8)
    return np.asarray(blocks.repeat(15, 0).repeat(15, 1), np.uint8)


class Rig:
    """A pipeline that is fed with frames at a steady rate."""

    def __init__(self, *, ask: AskConfig | None = None, memory: bytes = b"") -> None:
        self.clock = ManualClock()
        numbers = count(1)
        self.pipeline = Pipeline(
            identity=NodeIdentity("n", "rover", "session"),
            perception=PerceptionConfig(),
            ask=ask or AskConfig(),
            clock=self.clock,
            rng=np.random.default_rng(0),
            memory=memory,
            new_id=lambda: f"q{next(numbers)}",
        )
        self.sequence = 0

    def show(self, image: Image, bundle: ActiveBundle, *, name: str = "") -> FrameOutcome:
        self.sequence += 1
        self.clock.advance(1 / FPS)
        frame = Frame(image, "cam", self.sequence, self.clock.now_s(), self.sequence, name)
        return self.pipeline.process(frame, bundle)

    def play(self, image: Image, bundle: ActiveBundle, frames: int) -> list[QueryDraft]:
        return [query for _ in range(frames) for query in self.show(image, bundle).queries]

    def answer(self, query_id: str, kind: AnswerKind, name: str = "") -> None:
        self.pipeline.take_answers(
            (NamedTrack(answer_id="a", query_id=query_id, track_key="t", kind=kind, name=name),)
        )


@pytest.fixture
def plain(tmp_path: Path) -> ActiveBundle:
    return tiny_models.bundle(tmp_path, boxes=BOXES, scores=SCORES)


def test_that_an_unknown_object_is_asked_about_once_and_then_carries_its_name(
    plain: ActiveBundle,
) -> None:
    rig = Rig()
    (draft,) = rig.play(_scene(1), plain, 30)
    assert draft.query.reason == "novel"
    assert draft.query.suggestions[0].name == "car"
    assert draft.query.track_key == "session-1"
    assert len(draft.payloads) == 2 + len(draft.query.views)
    before = rig.show(_scene(1), plain).record.detections[0]
    assert (before.name, before.name_source, before.asked) == ("car", "detector", True)
    rig.answer(draft.query.query_id, "name", "taxi")
    after = rig.show(_scene(1), plain).record.detections[0]
    assert (after.name, after.name_source) == ("taxi", "operator")
    assert after.box == pytest.approx((18, 12, 72, 60), abs=1e-3)


def test_that_the_question_waits_until_the_view_has_settled(plain: ActiveBundle) -> None:
    rig = Rig()
    assert rig.play(_scene(1), plain, 8) == []
    assert len(rig.play(_scene(1), plain, 4)) == 1


def test_that_after_a_cut_and_back_nothing_is_asked_twice(plain: ActiveBundle) -> None:
    rig = Rig()
    asked = [len(rig.play(_scene(seed), plain, 20)) for seed in (1, 2, 1, 2)]
    assert asked == [1, 1, 0, 0]


def test_that_a_restart_remembers_what_was_asked_and_said(plain: ActiveBundle) -> None:
    first = Rig()
    (draft,) = first.play(_scene(1), plain, 20)
    first.answer(draft.query.query_id, "name", "taxi")
    second = Rig(memory=first.pipeline.memory_snapshot())
    assert second.play(_scene(1), plain, 20) == []
    assert second.show(_scene(1), plain).record.detections[0].name == "taxi"


@pytest.mark.parametrize("spoil", ["damaged", "of a later release"])
def test_that_a_node_runs_without_a_memory_that_it_cannot_read(
    spoil: str, plain: ActiveBundle, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("memory of asked questions is damaged: .*may be asked again")
    first = Rig()
    first.play(_scene(1), plain, 20)
    memory = first.pipeline.memory_snapshot()
    later = msgspec.msgpack.encode({**msgspec.msgpack.decode(memory), "weather": "fine"})
    second = Rig(memory=memory[:-1] if spoil == "damaged" else later)
    assert len(second.play(_scene(1), plain, 20)) == 1


def test_that_a_lost_question_is_asked_again(plain: ActiveBundle) -> None:
    rig = Rig()
    (draft,) = rig.play(_scene(1), plain, 20)
    rig.pipeline.forget((draft.query.query_id,))
    assert len(rig.play(_scene(1), plain, 2)) == 1


def test_that_a_new_head_renames_tracks_in_the_next_frame(
    plain: ActiveBundle, tmp_path: Path
) -> None:
    rig = Rig(ask=AskConfig(questions_per_hour=0))
    rig.play(_scene(1), plain, 5)
    taught = tiny_models.bundle(
        tmp_path, boxes=BOXES, scores=SCORES, probabilities=[0.9, 0.1], version=1
    )
    outcome = rig.show(_scene(1), taught)
    (found,) = outcome.record.detections
    assert (found.name, found.name_source, found.prediction_set) == ("mug", "head", ("mug",))
    assert outcome.record.version == 1
    corrected = tiny_models.bundle(
        tmp_path, boxes=BOXES, scores=SCORES, probabilities=[0.1, 0.9], version=2
    )
    assert rig.show(_scene(1), corrected).record.detections[0].name == "bowl"
    assert rig.show(_scene(1), plain).record.detections[0].name == "car"


@pytest.mark.parametrize(
    ("probabilities", "top_score", "reasons"),
    [
        ([0.95, 0.05], 1.0, []),
        ([0.55, 0.45], 1.0, ["ambiguous"]),
        ([0.95, 0.05], -5.0, ["novel"]),
    ],
)
def test_that_a_head_decides_what_is_asked(
    tmp_path: Path, probabilities: list[float], top_score: float, reasons: list[str]
) -> None:
    taught = tiny_models.bundle(
        tmp_path,
        boxes=BOXES,
        scores=SCORES,
        probabilities=probabilities,
        top_score=top_score,
        version=1,
    )
    rig = Rig(ask=AskConfig(audit_share=0.0))
    drafts = rig.play(_scene(1), taught, 30)
    assert [draft.query.reason for draft in drafts] == reasons
    assert all(draft.query.head_version == 1 for draft in drafts)


def test_that_random_checks_ask_what_is_sure(tmp_path: Path) -> None:
    taught = tiny_models.bundle(
        tmp_path, boxes=BOXES, scores=SCORES, probabilities=[0.95, 0.05], version=1
    )
    drafts = Rig(ask=AskConfig(audit_share=1.0)).play(_scene(1), taught, 30)
    assert [draft.query.reason for draft in drafts] == ["audit"]


def test_that_an_object_is_asked_about_after_it_left(plain: ActiveBundle) -> None:
    rig = Rig()
    assert rig.play(_scene(1), plain, 5) == []
    assert len(rig.show(_scene(2), plain).queries) == 1


def test_that_the_end_of_the_source_asks_what_is_left(plain: ActiveBundle) -> None:
    rig = Rig()
    assert rig.play(_scene(1), plain, 5) == []
    assert len(rig.pipeline.finish(plain)) == 1
    assert rig.pipeline.finish(plain) == ()


def test_that_single_images_are_each_looked_at(plain: ActiveBundle) -> None:
    rig = Rig()
    outcomes = [rig.show(_scene(seed), plain, name=f"{seed}.jpg") for seed in (1, 2, 3)]
    assert [len(outcome.record.detections) for outcome in outcomes] == [1, 1, 1]
    asked = [q.query.views[0].frame_name for o in outcomes for q in o.queries]
    asked += [q.query.views[0].frame_name for q in rig.pipeline.finish(plain)]
    assert asked == ["1.jpg", "2.jpg", "3.jpg"]


def test_that_without_a_detector_the_frame_is_the_object_until_it_shows_another(
    tmp_path: Path,
) -> None:
    whole = tiny_models.bundle(tmp_path)
    rig = Rig()
    bright, dark = np.full((90, 90, 3), 250, np.uint8), np.zeros((90, 90, 3), np.uint8)
    bright[:, :, 0], dark[:, :, 0] = 0, 250
    first = rig.play(bright, whole, 30)
    second = rig.play(dark, whole, 30)
    assert len(first) == len(second) == 1
    assert first[0].query.suggestions == ()
    found = rig.show(dark, whole).record.detections[0]
    assert found.box == (0.0, 0.0, 90.0, 90.0)
    assert found.track_id > 1


def test_that_another_embedder_begins_anew(plain: ActiveBundle, tmp_path: Path) -> None:
    rig = Rig()
    assert len(rig.play(_scene(1), plain, 20)) == 1
    path = tiny_models.embedder(tmp_path / "other.onnx")
    path.write_bytes(path.read_bytes() + b"\x12\x01x")
    spec = tiny_models.embedder_spec(path)
    manifest = plain.manifest.__class__(
        version=9, created_at_s=0.0, embedder=spec, detector=plain.manifest.detector
    )
    embedder = plain.embedder.__class__(spec, path, runtime=Runtime())
    other = ActiveBundle(manifest, plain.detector, None, embedder, None)
    rig.play(_scene(1), other, 3)
    assert len(rig.play(_scene(2), other, 20)) == 1
    assert len(rig.play(_scene(1), other, 20)) == 1


def test_that_the_same_frames_give_the_same_questions(plain: ActiveBundle) -> None:
    def run() -> list[tuple[str, float]]:
        rig = Rig()
        drafts = [d for seed in (1, 2, 3) for d in rig.play(_scene(seed), plain, 15)]
        return [(draft.query.query_id, draft.query.value) for draft in drafts]

    assert run() == run()


def test_that_settings_hold_from_the_next_frame_on_and_the_state_says_so(
    plain: ActiveBundle,
) -> None:
    rig = Rig(ask=AskConfig(questions_per_hour=0.0))
    assert rig.play(_scene(1), plain, 20) == []
    state = rig.pipeline.asking_state()
    assert (state.revision, state.held, state.tokens) == (0, "budget", 0.0)
    rules = msgspec.structs.replace(state.rules, questions_per_hour=3600.0, strategy="margin")
    rig.pipeline.obey(AskSettings(settings_id="s", revision=1, rules=rules, set_at_s=0.0))
    now_s = rig.clock.now_s()
    assert len(rig.play(_scene(1), plain, 20)) == 1
    state = rig.pipeline.asking_state()
    assert (state.rules, state.revision, state.since_s, state.asked) == (rules, 1, now_s, 1)


def test_that_a_question_says_what_the_head_would_have_called_it(tmp_path: Path) -> None:
    rig = Rig(ask=AskConfig(audit_share=1.0))
    plain = tiny_models.bundle(tmp_path, boxes=BOXES, scores=SCORES)
    (draft,) = rig.play(_scene(1), plain, 30)
    assert draft.query.predicted == ""


def test_that_no_room_with_the_operators_keeps_a_question_until_there_is_some(
    plain: ActiveBundle,
) -> None:
    rig = Rig()
    rig.pipeline.hear_room(0)
    assert rig.play(_scene(1), plain, 20) == []
    assert rig.pipeline.asking_state().held == "attention"
    rig.pipeline.hear_room(1)
    assert len(rig.play(_scene(1), plain, 20)) == 1
