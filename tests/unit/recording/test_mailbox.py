import threading

from edge_node.recording.mailbox import Mailbox
from tests.fakes import wait_until


def test_that_each_kind_has_room_of_its_own_and_order_is_kept() -> None:
    box: Mailbox[int] = Mailbox({"frame": 1, "detections": 2, "event": 3})
    assert box.put("frame", 1)
    assert not box.put("frame", 2)
    assert all([box.put("detections", 3), box.put("detections", 4), box.put("event", 5)])
    assert not box.put("detections", 6)
    assert [box.take(timeout_s=0) for _ in range(5)] == [1, 3, 4, 5, None]
    assert box.put("frame", 7)
    assert box.take(timeout_s=0) == 7


def test_that_room_goes_by_size_and_one_item_always_has_some() -> None:
    box: Mailbox[str] = Mailbox({"frame": 10})
    assert box.put("frame", "giant", size=25)
    assert not box.put("frame", "small", size=1)
    assert box.take(timeout_s=0) == "giant"
    assert all([box.put("frame", "a", size=6), box.put("frame", "b", size=4)])
    assert not box.put("frame", "c", size=1)


def test_that_who_waits_is_woken_by_what_comes_and_by_wake() -> None:
    box: Mailbox[str] = Mailbox()
    taken: list[str | None] = []

    def take_two() -> None:
        taken.append(box.take(timeout_s=30))
        taken.append(box.take(timeout_s=30))

    thread = threading.Thread(target=take_two)
    thread.start()
    box.put("event", "a")
    wait_until(lambda: taken == ["a"])
    wait_until(lambda: not thread.is_alive(), step=box.wake)
    thread.join()
    assert taken == ["a", None]
