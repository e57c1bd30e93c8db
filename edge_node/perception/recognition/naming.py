"""What the classes of a model are called, and with which number they begin."""

from dataclasses import dataclass

from edge_node.perception.recognition.claims import Claims
from edge_node.perception.recognition.class_names import (
    COCO_NAMES,
    COCO_NUMBERED_NAMES,
    invented_names,
    read_names,
)
from edge_node.perception.recognition.reading import Finding, ReadingWish, Source
from edge_node.perception.recognition.refusals import unreadable
from edge_node.plain_text import enumerated

BACKGROUNDS = frozenset(("background", "__background__"))
MANY = 1000
"""So many names are made up for a detector that does not show how many it needs."""

FROM_ONE = frozenset(
    ("ssd_tensorflow", "torchvision", "efficientdet", "ssd_onnx", "detection_output")
)
"""Decoders of families that number their classes from 1; 0 is background."""

NUMBERED = frozenset(("ssd_tensorflow", "torchvision", "efficientdet"))
"""Those that use the numbers of COCO's files, with gaps."""

ADVICE = "put class_names into the configuration"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a model shows of its classes. columns: of scores, None if it gives finished labels.
    background: whether the first column, or label 0, is no class. labels: what it gave, lowest
    and highest, if it gave any."""

    columns: int | None
    background: bool = False
    numbered: bool = False
    labels: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """first_class: the number of the first name; lower ones are background."""

    class_names: tuple[str, ...]
    first_class: int
    findings: tuple[Finding, ...]


def told_names(claims: Claims, wish: ReadingWish) -> tuple[str, ...]:
    """The names that somebody told, the person before the metadata; () if nobody did.

    Raises UnreadableModelError if the person's make no sense.
    """
    if wish.class_names is None:
        return claims.class_names
    try:
        return read_names(wish.class_names)
    except ValueError as error:
        raise unreadable(
            f"the configuration's class_names {error}", "write a list of names"
        ) from error


def name_classes(counted: Counted, claims: Claims, wish: ReadingWish) -> Naming:
    """Told names if their number is right, else COCO's if that fits, else made up ones.

    Raises UnreadableModelError if the configuration names another number of classes.
    """
    told = told_names(claims, wish)
    if told:
        naming = _told(told, counted, wish)
        if naming is not None:
            return naming
        shows = _shows(counted)
        if wish.class_names is not None:
            raise unreadable(
                f"{shows}, and the configuration names {len(told)} classes",
                "list all of them in class_names, or also put first_class = 1 if the first is "
                "background",
            )
        return _supposed(counted, wish, f"{shows}, the metadata name {len(told)} classes; {ADVICE}")
    return _supposed(counted, wish, f"nothing names them; {ADVICE}")


def _told(told: tuple[str, ...], counted: Counted, wish: ReadingWish) -> Naming | None:
    source: Source = "config" if wish.class_names is not None else "metadata"
    said = "the configuration names them" if source == "config" else "the metadata name them"
    names = told
    if len(told) > 1 and told[0].lower() in BACKGROUNDS:
        names, first, why = told[1:], 1, "the first name is the background's"
    elif wish.first_class is not None:
        first, why = wish.first_class, ""
    elif counted.columns is not None:
        first = 1 if counted.background and counted.columns == len(told) + 1 else 0
        why = "one more column of scores than names: the first is background"
    else:
        first, why = _first_label(counted)
    if counted.columns is None:
        fits = counted.labels is None or counted.labels[1] < len(names) + first
    else:
        fits = counted.columns == len(names) + first
    if not fits:
        return None
    return Naming(names, first, (_names(names, source, said), *_first(first, why, wish)))


def _shows(counted: Counted) -> str:
    if counted.columns is not None:
        return f"it tells {counted.columns} classes apart"
    return f"it gave the label {counted.labels[1]}" if counted.labels else "it gave no labels"


def _supposed(counted: Counted, wish: ReadingWish, why: str) -> Naming:
    """Names that nobody told."""
    if counted.columns is None:
        first, first_why = _first_label(counted)
        coco = COCO_NUMBERED_NAMES if counted.numbered else COCO_NAMES
        highest = counted.labels[1] if counted.labels is not None else 0
        first = first if wish.first_class is None else wish.first_class
        fits = highest < len(coco) + first
        names = coco if fits else invented_names(MANY, first=first)
    else:
        first, first_why, names = _by_columns(counted.columns, counted.background, wish)
        fits = names in (COCO_NAMES, COCO_NUMBERED_NAMES)
    why = f"COCO's are usual; {why}" if fits else why
    return Naming(names, first, (_names(names, "guess", why), *_first(first, first_why, wish)))


def _by_columns(
    columns: int, background: bool, wish: ReadingWish
) -> tuple[int, str, tuple[str, ...]]:
    """(first class, why, names) of so many columns of scores."""
    if wish.first_class is None and columns == len(COCO_NUMBERED_NAMES) + 1:
        return 1, "91 columns are COCO's numbers, of which 0 is not used", COCO_NUMBERED_NAMES
    first = int(background) if wish.first_class is None else wish.first_class
    first = min(first, columns - 1)
    for names in (COCO_NAMES, COCO_NUMBERED_NAMES):
        if columns == len(names) + first:
            return first, "the first column is background", names
    return first, "the first column is background", invented_names(columns - first, first=first)


def _first_label(counted: Counted) -> tuple[int, str]:
    if not counted.background:
        return 0, ""
    if counted.labels is not None and counted.labels[0] == 0:
        return 0, "it gave the label 0, so that is no background here"
    return 1, "its family numbers classes from 1"


def _first(first: int, why: str, wish: ReadingWish) -> tuple[Finding, ...]:
    if wish.first_class is not None:
        return (Finding("first class", str(first), "config", "the configuration says so"),)
    return (Finding("first class", str(first), "guess", why),) if first and why else ()


def _names(names: tuple[str, ...], source: Source, why: str) -> Finding:
    return Finding("class names", enumerated(names, first=5), source, why)
