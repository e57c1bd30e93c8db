"""With a full outbox a node loses questions all the time: its memory is not written each time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked_memory import AskedMemory
from edge_node.deployment.reference import BundleReference
from shared.domain import Image
from shared.protocol.questions import Query
from tests.fakes import ManualClock
from tests.integration.small_loop import SmallLoop
from tests.unit.perception import tiny_models

FRAMES, FRAME_S = 40, 0.125


def test_that_lost_questions_are_forgotten_on_disk_once_a_second_and_at_the_end(
    tmp_path: Path,
) -> None:
    clock, asked, written = ManualClock(), list[str](), list[bytes]()
    noise = np.random.default_rng(0)

    def frames() -> Iterator[Image]:
        for _ in range(FRAMES):
            clock.advance(FRAME_S)
            yield noise.integers(0, 256, (6, 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)

    def ask(query: Query, payloads: tuple[bytes, ...], memory: bytes) -> None:
        asked.append(query.query_id)
        small.loop.lost((query.query_id,))  # nothing is worth less than the newest

    def remember(memory: bytes, batch_ids: tuple[str, ...]) -> bool:
        written.append(memory)
        return True

    small = SmallLoop(
        reference=BundleReference(tiny_models.bundle(tmp_path)),
        frames=frames(),
        config=AskConfig(
            questions_per_hour=1e6,
            burst=1000,
            same_object_cosine=1.0,
            min_value=0.0,
            min_sightings=1,
            settle_frames=1,
        ),
        clock=clock,
        ask=ask,
        remember=remember,
    )
    small.run()
    assert len(asked) > 2 * FRAMES * FRAME_S
    assert 3 <= len(written) <= FRAMES * FRAME_S + 2
    kept = AskedMemory.restore(written[-1], max_questions=1000)
    assert [query_id for query_id in asked[:-1] if kept.get(query_id)] == []
