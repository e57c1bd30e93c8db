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
