"""The Ed25519 key with which a station signs bundles, and the keys that a node trusts.

Ed25519: RFC 8032. A secret key lies as 32 raw bytes in hexadecimal, mode 0600 in a folder 0700;
a public key likewise, without secrecy.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import KeyFileError, SignatureError

SECRET_KEY_FILE = "signing.key"
PUBLIC_KEY_FILE = "signing.pub"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key; `key_id` is the first 16 hexadecimal digits of its SHA-256."""

    raw: bytes

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a `.pub` file. Raises KeyFileError if it is none."""
        return cls(_read_hex_key(path))

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` was made over exactly `data` with this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The station's secret key."""

    secret: Ed25519PrivateKey

    @property
    def public(self) -> TrustedKey:
        return TrustedKey(self.secret.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature of `data`."""
        return self.secret.sign(data)

    @classmethod
    def load_or_create(cls, folder: Path) -> Self:
        """The key of this folder, made on first use.

        Raises KeyFileError if the key is malformed, or readable by anyone but its owner.
        """
        path = folder / SECRET_KEY_FILE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                _write_new_key(path)
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError as error:
            raise KeyFileError(f"cannot write key {path}: {error.strerror}") from error
        if mode & 0o077:
            raise KeyFileError(
                f"secret key {path} can be read by others (mode {mode:o}); run: chmod 600 {path}"
            )
        key = cls(Ed25519PrivateKey.from_private_bytes(_read_hex_key(path)))
        _write_public_key(folder / PUBLIC_KEY_FILE, key.public)
        return key


def verify_by_any(keys: tuple[TrustedKey, ...], data: bytes, signature: bytes) -> TrustedKey:
    """The trusted key that signed `data`. Raises SignatureError if none did."""
    for key in keys:
        if key.verify(data, signature):
            return key
    known = ", ".join(key.key_id for key in keys) or "none"
    raise SignatureError(f"bundle is not signed by a trusted key (trusted: {known})")


def _write_new_key(path: Path) -> None:
    """A whole key or none: of two processes that make one at a time, the first one's counts."""
    secret = Ed25519PrivateKey.generate()
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # made with mode 0600
        file.write(secret.private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


def _write_public_key(path: Path, key: TrustedKey) -> None:
    text = key.raw.hex() + "\n"
    try:
        if not path.is_file() or path.read_text(errors="replace") != text:
            path.write_text(text)
    except OSError as error:
        raise KeyFileError(f"cannot write key {path}: {error.strerror}") from error


def _read_hex_key(path: Path) -> bytes:
    try:
        raw = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise KeyFileError(f"cannot read key {path}: {error.strerror}") from error
    except ValueError as error:
        raise KeyFileError(f"{path} is not a key: expected 64 hexadecimal digits") from error
    if len(raw) != 32:
        raise KeyFileError(f"{path} is not a key: expected 32 bytes, got {len(raw)}")
    return raw
