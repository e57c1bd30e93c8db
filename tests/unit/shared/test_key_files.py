"""Secret keys are their owner's alone, under any umask, or nothing starts."""

import os
import resource
import stat
from pathlib import Path

import pytest

from shared.errors import KeyFileError
from shared.key_files import load_or_create_secret
from shared.link_keys import (
    LINK_PUBLIC_FILE,
    LINK_SECRET_FILE,
    STATION_FILE,
    STATION_SIGNS_FILE,
    LinkKey,
    PublicLinkKey,
    keep_station,
    known_station,
)
from tests.conftest import RecordProperty


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.promise(11)
@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o027, 0o077, 0o177, 0o777])
def test_that_a_new_key_is_private_whatever_the_umask(
    tmp_path: Path, umask: int, record_property: RecordProperty
) -> None:
    before = os.umask(umask)
    try:
        key = LinkKey.load_or_create(tmp_path / "keys")
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / LINK_SECRET_FILE) == 0o600
    assert LinkKey.load_or_create(tmp_path / "keys") == key
    record_property("figure", "0600 in 0700 under every umask tried")


@pytest.mark.promise(11)
@pytest.mark.parametrize("permissions", [0o710, 0o701, 0o755, 0o770, 0o777])
def test_that_a_folder_that_others_can_enter_is_refused_with_the_cure(
    tmp_path: Path, permissions: int
) -> None:
    folder = tmp_path / "keys"
    LinkKey.load_or_create(folder)
    folder.chmod(permissions)
    with pytest.raises(KeyFileError, match=rf"mode {permissions:o}.*run: chmod 700 {folder}"):
        LinkKey.load_or_create(folder)
    folder.chmod(0o700)
    LinkKey.load_or_create(folder)


@pytest.mark.promise(11)
@pytest.mark.parametrize("permissions", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
def test_that_a_secret_that_others_can_touch_is_refused_with_the_cure(
    tmp_path: Path, permissions: int
) -> None:
    LinkKey.load_or_create(tmp_path)
    secret = tmp_path / LINK_SECRET_FILE
    secret.chmod(permissions)
    with pytest.raises(KeyFileError, match=rf"mode {permissions:o}.*run: chmod 600 {secret}"):
        LinkKey.load_or_create(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"00", b"zz" * 32, b"0" * 63, b"0" * 66, b"\xff" * 64, b"\0" * 64]
)
def test_that_a_damaged_secret_is_refused_and_not_repeated(tmp_path: Path, content: bytes) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / LINK_SECRET_FILE
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"link\.key is not a key: expected") as refusal:
        LinkKey.load_or_create(tmp_path)
    assert refusal.value.__cause__ is None or content.decode(errors="replace") not in str(
        refusal.value.__cause__
    )


def test_that_of_two_makers_the_first_ones_key_counts(tmp_path: Path) -> None:
    def made_meanwhile() -> bytes:
        load_or_create_secret(tmp_path / "keys", "a.key", lambda: b"1" * 32)
        return b"2" * 32

    assert load_or_create_secret(tmp_path / "keys", "a.key", made_meanwhile) == b"1" * 32
    assert os.listdir(tmp_path / "keys") == ["a.key"]


def test_that_a_key_pair_does_not_show_its_secret() -> None:
    key = LinkKey.generate()
    for text in (repr(key), str(key), f"{key!r}"):
        assert key.secret.hex() not in text
        assert repr(key.secret) not in text


def test_that_a_key_that_cannot_be_written_whole_leaves_the_one_before(tmp_path: Path) -> None:
    """A robot that is switched off right after it joined would find half a key, and not start."""
    station, other = LinkKey.generate().public, LinkKey.generate().public
    keep_station(tmp_path, station, "")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(KeyFileError, match="cannot write key"):
            keep_station(tmp_path, other, "")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert known_station(tmp_path, None) == station
    assert [path.name for path in tmp_path.iterdir()] == [STATION_FILE]


def test_that_what_a_new_key_is_called_is_on_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    load_or_create_secret(tmp_path / "keys", LINK_SECRET_FILE, lambda: bytes(32))
    assert synced[-1] == str(tmp_path / "keys")


def test_that_a_public_key_is_read_from_digits_or_a_file(tmp_path: Path) -> None:
    key = LinkKey.load_or_create(tmp_path / "keys").public
    assert PublicLinkKey.parse(str(key)) == key
    assert PublicLinkKey.parse(f" {str(key).upper()}\n") == key
    assert PublicLinkKey.parse(str(tmp_path / "keys" / LINK_PUBLIC_FILE)) == key
    for text in ("", "rover-1", "0" * 63, "g" * 64, "0" * 300, str(tmp_path), "\0"):
        with pytest.raises(KeyFileError) as refused:
            PublicLinkKey.parse(text)
        assert len(str(refused.value)) < 200


def test_that_digits_are_a_key_also_where_a_file_has_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, other = LinkKey.generate().public, LinkKey.generate().public
    monkeypatch.chdir(tmp_path)
    (tmp_path / str(key)).write_text(str(other))
    assert PublicLinkKey.parse(str(key)) == key


def test_that_the_state_folder_that_is_made_for_a_key_is_private_too(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        LinkKey.load_or_create(tmp_path / "whatsit" / "station" / "keys")
    finally:
        os.umask(before)
    assert mode(tmp_path / "whatsit" / "station") == 0o700
    assert mode(tmp_path / "whatsit") == 0o755  # is not the station's alone


def test_that_the_station_that_let_a_peer_in_is_known_again(tmp_path: Path) -> None:
    station, other = LinkKey.generate().public, LinkKey.generate().public
    LinkKey.load_or_create(tmp_path / "keys")
    assert known_station(tmp_path / "keys", None) is None
    keep_station(tmp_path / "keys", station, "0f" * 32)
    assert known_station(tmp_path / "keys", None) == station
    assert known_station(tmp_path / "keys", str(other)) == other
    assert (tmp_path / "keys" / STATION_SIGNS_FILE).read_text().strip() == "0f" * 32
    assert (tmp_path / "keys" / STATION_FILE).read_text().strip() == str(station)
