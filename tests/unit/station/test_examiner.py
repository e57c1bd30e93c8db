"""What a candidate is asked: read from a real database, answered by real graphs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest

from operator_gui.station.evidence import Evidence
from operator_gui.station.exam_reader import ExamReader
from operator_gui.station.examiner import Examiner
from operator_gui.station.label_reader import LabelReader
from operator_gui.station.trainer_process import answer_request
from operator_gui.station.trainer_wire import TrainDone, TrainRequest
from operator_gui.station.trial_head import TrialHead
from shared.blobs import BlobStore
from shared.errors import ModelError
from tests.unit.station.station_world import DIM, EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores

NAMES = ("mug", "bowl", "vase")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path)
    for at in range(36):
        stores.ask(f"q{at:02}", NAMES[at % 3], seed=at)
        stores.put(make_answer(f"q{at:02}", NAMES[at % 3]))
    yield stores
    stores.database.close()


def request(folder: Path, before: TrainDone | None = None) -> TrainRequest:
    return TrainRequest(
        job=1,
        database=str(folder / "station.sqlite"),
        blobs=str(folder / "heads"),
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        risk=0.05,
        members=3,
        seed=0,
        active=None if before is None else before.head,
        active_answer_seq=0 if before is None else before.answer_seq,
    )


def trained(
    folder: Path, examiner: Examiner | None = None, before: TrainDone | None = None
) -> TrainDone:
    done = answer_request(LabelReader(), request(folder, before), examiner)
    assert isinstance(done, TrainDone), done
    return done


def kinds(evidence: Evidence) -> dict[str, int]:
    return {result.kind: result.compared.overall.tracks for result in evidence.exams}


def test_that_the_first_head_is_compared_with_nothing(stores: Stores, tmp_path: Path) -> None:
    evidence = trained(tmp_path).evidence
    assert (evidence.against, evidence.problem, evidence.exams) == ("", "", ())
    assert (evidence.named, evidence.taught) == (36, 36)
    assert evidence.cost is not None
    assert evidence.cost.before_bytes == 0


def test_that_the_next_is_asked_what_both_learned_and_left_out(
    stores: Stores, tmp_path: Path
) -> None:
    examiner = Examiner()
    first = trained(tmp_path, examiner)
    stores.ask("new", "mug", seed=99)
    stores.put(make_answer("new", "mug"))
    for evidence in (
        trained(tmp_path, examiner, first).evidence,
        trained(tmp_path, Examiner(), first).evidence,  # of a process that was started anew
    ):
        assert evidence.against == first.head.dataset_revision
        assert kinds(evidence) == {"left_out": 36, "taught": 36}
        assert evidence.taught == 37
        assert evidence.contradiction.latest == 0  # 36 less the latest 40 are too few


def test_that_the_hold_out_checks_corrections_and_unknowns_are_read(
    stores: Stores, tmp_path: Path
) -> None:
    first = trained(tmp_path)
    stores.learn()
    given = stores.labels.current("q00")
    assert given is not None
    stores.put(make_answer("q00", "bowl", supersedes=given.answer_id))
    stores.ask("odd", "odd", seed=7)
    stores.put(make_answer("odd", "", kind="dont_know"))
    stores.ask("check", "mug", seed=8, reason="audit")
    stores.put(make_answer("check", "mug"))
    stores.ask("held", "vase", seed=9)
    with stores.database.transaction():
        stores.database.execute("UPDATE query SET split = 'holdout' WHERE query_id = 'held'")
    stores.put(make_answer("held", "vase"))

    tracks = ExamReader().read(
        tmp_path / "station.sqlite", embedder_sha256=EMBEDDER_SHA256, dim=DIM, with_answered=True
    )
    assert (tracks.holdout.ids, tracks.holdout.names) == (("held",), ("vase",))
    assert (tracks.corrections.ids, tracks.corrections.names) == (("q00",), ("bowl",))
    assert tracks.strange.ids == ("odd",)
    assert [track.query_id for track in tracks.answered[-2:]] == ["q35", "q00"]
    assert [track.twice for track in tracks.answered[-2:]] == [False, True]
    second = trained(tmp_path, Examiner(), first)
    assert kinds(second.evidence)["measured"] == 2
    assert kinds(second.evidence)["corrections"] == 1
    assert second.head.tracks == 36


def test_that_a_lost_active_head_is_not_defended(stores: Stores, tmp_path: Path) -> None:
    first = trained(tmp_path)
    BlobStore(tmp_path / "heads").delete(first.head.file.sha256)
    (tmp_path / "heads").mkdir(exist_ok=True)
    stores.ask("new", "mug", seed=99)
    stores.put(make_answer("new", "mug"))
    assert trained(tmp_path, Examiner(), first).evidence.against == ""


def test_that_after_a_single_answer_only_the_cheap_is_asked(stores: Stores, tmp_path: Path) -> None:
    first = trained(tmp_path)
    graph = BlobStore(tmp_path / "heads").get(first.head.file.sha256)
    asked = request(tmp_path, first)
    views = LabelReader().read(
        tmp_path / "station.sqlite",
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        rng=np.random.default_rng(0),
    )
    evidence = Examiner().examine(asked, first.head, graph, views, light=True)
    assert (evidence.light, evidence.problem, evidence.cost) == (True, "", None)
    assert kinds(evidence) == {"taught": 36}
    forgetful = msgspec.structs.replace(first.head, class_names=("bowl", "mug", "cup"))
    evidence = Examiner().examine(asked, forgetful, graph, views, light=True)
    assert evidence.missing == ("vase",)


def spoilt(graph: bytes, change: Callable[[onnx.ModelProto], object]) -> bytes:
    model = onnx.load_model_from_string(graph)
    change(model)
    return model.SerializeToString()


def renamed(model: onnx.ModelProto) -> None:
    model.graph.output[0].name = "scores"


def narrower(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 8


def with_number(name: str, value: float) -> Callable[[onnx.ModelProto], None]:
    def change(model: onnx.ModelProto) -> None:
        tensor = next(t for t in model.graph.initializer if t.name == name)
        array = onnx.numpy_helper.to_array(tensor).copy()
        array.flat[0] = value
        tensor.CopyFrom(onnx.numpy_helper.from_array(array, name))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (renamed, "gives no probabilities"),
        (narrower, "float32 \\[N, 16\\]|cannot be loaded"),
        (with_number("weights", np.nan), "not finite"),
        (with_number("weights", np.inf), "not finite"),
        (with_number("members", np.nan), "not finite"),
    ],
)
def test_that_a_graph_no_node_would_take_is_said_in_words(
    stores: Stores, tmp_path: Path, change: Callable[[onnx.ModelProto], None], words: str
) -> None:
    done = trained(tmp_path)
    graph = spoilt(BlobStore(tmp_path / "heads").get(done.head.file.sha256), change)
    rows = np.abs(np.random.default_rng(0).normal(size=(5, DIM))).astype(np.float32)
    with pytest.raises(ModelError, match=words):
        TrialHead.load(done.head, graph, dim=DIM).outputs(rows)


def test_that_rubbish_and_another_dimension_are_no_heads(stores: Stores, tmp_path: Path) -> None:
    done = trained(tmp_path)
    graph = BlobStore(tmp_path / "heads").get(done.head.file.sha256)
    for rubbish in (b"", b"rubbish"):
        with pytest.raises(ModelError, match="cannot be loaded"):
            TrialHead.load(done.head, rubbish, dim=DIM)
    with pytest.raises(ModelError, match=r"and not embedding float32 \[N, 24\]"):
        TrialHead.load(done.head, graph, dim=24)
    fewer = replace_names(done, ("bowl", "mug"))
    with pytest.raises(ModelError, match=r"has the shape \(3, 3\), not \(3, 2\)"):
        TrialHead.load(fewer, graph, dim=DIM).outputs(np.ones((3, DIM), np.float32))


def wasteful(model: onnx.ModelProto) -> None:
    """The same answers, after 256 MiB of zeros were made and summed."""
    graph = model.graph
    end = next(node for node in graph.node if "top_score" in node.output)
    end.output[list(end.output).index("top_score")] = "modest"
    constants = {"waste.zero": np.zeros(1, np.float32), "waste.shape": np.array([1 << 26])}
    for name, value in constants.items():
        graph.initializer.append(onnx.numpy_helper.from_array(value, name))
    make = onnx.helper.make_node
    graph.node.extend(
        [
            make("ReduceSum", ["embedding"], ["waste.sum"], keepdims=0),
            make("Mul", ["waste.sum", "waste.zero"], ["waste.none"]),
            make("Expand", ["waste.none", "waste.shape"], ["waste.much"]),
            make("ReduceSum", ["waste.much"], ["waste.nothing"], keepdims=0),
            make("Add", ["modest", "waste.nothing"], ["top_score"]),
        ]
    )


def test_that_what_a_run_needs_at_its_peak_is_measured_and_compared(
    stores: Stores, tmp_path: Path
) -> None:
    first = trained(tmp_path)
    graph = spoilt(BlobStore(tmp_path / "heads").get(first.head.file.sha256), wasteful)
    assert TrialHead.load(first.head, graph, dim=DIM).memory_bytes > 200 << 20
    views = LabelReader().read(
        tmp_path / "station.sqlite",
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        rng=np.random.default_rng(0),
    )
    cost = Examiner().examine(request(tmp_path, first), first.head, graph, views).cost
    assert cost is not None
    assert cost.memory_bytes > 200 << 20
    assert cost.before_memory_bytes < 64 << 20


def replace_names(done: TrainDone, names: tuple[str, ...]):
    return msgspec.structs.replace(done.head, class_names=names)
