"""Whether what reads and writes MCAP files is installed: it is an extra."""

import importlib.util

_PACKAGES = ("lz4", "mcap", "zstandard")


def missing_extra(what_fails: str) -> str:
    """One line that says what to install; "" if all is there."""
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    return (
        f"{what_fails} without {', '.join(missing)};"
        " install what recordings need: pip install 'whatsit[mcap]'"
    )
