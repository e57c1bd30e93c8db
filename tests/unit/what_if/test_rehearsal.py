"""A recording played to several strategies: the node's own pipeline over tiny real models."""

import csv
import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import PerceptionConfig
from edge_node.perception.providers import Runtime
from edge_node.simulation.vector_cache import NoCache
from edge_node.what_if.comparison import Comparison, compare
from edge_node.what_if.knowledge import Knowledge, find_knowledge
from edge_node.what_if.playback import Playback, load_models
from edge_node.what_if.rehearsal import Manner, Rehearsal, rehearse
from edge_node.what_if.report import print_verdicts, write_report
from edge_node.what_if.verdict import judge_rehearsal
from shared.bundle import Manifest
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Floats, Image
from shared.errors import UsageError
from tests.unit.perception import tiny_models
from tests.unit.simulate.made_up import COLOURS, picture, write_image

ASK = AskConfig(questions_per_hour=3600.0, burst=4, min_value=0.0, same_object_cosine=1.0)
MANNER = Manner(perception=PerceptionConfig(), answer_s=0.15, learn_every=3, risk=0.1, seed=0)
IMAGES = 24


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of images, each of one thing, with a CSV file beside each."""
    folder = tmp_path_factory.mktemp("walk")
    names = list(COLOURS)
    for number in range(IMAGES):
        name = names[number % 3]
        path = write_image(folder / f"{number:02d}.png", picture(name, number))
        path.with_suffix(".csv").write_text(f"name,x0,y0,x1,y1\n{name},0,0,1,1\n")
    return str(folder)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseModels:
    path = tiny_models.embedder(tmp_path_factory.mktemp("models") / "embedder.onnx")
    spec = tiny_models.embedder_spec(path)
    manifest = Manifest(kind="classify", version=0, created_at_s=0.0, embedder=spec)
    return BaseModels(manifest, {spec.file.sha256: path})


@pytest.fixture(scope="module")
def bundle(base: BaseModels) -> ActiveBundle:
    return load_models(base, NoCache(), runtime=Runtime())


@pytest.fixture(scope="module")
def knowledge(recording: str) -> Knowledge:
    return find_knowledge(recording, None)


def playback(recording: str, bundle: ActiveBundle) -> Playback:
    return Playback(recording, bundle, clock=SystemClock())


@pytest.fixture(scope="module")
def rehearsal(
    recording: str,
    bundle: ActiveBundle,
    knowledge: Knowledge,
    tmp_path_factory: pytest.TempPathFactory,
) -> Rehearsal:
    return rehearse(
        playback(recording, bundle),
        bundle,
        knowledge,
        ASK,
        MANNER,
        folder=tmp_path_factory.mktemp("heads"),
    )


@pytest.fixture(scope="module")
def comparison(recording: str, bundle: ActiveBundle, knowledge: Knowledge) -> Comparison:
    return compare(
        playback(recording, bundle),
        bundle,
        knowledge,
        ASK,
        MANNER,
        strategies=("whatsit", "random"),
        title="walk <1>",
    )


def test_that_a_folder_with_csv_files_is_known_completely(knowledge: Knowledge) -> None:
    assert knowledge.complete
    assert knowledge.truth.object_count == IMAGES


def test_that_questions_come_in_the_order_of_the_stream_and_within_the_budget(
    rehearsal: Rehearsal,
) -> None:
    times_s = [question.at_s for question in rehearsal.questions]
    assert times_s == sorted(times_s)
    assert 4 <= len(times_s) <= 4 + rehearsal.duration_s * 1.0 + 1
    assert rehearsal.frames == IMAGES
    assert rehearsal.duration_s == pytest.approx(0.1 * (IMAGES - 1), abs=0.01)


def test_that_the_truth_answers_each_question(rehearsal: Rehearsal) -> None:
    for question in rehearsal.questions:
        name = question.query.views[0].frame_name
        assert question.said.kind == "name"
        assert question.said.name == list(COLOURS)[int(name[:2]) % 3]
        assert question.jpeg.startswith(b"\xff\xd8")


def test_that_heads_are_made_of_a_few_answers_each_and_of_the_last_ones(
    rehearsal: Rehearsal,
) -> None:
    tracks = [head.tracks for _, head in rehearsal.heads]
    assert tracks[0] == 3
    assert tracks[-1] == len(rehearsal.questions)
    assert all(after - before <= 3 for before, after in itertools.pairwise(tracks))


def test_that_a_head_is_in_force_after_its_answers_came(rehearsal: Rehearsal) -> None:
    third = rehearsal.questions[2].at_s
    assert rehearsal.heads[0][0] >= third + MANNER.answer_s - 1e-6


def test_that_the_same_seed_asks_the_same(
    rehearsal: Rehearsal,
    recording: str,
    bundle: ActiveBundle,
    knowledge: Knowledge,
    tmp_path: Path,
) -> None:
    again = rehearse(playback(recording, bundle), bundle, knowledge, ASK, MANNER, folder=tmp_path)
    assert [q.query.track_key for q in again.questions] == [
        q.query.track_key for q in rehearsal.questions
    ]


def test_that_nothing_is_learned_where_nothing_is_to_be(
    recording: str, bundle: ActiveBundle, knowledge: Knowledge, tmp_path: Path
) -> None:
    manner = replace(MANNER, learn_every=None)
    found = rehearse(playback(recording, bundle), bundle, knowledge, ASK, manner, folder=tmp_path)
    assert found.questions
    assert found.heads == ()
    verdict = judge_rehearsal("none", found, found.questions, knowledge)
    assert verdict.in_the_end is not None
    assert verdict.in_the_end.value == 0.0
    assert verdict.never_asked is None


def test_that_the_models_run_once_however_often_it_is_played(
    recording: str, base: BaseModels, knowledge: Knowledge, tmp_path: Path
) -> None:
    crops: list[int] = []
    runtime = Runtime(on_run=lambda role, batch, seconds: crops.append(batch))
    bundle = load_models(base, NoCache(), runtime=runtime)
    played = playback(recording, bundle)
    rehearse(played, bundle, knowledge, ASK, MANNER, folder=tmp_path)
    after_one = sum(crops)
    assert 0 < after_one <= IMAGES
    rehearse(played, bundle, knowledge, ASK, MANNER, folder=tmp_path)
    assert sum(crops) == after_one


def test_that_a_remembering_embedder_gives_what_it_gave_before(bundle: ActiveBundle) -> None:
    def embedded(*crops: Image) -> Floats:
        return bundle.embedder.embed(crops)

    one, two = picture("sky", 1), picture("leaf", 2)
    first = embedded(one, two)
    assert np.array_equal(embedded(two, one, two), first[[1, 0, 1]])
    assert embedded().shape == (0, tiny_models.DIM)


def test_that_every_strategy_is_judged_on_all_tracks(comparison: Comparison) -> None:
    report = comparison.report
    assert [verdict.strategy for verdict in report.strategies] == ["whatsit", "random"]
    assert report.tracks == report.named == IMAGES
    for verdict, (_, asked) in zip(report.strategies, comparison.asked, strict=True):
        assert verdict.questions == len(asked) == verdict.objects_asked
        assert verdict.repeated == 0
        assert verdict.per_object == pytest.approx(len(asked) / IMAGES)
        assert verdict.in_the_end is not None
        assert verdict.in_the_end.total == IMAGES
        assert verdict.in_the_end.value > 0.8
        assert verdict.never_asked is not None
        assert verdict.never_asked.total == IMAGES - len(asked)


def test_that_the_files_name_each_question_and_show_it(
    tmp_path: Path, comparison: Comparison
) -> None:
    verdicts, asked, page = write_report(tmp_path, comparison.report, comparison.asked)
    assert json.loads(verdicts.read_text())["tracks"] == IMAGES
    with asked.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(questions) for _, questions in comparison.asked)
    assert {row["strategy"] for row in rows} == {"whatsit", "random"}
    assert all(row["name"] in COLOURS for row in rows)
    text = page.read_text()
    assert text.count("<img ") == len(rows)
    assert "walk &lt;1&gt;" in text
    assert "walk <1>" not in text


def test_that_the_table_has_a_line_for_each_strategy(
    tmp_path: Path, comparison: Comparison
) -> None:
    path = tmp_path / "table.txt"
    with path.open("w") as file:
        print_verdicts(comparison.report, Console(file=file, width=120))
    lines = path.read_text().splitlines()
    assert lines[0].startswith("walk <1>: 24 frames, 2.3 s; 24 tracks")
    assert [line.split()[0] for line in lines[3:5]] == ["whatsit", "random"]


@pytest.mark.parametrize("passes", [0, 2])
def test_that_what_was_gone_through_is_told_when_it_is_interrupted(
    recording: str, bundle: ActiveBundle, knowledge: Knowledge, passes: int
) -> None:
    frames = 0

    def advance() -> None:
        nonlocal frames
        frames += 1
        if frames > passes * IMAGES:
            raise KeyboardInterrupt

    played = Playback(recording, bundle, clock=SystemClock(), advance=advance)

    def begin() -> Comparison:
        return compare(
            played,
            bundle,
            knowledge,
            ASK,
            MANNER,
            strategies=("whatsit", "random"),
            title="walk",
        )

    if passes == 0:
        with pytest.raises(KeyboardInterrupt):
            begin()
    else:
        assert [name for name, _ in begin().asked] == ["whatsit"]


def test_that_a_camera_is_no_recording(bundle: ActiveBundle) -> None:
    with pytest.raises(UsageError, match="is live: expected a recording"):
        next(playback("0", bundle).play())
