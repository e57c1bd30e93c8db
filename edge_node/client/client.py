"""The robot's own software asks its node: what is seen, and what a person says of a picture."""

import threading
from collections.abc import Iterator, Sequence
from typing import Self, TypeVar

from edge_node.client.asking import Asking
from edge_node.client.listening import Counts, listen
from edge_node.client.question import STANDARD_QUESTION, checked
from edge_node.client.reply import Reply
from edge_node.client.seen import SeenObject, seen_objects
from shared.clock import Clock, SystemClock
from shared.domain import Image
from shared.errors import LinkError
from shared.protocol.publication import FrameDetections
from shared.transport.endpoint import Endpoint, parse_endpoint

D = TypeVar("D")


class Client:
    """Talks to one node on the same machine, which need not be there, now or ever.

    Everything may be called from several threads; each iteration belongs to one of them.

        with Client() as robot:
            for seen in robot.objects():
                print(seen.name, seen.conformal_set)
    """

    def __init__(
        self,
        listening: str = "tcp://127.0.0.1:7340",
        *,
        asking: str = "tcp://127.0.0.1:7342",
        clock: Clock | None = None,
    ) -> None:
        """listening: the node's `publish` endpoint. asking: its `ask_on`.

        Raises LinkError for what is no endpoint on this machine; nothing else ever does.
        """
        self._listening = _named_port(listening)
        self._asking = _named_port(asking)
        self._clock = clock or SystemClock()
        self._counts = Counts()
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every iteration and every question that runs, within a tenth of a second."""
        self._closed.set()

    @property
    def malformed(self) -> int:
        """How many published messages could not be understood and were skipped."""
        return self._counts.malformed

    @property
    def skipped(self) -> int:
        """How many frames that arrived were skipped for a newer one."""
        return self._counts.skipped

    def detections(
        self, timeout_s: float | None = None, *, newest_only: bool = True
    ) -> Iterator[FrameDetections]:
        """What is seen in each frame; ends when no frame came for `timeout_s`, None for never.

        The newest frame wins: who is slower than the camera skips frames and is never behind.
        With `newest_only=False` frames come in order, and up to about two thousand wait for a
        slow reader; after that some are lost, which shows as a gap in `sequence`.
        """
        return listen(
            self._listening,
            self._counts,
            self._closed,
            timeout_s=timeout_s,
            newest_only=newest_only,
            clock=self._clock,
        )

    def objects(
        self, timeout_s: float | None = None, *, newest_only: bool = True
    ) -> Iterator[SeenObject]:
        """As `detections`, one object at a time."""
        for frame in self.detections(timeout_s, newest_only=newest_only):
            yield from seen_objects(frame)

    def ask(
        self,
        image: Image,
        question: str = STANDARD_QUESTION,
        choices: Sequence[str] | None = None,
        deadline_s: float = 30.0,
        default: D | None = None,
        *,
        learn: bool | None = None,
        wait_for_operator: bool = True,
    ) -> str | D | None:
        """What the operator says of the image, or the default; see `ask_in_full`."""
        return self.ask_in_full(
            image,
            question,
            choices,
            deadline_s,
            default,
            learn=learn,
            wait_for_operator=wait_for_operator,
        ).value

    def ask_in_full(
        self,
        image: Image,
        question: str = STANDARD_QUESTION,
        choices: Sequence[str] | None = None,
        deadline_s: float = 30.0,
        default: D | None = None,
        *,
        learn: bool | None = None,
        wait_for_operator: bool = True,
    ) -> Reply[D | None]:
        """Asks the operator ahead of everything else, and waits `deadline_s` at the longest.

        image: (h, w, 3) uint8 BGR. choices: up to nine; then nothing else is an answer. learn:
        whether the answer is taught as a label; by default only that of the standard question.
        wait_for_operator: False returns the default as soon as it is known that nobody is there;
        by default it waits for somebody to come, until the deadline.

        Raises QuestionError if it cannot be asked like this, and nothing for who is not there.
        """
        start_s = self._clock.monotonic_s()
        asked = checked(
            image,
            question,
            choices,
            deadline_s=deadline_s,
            learn=learn,
            wait_for_operator=wait_for_operator,
        )
        asking = Asking(
            self._asking, asked, until_s=start_s + asked.deadline_s, closed=self._closed
        )
        ending = asking.run(self._clock)
        answered = ending.ended == "answered"
        return Reply(
            value=ending.text if answered else default,
            ended=ending.ended,
            why="" if answered else ending.text,
            operator=ending.operator,
            learned=ending.learned,
            elapsed_s=self._clock.monotonic_s() - start_s,
        )


def _named_port(text: str) -> Endpoint:
    endpoint = parse_endpoint(text)
    if endpoint.port == 0:
        raise LinkError(f"endpoint {text!r}: name the port that the node uses")
    return endpoint
