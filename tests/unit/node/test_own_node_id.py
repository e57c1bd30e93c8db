"""A node is known by one id for as long as its state folder lasts."""

from pathlib import Path

import pytest

from edge_node.own_node_id import own_node_id
from shared.errors import StorageError
from tests.conftest import ExpectWarnings


def test_that_an_id_is_drawn_once(tmp_path: Path) -> None:
    drawn = own_node_id(tmp_path)
    assert len(drawn) == 32
    assert own_node_id(tmp_path) == drawn
    (tmp_path / "node_id").write_text("rover-7\n")
    assert own_node_id(tmp_path) == "rover-7"


@pytest.mark.parametrize("left", [b"", b"\n", bytes(32), b"\xff" * 4, b"x" * 65])
def test_that_one_that_a_power_cut_left_half_written_is_drawn_anew(
    left: bytes, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("node_id is damaged: its station takes this node for a new one")
    (tmp_path / "node_id").write_bytes(left)
    drawn = own_node_id(tmp_path)
    assert len(drawn) == 32
    assert own_node_id(tmp_path) == drawn


def test_that_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot use state folder"):
        own_node_id(tmp_path / "none")
