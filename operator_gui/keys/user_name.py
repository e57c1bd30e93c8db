"""Who uses this terminal, as the system calls them."""

import getpass
import os


def user_name() -> str:
    """The user's name; its number where it has none, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the one or the other, by the release of Python
        return f"user {os.getuid()}"
