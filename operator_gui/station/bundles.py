"""Making a bundle: the factory's models with a trained head, signed."""

import msgspec

from operator_gui.station.registry import SignedBundle, VersionRecord
from shared.bundle import Manifest, encode_manifest
from shared.keys import SigningKey


def signed_bundle(
    base: Manifest, record: VersionRecord, key: SigningKey, *, created_at_s: float
) -> SignedBundle:
    """The manifest of a version, as exact bytes with their signature."""
    manifest = msgspec.structs.replace(
        base,
        version=record.version,
        created_at_s=created_at_s,
        head=record.head,
        key_id=key.key_id,
    )
    encoded = encode_manifest(manifest)
    return SignedBundle(record.version, encoded, key.sign(encoded))
