"""From which frame on a version ran: a node that runs for years keeps the latest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node import node
from edge_node.asking.ask_policy import AskConfig
from edge_node.deployment.reference import BundleReference
from shared.domain import Image
from tests.fakes import ManualClock
from tests.integration.small_loop import SmallLoop
from tests.unit.perception import tiny_models

VERSIONS, KEPT = 12, 3


def test_that_only_the_latest_starts_of_versions_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "VERSION_STARTS", KEPT)
    bundle = tiny_models.bundle(tmp_path)
    reference, clock = BundleReference(bundle), ManualClock()

    def frames() -> Iterator[Image]:
        for version in range(1, VERSIONS + 1):
            manifest = msgspec.structs.replace(bundle.manifest, version=version)
            reference.swap(replace(bundle, manifest=manifest))
            clock.advance(0.1)
            yield np.zeros((48, 64, 3), np.uint8)

    small = SmallLoop(reference=reference, frames=frames(), config=AskConfig(), clock=clock)
    small.run()
    starts = small.loop.versions
    assert len(starts) == KEPT
    assert starts[-1].version == VERSIONS
    assert [start.version for start in starts] == sorted(start.version for start in starts)
