"""Texts out of a stranger's file, made fit to be shown. Pure."""

HIDDEN = "·"


def plain(text: str, limit: int = 200) -> str:
    """One line of at most `limit` characters, without any that move a terminal's cursor."""
    shown = "".join(c if c.isprintable() else HIDDEN for c in text[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def enumerated(names: tuple[str, ...], *, first: int = 8) -> str:
    """How many there are, and the first of them."""
    listed = ", ".join(plain(name, 40) for name in names[:first])
    return f"{len(names)}: {listed}{', …' if len(names) > first else ''}"
