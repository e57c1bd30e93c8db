"""Cells of the wall of pictures are drawn once, a few in a turn, and forgotten when they change."""

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from operator_gui.views.kept_cells import NEW_A_TURN, Cell, KeptCells


class Drawing:
    """Draws empty cells, and knows which."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def __call__(self, row: int) -> Cell:
        self.rows.append(row)
        return Cell(QPixmap(1, 1), is_whole=True)


def look(cells: KeptCells, draw: Drawing, rows: range) -> list[int]:
    """One turn in which these rows are in sight; returns those that have to wait."""
    cells.begin_turn(len(rows))
    return [row for row in rows if cells.cell(row, draw) is None]


def test_that_a_cell_is_drawn_once(qapp: QApplication) -> None:
    cells, draw = KeptCells(), Drawing()
    for _ in range(3):
        assert look(cells, draw, range(5)) == []
    assert draw.rows == [0, 1, 2, 3, 4]


def test_that_a_page_is_drawn_over_several_turns(qapp: QApplication) -> None:
    cells, draw = KeptCells(), Drawing()
    page = range(2 * NEW_A_TURN + 1)
    assert look(cells, draw, page) == list(page)[NEW_A_TURN:]
    assert look(cells, draw, page) == list(page)[2 * NEW_A_TURN :]
    assert look(cells, draw, page) == []
    assert draw.rows == list(page)


def test_that_only_what_changed_is_drawn_again(qapp: QApplication) -> None:
    cells, draw = KeptCells(), Drawing()
    look(cells, draw, range(6))
    draw.rows.clear()
    cells.forget(2, 3)
    look(cells, draw, range(6))
    assert draw.rows == [2, 3]


def test_that_cells_that_were_not_seen_for_long_are_let_go(qapp: QApplication) -> None:
    cells, draw = KeptCells(), Drawing()
    for first in range(0, 1000, 5):
        look(cells, draw, range(first, first + 5))
    kept = len(cells)
    assert kept < 100
    draw.rows.clear()
    assert look(cells, draw, range(995, 1000)) == []
    assert draw.rows == []
    look(cells, draw, range(5))
    assert draw.rows == [0, 1, 2, 3, 4]


def test_that_all_that_is_in_sight_is_kept(qapp: QApplication) -> None:
    cells, draw = KeptCells(), Drawing()
    page = range(300)
    while look(cells, draw, page):
        pass
    assert len(draw.rows) == 300
