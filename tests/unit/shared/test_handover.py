"""What was handed over is taken in order, and nobody waits for more."""

import queue

import pytest

from shared.handover import handed_over


@pytest.mark.parametrize("kind", [queue.Queue, queue.SimpleQueue])
def test_that_all_that_waits_is_taken_in_order(
    kind: "type[queue.Queue[int] | queue.SimpleQueue[int]]",
) -> None:
    tasks = kind()
    assert list(handed_over(tasks)) == []
    for number in range(5):
        tasks.put(number)
    assert list(handed_over(tasks)) == [0, 1, 2, 3, 4]
    assert tasks.empty()


def test_that_what_comes_meanwhile_is_taken_too() -> None:
    tasks: queue.SimpleQueue[int] = queue.SimpleQueue()
    tasks.put(2)
    taken = []
    for number in handed_over(tasks):
        taken.append(number)
        if number:
            tasks.put(number - 1)
    assert taken == [2, 1, 0]
