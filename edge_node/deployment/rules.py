"""Which offered bundles a node may run at all. Pure."""

from shared.bundle import MAX_OFFER_AGE_S, Manifest, accept_manifest, have_same_models
from shared.errors import BundleError
from shared.keys import TrustedKey
from shared.protocol.deployment import DeployOffer


def accept_offer(
    offer: DeployOffer,
    trusted: tuple[TrustedKey, ...],
    *,
    newest_version: int,
    now_s: float,
    only_models_of: Manifest | None = None,
) -> Manifest:
    """The manifest of an offer that keeps every rule.

    now_s: by the node's own clock. A clock that is behind makes no bundle expire.
    only_models_of: what a person told this node to run; a head may be added, nothing replaced.

    Raises SignatureError if no trusted key signed it, BundleError if the manifest is malformed,
    too large, not of the version it was offered as, not newer than all that ran here before,
    signed more than MAX_OFFER_AGE_S ago, or has other models than it may have.
    """
    manifest = accept_manifest(offer.manifest, offer.signature, trusted)
    if manifest.version != offer.version:
        raise BundleError(f"bundle offered as v{offer.version} says that it is v{manifest.version}")
    if manifest.version <= newest_version:
        raise BundleError(
            f"bundle v{manifest.version} is not newer than v{newest_version}, "
            "which this node has had; versions only rise"
        )
    if (age_s := now_s - manifest.created_at_s) > MAX_OFFER_AGE_S:
        raise BundleError(
            f"bundle v{manifest.version} has expired: it was signed {age_s / 86_400:.0f} days ago, "
            f"and counts for {MAX_OFFER_AGE_S / 86_400:.0f}; check the clocks of node and station"
        )
    check_models(manifest, only_models_of)
    return manifest


def check_models(manifest: Manifest, only_models_of: Manifest | None) -> None:
    """Raises BundleError if it would replace the models that a person told this node to run."""
    if only_models_of is not None and not have_same_models(manifest, only_models_of):
        raise BundleError(
            f"bundle v{manifest.version} has other models than the one this node was started "
            "with (--bundle); start the station with the same --bundle, or the node without it"
        )
