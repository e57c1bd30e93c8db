"""Which offered bundles a node accepts."""

from pathlib import Path

import msgspec
import pytest

from edge_node.deployment.rules import accept_offer
from shared.bundle import MAX_BUNDLE_BYTES, MAX_OFFER_AGE_S, Manifest, ModelFile, encode_manifest
from shared.errors import BundleError, SignatureError
from shared.factory import FactoryModels, factory_folder
from shared.keys import SigningKey
from shared.protocol.deployment import DeployOffer

NOW_S = 1_700_000_000.0


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "keys")


def manifest_of(version: int) -> Manifest:
    factory = FactoryModels(factory_folder()).manifest
    return msgspec.structs.replace(factory, version=version, created_at_s=NOW_S)


def offer_of(manifest: Manifest, key: SigningKey) -> DeployOffer:
    data = encode_manifest(manifest)
    return DeployOffer(version=manifest.version, manifest=data, signature=key.sign(data))


def test_that_a_newer_bundle_of_a_trusted_station_is_accepted(key: SigningKey) -> None:
    manifest = manifest_of(4)
    assert (
        accept_offer(offer_of(manifest, key), (key.public,), newest_version=3, now_s=NOW_S)
        == manifest
    )


def test_that_a_bundle_of_another_station_is_refused(key: SigningKey, tmp_path: Path) -> None:
    stranger = SigningKey.load_or_create(tmp_path / "other")
    with pytest.raises(SignatureError, match=key.key_id):
        accept_offer(
            offer_of(manifest_of(4), stranger), (key.public,), newest_version=0, now_s=NOW_S
        )


def test_that_a_node_that_trusts_nobody_accepts_nothing(key: SigningKey) -> None:
    with pytest.raises(SignatureError, match="none"):
        accept_offer(offer_of(manifest_of(4), key), (), newest_version=0, now_s=NOW_S)


def test_that_a_manifest_changed_after_signing_is_refused(key: SigningKey) -> None:
    offer = offer_of(manifest_of(4), key)
    changed = msgspec.structs.replace(offer, manifest=offer.manifest.replace(b"person", b"parson"))
    assert changed != offer
    with pytest.raises(SignatureError):
        accept_offer(changed, (key.public,), newest_version=0, now_s=NOW_S)


@pytest.mark.parametrize("newest", [4, 5])
def test_that_a_bundle_that_is_not_newer_is_refused(key: SigningKey, newest: int) -> None:
    with pytest.raises(BundleError, match="versions only rise"):
        accept_offer(
            offer_of(manifest_of(4), key), (key.public,), newest_version=newest, now_s=NOW_S
        )


def test_that_an_offer_under_another_version_is_refused(key: SigningKey) -> None:
    offer = msgspec.structs.replace(offer_of(manifest_of(4), key), version=9)
    with pytest.raises(BundleError, match="v9 says that it is v4"):
        accept_offer(offer, (key.public,), newest_version=0, now_s=NOW_S)


def test_that_a_bundle_too_large_for_a_robot_is_refused(key: SigningKey) -> None:
    manifest = manifest_of(4)
    large = ModelFile(sha256="0" * 64, size_bytes=MAX_BUNDLE_BYTES)
    embedder = msgspec.structs.replace(manifest.embedder, file=large)
    offer = offer_of(msgspec.structs.replace(manifest, embedder=embedder), key)
    with pytest.raises(BundleError, match="at most"):
        accept_offer(offer, (key.public,), newest_version=0, now_s=NOW_S)


def test_that_a_node_told_what_to_run_takes_heads_and_no_other_models(key: SigningKey) -> None:
    told = manifest_of(0)
    assert told.detector is not None
    same = manifest_of(5)
    assert (
        accept_offer(
            offer_of(same, key), (key.public,), newest_version=4, now_s=NOW_S, only_models_of=told
        )
        == same
    )
    stricter = msgspec.structs.replace(told.detector, score_threshold=0.9)
    other = msgspec.structs.replace(same, detector=stricter)
    with pytest.raises(BundleError, match=r"other models .*--bundle"):
        accept_offer(
            offer_of(other, key), (key.public,), newest_version=4, now_s=NOW_S, only_models_of=told
        )


def test_that_a_bundle_expires_by_the_nodes_clock(key: SigningKey) -> None:
    def accept(now_s: float) -> Manifest:
        return accept_offer(
            offer_of(manifest_of(4), key), (key.public,), newest_version=0, now_s=now_s
        )

    last_s = NOW_S + MAX_OFFER_AGE_S
    for now_s in (0.0, NOW_S, last_s):  # a clock that is behind refuses nothing
        assert accept(now_s).version == 4
    with pytest.raises(BundleError, match=r"expired: it was signed 91 days ago.*check the clocks"):
        accept(last_s + 86_400.0)
