"""The deployer with real keys, files, sessions and a real trial process."""

import errno
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from edge_node.deployment import deployer as deployer_module
from edge_node.deployment.deployer import Deployer
from edge_node.deployment.shelf import BundleShelf, start_bundles
from edge_node.deployment.slots import MAX_UNSETTLED_STARTS, SLOTS_COPY, SLOTS_FILE, SlotFile
from edge_node.deployment.watch import BundleWatch, NamedViews
from edge_node.perception.providers import Runtime
from shared.blobs import BlobStore, sha256_of
from shared.bundle import HeadSpec, Manifest, ModelFile, encode_manifest
from shared.clock import SystemClock
from shared.factory import FactoryModels, factory_folder
from shared.keys import SigningKey
from shared.learning.dataset import TrainingSet
from shared.learning.head import train_head
from shared.learning.head_graph import build_head_graph
from shared.owned_thread import OwnedThread
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployOffer, DeployReport
from shared.protocol.rollout import ShadowReport, WatchTerms
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until

DIM = 1280


def head_of(names: tuple[str, ...], key: SigningKey, version: int) -> tuple[Manifest, bytes]:
    """A manifest with a really trained head, and the head's file."""
    rng = np.random.default_rng(version)
    labels = np.repeat(np.arange(len(names)), 4)
    centres = rng.standard_normal((len(names), DIM))
    embeddings = centres[labels] + 0.1 * rng.standard_normal((labels.size, DIM))
    head = train_head(
        TrainingSet(
            embeddings=np.abs(embeddings).astype(np.float32),
            labels=labels,
            class_names=names,
            groups=np.arange(labels.size),
            view_ids=tuple(f"v{n}" for n in range(labels.size)),
        ),
        risk=0.05,
        members=3,
        rng=rng,
    )
    data = build_head_graph(head)
    spec = HeadSpec(
        file=ModelFile(sha256=sha256_of(data), size_bytes=len(data)),
        class_names=head.class_names,
        members=3,
        temperature=head.temperature,
        risk=head.risk,
        conformal_threshold=head.conformal_threshold,
        known_scores=head.known_scores,
        dataset_revision=head.dataset_revision,
        labels=head.labels,
        tracks=head.tracks,
    )
    factory = FactoryModels(factory_folder()).manifest
    manifest = msgspec.structs.replace(
        factory, version=version, created_at_s=time.time(), head=spec, key_id=key.key_id
    )
    return manifest, data


@dataclass
class Bench:
    """A node's deployer with a station made of a dictionary of files."""

    folder: Path
    key: SigningKey
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[BlobRequest] = field(default_factory=list)
    reports: list[DeployReport] = field(default_factory=list)
    shadows: list[ShadowReport] = field(default_factory=list)
    lose_first_requests: int = 0
    pinned: bool = False
    named: NamedViews = field(default_factory=NamedViews)

    def start(self) -> None:
        self.prepare()
        self.run()

    def prepare(self) -> None:
        factory = FactoryModels(factory_folder())
        shelf = BundleShelf(factory, BlobStore(self.folder / "models"), pinned=self.pinned)
        slot_file = SlotFile(self.folder)
        trusted = (self.key.public,)
        self.reference, slots = start_bundles(slot_file, trusted, shelf, runtime=Runtime())
        self.watch = BundleWatch(
            self.reference,
            clock=SystemClock(),
            cpu_s=time.process_time,
            named=lambda: self.named,
            on_settled=lambda version: self.deployer.settled(version),
        )
        self.deployer = Deployer(
            node_id="node",
            reference=self.reference,
            watch=self.watch,
            slots=slots,
            slot_file=slot_file,
            shelf=shelf,
            trusted=trusted,
            runtime=Runtime(),
            clock=SystemClock(),
            send=self.send,
            report=self.take_report,
        )

    def run(self) -> None:
        self.failed = threading.Event()
        self.thread = OwnedThread("deployer", self.deployer.run, on_failure=self.failed.set)
        self.thread.start()

    def stop(self) -> None:
        self.deployer.stop()
        self.thread.join(60.0)

    def take_report(self, report: DeployReport | ShadowReport) -> None:
        if isinstance(report, ShadowReport):
            self.shadows.append(report)
        else:
            self.reports.append(report)

    def settle(self, version: int) -> None:
        """As perception does after the probation; waits until it is on disk."""
        assert self.reference.settle(self.reference.current)
        self.deployer.settled(version)
        wait_until(lambda: SlotFile(self.folder).load().settled, deadline_s=60.0)

    def send(self, request: BlobRequest) -> None:
        self.asked.append(request)
        if self.lose_first_requests > 0:
            self.lose_first_requests -= 1
            return
        data = self.files[request.sha256]
        piece = data[request.offset : request.offset + request.length]
        self.deployer.chunk(
            BlobChunk(sha256=request.sha256, offset=request.offset, total_bytes=len(data)), piece
        )

    def offer(
        self,
        manifest: Manifest,
        *,
        key: SigningKey | None = None,
        watch: WatchTerms | None = None,
    ) -> None:
        data = encode_manifest(manifest)
        signature = (key or self.key).sign(data)
        self.deployer.offer(
            DeployOffer(version=manifest.version, manifest=data, signature=signature, watch=watch)
        )

    def wait_for_report(self, number: int) -> DeployReport:
        wait_until(lambda: len(self.reports) >= number, deadline_s=60.0)
        return self.reports[number - 1]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "node", SigningKey.load_or_create(tmp_path / "keys"))
    bench.folder.mkdir()
    bench.start()
    yield bench
    bench.stop()


