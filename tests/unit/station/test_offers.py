import pytest

from operator_gui.station.offers import NodeState, Offers


def node(*, active: int = 0, will_not_run: bool = False) -> NodeState:
    return NodeState("rover-1", active, will_not_run)


def test_that_an_offer_is_repeated_but_not_all_the_time() -> None:
    offers = Offers(again_s=2.0)
    assert offers.due(3, node(), 10.0)
    offers.offered(3, "rover-1", 10.0)
    assert not offers.due(3, node(), 11.9)
    assert offers.due(3, node(), 12.0)
    assert offers.offered_version("rover-1") == 3
    assert offers.offered_version("rover-2") == 0


def test_that_a_newer_version_is_offered_at_once() -> None:
    offers = Offers(again_s=2.0)
    offers.offered(3, "rover-1", 10.0)
    assert offers.due(4, node(active=3), 10.1)


def test_that_a_node_that_said_hello_is_offered_again_at_once() -> None:
    offers = Offers(again_s=2.0)
    offers.offered(3, "rover-1", 10.0)
    offers.forget("rover-1")
    offers.forget("rover-2")
    assert offers.due(3, node(), 10.1)
    assert offers.offered_version("rover-1") == 3


@pytest.mark.parametrize(
    ("version", "state"),
    [(0, node()), (3, node(active=3)), (3, node(active=9)), (3, node(will_not_run=True))],
)
def test_that_nothing_is_offered_that_the_node_has_or_will_not_have(
    version: int, state: NodeState
) -> None:
    assert not Offers(again_s=2.0).due(version, state, 10.0)
