"""A node refuses whatever bundle is not good, and serves on with the one that it has."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import onnx
import pytest
from onnx import TensorProto, helper

from edge_node.deployment import deployer as deployer_module
from edge_node.deployment.rules import accept_offer
from edge_node.deployment.trial import TrialRunner
from edge_node.perception import session
from shared import bundle as bundle_module
from shared.blobs import sha256_of
from shared.bundle import MAX_OFFER_AGE_S, Manifest
from shared.keys import SigningKey
from shared.protocol.deployment import BlobChunk, DeployOffer
from tests.fakes import OfferingStation
from tests.fault.serving_node import Models, ServingNode

FRAMES = 10
FIRST, SERVING = 10, 11
OUTSIDE_FILE = "weights.bin"


@dataclass
class World:
    """`number`: the version that the next bad offer says that it is."""

    station: OfferingStation
    models: Models
    first: DeployOffer
    number: int = SERVING

    def head(self, data: bytes) -> Manifest:
        """The manifest of a version with this head, which the station has."""
        self.number += 1
        self.station.files[sha256_of(data)] = data
        return self.models.manifest(self.number, data)

    def good(self) -> Manifest:
        return self.head(self.models.head(self.number + 1))

    def changed(self, change: Callable[[onnx.ModelProto], None]) -> DeployOffer:
        """Of a head that would do but for the change; properly signed."""
        model = onnx.load_model_from_string(self.models.head(self.number + 1))
        change(model)
        return self.models.offer(self.head(model.SerializeToString()))


def tampered(world: World) -> DeployOffer:
    """The manifest names another class than when it was signed."""
    offer = world.models.offer(world.good())
    return msgspec.structs.replace(offer, manifest=offer.manifest.replace(b'"bowl"', b'"soup"'))


def tampered_file(world: World) -> DeployOffer:
    """One bit of the head is another one when it arrives."""

    def flip(chunk: BlobChunk, data: bytes) -> tuple[BlobChunk, bytes]:
        return chunk, data[:-1] + bytes([data[-1] ^ 1])

    world.station.spoil = flip
    return world.models.offer(world.good())


def of_wrong_key(world: World) -> DeployOffer:
    stranger = SigningKey.load_or_create(world.models.folder / "stranger")
    return world.models.offer(world.good(), stranger)


def replayed(world: World) -> DeployOffer:
    """Byte for byte what this node once ran."""
    return world.first


def older(world: World) -> DeployOffer:
    """A version of before, signed now."""
    return world.models.offer(msgspec.structs.replace(world.good(), version=FIRST - 1))


def expired(world: World) -> DeployOffer:
    manifest = world.good()
    signed_s = manifest.created_at_s - MAX_OFFER_AGE_S - 3600.0
    return world.models.offer(msgspec.structs.replace(manifest, created_at_s=signed_s))


def endless(world: World) -> DeployOffer:
    """The station never stops sending, and says that all is well."""

    def more(chunk: BlobChunk, data: bytes) -> tuple[BlobChunk, bytes]:
        return chunk, data + bytes(1 << 19)

    world.station.spoil = more
    return world.models.offer(world.good())


def truncated(world: World) -> DeployOffer:
    """The file ends too early."""

    def less(chunk: BlobChunk, data: bytes) -> tuple[BlobChunk, bytes]:
        half = len(data) // 2
        return msgspec.structs.replace(chunk, total_bytes=half), data[:half]

    world.station.spoil = less
    return world.models.offer(world.good())


def truncated_before_signing(world: World) -> DeployOffer:
    data = world.models.head(world.number + 1)
    return world.models.offer(world.head(data[: len(data) // 2]))


def with_external_data(world: World) -> DeployOffer:
    """Its probabilities lie in another file, which there is."""

    def change(model: onnx.ModelProto) -> None:
        tensor = next(t for t in model.graph.initializer if t.name == "known")
        Path(OUTSIDE_FILE).write_bytes(tensor.raw_data)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=OUTSIDE_FILE)
        tensor.ClearField("raw_data")

    return world.changed(change)


def of_custom_domain(world: World) -> DeployOffer:
    """With an operator that is no standard one, though this runtime has it."""

    def change(model: onnx.ModelProto) -> None:
        add = next(node for node in model.graph.node if "probabilities" in node.output)
        add.output[0] = "plain"
        model.graph.node.append(
            helper.make_node("QuickGelu", ["plain"], ["probabilities"], domain="com.microsoft")
        )
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))

    return world.changed(change)


BAD: dict[str, tuple[tuple[Callable[[World], DeployOffer], str], ...]] = {
    "tampered": (
        (tampered, "not signed by a trusted key"),
        (tampered_file, "another content than its hash says"),
    ),
    "wrong key": ((of_wrong_key, "not signed by a trusted key"),),
    "replayed": ((replayed, "versions only rise"),),
    "older": ((older, "versions only rise"),),
    "expired": ((expired, "has expired: it was signed 90 days ago"),),
    "endless": ((endless, "longer than its manifest says"),),
    "truncated": (
        (truncated, "bytes at the station, but"),
        (truncated_before_signing, "no ONNX file"),
    ),
    "external data": ((with_external_data, "keeps data in other files"),),
    "custom domain": ((of_custom_domain, "only standard ONNX operators"),),
}


def only_good_models(folder: Path, *kinds: str) -> str:
    """Fails where a node takes one of these, stops serving, or does not take the next good one."""
    models = Models(folder)
    with OfferingStation() as station:
        first = models.offer(models.manifest(FIRST, models.head(FIRST)))
        world = World(station, models, first)
        station.files = {
            sha256_of(data): data for v in (FIRST, SERVING) if (data := models.head(v))
        }
        serving = models.offer(models.manifest(SERVING, models.head(SERVING)))
        with ServingNode(station, folder / "node", models) as node:
            for offer in (first, serving):
                assert node.deploy(offer).state == "active"
        with ServingNode(station, folder / "node", models) as node:
            assert node.serves(SERVING, frames=FRAMES)
            offers = 0
            for kind in kinds:
                for make, reason in BAD[kind]:
                    report = node.deploy(make(world))
                    assert report.state == "refused", f"{make.__name__}: {report}"
                    assert reason in report.reason
                    assert node.serves(SERVING, frames=FRAMES)
                    station.spoil = lambda *piece: piece
                    offers += 1
            assert node.deploy(models.offer(world.good())).state == "active"
            assert node.serves(world.number, frames=FRAMES)
    return f"{len(kinds)} of {len(BAD)} refused ({offers} offers), the old one served on"


@pytest.fixture(autouse=True)
def _refusals_are_expected(_log_warnings: object) -> None:
    """Also that there are none, where a broken variant takes what it must not."""
    _log_warnings.expected.append("refused bundle|a piece of a bundle|cannot start")  # type: ignore[attr-defined]
    _log_warnings.messages.append("WARNING refused bundle")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _outside_files_lie_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runtime looks for them in the working folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.promise(12)
def test_that_of_nine_kinds_of_bad_bundles_none_is_run(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("figure", only_good_models(tmp_path, *BAD))


def _believe_every_signature(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(bundle_module, "verify_by_any", lambda keys, data, signature: keys[0])


def _let_versions_fall(patch: pytest.MonkeyPatch) -> None:
    def accept(offer, trusted, *, newest_version, **rules):  # type: ignore[no-untyped-def]
        return accept_offer(offer, trusted, newest_version=0, **rules)

    patch.setattr(deployer_module, "accept_offer", accept)


def _let_nothing_expire(patch: pytest.MonkeyPatch) -> None:
    def accept(offer, trusted, *, now_s, **rules):  # type: ignore[no-untyped-def]
        return accept_offer(offer, trusted, now_s=0.0, **rules)

    patch.setattr(deployer_module, "accept_offer", accept)


def _look_into_no_graph(patch: pytest.MonkeyPatch) -> None:
    """Neither the trial's process nor this one."""
    patch.setattr(session, "_check_model", lambda model, name: None)
    patch.setattr(TrialRunner, "run", lambda self, manifest, paths, roles: None)


@pytest.mark.mutant(12)
@pytest.mark.parametrize(
    ("mutant", "kind"),
    [
        (_believe_every_signature, "tampered"),
        (_believe_every_signature, "wrong key"),
        (_let_versions_fall, "replayed"),
        (_let_versions_fall, "older"),
        (_let_nothing_expire, "expired"),
        (_look_into_no_graph, "external data"),
        (_look_into_no_graph, "custom domain"),
    ],
)
def test_that_a_node_that_takes_a_bad_bundle_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
    kind: str,
) -> None:
    mutant(monkeypatch)
    # The runtime itself refuses this file of external data, but for a reason of its own.
    with pytest.raises(AssertionError, match=r"state='active'|keeps data in other files"):
        only_good_models(tmp_path, kind)