def test_that_two_heads_in_a_row_become_active(bench: Bench) -> None:
    for version, names in ((1, ("mug", "bowl")), (2, ("mug", "bowl", "vase"))):
        manifest, data = head_of(names, bench.key, version)
        bench.files[sha256_of(data)] = data
        bench.offer(manifest)
        report = bench.wait_for_report(version)
        assert (report.version, report.state) == (version, "active")
        assert bench.reference.current.manifest == manifest
        assert bench.reference.current.head is not None


def test_that_a_swap_keeps_the_loaded_detector_and_embedder(bench: Bench) -> None:
    before = bench.reference.current
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    bench.wait_for_report(1)
    assert bench.reference.current.detector is before.detector
    assert bench.reference.current.embedder is before.embedder


def test_that_of_many_waiting_offers_only_the_newest_is_tried(bench: Bench) -> None:
    bench.stop()
    offers = [head_of(("mug", "bowl"), bench.key, version) for version in (1, 2, 3)]
    for _, data in offers:
        bench.files[sha256_of(data)] = data
    bench.prepare()
    for manifest, _ in offers:
        bench.offer(manifest)
    bench.run()
    assert bench.wait_for_report(1).version == 3
    assert bench.reference.current.manifest.version == 3


def test_that_a_lost_request_is_made_again(bench: Bench) -> None:
    bench.lose_first_requests = 1
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    assert bench.wait_for_report(1).state == "active"


def test_that_the_active_bundle_survives_a_restart(bench: Bench) -> None:
    manifest, data = head_of(("mug", "bowl"), bench.key, 7)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    bench.wait_for_report(1)
    bench.stop()
    bench.start()
    assert bench.reference.current.manifest == manifest


