"""A perception loop on frames of a test's own, with tiny models and nobody around it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from edge_node.asking.ask_policy import AskConfig
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

Ask = Callable[[Query, tuple[bytes, ...], bytes], None]
Remember = Callable[[bytes, tuple[str, ...]], bool]


@dataclass(kw_only=True)
class SmallLoop:
    """`run` sees all frames. ask, remember: what the loop's own would do."""

    reference: BundleReference
    frames: Iterator[Image]
    config: AskConfig
    clock: ManualClock
    ask: Ask = lambda query, payloads, memory: None
    remember: Remember = lambda memory, batch_ids: True
    loop: PerceptionLoop = field(init=False)

    def __post_init__(self) -> None:
        self._source = IteratorSource(self.frames, source_id="cam", keep_all=True)
        self.loop = PerceptionLoop(
            source=self._source,
            pipeline=Pipeline(
                identity=NodeIdentity("n", "rover", "session"),
                perception=PerceptionConfig(),
                ask=self.config,
                clock=self.clock,
                rng=np.random.default_rng(0),
            ),
            reference=self.reference,
            watch=BundleWatch(
                self.reference,
                clock=self.clock,
                cpu_s=time.process_time,
                named=NamedViews,
                on_settled=lambda version: None,
            ),
            outlet=DetectionsOutlet(None, None),
            ask=self.ask,
            take_answers=list,
            remember=self.remember,
            bundle_failed=lambda version, reason: None,
            tell=lambda counts: None,
            looked=lambda ask_id, appraisal: None,
            saw=lambda frame, record: None,
            reply=lambda result: None,
            workers=1,
            stop=threading.Event(),
            clock=self.clock,
        )

    def run(self) -> None:
        self._source.open()
        self.loop.run()
        self._source.close()
