import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_node.playback import playback_state
from edge_node.sources import SourceOptions, open_source
from edge_node.sources.address import parse_address
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.catalogue import make_reader
from shared.clock import SystemClock
from shared.errors import SourceError
from shared.protocol.playback import MAX_MOMENT_S
from tests.conftest import ExpectWarnings
from tests.unit.sources.mcap_files import START_NS, scenes, write_mcap
from tests.unit.sources.recordings import read_all, read_frame

N_FRAMES = 20


def test_that_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = parse_address(str(write_mcap(tmp_path / "a.mcap", scenes(1))))
    for name in [name for name in sys.modules if name.startswith("edge_node.sources.mcap")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(SourceError) as caught:
        make_reader(address, SourceOptions())
    assert str(caught.value) == (
        f"{address.label} cannot be read without zstandard;"
        " install what recordings need: pip install 'whatsit[mcap]'"
    )


def test_that_the_parent_does_not_load_what_reads_the_file(tmp_path: Path) -> None:
    path = write_mcap(tmp_path / "a.mcap", scenes(1))
    script = (
        "import sys; from edge_node.sources import parse_address;"
        f"parse_address({str(path)!r});"
        "assert not {'zstandard', 'lz4', 'mcap', 'cv2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_that_a_recording_that_cannot_be_read_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"no recording at all")
    with pytest.raises(SourceError, match=r"a.mcap is no MCAP file by its first bytes"):
        open_source(str(path), options=SourceOptions(), clock=SystemClock())


def test_that_a_clock_that_was_set_while_it_was_recorded_keeps_nothing_from_being_played(
    tmp_path: Path,
) -> None:
    """A machine without a clock of its own starts in 1970, and is told the time once it has a
    network."""
    times_ns = [0, 100_000_000, START_NS, START_NS + 100_000_000]
    path = write_mcap(tmp_path / "a.mcap", scenes(4), times_ns=times_ns)
    with open_source(str(path), options=SourceOptions(), clock=SystemClock()) as source:
        assert len(read_all(source)[0]) == 4
        assert source.stats.length_s == pytest.approx(START_NS / 1e9 + 0.1)
        playback = playback_state(source.stats)
        assert playback is not None
        assert playback.position_s == playback.length_s == MAX_MOMENT_S


def test_that_it_goes_on_with_the_next_image_when_its_reader_is_killed(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("a.mcap is lost and being restarted: its reader was ended by signal 9")
    path = write_mcap(tmp_path / "a.mcap", scenes(N_FRAMES))
    options = SourceOptions(backoff_first_s=0.01, slots=3)
    with open_source(str(path), options=options, clock=SystemClock()) as source:
        assert isinstance(source, SupervisedSource)
        frames = [read_frame(source) for _ in range(4)]
        assert source.child_pid is not None
        os.kill(source.child_pid, signal.SIGKILL)
        rest, _ = read_all(source)
        assert source.stats.restarts == 1
    frames += rest
    assert [frame.position for frame in frames] == list(range(N_FRAMES))
    times_s = [frame.captured_at_s - frames[0].captured_at_s for frame in frames]
    assert times_s == pytest.approx([number * 0.05 for number in range(N_FRAMES)], abs=1e-6)


def test_that_stride_start_and_loops_go_for_it_too(tmp_path: Path) -> None:
    path = write_mcap(tmp_path / "a.mcap", scenes(N_FRAMES))
    options = SourceOptions(stride=4, start_s=0.1, loops=2)
    with open_source(str(path), options=options, clock=SystemClock()) as source:
        frames, _ = read_all(source)
    assert [frame.position for frame in frames] == [2, 6, 10, 14, 18] * 2
