"""A blob is what its name says, or it is an error."""

import hashlib
from pathlib import Path

import pytest

from shared.blobs import BlobStore, sha256_of
from shared.errors import StorageError

DATA = b"a crop of a mug"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_that_a_blob_is_known_by_the_hash_of_its_content(store: BlobStore) -> None:
    assert sha256_of(DATA) == SHA256
    assert SHA256 not in store
    assert store.put(DATA) == SHA256
    assert SHA256 in store
    assert store.get(SHA256) == DATA
    assert store.path(SHA256).read_bytes() == DATA
    assert list(store.digests()) == [SHA256]


def test_that_an_empty_blob_is_a_blob(store: BlobStore) -> None:
    assert store.get(store.put(b"")) == b""


def test_that_putting_twice_writes_once(store: BlobStore, tmp_path: Path) -> None:
    store.put(DATA)
    before = store.path(SHA256).stat()
    store.put(DATA)
    after = store.path(SHA256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert files_below(tmp_path) == [SHA256]


def test_that_another_store_on_the_folder_finds_the_blob(store: BlobStore, tmp_path: Path) -> None:
    store.put(DATA)
    assert BlobStore(tmp_path / "blobs").get(SHA256) == DATA


@pytest.mark.parametrize("content", [b"", DATA[:-1], DATA.upper(), DATA + b"."])
def test_that_a_changed_blob_is_refused_and_healed_by_the_next_put(
    store: BlobStore, content: bytes
) -> None:
    store.put(DATA)
    store.path(SHA256).write_bytes(content)
    with pytest.raises(StorageError, match="damaged: its content does not match its name"):
        store.get(SHA256)
    assert store.put(DATA) == SHA256
    assert store.get(SHA256) == DATA


def test_that_a_missing_blob_is_an_error_that_names_it(store: BlobStore) -> None:
    with pytest.raises(StorageError, match=f"cannot read .*{SHA256}: No such file"):
        store.get(SHA256)


def test_that_a_deleted_blob_is_gone_and_deleting_again_is_fine(store: BlobStore) -> None:
    store.put(DATA)
    store.delete(SHA256)
    assert SHA256 not in store
    store.delete(SHA256)


def test_that_a_write_that_fails_leaves_no_file(store: BlobStore, tmp_path: Path) -> None:
    store.path(SHA256).mkdir(parents=True)  # in the way of the blob's last step
    with pytest.raises(StorageError, match=f"cannot write .*{SHA256}"):
        store.put(DATA)
    assert files_below(tmp_path) == []


def test_that_half_written_files_of_a_killed_writer_are_not_blobs(store: BlobStore) -> None:
    store.put(DATA)
    (store.path(SHA256).parent / "tmpabcdef").write_bytes(DATA[:3])
    assert list(store.digests()) == [SHA256]


def test_that_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"cannot make folder .*file/blobs"):
        BlobStore(tmp_path / "file" / "blobs")


def test_that_a_folder_that_vanished_is_an_error(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "blobs").rmdir()
    (tmp_path / "blobs").write_text("in the way")
    with pytest.raises(StorageError, match="cannot write"):
        store.put(DATA)
