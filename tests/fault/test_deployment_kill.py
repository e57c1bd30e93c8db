"""kill -9 at each step of a deployment: the node has a complete, verified slot, always."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_node.deployment.slots import SlotFile
from shared.blobs import BlobStore, sha256_of
from shared.bundle import decode_manifest
from shared.errors import WhatsitError
from tests.conftest import RecordProperty
from tests.fault.dying_deployer import MUTANTS, STEPS, start

ROUNDS = 2


class Deployments:
    """A warm process that deploys one version after the other, each in a fork."""

    def __init__(self, folder: Path, mutant: str = "") -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.dying_deployer", str(folder), mutant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def deploy(self, step: str = "none") -> str:
        """A version, or "killed"."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{step}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def deployments(tmp_path: Path) -> Iterator[Deployments]:
    running = Deployments(tmp_path)
    yield running
    running.close()


def check_slots(folder: Path) -> int:
    """The version that the node starts with: signed, whole, and without falling back."""
    slots = SlotFile(folder / "node").load()  # as it lies there
    bundle, started = start(folder)  # a warning that it fell back would fail the test
    assert started == slots
    assert bundle.version == (0 if slots.active is None else slots.active.version)
    blobs = BlobStore(folder / "node" / "models")
    for slot in (slots.active, slots.previous):
        if slot is not None:
            head = decode_manifest(slot.manifest).head
            assert head is not None
            assert sha256_of(blobs.get(head.file.sha256)) == head.file.sha256
    assert not list((folder / "node").rglob("tmp*"))
    return bundle.version


@pytest.mark.promise(13)
def test_that_a_death_at_any_step_leaves_a_whole_slot(
    deployments: Deployments, record_property: RecordProperty
) -> None:
    die_at_each_step(deployments)
    record_property("figure", f"a whole slot after {len(STEPS) * ROUNDS} of {len(STEPS) * ROUNDS}")


def die_at_each_step(deployments: Deployments) -> None:
    """Fails where a death leaves anything but the slot of before or the new one."""
    before = int(deployments.deploy())
    for step in STEPS * ROUNDS:
        assert deployments.deploy(step) == "killed", step
        found = check_slots(deployments.folder)
        has_new = STEPS.index(step) >= STEPS.index("after the slots are moved in")
        assert found == before + has_new, step
        after = int(deployments.deploy())
        assert after == found + 1
        assert check_slots(deployments.folder) == after
        before = after


@pytest.mark.promise(13)
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_two_hundred_deaths_at_any_time_leave_a_whole_slot(
    deployments: Deployments, record_property: RecordProperty
) -> None:
    newest = int(deployments.deploy())
    killed = 0
    while killed < 200:
        ended = deployments.deploy("any time")
        killed += ended == "killed"
        found = check_slots(deployments.folder)
        # A version with which it died three times on probation is left for the last settled one.
        assert found <= newest + 1
        newest = max(newest, found)
        if killed % 10 == 0:
            newest = int(deployments.deploy())
    record_property("figure", f"a whole slot after {killed} of {killed} deaths")


@pytest.mark.mutant(13)
@pytest.mark.usefixtures("warnings_do_not_matter")
@pytest.mark.parametrize("mutant", MUTANTS)
def test_that_a_swap_in_two_steps_is_noticed(tmp_path: Path, mutant: str) -> None:
    deployments = Deployments(tmp_path, mutant)
    try:
        with pytest.raises((AssertionError, WhatsitError)):
            die_at_each_step(deployments)
    finally:
        deployments.close()
