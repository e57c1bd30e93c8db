"""The frame of a moment, out of files as they are found on a robot's disk."""

import contextlib
import random
from pathlib import Path

import msgspec
import pytest

from edge_node.recording import projector as projector_module
from edge_node.recording.projector import SHOT_S, Projector, Shot
from edge_node.sources.mcap_images import parse_cdr
from shared.errors import SourceError
from tests.fakes import ManualClock
from tests.unit.recording.clips import INTERVAL_NS, INTERVAL_S, START_NS, record_clip, spoil
from tests.unit.sources.mcap_files import encoded
from tests.unit.sources.recordings import scene


@pytest.fixture
def projector(clock: ManualClock) -> Projector:
    return Projector(clock)


def number_of(shot: Shot) -> int:
    """Of the frame, by what was found in it."""
    assert shot.judged is not None
    version = msgspec.json.decode(shot.judged)["version"]
    assert isinstance(version, int)
    return version


def walk(projector: Projector, path: Path, at_s: float = 0.0) -> list[Shot]:
    """One frame after the other, each by where the one before says that it lies."""
    shots = [projector.shot(path, at_s)]
    while (next_s := shots[-1].next_s) is not None:
        assert next_s > shots[-1].position_s
        assert len(shots) < 1000
        shots.append(projector.shot(path, next_s))
    return shots


