"""Fetching a file piece by piece."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.deployment.fetch import BlobFetch
from shared.blob_window import CHUNK_BYTES, WINDOW
from shared.bundle import ModelFile
from shared.errors import BundleError
from shared.protocol.deployment import BlobChunk, BlobRequest


def file_of(data: bytes) -> ModelFile:
    return ModelFile(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))


def answer(request: BlobRequest, data: bytes) -> tuple[BlobChunk, bytes]:
    piece = data[request.offset : request.offset + request.length]
    chunk = BlobChunk(sha256=request.sha256, offset=request.offset, total_bytes=len(data))
    return chunk, piece


@given(st.integers(1, 3 * CHUNK_BYTES))
def test_that_a_file_of_any_size_arrives_whole(size: int) -> None:
    data = (b"whatsit" * (size // 7 + 1))[:size]
    fetch = BlobFetch(file_of(data))
    while not fetch.is_complete:
        request = fetch.next_request()
        assert request is not None
        assert fetch.take(*answer(request, data))
    assert fetch.next_request() is None
    assert fetch.content() == data


def test_that_several_pieces_are_on_their_way_at_a_time() -> None:
    data = bytes(range(256)) * (4 * WINDOW * CHUNK_BYTES // 512)
    fetch = BlobFetch(file_of(data))
    asked: list[BlobRequest] = []
    while not fetch.is_complete:
        while (request := fetch.next_request()) is not None:
            asked.append(request)
        assert 1 <= len(asked) <= WINDOW
        assert fetch.take(*answer(asked.pop(0), data))
    assert fetch.content() == data


def test_that_a_piece_that_was_lost_is_asked_for_again() -> None:
    data = b"x" * (3 * CHUNK_BYTES)
    fetch = BlobFetch(file_of(data))
    first, second, third = (fetch.next_request() for _ in range(3))
    assert first is not None
    assert third is not None
    assert fetch.take(*answer(first, data))
    assert not fetch.take(*answer(third, data))
    assert fetch.next_request() is None
    fetch.ask_again()
    assert fetch.next_request() == second


def test_that_a_repeated_piece_is_not_added_twice() -> None:
    data = b"x" * (CHUNK_BYTES + 10)
    fetch = BlobFetch(file_of(data))
    first = fetch.next_request()
    assert first is not None
    assert fetch.take(*answer(first, data))
    assert not fetch.take(*answer(first, data))
    second = fetch.next_request()
    assert second is not None
    assert second.offset == CHUNK_BYTES


def test_that_a_piece_of_another_file_is_not_added() -> None:
    fetch = BlobFetch(file_of(b"mine"))
    assert not fetch.take(BlobChunk(sha256="0" * 64, offset=0, total_bytes=4), b"mine")


def test_that_a_file_of_another_size_is_refused() -> None:
    model = file_of(b"mine")
    with pytest.raises(BundleError, match="has 9 bytes"):
        BlobFetch(model).take(BlobChunk(sha256=model.sha256, offset=0, total_bytes=9), b"mi")


def test_that_a_longer_piece_than_there_is_left_is_refused() -> None:
    model = file_of(b"mine")
    with pytest.raises(BundleError, match="longer"):
        BlobFetch(model).take(BlobChunk(sha256=model.sha256, offset=0, total_bytes=4), b"mine!")


def test_that_another_content_than_the_hash_says_is_refused() -> None:
    model = file_of(b"mine")
    fetch = BlobFetch(model)
    assert fetch.take(BlobChunk(sha256=model.sha256, offset=0, total_bytes=4), b"evil")
    with pytest.raises(BundleError, match="another content"):
        fetch.content()
