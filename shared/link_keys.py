"""The key pair by which the two ends of the link know each other.

Curve25519 (RFC 7748), as CurveZMQ uses it: the public key names a peer, the secret one proves it.
Both are written as 64 hexadecimal digits, which can be copied into any shell without quoting.
"""

import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.errors import KeyFileError
from shared.key_files import KEY_BYTES, load_or_create_secret, parse_key, read_key, write_public

LONGEST_SHOWN = 80
"""So much is repeated of what is no key."""

LINK_SECRET_FILE = "link.key"
LINK_PUBLIC_FILE = "link.pub"
STATION_FILE = "station.pub"
"""In a peer's key folder: the public key of the station that let it in …"""

STATION_SIGNS_FILE = "station-signs.pub"
"""… and the one by which that station signs its bundles."""


@dataclass(frozen=True, slots=True)
class PublicLinkKey:
    """Names a peer; safe to show to anybody."""

    raw: bytes

    def __str__(self) -> str:
        return self.raw.hex()

    @property
    def short(self) -> str:
        """The first 12 digits: enough to tell keys apart on a screen."""
        return self.raw.hex()[:12]

    @classmethod
    def parse(cls, text: str) -> Self:
        """64 hexadecimal digits, or the name of a file that holds them. Raises KeyFileError."""
        digits = text.strip()
        if len(digits) == 2 * KEY_BYTES and set(digits) <= set(string.hexdigits):
            return cls.parse_digits(digits)
        if _is_file(text):
            return cls(read_key(Path(text)))
        shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        raise KeyFileError(f"{shown!r} is neither 64 hexadecimal digits nor a file with a key")

    @classmethod
    def parse_digits(cls, text: str) -> Self:
        """64 hexadecimal digits. Raises KeyFileError for anything else."""
        return cls(parse_key(text, what="the public key given"))


@dataclass(frozen=True, slots=True)
class LinkKey:
    """One end's own key pair."""

    public: PublicLinkKey
    secret: bytes = field(repr=False)

    @classmethod
    def load_or_create(cls, folder: Path) -> Self:
        """The key pair in this folder, made on first use.

        Raises KeyFileError if it is malformed, or if others could read or replace it.
        """
        secret = load_or_create_secret(
            folder, LINK_SECRET_FILE, lambda: X25519PrivateKey.generate().private_bytes_raw()
        )
        key = cls(_public_of(secret), secret)
        write_public(folder / LINK_PUBLIC_FILE, key.public.raw)
        return key

    @classmethod
    def generate(cls) -> Self:
        """A key pair that is kept nowhere."""
        secret = X25519PrivateKey.generate().private_bytes_raw()
        return cls(_public_of(secret), secret)


def keep_station(keys_folder: Path, station: PublicLinkKey, signing_key: str) -> None:
    """Remembers a station that let this peer in. Raises KeyFileError."""
    write_public(keys_folder / STATION_FILE, station.raw)
    if signing_key:
        raw = parse_key(signing_key, what="the station's signing key")
        write_public(keys_folder / STATION_SIGNS_FILE, raw)


def known_station(keys_folder: Path, given: str | None) -> PublicLinkKey | None:
    """The station's key as it was given, else the one kept from before; None if there is none."""
    if given is not None:
        return PublicLinkKey.parse(given)
    path = keys_folder / STATION_FILE
    return PublicLinkKey.parse(str(path)) if path.exists() else None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # as for a name that is too long for any file
        return False


def _public_of(secret: bytes) -> PublicLinkKey:
    return PublicLinkKey(
        X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    )
