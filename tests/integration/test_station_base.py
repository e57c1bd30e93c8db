"""A station that is started with other models: what it learned goes out with them, or is kept."""

from pathlib import Path

import msgspec

from shared.bundle import ClassifierSpec, InputSpec, Manifest, ModelFile, decode_manifest
from shared.protocol.deployment import DeployOffer
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    BASE,
    FakeNode,
    FakeOperator,
    RunningStation,
    make_query,
)

CLASSIFIER = ClassifierSpec(
    file=ModelFile(sha256="c" * 64, size_bytes=10),
    input=InputSpec(width_px=32, height_px=32),
    output="logits",
    class_names=("mug", "bowl"),
)
WITH_CLASSIFIER = msgspec.structs.replace(BASE, classifier=CLASSIFIER)
OTHER_EMBEDDER = msgspec.structs.replace(
    BASE,
    embedder=msgspec.structs.replace(BASE.embedder, file=ModelFile(sha256="e" * 64, size_bytes=10)),
)


def teach_one(folder: Path, tmp_path: Path) -> None:
    """Until the node runs version 1."""
    with (
        RunningStation.start(folder) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        query_id = node.ask(make_query("mug"))
        node.until(lambda: node.waiting == 0)
        ada.name(query_id, "mug")
        wait_until(
            lambda: node.offers() and node.waiting == 0,
            step=lambda: (node.step(), ada.step()),
            deadline_s=60.0,
        )


def offers_with(base: Manifest, folder: Path, tmp_path: Path) -> list[DeployOffer]:
    """What a node that runs version 1 is offered by the station with another base, each version
    once."""
    with (
        RunningStation.start(folder, base=base) as running,
        FakeNode(running.endpoint, tmp_path, node_id="rover-2") as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.hello = msgspec.structs.replace(node.hello, active_version=1)
        node.connect()
        ada.connect()
        node.tell(1)
        status = ada.status()
        if status.active_version > 1:
            node.until(lambda: node.offers())
        return list({offer.version: offer for offer in node.heard_of(DeployOffer)}.values())


def test_that_the_head_goes_out_again_with_the_new_models(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    teach_one(folder, tmp_path)
    (offer,) = offers_with(WITH_CLASSIFIER, folder, tmp_path)
    manifest = decode_manifest(offer.manifest)
    assert (offer.version, manifest.version) == (2, 2)
    assert manifest.classifier == CLASSIFIER
    assert manifest.head is not None
    assert manifest.head.class_names == ("mug",)


def test_that_nothing_goes_out_again_with_the_same_models(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    teach_one(folder, tmp_path)
    assert offers_with(BASE, folder, tmp_path) == []


def test_that_what_was_learned_for_another_embedder_waits_for_its_return(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    teach_one(folder, tmp_path)
    assert offers_with(OTHER_EMBEDDER, folder, tmp_path) == []
    with (
        RunningStation.start(folder) as running,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        ada.connect()
        ada.until(lambda: ada.status().active_version == 1)
