"""The colours of both schemes by what they are for, and the rule that they must keep."""

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["light", "dark"]
SchemeChoice = Literal["system", "light", "dark"]
IconName = Literal[
    "ask",
    "objects",
    "learning",
    "robots",
    "online",
    "offline",
    "sending",
    "saved",
    "trained",
    "deployed",
    "later",
    "unsure",
    "cross",
    "undo",
    "moon",
    "sun",
    "warning",
    "info",
    "done",
    "station",
    "rest",
]

TEXT_CONTRAST = 4.5
"""The least contrast between a text and what it stands on (WCAG 2.2, AA)."""

SHAPE_CONTRAST = 3.0
"""The least contrast of what is no text but has to be seen: fields, focus rings, icons."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#rrggbb`."""

    scheme: Scheme
    window: str
    card: str
    sunken: str
    hover: str
    line: str
    field_line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    picture: str
    """Behind photos, in both schemes dark enough not to compete with them."""
    picture_text: str


LIGHT = Tokens(
    scheme="light",
    window="#f3f4f7",
    card="#ffffff",
    sunken="#eceef3",
    hover="#e6eafa",
    line="#dde1e9",
    field_line="#7f8a9c",
    text="#172033",
    muted="#535f73",
    accent="#3454d1",
    on_accent="#ffffff",
    accent_soft="#e5eaff",
    good="#146c43",
    warn="#7d4f00",
    warn_soft="#fff3d6",
    bad="#a8231c",
    bad_soft="#fde8e6",
    picture="#e3e6ec",
    picture_text="#172033",
)

DARK = Tokens(
    scheme="dark",
    window="#12151b",
    card="#1b2029",
    sunken="#151920",
    hover="#28303f",
    line="#2c3441",
    field_line="#707d92",
    text="#e9edf4",
    muted="#a5b0c2",
    accent="#8ea8ff",
    on_accent="#0c1226",
    accent_soft="#26304f",
    good="#6fd6a2",
    warn="#f2c063",
    warn_soft="#3a2f17",
    bad="#ff948a",
    bad_soft="#43211f",
    picture="#0c0e12",
    picture_text="#e9edf4",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "card", "sunken")),
    *((ink, "card") for ink in ("accent", "good", "warn", "bad")),
    *((ink, "window") for ink in ("accent", "good", "warn", "bad")),
    ("text", "hover"),
    ("accent", "hover"),
    ("muted", "hover"),
    ("text", "accent_soft"),
    ("accent", "accent_soft"),
    ("muted", "accent_soft"),
    ("on_accent", "accent"),
    ("warn", "warn_soft"),
    ("text", "warn_soft"),
    ("bad", "bad_soft"),
    ("text", "bad_soft"),
    ("picture_text", "picture"),
)
"""Which colour is written on which; every pair keeps `TEXT_CONTRAST`."""

SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    ("field_line", "card"),
    ("field_line", "window"),
    ("field_line", "sunken"),
    ("muted", "card"),
    ("muted", "hover"),
    ("muted", "sunken"),
    ("accent", "card"),
    ("accent", "window"),
    ("accent", "sunken"),
    ("accent", "picture"),
)
"""Which shape is drawn on which; every pair keeps `SHAPE_CONTRAST`."""


def contrast(ink: str, ground: str) -> float:
    """The contrast ratio of two `#rrggbb` colours as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
