"""A question carries what a person needs, in the order that the protocol says."""

import cv2
import numpy as np
import pytest

from edge_node.asking.subject import Proposal
from edge_node.jpeg import encode_jpeg
from edge_node.perception.query_draft import (
    NodeIdentity,
    QueryDraft,
    draft_query,
    suggest,
)
from shared.domain import NOT_AN_OBJECT, Prediction
from shared.protocol.codec import Envelope, decode, encode
from tests.unit.asking.made_up import DIM, axis, judgement, subject, view


def _draft() -> QueryDraft:
    made = subject(judgement=judgement(0.6, 0.4, names=("mug", "bowl"), novelty=0.25))
    made.query_id = "q1"
    made.book.views.append(view(axis(3), sequence=7))
    made.book.changes += 1
    return draft_query(
        made,
        Proposal("ambiguous", 0.4),
        identity=NodeIdentity("n1", "rover", "session"),
        source_id="cam",
        detector_class="cup",
        embedder_sha256="0" * 64,
        head_version=3,
        now_s=123.0,
    )


def test_that_payloads_are_the_frame_the_embeddings_and_a_crop_a_view() -> None:
    draft = _draft()
    context, embeddings, *crops = draft.payloads
    vectors = np.frombuffer(embeddings, "<f4").reshape(-1, draft.query.embedding_dim)
    np.testing.assert_array_equal(vectors, [axis(0), axis(3)])
    assert draft.query.embedding_dim == DIM
    assert len(crops) == len(draft.query.views) == 2
    for jpeg in (context, *crops):
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        assert image.shape == (20, 30, 3)


def test_that_the_message_survives_the_wire() -> None:
    draft = _draft()
    query = draft.query
    sent = Envelope(query, draft.payloads)
    assert decode(encode(sent)) == sent
    assert (query.reason, query.value, query.novelty) == ("ambiguous", 0.4, 0.25)
    assert query.prediction_set == ("mug", "bowl")
    assert query.views[1].frame_sequence == 7


def _prediction(*ranked: tuple[str, float], names: tuple[str, ...] = ()) -> Prediction:
    return Prediction(ranked[0][0], ranked[0][1], names, 0.5, 0.0, ranked)


def test_that_without_a_head_the_detector_suggests() -> None:
    (found,) = suggest(None, "cup", 0.4)
    assert (found.name, found.probability, found.source) == ("cup", 0.4, "detector")
    assert suggest(None, "", 0.4) == ()


def test_that_the_head_suggests_first_where_it_knows_something_like_it() -> None:
    known = _prediction(("mug", 0.6), ("bowl", 0.3), names=("mug", "bowl"))
    assert [s.name for s in suggest(known, "cup", 0.4)] == ["mug", "bowl", "cup"]
    novel = _prediction(("mug", 0.6), ("bowl", 0.3))
    assert [s.name for s in suggest(novel, "cup", 0.4)] == ["cup", "mug", "bowl"]


def test_that_each_name_is_suggested_once_and_the_background_never() -> None:
    ranked = _prediction((NOT_AN_OBJECT, 0.6), ("cup", 0.3), names=("cup",))
    found = suggest(ranked, "cup", 0.4)
    assert [(s.name, s.source) for s in found] == [("cup", "head")]


def test_that_there_are_at_most_five_with_the_detectors_among_them() -> None:
    many = _prediction(*((f"n{i}", 0.2) for i in range(5)), names=("n0", "n1"))
    assert [s.name for s in suggest(many, "cup", 0.4)] == ["n0", "n1", "n2", "n3", "cup"]


def test_that_what_cannot_be_a_jpeg_is_an_error() -> None:
    with pytest.raises(ValueError, match="as JPEG"):
        encode_jpeg(np.zeros((0, 4, 3), np.uint8))


def test_that_a_subject_without_a_context_frame_cannot_ask() -> None:
    made = subject()
    made.book.context = None
    with pytest.raises(ValueError, match="no context frame"):
        draft_query(
            made,
            Proposal("novel", 1.0),
            identity=NodeIdentity("n", "", "s"),
            source_id="",
            detector_class="",
            embedder_sha256="0" * 64,
            head_version=0,
            now_s=0.0,
        )
