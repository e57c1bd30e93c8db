"""Which offered bundles a node may run at all. Pure."""

from shared.bundle import Manifest, decode_manifest
from shared.errors import BundleError
from shared.keys import TrustedKey, verify_by_any
from shared.protocol.messages import DeployOffer

MAX_BUNDLE_BYTES = 1 << 30


def accept_offer(
    offer: DeployOffer, trusted: tuple[TrustedKey, ...], *, newest_version: int
) -> Manifest:
    """The manifest of an offer that keeps every rule.

    Raises SignatureError if no trusted key signed it, BundleError if the manifest is malformed,
    too large, not of the version it was offered as, or not newer than all that ran here before.
    """
    manifest = accept_manifest(offer.manifest, offer.signature, trusted)
    if manifest.version != offer.version:
        raise BundleError(f"bundle offered as v{offer.version} says that it is v{manifest.version}")
    if manifest.version <= newest_version:
        raise BundleError(
            f"bundle v{manifest.version} is not newer than v{newest_version}, "
            "which this node has had; versions only rise"
        )
    return manifest


def accept_manifest(data: bytes, signature: bytes, trusted: tuple[TrustedKey, ...]) -> Manifest:
    """The manifest if a trusted key signed exactly these bytes and it is not too large.

    Raises SignatureError or BundleError.
    """
    verify_by_any(trusted, data, signature)
    manifest = decode_manifest(data)
    size_bytes = sum(file.size_bytes for file in manifest.files().values())
    if size_bytes > MAX_BUNDLE_BYTES:
        raise BundleError(f"bundle of {size_bytes} bytes: at most {MAX_BUNDLE_BYTES} are allowed")
    return manifest
