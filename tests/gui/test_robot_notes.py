"""What the Robots page says of a node beside its figures."""

from operator_gui.itemmodels.nodes_table import NOTE_COLUMN, NodesTable
from tests.gui.scenes import NOW_S, node


def test_that_the_note_says_what_became_of_the_last_version(qapp: object) -> None:
    assert qapp is not None
    table = NodesTable()
    nodes = (
        node(rollout="left v3: too slow", note="no camera"),
        node(rollout="v3 runs well", note=""),
        node(),
    )
    table.show(nodes, NOW_S, connected=True)
    notes = [table.index(row, NOTE_COLUMN).data() for row in range(3)]
    assert notes[:2] == ["left v3: too slow; no camera", "v3 runs well"]


def test_that_questions_that_had_to_go_are_shown_with_those_that_wait(qapp: object) -> None:
    assert qapp is not None
    table = NodesTable()
    nodes = (
        node(outbox_count=3, outbox_bytes=2_000_000, outbox_evicted=1200),
        node(outbox_count=0, outbox_evicted=7),
        node(outbox_count=0),
    )
    table.show(nodes, NOW_S, connected=True)
    shown = [
        {table.index(row, column).data() for column in range(table.columnCount())}
        for row in range(3)
    ]
    assert "3 · 2 MB · 1,200 lost" in shown[0] or "3 · 2.0 MB · 1,200 lost" in shown[0]
    assert "empty · 7 lost" in shown[1]
    assert "empty" in shown[2]
