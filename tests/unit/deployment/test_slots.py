"""What a node remembers of its bundles over a restart."""

from pathlib import Path

import pytest

from edge_node.deployment.slots import SLOTS_FILE, Slot, SlotFile, Slots
from shared.errors import StorageError

ONE, TWO, THREE = (Slot(version, b"manifest", b"signature") for version in (1, 2, 3))


def test_that_activating_keeps_the_one_before_to_fall_back_to() -> None:
    slots = Slots().activate(ONE).settle().activate(TWO)
    assert (slots.active, slots.previous, slots.newest_version) == (TWO, ONE, 2)


def test_that_falling_back_does_not_make_the_failed_version_new_again() -> None:
    slots = Slots().activate(ONE).settle().activate(TWO).fall_back()
    assert (slots.active, slots.previous, slots.newest_version) == (ONE, None, 2)


def test_that_slots_survive_a_restart(tmp_path: Path) -> None:
    slots = Slots().activate(ONE).activate(THREE)
    SlotFile(tmp_path).save(slots)
    assert SlotFile(tmp_path).load() == slots


def test_that_a_new_node_starts_with_empty_slots(tmp_path: Path) -> None:
    assert SlotFile(tmp_path / "new").load() == Slots()


def test_that_a_damaged_slot_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / SLOTS_FILE).write_bytes(b"\xc1rubbish")
    with pytest.raises(StorageError, match="factory bundle"):
        SlotFile(tmp_path).load()
