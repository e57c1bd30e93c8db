"""Cells of the wall of pictures are drawn once, a few in a turn, and forgotten when they change."""

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from operator_gui.views.kept_cells import TURN_S, Cell, KeptCells


class Drawing:
    """Draws empty cells, and knows which. Time passes by nothing else."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.rows: list[int] = []
        self.now_s = 100.0
        self._takes_s = takes_s

    def __call__(self, row: int) -> Cell:
        self.rows.append(row)
        self.now_s += self._takes_s
        return Cell(QPixmap(1, 1), is_whole=True)


def made(draw: Drawing) -> tuple[KeptCells, Drawing]:
    """Nothing drawn yet, by the clock of who draws."""
    return KeptCells(lambda: draw.now_s), draw


def look(cells: KeptCells, draw: Drawing, rows: range) -> list[int]:
    """One turn in which these rows are in sight; returns those that have to wait."""
    cells.begin_turn(len(rows))
    return [row for row in rows if cells.cell(row, draw) is None]


def test_that_a_cell_is_drawn_once(qapp: QApplication) -> None:
    cells, draw = made(Drawing())
    for _ in range(3):
        assert look(cells, draw, range(5)) == []
    assert draw.rows == [0, 1, 2, 3, 4]


def test_that_a_page_is_drawn_over_several_turns(qapp: QApplication) -> None:
    cells, draw = made(Drawing(takes_s=TURN_S / 3.5))
    page = range(9)
    assert look(cells, draw, page) == [4, 5, 6, 7, 8]
    assert look(cells, draw, page) == [8]
    assert look(cells, draw, page) == []
    assert draw.rows == list(page)


def test_that_a_turn_draws_one_cell_however_long_it_takes(qapp: QApplication) -> None:
    cells, draw = made(Drawing(takes_s=10 * TURN_S))
    assert look(cells, draw, range(3)) == [1, 2]
    assert look(cells, draw, range(3)) == [2]
    assert look(cells, draw, range(3)) == []


def test_that_only_what_changed_is_drawn_again(qapp: QApplication) -> None:
    cells, draw = made(Drawing())
    look(cells, draw, range(6))
    draw.rows.clear()
    cells.forget(2, 3)
    look(cells, draw, range(6))
    assert draw.rows == [2, 3]


def test_that_cells_that_were_not_seen_for_long_are_let_go(qapp: QApplication) -> None:
    cells, draw = made(Drawing())
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
    cells, draw = made(Drawing())
    page = range(300)
    while look(cells, draw, page):
        pass
    assert len(draw.rows) == 300
