"""The Ed25519 key with which a station signs bundles, and the keys that a node trusts.

Ed25519: RFC 8032. A secret key lies as 32 raw bytes in hexadecimal, mode 0600 in a folder 0700;
a public key likewise, without secrecy.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import SignatureError
from shared.key_files import load_or_create_secret, read_key, write_public

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
        return cls(read_key(path))

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
        raw = load_or_create_secret(
            folder, SECRET_KEY_FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw()
        )
        key = cls(Ed25519PrivateKey.from_private_bytes(raw))
        write_public(folder / PUBLIC_KEY_FILE, key.public.raw)
        return key


def verify_by_any(keys: tuple[TrustedKey, ...], data: bytes, signature: bytes) -> TrustedKey:
    """The trusted key that signed `data`. Raises SignatureError if none did."""
    for key in keys:
        if key.verify(data, signature):
            return key
    known = ", ".join(key.key_id for key in keys) or "none"
    raise SignatureError(f"bundle is not signed by a trusted key (trusted: {known})")
