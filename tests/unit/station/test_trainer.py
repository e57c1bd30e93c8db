"""What the trainer process computes and says, and its handle's care for a process gone wrong."""

import io
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from operator_gui.station import label_reader
from operator_gui.station.database import Database
from operator_gui.station.intake import check_query
from operator_gui.station.label_reader import LEAST_UNLABELLED, LabelledViews, LabelReader
from operator_gui.station.rescoring import HeadScorer, renewed_suggestions
from operator_gui.station.trainer import Trainer
from operator_gui.station.trainer_process import answer_request, serve
from operator_gui.station.trainer_wire import (
    ReplyBuffer,
    TrainDone,
    TrainFailed,
    TrainReply,
    TrainRequest,
    packed,
)
from shared.blobs import BlobStore
from shared.clock import SystemClock
from shared.errors import ModelError, ProtocolError
from shared.learning.features import normalise
from shared.protocol.codec import Envelope
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    DIM,
    EMBEDDER_SHA256,
    embeddings_of,
    make_answer,
    make_query,
    query_of,
)
from tests.unit.station.test_label_store import Stores


def request(folder: Path, job: int = 1) -> TrainRequest:
    return TrainRequest(
        job=job,
        database=str(folder / "station.sqlite"),
        blobs=str(folder / "heads"),
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        risk=0.05,
        members=3,
        seed=0,
    )


def taught(folder: Path) -> Stores:
    stores = Stores(folder)
    for number, name in enumerate(["mug", "bowl", "mug", "bowl", "vase"]):
        envelope = make_query(name, query_id=f"q{number}", seed=number)
        with stores.database.transaction():
            stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
        stores.put(make_answer(f"q{number}", name))
    return stores


def test_that_it_learns_from_the_labels_that_count(tmp_path: Path) -> None:
    stores = taught(tmp_path)
    reader = LabelReader()
    first = answer_request(reader, request(tmp_path))
    assert isinstance(first, TrainDone)
    assert first.head.class_names == ("bowl", "mug", "vase")
    assert (first.head.tracks, first.head.labels, first.answer_seq) == (5, 10, 5)
    assert [(c.name, c.tracks, c.judged) for c in first.classes] == [
        ("bowl", 2, 2),
        ("mug", 2, 2),
        ("vase", 1, 0),
    ]
    vase = stores.labels.current("q4")
    assert vase is not None
    stores.put(make_answer("q4", "", kind="withdrawn", supersedes=vase.answer_id))
    second = answer_request(reader, request(tmp_path))
    assert isinstance(second, TrainDone)
    assert second.head.class_names == ("bowl", "mug")
    assert second.head.dataset_revision != first.head.dataset_revision
    stores.database.close()


