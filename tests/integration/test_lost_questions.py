"""With a full outbox a node loses questions all the time: its memory is not written each time."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked_memory import AskedMemory
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.watch import BundleWatch, NamedViews
from edge_node.node import PerceptionLoop
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.query_draft import NodeIdentity
from edge_node.publish import DetectionsOutlet
from edge_node.sources.iterator import IteratorSource
from shared.domain import Image
from shared.protocol.questions import Query
from tests.fakes import ManualClock
from tests.unit.perception import tiny_models

FRAMES, FRAME_S = 40, 0.125


def test_that_lost_questions_are_forgotten_on_disk_once_a_second_and_at_the_end(
    tmp_path: Path,
) -> None:
    clock, asked, written = ManualClock(), list[str](), list[bytes]()
    bundle = tiny_models.bundle(tmp_path)
    reference = BundleReference(bundle)
    noise = np.random.default_rng(0)

    def frames() -> Iterator[Image]:
        for _ in range(FRAMES):
            clock.advance(FRAME_S)
            yield noise.integers(0, 256, (6, 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)

    def ask(query: Query, payloads: tuple[bytes, ...], memory: bytes) -> None:
        asked.append(query.query_id)
        loop.lost((query.query_id,))  # nothing is worth less than the newest

    def remember(memory: bytes, batch_ids: tuple[str, ...]) -> bool:
        written.append(memory)
        return True

    source = IteratorSource(frames(), source_id="cam", keep_all=True)
    source.open()
    loop = PerceptionLoop(
        source=source,
        pipeline=Pipeline(
            identity=NodeIdentity("n", "rover", "session"),
            perception=PerceptionConfig(),
            ask=AskConfig(
                questions_per_hour=1e6,
                burst=1000,
                same_object_cosine=1.0,
                min_value=0.0,
                min_sightings=1,
                settle_frames=1,
            ),
            clock=clock,
            rng=noise,
        ),
        reference=reference,
        watch=BundleWatch(
            reference,
            clock=clock,
            cpu_s=time.process_time,
            named=NamedViews,
            on_settled=lambda version: None,
        ),
        outlet=DetectionsOutlet(None, None),
        ask=ask,
        take_answers=list,
        remember=remember,
        bundle_failed=lambda version, reason: None,
        tell=lambda counts: None,
        looked=lambda ask_id, appraisal: None,
        saw=lambda frame, record: None,
        reply=lambda result: None,
        workers=1,
        stop=threading.Event(),
        clock=clock,
    )
    loop.run()
    source.close()
    assert len(asked) > 2 * FRAMES * FRAME_S
    assert 3 <= len(written) <= FRAMES * FRAME_S + 2
    kept = AskedMemory.restore(written[-1], max_questions=1000)
    assert [query_id for query_id in asked[:-1] if kept.get(query_id)] == []
