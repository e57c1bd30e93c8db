"""A path as a person types it."""

from pathlib import Path


def typed_path(text: str) -> Path:
    """With the home folder for `~`, if there is one; else as it was typed."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user, or one without a home: then there is no such file either
        return Path(text)
