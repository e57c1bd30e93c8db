"""Names of classes: read from what strangers wrote, COCO's, and made up ones."""

from collections.abc import Mapping, Sequence

MAX_NAMES = 100_000
MAX_NAME_CHARS = 120
"""As long as a name on the wire may be."""

COCO_NAMES: tuple[str, ...] = (
    *("person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat"),
    *("traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat"),
    *("dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack"),
    *("umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball"),
    *("kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket"),
    *("bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple"),
    *("sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair"),
    *("couch", "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse"),
    *("remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink"),
    *("refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier"),
    "toothbrush",
)
"""COCO's 80 classes in the order of most detectors."""

_COCO_GAPS = frozenset((12, 26, 29, 30, 45, 66, 68, 69, 71, 83))


def _with_gaps() -> tuple[str, ...]:
    names = iter(COCO_NAMES)
    return tuple(
        f"unused {number}" if number in _COCO_GAPS else next(names) for number in range(1, 91)
    )


COCO_NUMBERED_NAMES: tuple[str, ...] = _with_gaps()
"""COCO's classes by the numbers 1 to 90 that its files have, ten of which nothing uses."""


def invented_names(count: int, *, first: int = 0) -> tuple[str, ...]:
    """So many of "class 0", "class 1", ..., from `first` on."""
    return tuple(f"class {number}" for number in range(first, first + count))


def read_names(value: object) -> tuple[str, ...]:
    """A list of names, or a table from 0..n-1 to names, as names fit to show.

    Raises ValueError, with the reason, for anything else.
    """
    if isinstance(value, Mapping):
        return clean_names(_in_order(value))
    if isinstance(value, (list, tuple)):
        return clean_names(value)
    raise ValueError(f"is a {type(value).__name__}, not a list or table of names")


def clean_names(names: Sequence[object]) -> tuple[str, ...]:
    """Names on one line, at most MAX_NAME_CHARS long. Raises ValueError."""
    if not 0 < len(names) <= MAX_NAMES:
        raise ValueError(f"has {len(names)} names, 1 to {MAX_NAMES} are read")
    if not all(isinstance(name, str) for name in names):
        raise ValueError("has names that are no text")
    return tuple(_clean(str(name), number) for number, name in enumerate(names))


def _in_order(table: Mapping[object, object]) -> list[object]:
    """The table's values by their numbers, which may be written as text."""
    if len(table) > MAX_NAMES:
        raise ValueError(f"has {len(table)} names, 1 to {MAX_NAMES} are read")
    numbered: dict[int, object] = {}
    for key, name in table.items():
        written = isinstance(key, str) and key.isdecimal() and len(key) <= 6
        if not written and (not isinstance(key, int) or isinstance(key, bool)):
            raise ValueError("has keys that are no class numbers")
        numbered[int(str(key))] = name
    if sorted(numbered) != list(range(len(table))):
        raise ValueError("does not number its names from 0 without gaps")
    return [numbered[number] for number in range(len(table))]


def _clean(name: str, number: int) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(shown.split())[:MAX_NAME_CHARS].strip() or f"class {number}"
