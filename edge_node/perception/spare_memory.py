"""Gives memory back that loading models left behind: parsed graphs, weights before they are packed.

The C library keeps it for itself otherwise, some 60 MB with the default models.
"""

import ctypes


def give_back_spare_memory() -> None:
    """Returns freed memory to the system. Does nothing where the C library has no such call."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):  # not glibc
        return
    trim(0)
