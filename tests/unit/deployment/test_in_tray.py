import threading

from edge_node.deployment.in_tray import Failed, InTray, Settled
from shared.owned_thread import OwnedThread
from shared.protocol.deployment import DeployOffer


def offer(version: int) -> DeployOffer:
    return DeployOffer(version=version, manifest=b"m", signature=b"s" * 64)


def test_that_the_newest_offer_lies_there_whatever_comes_after_it() -> None:
    tray = InTray()
    for version in (1, 3, 2):
        tray.offer(offer(version))
    assert tray.take_offer() == offer(3)
    assert tray.take_offer() is None


def test_that_every_outcome_comes_out_once_and_in_order() -> None:
    tray = InTray()
    outcomes = (Settled(1), *(Failed(version, "it broke") for version in range(2, 100)))
    for outcome in outcomes:
        tray.note(outcome)
        tray.offer(offer(1))
    assert tray.take_outcomes() == outcomes
    assert tray.take_outcomes() == ()


def test_that_who_waits_is_woken_by_whatever_is_put_in_and_by_the_end() -> None:
    for put in (
        lambda tray: tray.offer(offer(1)),
        lambda tray: tray.note(Settled(1)),
        lambda tray: tray.close(),
    ):
        tray, waits = InTray(), threading.Event()

        def wait(tray: InTray = tray, waits: threading.Event = waits) -> None:
            waits.set()
            tray.wait(None)

        thread = OwnedThread("waits", wait, on_failure=lambda: None)
        thread.start()
        assert waits.wait(5.0)
        put(tray)
        thread.join(5.0)


def test_that_a_wait_for_nothing_ends_in_time() -> None:
    InTray().wait(0.01)