def test_that_it_knows_in_which_session_each_track_was_seen(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    for number in range(2):
        query_id = f"q{number}"
        envelope = make_query("mug", query_id=query_id, session_id=f"run-{number}", views=2)
        with stores.database.transaction():
            stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
        stores.put(make_answer(query_id, "mug"))

    views = LabelReader().read(
        tmp_path / "station.sqlite",
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        rng=np.random.default_rng(0),
    )

    assert views.session_ids == ("run-0", "run-0", "run-1", "run-1")
    stores.database.close()


def test_that_the_station_scores_like_the_graph_that_nodes_run(tmp_path: Path) -> None:
    stores = taught(tmp_path)
    done = answer_request(LabelReader(), request(tmp_path))
    assert isinstance(done, TrainDone)
    graph = BlobStore(tmp_path / "heads").get(done.head.file.sha256)
    scorer = HeadScorer.of_graph(7, done.head, graph)
    views = embeddings_of("mug", views=3, seed=9)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    expected, tops = session.run(["probabilities", "top_score"], {"embedding": views})
    np.testing.assert_allclose(scorer.probabilities(views), expected.mean(axis=0), atol=1e-5)
    assert scorer.familiarity is not None
    features = normalise(views)
    said = scorer.familiarity.top_scores(features, features @ scorer.weights)
    np.testing.assert_allclose(said, tops, atol=1e-4)
    assert scorer.suggestions(views)[0].name == "mug"
    query = query_of(make_query("mug"))
    renewed = renewed_suggestions(query, views, scorer)
    assert renewed[0].name == "mug"
    assert {s.name for s in renewed} == {"mug", "vase", "bowl", "cup"}
    assert renewed[-1].source == "detector"
    assert renewed_suggestions(query, views, None) == query.suggestions
    stores.database.close()


def test_that_what_is_no_head_is_refused(tmp_path: Path) -> None:
    stores = taught(tmp_path)
    done = answer_request(LabelReader(), request(tmp_path))
    assert isinstance(done, TrainDone)
    for graph in (b"", b"rubbish"):
        with pytest.raises(ModelError):
            HeadScorer.of_graph(1, done.head, graph)
    stores.database.close()


def test_that_whatever_goes_wrong_comes_back_as_a_reason(tmp_path: Path) -> None:
    missing = answer_request(LabelReader(), request(tmp_path))
    assert isinstance(missing, TrainFailed)
    assert "cannot read" in missing.reason
    Database(tmp_path).close()
    empty = answer_request(LabelReader(), request(tmp_path))
    assert isinstance(empty, TrainFailed)
    assert empty.reason == "there is no answer to learn from yet"


def test_that_requests_are_answered_in_turn_until_the_pipe_ends() -> None:
    replies: list[bytes] = []

    def train(_: LabelReader, asked: TrainRequest) -> TrainReply:
        return TrainFailed(job=asked.job, reason="no")

    pipe = io.BytesIO(b"".join(packed(request(Path(), job)) for job in (1, 2)) + b"\0\0")
    serve(pipe, replies.append, train)
    buffer = ReplyBuffer()
    pieces = b"".join(replies)
    found = [reply for at in range(len(pieces)) for reply in buffer.feed(pieces[at : at + 1])]
    assert [reply.job for reply in found] == [1, 2]


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\0\0\0\1\xc1"])
def test_that_a_reply_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        ReplyBuffer().feed(data)


def test_that_a_trainer_that_cannot_start_is_said_so_and_tried_again(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("the trainer cannot be started", "the trainer process died")
    trainer = Trainer(SystemClock(), command=("/nonexistent/python",))
    trainer.start()
    assert "cannot be started" in trainer.note
    assert not trainer.request(request(Path()))
    trainer = Trainer(SystemClock(), command=(sys.executable, "-c", "raise SystemExit(3)"))
    trainer.start()
    wait_until(lambda: trainer.poll() or trainer.note)
    assert "exit code 3" in trainer.note
    trainer.close()


def test_that_a_trainer_that_talks_nonsense_is_replaced(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("a reply of", "the trainer process died")
    code = "import sys, time; sys.stdout.write('x' * 99); sys.stdout.flush(); sys.stdin.read()"
    trainer = Trainer(SystemClock(), command=(sys.executable, "-c", code))
    trainer.start()
    assert trainer.request(request(Path()))
    failed: list[TrainReply] = []
    wait_until(lambda: failed.extend(trainer.poll()) or failed)
    assert isinstance(failed[0], TrainFailed)
    assert not trainer.is_busy
    trainer.close()


TRACKS = 16


def with_made_views(folder: Path, *, of_other_things: bool) -> Stores:
    """Sixteen tracks of two names that are hard to tell apart, each with one made view."""
    stores = Stores(folder)
    centres = {name: embeddings_of(name, views=1)[0] for name in ("bowl", "mug")}
    for number in range(TRACKS):
        name, other = ("mug", "bowl") if number % 2 else ("bowl", "mug")
        seen = centres[name] + 9.0 * np.random.default_rng(number).standard_normal(DIM)
        shown = centres[other if of_other_things else name]
        _teach(stores, f"q{number}", name, seen)
        _teach(stores, f"m{number}", name, shown, made_from=f"q{number}")
    return stores


def _teach(
    stores: Stores, query_id: str, name: str, vector: np.ndarray, made_from: str = ""
) -> None:
    envelope = make_query(name, query_id=query_id, views=1, made_from=made_from)
    payloads = (envelope.payloads[0], vector.astype("<f4").tobytes(), envelope.payloads[2])
    with stores.database.transaction():
        stores.inbox.put(check_query(query_of(envelope), Envelope(envelope.message, payloads)), 1.0)
    stores.put(make_answer(query_id, name))


def trained(folder: Path) -> TrainDone:
    done = answer_request(LabelReader(), request(folder))
    assert isinstance(done, TrainDone)
    return done


def test_that_it_learns_from_made_views_that_help_and_judges_nothing_by_them(
    tmp_path: Path,
) -> None:
    stores = with_made_views(tmp_path, of_other_things=False)

    done = trained(tmp_path)

    assert done.made_views == "help"
    assert (done.head.labels, done.head.tracks) == (2 * TRACKS, TRACKS)
    assert [(c.name, c.tracks, c.judged) for c in done.classes] == [("bowl", 8, 8), ("mug", 8, 8)]
    assert len(done.head.known_scores) == TRACKS
    assert stores.labels.tracks_by_class() == [("bowl", 8), ("mug", 8)]
    assert stores.labels.example_of("mug") == "q15"


def test_that_made_views_that_mislead_are_left_out(tmp_path: Path) -> None:
    stores = with_made_views(tmp_path, of_other_things=True)

    done = trained(tmp_path)

    assert done.made_views == "no_help"
    assert done.head.labels == TRACKS
    for number in range(TRACKS):
        current = stores.labels.current(f"m{number}")
        assert current is not None
        taken_back = make_answer(f"m{number}", "", kind="withdrawn", supersedes=current.answer_id)
        stores.put(taken_back)
    without = trained(tmp_path)
    assert without.made_views == "untested"
    assert without.head.dataset_revision == done.head.dataset_revision


def test_that_a_made_view_goes_with_the_answer_to_what_it_was_made_from(tmp_path: Path) -> None:
    stores = with_made_views(tmp_path, of_other_things=False)
    current = stores.labels.current("q0")
    assert current is not None

    stores.put(make_answer("q0", "", kind="withdrawn", supersedes=current.answer_id))

    done = trained(tmp_path)
    assert done.made_views == "help"
    assert (done.head.labels, done.head.tracks) == (2 * TRACKS - 2, TRACKS - 1)


def test_that_a_made_view_keeps_the_name_that_it_is_asked_about(tmp_path: Path) -> None:
    scorer = HeadScorer(9, trained_head(tmp_path).head, np.zeros((DIM, 2), np.float32))
    vectors = embeddings_of("mug")
    seen, made = (query_of(make_query(made_from=source)) for source in ("", "q0"))

    assert renewed_suggestions(seen, vectors, scorer) != seen.suggestions
    assert renewed_suggestions(made, vectors, scorer) == made.suggestions


def trained_head(folder: Path) -> TrainDone:
    with_made_views(folder, of_other_things=False)
    return trained(folder)


def test_that_random_checks_recalibrate_and_are_not_learned_from(tmp_path: Path) -> None:
    stores = taught(tmp_path)
    plain = answer_request(LabelReader(), request(tmp_path))
    for number in range(30):
        envelope = make_query("bowl", query_id=f"a{number}", seed=50 + number, reason="audit")
        with stores.database.transaction():
            stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
        stores.put(make_answer(f"a{number}", "mug"))

    checked = answer_request(LabelReader(), request(tmp_path))

    assert isinstance(plain, TrainDone)
    assert isinstance(checked, TrainDone)
    assert checked.head.dataset_revision == plain.head.dataset_revision
    assert (plain.head.conformal_threshold, checked.head.conformal_threshold > 0) == (0.0, True)
    assert len(checked.head.known_scores) > len(plain.head.known_scores)
    stores.database.close()


def ask(stores: Stores, name: str, number: int, **changes: object) -> str:
    """Puts a query that nobody has answered; returns its id."""
    query_id = f"open-{name}-{number}"
    envelope = make_query(name, query_id=query_id, seed=100 + number, **changes)
    with stores.database.transaction():
        stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
    return query_id


def read_views(folder: Path, *, seed: int = 0) -> LabelledViews:
    return LabelReader().read(
        folder / "station.sqlite",
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        rng=np.random.default_rng(seed),
    )


def test_that_the_best_views_of_open_questions_are_there_to_learn_from(tmp_path: Path) -> None:
    stores = taught(tmp_path)
    for number in range(LEAST_UNLABELLED - 1):
        ask(stores, "mug", number)
    assert read_views(tmp_path).unlabelled is None

    ask(stores, "mug", 50, reason="audit")
    ask(stores, "mug", 51, embedder_sha256="ab" * 32)
    put_off = ask(stores, "mug", 52)
    stores.put(make_answer(put_off, "", kind="later"))
    answered = ask(stores, "mug", 53)
    stores.put(make_answer(answered, "", kind="not_an_object"))

    found = read_views(tmp_path).unlabelled
    numbers = [*range(LEAST_UNLABELLED - 1), 52]
    best = np.stack([embeddings_of("mug", seed=100 + number)[0] for number in numbers])
    np.testing.assert_array_equal(found, best)
    stores.database.close()


def test_that_of_many_open_questions_a_seeded_sample_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_reader, "MAX_UNLABELLED", 30)
    stores = taught(tmp_path)
    for number in range(60):
        ask(stores, "bowl", number, views=1)

    first, again, other = (read_views(tmp_path, seed=seed).unlabelled for seed in (1, 1, 2))

    assert first is not None
    assert first.shape == (30, DIM)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    stores.database.close()


def test_that_made_views_are_judged_first_and_checks_then_recalibrate(tmp_path: Path) -> None:
    stores = with_made_views(tmp_path, of_other_things=False)
    plain = trained(tmp_path)
    for number in range(40):
        envelope = make_query("bowl", query_id=f"a{number}", seed=50 + number, reason="audit")
        with stores.database.transaction():
            stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
        stores.put(make_answer(f"a{number}", "mug"))
        _teach(stores, f"ma{number}", "mug", np.zeros(DIM) + number, made_from=f"a{number}")

    checked = trained(tmp_path)

    assert (plain.made_views, checked.made_views) == ("help", "help")
    assert checked.head.dataset_revision == plain.head.dataset_revision
    assert checked.head.labels == 2 * TRACKS
    assert checked.classes == plain.classes
    assert checked.head.known_scores != plain.head.known_scores
    stores.database.close()


def test_that_open_questions_change_the_head_and_not_what_it_was_labelled_with(
    tmp_path: Path,
) -> None:
    stores = taught(tmp_path)
    rng = np.random.default_rng(0)
    for number in range(24):
        name = ("mug", "bowl")[number % 2]
        seen = embeddings_of(name, views=1)[0] + 6.0 * rng.standard_normal(DIM)
        _teach(stores, f"t{number}", name, seen)
    plain = trained(tmp_path)
    for number in range(LEAST_UNLABELLED):
        ask(stores, ("mug", "bowl")[number % 2], number)

    helped = trained(tmp_path)
    again = trained(tmp_path)

    assert helped.head.file.sha256 != plain.head.file.sha256
    assert helped.head.file.sha256 == again.head.file.sha256
    assert helped.head.dataset_revision == plain.head.dataset_revision
    assert (helped.head.labels, helped.head.tracks) == (plain.head.labels, plain.head.tracks)
    stores.database.close()
