"""From a family's habit and a person's wish to how images are prepared."""

from typing import Literal

import msgspec
from msgspec.structs import replace

from edge_node.perception.recognition.claims import Claims
from edge_node.perception.recognition.habits import (
    CHANNELS_LAST_CLASSIFIER_HABIT,
    CLASSIFIER_HABIT,
    DETECTOR_HABITS,
    RF_DETR,
    ULTRALYTICS_CLASSIFIER_HABIT,
    UNKNOWN_HABIT,
    Habit,
)
from edge_node.perception.recognition.reading import Finding, Kind, ReadingWish, Source
from shared.bundle import InputSpec

PREPROCESSING = ("fit", "colour", "scale")
"""What the findings of `preprocessed` are about."""

COCO_COLUMNS = 91


def habit_of_kind(kind: Kind, layout: Literal["nchw", "nhwc"], claims: Claims) -> Habit:
    """What the file says of itself, else what is usual for models of the kind."""
    if claims.preparation is not None:
        return Habit("whatsit's", **msgspec.structs.asdict(claims.preparation))
    if kind == "detect":
        return DETECTOR_HABITS["yolov8"] if claims.maker == "ultralytics" else UNKNOWN_HABIT
    if claims.maker == "ultralytics":
        return ULTRALYTICS_CLASSIFIER_HABIT
    return CHANNELS_LAST_CLASSIFIER_HABIT if layout == "nhwc" else CLASSIFIER_HABIT


def habit_of_decoder(decoder: str, columns: int | None) -> Habit:
    """What is usual for the family. columns: of class scores, None if it has none."""
    if decoder == "detr_sigmoid" and columns == COCO_COLUMNS:
        return RF_DETR
    return DETECTOR_HABITS[decoder]


def preprocessed(
    spec: InputSpec, habit: Habit, wish: ReadingWish, *, source: Source = "guess"
) -> tuple[InputSpec, tuple[Finding, ...]]:
    """The spec with the habit's preprocessing, where the wish does not say otherwise.

    source: how well the habit is known to be the model's.
    """
    if spec.dtype == "uint8":
        habit = habit.for_bytes()
    turned = wish.colour is not None and wish.colour != habit.colour
    mean, std = (habit.mean[::-1], habit.std[::-1]) if turned else (habit.mean, habit.std)
    prepared = replace(
        spec,
        fit=wish.fit or habit.fit,
        colour=wish.colour or habit.colour,
        mean=mean if wish.mean is None else wish.mean,
        std=std if wish.std is None else wish.std,
        pad=habit.pad if wish.pad is None else wish.pad,
    )
    why = f"as is {habit.whose} habit" if source == "guess" else f"{habit.whose} models want it so"
    forced = "the configuration says so"
    scaled = wish.mean is not None or wish.std is not None
    bytes_why = "the input takes bytes: pixels as they are"
    return prepared, (
        Finding("fit", prepared.fit, *(("config", forced) if wish.fit else (source, why))),
        Finding("colour", prepared.colour, *(("config", forced) if wish.colour else (source, why))),
        Finding(
            "scale",
            _scale(prepared),
            *(
                ("config", forced)
                if scaled
                else ("shape", bytes_why)
                if spec.dtype == "uint8"
                else (source, why)
            ),
        ),
    )


def _scale(spec: InputSpec) -> str:
    if not any(spec.mean) and spec.std == (1.0, 1.0, 1.0):
        return "0 to 255"
    if not any(spec.mean) and spec.std == (255.0, 255.0, 255.0):
        return "0 to 1"
    mean, std = (" ".join(f"{value:g}" for value in each) for each in (spec.mean, spec.std))
    return f"(pixel - {mean}) / {std}"
