"""A process that ends with the one that started it, however that one ends.

Without it a child outlives a parent that was killed, and goes on holding its port and its files.
"""

import os
import signal
import sys

PARENT_VARIABLE = "WHATSIT_PARENT"
"""In the environment of a child: the process id of who started it."""

PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""


def end_with_parent() -> None:
    """Has this process get SIGTERM when its parent ends, if that one said so in its environment.

    Linux only; elsewhere a killed parent leaves its children behind. The signal comes when the
    parent's thread ends that started this process, so children are started on threads that last.
    """
    parent = os.environ.pop(PARENT_VARIABLE, "")  # not for children of its own
    if not parent or sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it ended before it was asked
        os.kill(os.getpid(), signal.SIGTERM)
