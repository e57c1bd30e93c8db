"""The pairing code: what both ends show, so that a person sees that they mean each other.

The peer commits itself to a nonce before it sees the station's, and opens it only then: neither
end can choose which code comes out. Whoever puts another key in between meets the right code with
a chance of one in a million, once an attempt. After S. Vaudenay, "Secure Communications over
Insecure Channels Based on Short Authenticated Strings", CRYPTO 2005.
"""

import hashlib

CODES = 1_000_000


def commitment(*, peer_key: bytes, peer_nonce: bytes) -> bytes:
    """32 bytes that fix the nonce without telling it."""
    return hashlib.sha256(b"whatsit commitment 1" + peer_key + peer_nonce).digest()


def pairing_code(
    *, peer_key: bytes, station_key: bytes, peer_nonce: bytes, station_nonce: bytes
) -> str:
    """Six digits, as both ends show them. Keys and nonces: 32 bytes each."""
    heard = b"whatsit code 1" + peer_key + station_key + peer_nonce + station_nonce
    return f"{int.from_bytes(hashlib.sha256(heard).digest()) % CODES:06d}"
