"""A station signs what it still offers anew, before it expires, and nothing that is not its own."""

from pathlib import Path

import msgspec
import pytest

from operator_gui.station.bundles import RENEW_AFTER_S, renewed_bundle
from operator_gui.station.registry import SignedBundle
from shared.bundle import accept_manifest, encode_manifest
from shared.keys import SigningKey
from tests.unit.station.station_world import BASE

NOW_S = 1_700_000_000.0


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "keys")


def signed(key: SigningKey) -> SignedBundle:
    data = encode_manifest(msgspec.structs.replace(BASE, version=4, created_at_s=NOW_S))
    return SignedBundle(4, data, key.sign(data))


def test_that_an_old_bundle_is_signed_anew_and_says_the_same(key: SigningKey) -> None:
    old, now_s = signed(key), NOW_S + RENEW_AFTER_S
    new = renewed_bundle(old, key, now_s=now_s)
    before = accept_manifest(old.manifest, old.signature, (key.public,))
    after = accept_manifest(new.manifest, new.signature, (key.public,))
    assert after == msgspec.structs.replace(before, created_at_s=now_s)
    assert new.version == old.version


def test_that_a_young_bundle_stays_as_it_is(key: SigningKey) -> None:
    bundle = signed(key)
    assert renewed_bundle(bundle, key, now_s=NOW_S + RENEW_AFTER_S - 1.0) == bundle


def test_that_what_another_key_signed_is_never_signed(key: SigningKey, tmp_path: Path) -> None:
    foreign = signed(SigningKey.load_or_create(tmp_path / "other"))
    assert renewed_bundle(foreign, key, now_s=NOW_S + 10 * RENEW_AFTER_S) == foreign
