"""What a node remembers of its bundles over a restart."""

from pathlib import Path

import msgspec
import pytest

from edge_node.deployment.slots import (
    MAX_UNSETTLED_STARTS,
    SLOTS_COPY,
    SLOTS_FILE,
    DamagedSlotsError,
    Slot,
    SlotFile,
    Slots,
)
from tests.conftest import ExpectWarnings

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


@pytest.mark.parametrize("damage", [b"\xc1rubbish", b"", None], ids=["rubbish", "empty", "gone"])
def test_that_a_node_knows_its_newest_version_from_the_copy_of_a_damaged_slot_file(
    tmp_path: Path, damage: bytes | None, expected_warnings: ExpectWarnings
) -> None:
    slots = Slots().activate(ONE).settle().activate(THREE).fall_back()
    SlotFile(tmp_path).save(slots)
    if damage is None:
        (tmp_path / SLOTS_FILE).unlink()
    else:
        expected_warnings("slots.msgpack is damaged: .*; its copy is taken")
        (tmp_path / SLOTS_FILE).write_bytes(damage)
    assert SlotFile(tmp_path).load() == slots


def test_that_a_copy_does_not_count_where_the_slot_file_can_be_read(tmp_path: Path) -> None:
    SlotFile(tmp_path).save(Slots().activate(ONE))
    (tmp_path / SLOTS_COPY).write_bytes(msgspec.msgpack.encode(Slots().activate(TWO)))
    assert SlotFile(tmp_path).load() == Slots().activate(ONE)


def test_that_slots_damaged_twice_are_said_in_one_line(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("slots.copy.msgpack is damaged")
    for name in (SLOTS_FILE, SLOTS_COPY):
        (tmp_path / name).write_bytes(b"\xc1rubbish")
    with pytest.raises(DamagedSlotsError, match=r"slots\.msgpack is damaged: .*$"):
        SlotFile(tmp_path).load()


def test_that_what_it_falls_back_to_got_through_its_probation() -> None:
    slots = Slots().activate(ONE).settle().activate(TWO).activate(THREE)
    assert (slots.active, slots.previous) == (THREE, ONE)
    assert slots.fall_back() == Slots(ONE, None, 3, settled=True)


def test_that_a_bundle_that_takes_the_node_down_each_time_is_left() -> None:
    slots = Slots().activate(ONE).settle().activate(TWO)
    for _ in range(MAX_UNSETTLED_STARTS):
        slots = slots.start()
        assert slots.active == TWO
    assert slots.start().active == ONE


def test_that_a_settled_bundle_may_be_started_for_ever() -> None:
    slots = Slots().activate(ONE).settle()
    for _ in range(2 * MAX_UNSETTLED_STARTS):
        slots = slots.start()
    assert slots.active == ONE


def test_that_slots_of_an_earlier_release_are_on_probation_once_more(tmp_path: Path) -> None:
    old = msgspec.msgpack.encode({"active": ONE, "previous": THREE, "newest_version": 3})
    (tmp_path / SLOTS_FILE).write_bytes(old)
    slots = SlotFile(tmp_path).load()
    assert (slots.active, slots.previous, slots.is_settled) == (ONE, THREE, False)


def test_that_drafts_of_a_sudden_death_are_tidied_away(tmp_path: Path) -> None:
    SlotFile(tmp_path).save(Slots().activate(ONE))
    for name in (SLOTS_FILE, SLOTS_COPY):
        (tmp_path / f"tmp-{name}-abc").write_bytes(b"half")
    SlotFile(tmp_path).sweep()
    assert SlotFile(tmp_path).load().active == ONE
    assert not list(tmp_path.glob("tmp*"))
