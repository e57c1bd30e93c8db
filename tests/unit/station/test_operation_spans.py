"""Which operation gave an answer, without asking for all of them."""

import pytest

from operator_gui.station.operation_spans import OperationSpans
from shared.protocol.curation import Confirm, Merge, Relabel, Undo
from tests.unit.station.station_world import make_answer
from tests.unit.station.test_label_operations import Curated, stores

__all__ = ["stores"]


def kinds(spans: OperationSpans, answers: int) -> list[str]:
    spans.refresh()
    found = (spans.of(seq) for seq in range(answers + 2))
    return [operation.kind if operation else "" for operation in found]


def test_that_every_answer_is_known_to_be_a_person_s_or_of_which_operation(
    stores: Curated,
) -> None:
    spans = OperationSpans(stores.database)
    assert kinds(spans, 3) == [""] * 5
    stores.do(Merge(names=("mug",), into="bowl"))  # answers 4 and 5
    stores.do(Confirm(query_ids=("b1",)))
    stores.put(make_answer("open", "vase"))
    stores.do(Relabel(query_ids=("open",), name="cup"))
    assert kinds(spans, 8) == ["", "", "", "", "merge", "merge", "confirm", "", "relabel", ""]
    merged, relabelled = spans.of(4), spans.of(8)
    assert merged is not None
    assert relabelled is not None
    assert (merged.of_names, relabelled.of_names) == (True, False)


def test_that_what_a_failed_transaction_wrote_is_forgotten(stores: Curated) -> None:
    spans = OperationSpans(stores.database)

    def fail() -> None:
        with stores.database.transaction():
            change = Merge(names=("mug",), into="bowl")
            stores.operations.carry_out("lost", change, operator="A", peer_id="a", at_s=1.0)
            assert kinds(spans, 5)[4] == "merge"
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert kinds(spans, 3) == [""] * 5
    stores.do(Confirm(query_ids=("b1",)))
    stores.do(Undo())
    assert kinds(spans, 5) == ["", "", "", "", "confirm", "undo", ""]
