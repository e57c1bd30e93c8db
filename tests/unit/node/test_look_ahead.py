"""Frames are begun early, never more than agreed, and always come back in order."""

import time
from pathlib import Path

import numpy as np
import pytest

from edge_node.look_ahead import LookAhead
from edge_node.perception.active_bundle import ActiveBundle
from shared.domain import Frame
from tests.unit.perception import tiny_models

BOXES = np.array([[0.1, 0.2, 0.5, 0.6]], np.float32)


@pytest.fixture
def bundle(tmp_path: Path) -> ActiveBundle:
    return tiny_models.bundle(tmp_path, boxes=BOXES, scores=np.array([[0.9, 0.1]], np.float32))


def frame(sequence: int) -> Frame:
    return Frame(np.zeros((50, 100, 3), np.uint8), "rig", sequence, float(sequence))


def test_that_with_one_worker_only_one_frame_is_in_hand(bundle: ActiveBundle) -> None:
    with LookAhead(workers=1, monotonic_s=time.monotonic) as ahead:
        assert ahead.is_idle
        ahead.begin(frame(0), bundle)
        assert not ahead.has_room
        first = ahead.next()
        assert first is not None
        assert len(first.detections.result()) == 1
        assert ahead.has_room
        assert ahead.next() is None


def test_that_frames_come_back_in_order_whoever_is_done_first(bundle: ActiveBundle) -> None:
    with LookAhead(workers=3, monotonic_s=time.monotonic) as ahead:
        begun, done = 0, []
        while len(done) < 40:
            while ahead.has_room and begun < 40:
                ahead.begin(frame(begun), bundle)
                begun += 1
            upcoming = ahead.next()
            assert upcoming is not None
            assert upcoming.detections.done()
            assert upcoming.bundle is bundle
            done.append(upcoming.frame.sequence)
        assert done == list(range(40))
        assert ahead.is_idle


def test_that_a_model_that_fails_is_told_with_its_own_frame(bundle: ActiveBundle) -> None:
    broken = Frame(np.zeros((0, 0, 3), np.uint8), "rig", 1, 1.0)
    with LookAhead(workers=2, monotonic_s=time.monotonic) as ahead:
        ahead.begin(frame(0), bundle)
        ahead.begin(broken, bundle)
        ahead.begin(frame(2), bundle)
        results = [ahead.next() for _ in range(3)]
    failed = [r is not None and r.detections.exception() is not None for r in results]
    assert failed == [False, True, False]