def test_that_a_damaged_model_file_falls_back_to_the_previous_slot(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot start with bundle v2")
    for version, names in ((1, ("mug", "bowl")), (2, ("mug", "bowl", "vase"))):
        manifest, data = head_of(names, bench.key, version)
        bench.files[sha256_of(data)] = data
        bench.offer(manifest)
        bench.wait_for_report(version)
        if version == 1:
            bench.settle(1)
    bench.stop()
    BlobStore(bench.folder / "models").path(sha256_of(data)).write_bytes(b"rotten")
    bench.start()
    assert bench.reference.current.manifest.version == 1


def test_that_with_damaged_slots_a_node_starts_from_its_own_models_and_gets_its_version_anew(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("slots.msgpack is damaged: .* the node starts again from its own models")
    expected_warnings("slots.copy.msgpack is damaged")
    two_versions(bench)
    bench.stop()
    for name in (SLOTS_FILE, SLOTS_COPY):
        (bench.folder / name).write_bytes(b"rubbish")
    bench.start()
    assert bench.reference.current.version == 0
    manifest, data = head_of(("mug", "bowl"), bench.key, 2)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    assert bench.wait_for_report(3).state == "active"
    assert SlotFile(bench.folder).load().newest_version == 2


def test_that_an_older_version_is_refused_after_the_slot_file_was_damaged(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("slots.msgpack is damaged: .*; its copy is taken")
    expected_warnings("refused bundle v1")
    two_versions(bench)
    bench.stop()
    (bench.folder / SLOTS_FILE).write_bytes(b"rubbish")
    bench.start()
    assert bench.reference.current.version == 2
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    assert "not newer than v2" in bench.wait_for_report(3).reason


def test_that_a_file_that_is_no_model_is_refused_and_the_old_bundle_goes_on(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("refused bundle v1")
    manifest, _ = head_of(("mug", "bowl"), bench.key, 1)
    assert manifest.head is not None
    rubbish = b"not an ONNX file"
    file = ModelFile(sha256=sha256_of(rubbish), size_bytes=len(rubbish))
    head = msgspec.structs.replace(manifest.head, file=file)
    bench.files[file.sha256] = rubbish
    bench.offer(msgspec.structs.replace(manifest, head=head))
    report = bench.wait_for_report(1)
    assert report.state == "refused"
    assert "trial" in report.reason
    assert bench.reference.current.manifest.version == 0


def test_that_a_bundle_signed_by_a_stranger_is_refused(
    bench: Bench, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("not signed by a trusted key")
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest, key=SigningKey.load_or_create(tmp_path / "stranger"))
    assert bench.wait_for_report(1).state == "refused"


def test_that_a_bundle_that_failed_while_running_is_reported_and_stays_away(
    bench: Bench,
) -> None:
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest)
    bench.wait_for_report(1)
    assert bench.reference.fall_back(bench.reference.current) is not None
    bench.deployer.failed(1, "it broke")
    assert bench.wait_for_report(2).state == "rolled_back"
    bench.offer(manifest)
    assert bench.wait_for_report(3).state == "rolled_back"
    assert bench.reference.current.manifest.version == 0


def with_another_detector(manifest: Manifest) -> Manifest:
    assert manifest.detector is not None
    detector = msgspec.structs.replace(manifest.detector, score_threshold=0.7)
    return msgspec.structs.replace(manifest, detector=detector)


def test_that_a_station_s_other_detector_reaches_a_node_that_runs_the_default(
    bench: Bench,
) -> None:
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(with_another_detector(manifest))
    assert bench.wait_for_report(1).state == "active"
    detector = bench.reference.current.manifest.detector
    assert detector is not None
    assert detector.score_threshold == 0.7


def test_that_a_node_told_what_to_run_refuses_other_models_and_keeps_its_own(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("refused bundle v1: .*--bundle")
    bench.stop()
    bench.pinned = True
    bench.start()
    first, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(with_another_detector(first))
    assert bench.wait_for_report(1).state == "refused"
    second, data = head_of(("mug", "bowl"), bench.key, 2)
    bench.files[sha256_of(data)] = data
    bench.offer(second)
    assert bench.wait_for_report(2).state == "active"
    assert bench.reference.current.head is not None


def test_that_a_node_told_what_to_run_leaves_what_it_ran_before(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot start with bundle v1: .*other models")
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(with_another_detector(manifest))
    bench.wait_for_report(1)
    bench.stop()
    bench.pinned = True
    bench.start()
    assert bench.reference.current.manifest.version == 0
    newer, data = head_of(("mug", "bowl"), bench.key, 2)
    bench.files[sha256_of(data)] = data
    bench.offer(newer)
    assert bench.wait_for_report(2).state == "active"


def two_versions(bench: Bench) -> None:
    """Version 1 got through its probation, version 2 is on it."""
    for version, names in ((1, ("mug", "bowl")), (2, ("mug", "bowl", "vase"))):
        manifest, data = head_of(names, bench.key, version)
        bench.files[sha256_of(data)] = data
        bench.offer(manifest)
        bench.wait_for_report(version)
        if version == 1:
            bench.settle(1)


def test_that_a_bundle_on_probation_can_be_left_after_a_restart_too(bench: Bench) -> None:
    two_versions(bench)
    bench.stop()
    bench.start()
    pair = bench.reference.pair
    assert (pair.current.version, pair.settled) == (2, False)
    assert bench.reference.fall_back(pair.current) is not None
    assert bench.reference.current.version == 1
    bench.deployer.failed(2, "it broke")
    assert bench.wait_for_report(3).state == "rolled_back"
    bench.stop()
    bench.start()
    assert bench.reference.current.version == 1
    assert bench.reference.pair.settled


def test_that_a_bundle_with_which_the_node_never_lives_long_is_left(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("bundle v2 is left: the node ended 4 times while that was on probation")
    two_versions(bench)
    for _ in range(MAX_UNSETTLED_STARTS):
        bench.stop()
        bench.start()
        assert bench.reference.current.version == 2
    bench.stop()
    bench.start()
    assert bench.reference.current.version == 1


def test_that_a_version_that_fails_while_the_next_is_swapped_in_is_still_reported(
    bench: Bench,
) -> None:
    two_versions(bench)
    bench.deployer.failed(1, "it broke a moment ago")
    report = bench.wait_for_report(3)
    assert (report.version, report.state) == (1, "rolled_back")
    assert bench.reference.current.version == 2


def test_that_a_new_head_runs_beside_the_active_one_before_the_switch(bench: Bench) -> None:
    two_versions(bench)
    manifest, data = head_of(("mug", "bowl", "jar"), bench.key, 3)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest, watch=WatchTerms(shadow_frames=0))
    wait_until(lambda: len(bench.reports) == 3, step=bench.watch.idle, deadline_s=60.0)
    assert bench.reports[-1].state == "active"
    (shadow,) = bench.shadows
    assert (shadow.version, shadow.active_version, shadow.refusal) == (3, 2, "")


def test_that_a_version_for_which_perception_has_no_time_is_not_switched_to(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("gave up on bundle v3: perception had no time")
    monkeypatch.setattr(deployer_module, "SHADOW_GRACE_S", 0.1)
    two_versions(bench)
    manifest, data = head_of(("mug", "bowl", "jar"), bench.key, 3)
    bench.files[sha256_of(data)] = data
    bench.offer(manifest, watch=WatchTerms(shadow_frames=1, shadow_s=0.1))
    fourth, data = head_of(("mug", "bowl", "jar"), bench.key, 4)
    bench.files[sha256_of(data)] = data
    bench.offer(fourth)
    assert bench.wait_for_report(3).version == 4


OFFERS = 40
"""A station repeats an offer every two seconds while a version is fetched and tried."""


def stopped_with(bench: Bench, manifest: Manifest) -> None:
    """The deployer is not there, and meanwhile its station goes on offering."""
    bench.stop()
    bench.prepare()
    for _ in range(OFFERS):
        bench.offer(manifest)


def test_that_no_number_of_offers_drops_a_fall_back(bench: Bench) -> None:
    two_versions(bench)
    stopped_with(bench, bench.reference.current.manifest)
    assert bench.reference.fall_back(bench.reference.current) is not None
    bench.deployer.failed(2, "it broke")
    bench.run()
    report = bench.wait_for_report(3)
    assert (report.version, report.state) == (2, "rolled_back")
    bench.stop()
    bench.start()
    assert (bench.reference.current.version, bench.reference.pair.settled) == (1, True)


def test_that_no_number_of_offers_drops_that_a_version_settled(bench: Bench) -> None:
    two_versions(bench)
    stopped_with(bench, bench.reference.current.manifest)
    bench.deployer.settled(2)
    bench.run()
    wait_until(lambda: SlotFile(bench.folder).load().settled, deadline_s=60.0)


def test_that_a_fall_back_just_before_the_end_is_kept(bench: Bench) -> None:
    two_versions(bench)
    bench.deployer.stop()
    bench.thread.join(10.0)
    bench.deployer.failed(2, "it broke")
    bench.run()
    bench.stop()
    assert [report.state for report in bench.reports] == ["active", "active", "rolled_back"]
    slot = SlotFile(bench.folder).load().active
    assert slot is not None
    assert slot.version == 1


def test_that_what_fails_while_the_next_is_fetched_is_not_what_that_falls_back_to(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    bench.offer(first)
    bench.wait_for_report(1)
    bench.settle(1)
    second, data = head_of(("mug", "bowl", "vase"), bench.key, 2)
    bench.files[sha256_of(data)] = data
    send = bench.send

    def send_and_fail(request: BlobRequest) -> None:
        if bench.reference.current.version == 1:
            assert bench.reference.fall_back(bench.reference.current) is not None
            bench.deployer.failed(1, "it broke")
        send(request)

    bench.stop()
    monkeypatch.setattr(bench, "send", send_and_fail)
    bench.start()
    bench.reference.swap(bench.reference.current)  # there is something before it again
    bench.offer(second)
    bench.wait_for_report(3)
    assert [(r.version, r.state) for r in bench.reports[1:]] == [(1, "rolled_back"), (2, "active")]
    assert SlotFile(bench.folder).load().previous is None


def put_off(bench: Bench, manifest: Manifest) -> str:
    """What keeps it, by the first look that sees it: a while after the last offer nothing does."""
    seen: list[str] = []

    def is_seen() -> bool:
        seen.append(bench.deployer.trouble)
        return bool(seen[-1])

    wait_until(is_seen, step=lambda: bench.offer(manifest), deadline_s=60.0)
    return seen[-1]


def test_that_a_version_for_which_there_is_no_space_is_put_off_and_not_refused(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("version 1 is put off: cannot write .*; free some space")
    monkeypatch.setattr(deployer_module, "PUT_OFF_S", 0.2)
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    in_the_way = bench.folder / "models" / sha256_of(data)[:2]
    in_the_way.write_bytes(b"")
    assert put_off(bench, manifest).startswith("version 1 is put off")
    in_the_way.unlink()
    wait_until(lambda: bench.reports, step=lambda: bench.offer(manifest), deadline_s=60.0)
    assert bench.reports[0].state == "active"
    assert bench.deployer.trouble == ""


def test_that_a_version_for_which_there_is_no_space_is_not_even_fetched(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("version 1 is put off: .* MB are needed in .* free; free some space")
    monkeypatch.setattr(deployer_module, "PUT_OFF_S", 0.2)
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10))
        put_off(bench, manifest)
        assert bench.asked == []
    wait_until(lambda: bench.reports, step=lambda: bench.offer(manifest), deadline_s=60.0)
    assert (bench.reports[0].state, len(bench.asked)) == ("active", 1)


def test_that_a_version_for_which_no_process_can_be_started_is_put_off_and_not_refused(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("version 1 is put off: no process can be started to try a model in")

    def refuse(*args: object, **fields: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(deployer_module, "PUT_OFF_S", 0.2)
    bench.stop()
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", refuse)
        bench.start()
        put_off(bench, manifest)
    wait_until(lambda: bench.reports, step=lambda: bench.offer(manifest), deadline_s=60.0)
    assert (bench.reports[0].state, bench.failed.is_set()) == ("active", False)


def test_that_a_version_that_cannot_be_noted_is_not_said_to_be_active(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("version 1 is put off: cannot write .*slots")
    monkeypatch.setattr(deployer_module, "PUT_OFF_S", 0.2)
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    in_the_way = bench.folder / SLOTS_FILE
    in_the_way.mkdir()
    put_off(bench, manifest)
    assert (bench.reports, bench.reference.current.version) == ([], 0)
    in_the_way.rmdir()
    wait_until(lambda: bench.reports, step=lambda: bench.offer(manifest), deadline_s=60.0)
    assert (bench.reports[0].state, bench.reference.current.version) == ("active", 1)


def test_that_a_version_that_is_put_off_is_not_fetched_with_every_offer(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("version 1 is put off")
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    (bench.folder / "models" / sha256_of(data)[:2]).write_bytes(b"")
    bench.offer(manifest)
    wait_until(lambda: bench.deployer.trouble, deadline_s=60.0)
    asked_once = len(bench.asked)
    bench.offer(manifest)
    for number in (1, 2):  # after the second the offer was looked at for sure
        bench.deployer.failed(70 + number, "it broke")
        bench.wait_for_report(number)
    assert len(bench.asked) == asked_once > 0


def test_that_a_fall_back_that_cannot_be_saved_is_saved_once_there_is_space(
    bench: Bench, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("what became of versions would not survive a restart")
    monkeypatch.setattr(deployer_module, "SAVE_AGAIN_S", 0.05)
    two_versions(bench)
    slots = bench.folder / SLOTS_FILE
    slots.unlink()
    slots.mkdir()
    bench.deployer.failed(2, "it broke")
    assert bench.wait_for_report(3).state == "rolled_back"
    assert "would not survive a restart" in bench.deployer.trouble
    slots.rmdir()
    wait_until(lambda: bench.deployer.trouble == "", deadline_s=60.0)
    saved = SlotFile(bench.folder).load().active
    assert saved is not None
    assert saved.version == 1


def test_that_what_became_of_versions_of_long_ago_is_forgotten(bench: Bench) -> None:
    versions = range(100, 101 + deployer_module.MAX_ANSWERED)
    for number, version in enumerate(versions, 1):
        bench.deployer.failed(version, "it broke")
        bench.wait_for_report(number)
    for version, state in ((versions[1], "rolled_back"), (versions[0], "active")):
        manifest, data = head_of(("mug", "bowl"), bench.key, version)
        bench.files[sha256_of(data)] = data
        bench.offer(manifest)
        report = bench.wait_for_report(len(bench.reports) + 1)
        assert (report.version, report.state) == (version, state)


def test_that_a_damaged_model_file_is_fetched_again(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("is damaged: its content does not match its name; it is fetched again")
    manifest, data = head_of(("mug", "bowl"), bench.key, 1)
    bench.files[sha256_of(data)] = data
    path = BlobStore(bench.folder / "models").path(sha256_of(data))
    path.parent.mkdir()
    path.write_bytes(b"rotten")
    bench.offer(manifest)
    assert bench.wait_for_report(1).state == "active"
    assert path.read_bytes() == data


def test_that_files_that_cannot_be_deleted_stop_nothing(
    bench: Bench, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("files that nobody needs stay: cannot delete")
    (bench.folder / "models" / "00" / ("0" * 64)).mkdir(parents=True)
    two_versions(bench)
    assert not bench.failed.is_set()
