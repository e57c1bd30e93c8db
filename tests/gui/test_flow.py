"""What stands side by side goes on in the next row where the room ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.views.flow import FlowGrid, FlowRow, column_widths, lines

WIDTHS = st.lists(st.integers(1, 300), min_size=1, max_size=9)


class Block(QWidget):
    """As wide and as high as it is told to be at least."""

    def __init__(self, width: int, height: int = 20, *, expands: bool = False) -> None:
        super().__init__()
        self._size = QSize(width, height)
        policy = QSizePolicy.Policy.Expanding if expands else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._size

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._size


def laid_out(
    qtbot: QtBot, layout: type[FlowGrid] | type[FlowRow], blocks: list[Block], width: int
) -> QWidget:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = layout(holder, gap=10)
    for block in blocks:
        made.addWidget(block)
    holder.resize(width, made.heightForWidth(width))
    holder.show()
    return holder


def corners(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.x(), block.y()) for block in blocks]


@pytest.mark.parametrize(
    ("room", "widths"),
    [(540, (100, 100, 100, 100, 100)), (539, (173, 173, 173)), (310, (150, 150)), (90, (100,))],
)
def test_that_five_equal_columns_become_three_two_and_one(
    room: int, widths: tuple[int, ...]
) -> None:
    assert column_widths([100] * 5, room, 10) == widths


def test_that_a_wide_column_takes_from_the_others_no_more_than_they_need() -> None:
    assert column_widths([50, 200, 50], 420, 10) == (100, 200, 100)


@given(WIDTHS, st.integers(1, 2000))
def test_that_columns_fill_the_room_and_none_is_too_narrow(least: list[int], room: int) -> None:
    widths = column_widths(least, room, 10)
    wide = sum(widths) + 10 * (len(widths) - 1)
    if len(widths) > 1:
        assert room - len(widths) < wide <= room
    assert all(width >= least[at] for at, width in enumerate(widths))
    assert all(own <= widths[at % len(widths)] for at, own in enumerate(least))


@given(WIDTHS, st.integers(1, 2000))
def test_that_rows_keep_the_order_and_hold_what_fits(wanted: list[int], room: int) -> None:
    rows = lines(wanted, room, 10)
    assert [at for row in rows for at in row] == list(range(len(wanted)))
    for row in rows:
        assert len(row) == 1 or sum(wanted[at] + 10 for at in row) - 10 <= room


def test_that_a_row_goes_on_below(qtbot: QtBot) -> None:
    blocks = [Block(100), Block(100), Block(100)]
    holder = laid_out(qtbot, FlowRow, blocks, 320)
    assert corners(blocks) == [(0, 0), (110, 0), (220, 0)]
    holder.resize(319, 60)
    assert corners(blocks) == [(0, 0), (110, 0), (0, 30)]


def test_that_what_expands_takes_the_rest_of_its_row(qtbot: QtBot) -> None:
    blocks = [Block(100, expands=True), Block(80), Block(80)]
    holder = laid_out(qtbot, FlowRow, blocks, 500)
    assert [block.width() for block in blocks] == [320, 80, 80]
    holder.resize(200, 60)
    assert [block.width() for block in blocks] == [110, 80, 80]


def test_that_what_is_lower_stands_in_the_middle_of_its_row(qtbot: QtBot) -> None:
    blocks = [Block(100, 40), Block(100, 20)]
    holder = laid_out(qtbot, FlowRow, blocks, 400)
    assert corners(blocks) == [(0, 0), (110, 10)]
    assert holder.height() == 40


def test_that_cards_of_a_row_are_equally_high(qtbot: QtBot) -> None:
    blocks = [Block(100, 40), Block(100, 20), Block(100, 30)]
    holder = laid_out(qtbot, FlowGrid, blocks, 210)
    assert [block.geometry().getRect() for block in blocks] == [
        (0, 0, 100, 40),
        (110, 0, 100, 40),
        (0, 50, 100, 30),
    ]
    assert holder.height() == 80


def test_that_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    blocks = [Block(100), Block(100), Block(100)]
    holder = laid_out(qtbot, FlowRow, blocks, 320)
    blocks[1].hide()
    layout = holder.layout()
    assert isinstance(layout, QLayout)
    layout.activate()
    assert [block.x() for block in (blocks[0], blocks[2])] == [0, 110]
    assert layout.sizeHint().width() == 210


def test_that_the_height_follows_from_the_width(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowGrid(holder, gap=10)
    words = QLabel("one two three four five six seven eight nine ten eleven twelve")
    words.setWordWrap(True)
    layout.addWidget(words)
    assert layout.heightForWidth(100) > 2 * layout.heightForWidth(600)
    assert layout.expandingDirections() == Qt.Orientation.Horizontal
    assert layout.minimumSize().width() < 100


def test_that_what_was_measured_is_kept_until_something_changes(qtbot: QtBot) -> None:
    """Layouts in layouts asked each other anew: a page took a tenth of a second."""
    holder = QWidget()
    qtbot.addWidget(holder)
    outer = FlowRow(holder, gap=4)
    asked: list[str] = []

    class Asked(QLabel):
        def sizeHint(self) -> QSize:  # noqa: N802
            asked.append(self.text())
            return QSize(30 * len(self.text()), 20)

    inner = FlowRow(gap=4)
    parts = [Asked("a"), Asked("b")]
    for part in parts:
        inner.addWidget(part)
    outer.addLayout(inner)
    holder.resize(200, 100)
    holder.show()
    QApplication.processEvents()
    asked.clear()
    for _ in range(5):
        assert outer.heightForWidth(70) == 20
        assert outer.heightForWidth(40) == 44
    assert len(asked) <= 2 * len(parts)
    parts[0].setText("longer")
    QApplication.processEvents()
    assert outer.heightForWidth(200) == 44  # 6 x 30 and 30 do not stand beside one another
    parts[1].hide()
    QApplication.processEvents()
    assert outer.heightForWidth(200) == 20
