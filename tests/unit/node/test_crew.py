import threading

import pytest

from edge_node.crew import Crew, Member
from shared.errors import LinkError, WhatsitError
from shared.owned_thread import OwnedThread

DEADLINE_S = 5.0


class Worker:
    """Works until it is told to end; then fails where it is to."""

    def __init__(self, told: list[str], name: str, failure: Exception | None = None) -> None:
        self._told = told
        self._name = name
        self._failure = failure
        self._end = threading.Event()
        self.has_ended = False
        self.member = Member(
            OwnedThread(name, self._run, on_failure=lambda: None), self._told_to_end
        )

    def _told_to_end(self) -> None:
        self._told.append(self._name)
        self._end.set()

    def _run(self) -> None:
        self._end.wait(DEADLINE_S)
        self.has_ended = True
        if self._failure is not None:
            raise self._failure


def test_that_all_are_told_to_end_in_order_and_waited_for() -> None:
    told: list[str] = []
    workers = [Worker(told, name) for name in ("desk", "deployer", "link")]
    crew = Crew(*(worker.member for worker in workers))
    crew.start()
    crew.stop(DEADLINE_S)
    assert told == ["desk", "deployer", "link"]
    assert all(worker.has_ended for worker in workers)


def test_that_one_that_failed_is_said_after_all_the_others_have_ended() -> None:
    first, second = LinkError("gone"), WhatsitError("as well")
    told: list[str] = []
    workers = [
        Worker(told, "link", first),
        Worker(told, "recordings"),
        Worker(told, "deployer", second),
    ]
    crew = Crew(*(worker.member for worker in workers))
    crew.start()
    with pytest.raises(LinkError, match="gone"):
        crew.stop(DEADLINE_S)
    assert not [t for t in threading.enumerate() if t.name in ("link", "recordings", "deployer")]


def test_that_one_that_does_not_end_is_said_and_the_others_are_waited_for() -> None:
    let_go, told = threading.Event(), list[str]()
    stuck = Member(
        OwnedThread("stuck", lambda: let_go.wait(DEADLINE_S), on_failure=lambda: None), lambda: None
    )
    worker = Worker(told, "link")
    crew = Crew(stuck, worker.member)
    crew.start()
    with pytest.raises(WhatsitError, match="thread stuck did not stop"):
        crew.stop(0.2)
    assert worker.has_ended
    let_go.set()
    stuck.thread.join(DEADLINE_S)
