"""How much memory a process and its children take, as Linux tells it."""

import os
from pathlib import Path

SELF_STATUS = Path("/proc/self/status")
CLEAR_REFS = Path("/proc/self/clear_refs")
FORGET_PEAK = "5"
"""What makes Linux count a process's peak from now on (proc(5), since 4.0)."""


class PeakMemory:
    """The most memory that this process has held since this was made, beyond what it held then.

    Where the system does not let the peak be counted anew, what the process has grown by counts
    instead, and memory that was taken and given back is not seen.
    """

    def __init__(self) -> None:
        try:
            CLEAR_REFS.write_text(FORGET_PEAK)
            self._field = "VmHWM:"
        except OSError:
            self._field = "VmRSS:"
        self._before_kb = _kilobytes(SELF_STATUS, "VmRSS:")

    @property
    def grown_bytes(self) -> int:
        """0 where the system does not say."""
        return max(0, round(1024 * (_kilobytes(SELF_STATUS, self._field) - self._before_kb)))


def resident_mb(pid: int) -> float:
    """Megabytes of one process; 0 once it has ended."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS:") / 1e3


def data_bytes(pid: int) -> int:
    """What a process has for itself to write to, used or not; 0 where nobody tells."""
    return int(_kilobytes(Path(f"/proc/{pid}/status"), "VmData:") * 1024)


def tree_mb(pid: int) -> float:
    """Megabytes of a process and all that it started; what they share counts once (proportional
    set size)."""
    return sum(_proportional_mb(one) for one in (pid, *_descendants(pid)))


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        threads = [int(name) for name in os.listdir(f"/proc/{pid}/task") if int(name) != pid]
        text += " ".join(
            Path(f"/proc/{pid}/task/{thread}/children").read_text() for thread in threads
        )
    except OSError:
        return found
    for child in map(int, text.split()):
        found += [child, *_descendants(child)]
    return found


def _proportional_mb(pid: int) -> float:
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") / 1e3


def _kilobytes(path: Path, field: str) -> float:
    try:
        lines = path.read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(field)), 0.0)