@pytest.mark.parametrize("finish", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_that_every_frame_is_found_with_what_was_found_in_it(
    projector: Projector, tmp_path: Path, finish: bool, late: bool
) -> None:
    path = record_clip(tmp_path / "a.mcap", finish=finish, late=late)
    shots = walk(projector, path)
    assert [number_of(shot) for shot in shots] == list(range(30))
    assert [shot.position_s for shot in shots] == pytest.approx([n / 10 for n in range(30)])
    assert {round(shot.length_s, 6) for shot in shots} == {2.9}
    assert [shot.captured_ns for shot in shots] == [START_NS + n * INTERVAL_NS for n in range(30)]
    assert bytes(parse_cdr(shots[7].message).data) == encoded(scene(7), ".jpg")
    assert not any(shot.is_elsewhere for shot in shots)


def test_that_a_moment_shows_the_last_frame_up_to_it(projector: Projector, tmp_path: Path) -> None:
    path = record_clip(tmp_path / "a.mcap")
    rng = random.Random(0)
    moments = [rng.uniform(0.0, 2.9) for _ in range(40)]
    for at_s in moments:
        shot = projector.shot(path, at_s)
        assert shot.position_s <= at_s < (shot.next_s or 9.9)
        assert number_of(shot) == int(at_s / INTERVAL_S)
    assert number_of(projector.shot(path, 1e9)) == 29
    assert projector.shot(path, 1e9).next_s is None


def test_that_only_the_chunks_that_are_needed_are_read(
    projector: Projector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record_clip(tmp_path / "a.mcap", frames=200)
    read: list[int] = []
    load = projector_module.load

    def counted(file, part, *, max_bytes):  # type: ignore[no-untyped-def]
        read.append(part.offset)
        return load(file, part, max_bytes=max_bytes)

    monkeypatch.setattr(projector_module, "load", counted)
    for _ in range(3):
        projector.shot(path, 10.5)
    assert len(read) == 1
    projector.shot(path, 10.9)  # the last of its chunk: where the next one lies is in the next
    assert len(read) == 2
    walk(projector, path, 11.0)
    assert len(read) == len(set(read)) == 10


def test_that_a_chunk_that_is_damaged_is_passed_over(projector: Projector, tmp_path: Path) -> None:
    path = record_clip(tmp_path / "a.mcap", frames=50)
    spoil(path, 1, 2)
    assert [number_of(shot) for shot in walk(projector, path)] == [*range(10), *range(30, 50)]
    shot = projector.shot(path, 1.5)
    assert (number_of(shot), shot.is_elsewhere) == (9, True)
    assert shot.next_s == pytest.approx(3.0)
    assert not projector.shot(path, 0.95).is_elsewhere
    assert not projector.shot(path, 3.0).is_elsewhere


def test_that_a_recording_whose_beginning_is_damaged_begins_later(
    projector: Projector, tmp_path: Path
) -> None:
    path = record_clip(tmp_path / "a.mcap")
    spoil(path, 0)
    shot = projector.shot(path, 0.0)
    assert (number_of(shot), shot.is_elsewhere) == (10, True)


def test_that_a_frame_of_which_nothing_was_noted_is_shown_all_the_same(
    projector: Projector, tmp_path: Path
) -> None:
    path = record_clip(tmp_path / "a.mcap", judged=lambda number: number not in (5, 9))
    bare = [at for at, shot in enumerate(walk(projector, path)) if shot.judged is None]
    assert bare == [5, 9]


def test_that_a_clock_that_was_set_back_loses_no_frame(
    projector: Projector, tmp_path: Path
) -> None:
    times = [START_NS + n * INTERVAL_NS for n in range(15)]
    times += [START_NS - 5 * 10**9 + n * INTERVAL_NS for n in range(15)]
    path = record_clip(tmp_path / "a.mcap", times_ns=times)
    shots = walk(projector, path)
    assert [number_of(shot) for shot in shots] == list(range(30))
    assert shots[-1].position_s < 10.0


@pytest.mark.parametrize("finish", [True, False])
def test_that_a_recording_without_frames_is_said_to_have_none(
    projector: Projector, tmp_path: Path, finish: bool
) -> None:
    path = record_clip(tmp_path / "a.mcap", frames=0, finish=finish)
    with pytest.raises(SourceError, match=r"no frame can be read in a\.mcap"):
        projector.shot(path, 0.0)


def test_that_a_file_that_was_cut_anywhere_shows_what_is_left(
    projector: Projector, tmp_path: Path
) -> None:
    whole = record_clip(tmp_path / "whole.mcap").read_bytes()
    rng = random.Random(1)
    seen = 0
    for kept in sorted(rng.sample(range(100, len(whole)), 25)):
        path = tmp_path / "cut.mcap"
        path.write_bytes(whole[:kept])
        try:
            shots = walk(projector, path)
        except SourceError:
            continue
        assert len(shots) >= seen
        seen = len(shots)
        times = [shot.captured_ns for shot in shots]
        assert times == [START_NS + n * INTERVAL_NS for n in range(len(shots))]
    assert seen >= 20


def test_that_no_garbled_byte_is_more_than_a_frame_that_is_missing(
    projector: Projector, tmp_path: Path
) -> None:
    whole = record_clip(tmp_path / "whole.mcap", frames=20).read_bytes()
    rng = random.Random(2)
    places = [*rng.sample(range(len(whole)), 150), *range(len(whole) - 700, len(whole))]
    for at in places:
        garbled = bytearray(whole)
        garbled[at] ^= rng.randrange(1, 256)
        path = tmp_path / "garbled.mcap"
        path.write_bytes(garbled)
        with contextlib.suppress(SourceError):
            assert len(walk(projector, path)) <= 20


def test_that_another_file_by_the_same_name_is_another_recording(
    projector: Projector, tmp_path: Path
) -> None:
    path = record_clip(tmp_path / "a.mcap")
    assert projector.shot(path, 9.0).position_s == pytest.approx(2.9)
    path.unlink()
    record_clip(path, frames=12)
    assert projector.shot(path, 9.0).position_s == pytest.approx(1.1)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        projector.shot(path, 0.0)


def test_that_nothing_is_read_for_longer_than_somebody_waits(
    projector: Projector, tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record_clip(tmp_path / "a.mcap", frames=100)
    spoil(path, *range(10))
    read = projector_module.read_chunk_head

    def slow(*where):  # type: ignore[no-untyped-def]
        clock.advance(1.0)
        return read(*where)

    monkeypatch.setattr(projector_module, "read_chunk_head", slow)
    with pytest.raises(SourceError, match=f"takes longer than {SHOT_S:g} s"):
        projector.shot(path, 5.0)


@pytest.mark.parametrize(("limit", "value"), [("MAX_CHUNK_BYTES", 1000), ("MAX_CHUNK_FRAMES", 9)])
def test_that_a_chunk_that_takes_too_much_memory_is_not_taken_in(
    projector: Projector,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
) -> None:
    path = record_clip(tmp_path / "a.mcap")
    monkeypatch.setattr(projector_module, limit, value)
    with pytest.raises(SourceError, match="no frame can be read"):
        projector.shot(path, 0.0)


@pytest.mark.parametrize(("kept_bytes", "kept"), [(1 << 30, 2), (1, 1)])
def test_that_few_chunks_are_kept(
    projector: Projector,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kept_bytes: int,
    kept: int,
) -> None:
    monkeypatch.setattr(projector_module, "KEPT_BYTES", kept_bytes)
    path = record_clip(tmp_path / "a.mcap", frames=100)
    assert [number_of(shot) for shot in walk(projector, path)] == list(range(100))
    assert len(projector._strips) == kept
