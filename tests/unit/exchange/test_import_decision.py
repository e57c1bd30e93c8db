"""Who is said to have answered what a data set says."""

from contextlib import closing
from pathlib import Path

import pytest

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import ImportedLabel, answer_of
from operator_gui.station.label_store import LabelStore
from shared.protocol.fields import MAX_NAME


@pytest.mark.parametrize(
    ("said", "operator", "told"),
    [
        ("", "Ben", "Ben"),
        ("Ben", "Ben", "Ben"),
        ("Ada", "Ben", "Ben (import: Ada)"),
        ("Ada (import: Eve)", "Ben", "Ben (import: Ada (import: Eve))"),
        ("A" * MAX_NAME, "Ben", f"Ben (import: {'A' * (MAX_NAME - 14)})"),
        ("Ada", "B" * MAX_NAME, "B" * MAX_NAME),
        ("Ada", "B" * (MAX_NAME - 11), "B" * (MAX_NAME - 11)),
        ("Ada", "B" * (MAX_NAME - 12), f"{'B' * (MAX_NAME - 12)} (import: A)"),
    ],
)
def test_that_who_was_let_in_comes_first_and_is_never_cut(
    said: str, operator: str, told: str, tmp_path: Path
) -> None:
    label = ImportedLabel("q1", "mug", operator=said)
    with closing(Database(tmp_path)) as database:
        labels = LabelStore(database)
        answer = answer_of(label, None, labels, operator=operator, now_s=1.0, names_are_proven=True)
        kept = answer_of(label, None, labels, operator=operator, now_s=1.0)
    assert answer.operator == told
    assert len(told) <= MAX_NAME
    assert kept.operator == (said or operator)
