"""Tables measure their cells without asking the style for each, and none is too narrow for it."""

import pytest
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from operator_gui.itemmodels.rows_model import ICON_ROLE
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from operator_gui.views.table import Table
from tests.gui import street
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import lay_out


@pytest.fixture
def tables(window: AppWindow, model: AppModel, log: StationLog) -> tuple[Table, ...]:
    """With rows in them, as they are when a page is shown."""
    pictures = street.Street()
    street.show_full(model, log, pictures)
    for page in (2, 3):
        window.show_page(page)
        street.answer_objects(model, log, pictures)
        street.answer_keys(model, log)
        lay_out(window)
    return window.learning.table, window.robots.table, window.robots.keys.table


def test_that_a_cell_is_as_wide_as_its_style_makes_it(tables: tuple[Table, ...]) -> None:
    marks = set()
    for table in tables:
        cells, delegate = table.model(), table.itemDelegate()
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        for at in range(cells.rowCount() * cells.columnCount()):
            index = cells.index(*divmod(at, cells.columnCount()))
            marks.add(index.data(ICON_ROLE) is not None)
            measured = delegate.sizeHint(option, index)
            asked = QStyledItemDelegate.sizeHint(delegate, option, index)
            assert 0 <= measured.width() - asked.width() <= 2, index.data()
            assert measured.height() == asked.height()
    assert marks == {True, False}


def test_that_the_style_is_asked_little_when_the_room_changes(
    tables: tuple[Table, ...], window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    measure = QStyledItemDelegate.sizeHint

    def counting(*cell: object) -> object:
        nonlocal asked
        asked += 1
        return measure(*cell)  # type: ignore[arg-type]

    monkeypatch.setattr(QStyledItemDelegate, "sizeHint", counting)
    window.show_page(3)
    for width in (1000, 1100, 1200):
        window.resize(width, 800)
        lay_out(window)
    empty = sum(
        not table.model().index(row, column).data()
        for table in tables[1:]
        for row in range(table.model().rowCount())
        for column in range(table.model().columnCount())
    )
    assert asked <= 12 * empty  # a cell without a word has no room to be measured by
