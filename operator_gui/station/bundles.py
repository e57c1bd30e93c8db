"""Making a bundle: the factory's models with a trained head, signed."""

import msgspec

from operator_gui.station.registry import SignedBundle, VersionRecord
from shared.bundle import MAX_OFFER_AGE_S, Manifest, accept_manifest, encode_manifest
from shared.errors import BundleError
from shared.keys import SigningKey

RENEW_AFTER_S = MAX_OFFER_AGE_S / 3
"""Early, for the sake of nodes whose clock is ahead."""


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


def renewed_bundle(bundle: SignedBundle, key: SigningKey, *, now_s: float) -> SignedBundle:
    """The bundle as it may be offered now: signed anew where it would soon count as expired.

    What this key did not sign is left as it is, and nodes judge it.
    """
    try:
        manifest = accept_manifest(bundle.manifest, bundle.signature, (key.public,))
    except BundleError:
        return bundle
    if now_s - manifest.created_at_s < RENEW_AFTER_S:
        return bundle
    encoded = encode_manifest(msgspec.structs.replace(manifest, created_at_s=now_s))
    return SignedBundle(bundle.version, encoded, key.sign(encoded))
