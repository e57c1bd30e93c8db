"""A signature says who made a bundle; a secret key is the station's alone."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import KeyFileError, SignatureError
from shared.keys import PUBLIC_KEY_FILE, SECRET_KEY_FILE, SigningKey, TrustedKey, verify_by_any

MANIFEST = b'{"format": "whatsit-bundle-1"}'
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SIGNATURE = KEY.sign(MANIFEST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def key(folder: Path) -> SigningKey:
    return SigningKey.load_or_create(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_that_a_key_is_made_once_and_found_again(folder: Path, key: SigningKey) -> None:
    again = SigningKey.load_or_create(folder)
    assert again.public == key.public
    assert again.sign(MANIFEST) == key.sign(MANIFEST)  # Ed25519 is deterministic
    assert sorted(os.listdir(folder)) == [SECRET_KEY_FILE, PUBLIC_KEY_FILE]


def test_that_two_folders_have_two_keys(key: SigningKey, tmp_path: Path) -> None:
    assert SigningKey.load_or_create(tmp_path / "other").key_id != key.key_id


def test_that_the_secret_is_for_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        SigningKey.load_or_create(tmp_path / "keys")
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys" / SECRET_KEY_FILE) == 0o600
    assert mode(tmp_path / "keys") == 0o700


@pytest.mark.parametrize("permissions", [0o640, 0o604, 0o644, 0o620, 0o601, 0o777])
def test_that_a_secret_that_others_can_touch_is_refused_with_the_cure(
    folder: Path, key: SigningKey, permissions: int
) -> None:
    secret = folder / SECRET_KEY_FILE
    secret.chmod(permissions)
    with pytest.raises(KeyFileError, match=f"mode {permissions:o}.*chmod 600 {secret}"):
        SigningKey.load_or_create(folder)
    secret.chmod(0o600)
    assert SigningKey.load_or_create(folder).public == key.public


def test_that_the_public_file_is_the_public_key_and_comes_back_when_it_is_lost(
    folder: Path, key: SigningKey
) -> None:
    public = folder / PUBLIC_KEY_FILE
    assert TrustedKey.load(public) == key.public
    public.unlink()
    SigningKey.load_or_create(folder)
    assert TrustedKey.load(public) == key.public
    public.write_bytes(b"\xff torn")
    SigningKey.load_or_create(folder)
    assert TrustedKey.load(public) == key.public


def test_that_what_was_signed_is_verified(folder: Path, key: SigningKey) -> None:
    trusted = TrustedKey.load(folder / PUBLIC_KEY_FILE)
    assert trusted.verify(MANIFEST, key.sign(MANIFEST))
    assert trusted.key_id == key.key_id
    assert len(trusted.key_id) == 16


@given(st.integers(0, len(MANIFEST) - 1), st.integers(0, 7))
def test_that_one_changed_bit_of_the_data_is_noticed(at: int, bit: int) -> None:
    tampered = bytearray(MANIFEST)
    tampered[at] ^= 1 << bit
    assert not KEY.public.verify(bytes(tampered), SIGNATURE)


@given(st.integers(0, 63), st.integers(0, 7))
def test_that_one_changed_bit_of_the_signature_is_noticed(at: int, bit: int) -> None:
    tampered = bytearray(SIGNATURE)
    tampered[at] ^= 1 << bit
    assert not KEY.public.verify(MANIFEST, bytes(tampered))


@given(st.binary(max_size=300))
def test_that_garbage_is_no_signature_and_no_crash(signature: bytes) -> None:
    assert not KEY.public.verify(MANIFEST, signature)


def test_that_the_key_that_signed_is_found_among_the_trusted(
    key: SigningKey, tmp_path: Path
) -> None:
    other = SigningKey.load_or_create(tmp_path / "other")
    signature = key.sign(MANIFEST)
    assert verify_by_any((other.public, key.public), MANIFEST, signature) == key.public
    with pytest.raises(SignatureError, match=rf"trusted: {other.key_id}\)"):
        verify_by_any((other.public,), MANIFEST, signature)
    with pytest.raises(SignatureError, match="trusted: none"):
        verify_by_any((), MANIFEST, signature)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "expected 32 bytes, got 0"),
        (b"ab" * 31, "expected 32 bytes, got 31"),
        (b"ab" * 33, "expected 32 bytes, got 33"),
        (b"not hexadecimal", "expected 64 hexadecimal digits"),
        (b"\xff\xfe\x00", "expected 64 hexadecimal digits"),
    ],
)
def test_that_a_file_that_is_no_key_is_refused(
    folder: Path, key: SigningKey, content: bytes, complaint: str
) -> None:
    for name, load in (
        (PUBLIC_KEY_FILE, lambda: TrustedKey.load(folder / PUBLIC_KEY_FILE)),
        (SECRET_KEY_FILE, lambda: SigningKey.load_or_create(folder)),
    ):
        (folder / name).write_bytes(content)
        with pytest.raises(KeyFileError, match=complaint) as refusal:
            load()
        assert str(folder / name) in str(refusal.value)


def test_that_a_missing_public_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"cannot read key .*nobody\.pub"):
        TrustedKey.load(tmp_path / "nobody.pub")


def test_that_a_public_file_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / PUBLIC_KEY_FILE).mkdir(parents=True)
    folder.chmod(0o700)
    with pytest.raises(KeyFileError, match=r"cannot write key .*signing\.pub: Is a directory"):
        SigningKey.load_or_create(folder)


def test_that_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KeyFileError, match=r"cannot write key .*file/keys"):
        SigningKey.load_or_create(tmp_path / "file" / "keys")
