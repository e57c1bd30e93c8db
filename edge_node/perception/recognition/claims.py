"""What a model's metadata say of it, as far as that makes sense. It may be anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from edge_node.perception.recognition.class_names import read_names
from edge_node.perception.recognition.literals import parse_literal
from edge_node.perception.recognition.reading import Finding
from edge_node.plain_text import plain
from shared.bundle import Preparation

Maker = Literal["ultralytics", "whatsit", ""]

SIDES_PX = range(8, 4097)
"""Sizes that are believed."""

MAX_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Claims:
    """task: as Ultralytics has them ("detect", "segment", "pose", "obb", "classify"), or "embed";
    "" if it is not said. finished: whether the graph suppresses doubles itself. size_px: (height,
    width). preparation: how images become the input, where the file says so. complaints: what was
    said and is not believed."""

    maker: Maker = ""
    task: str = ""
    decoder: str = ""
    class_names: tuple[str, ...] = ()
    size_px: tuple[int, int] | None = None
    finished: bool = False
    preparation: Preparation | None = None
    complaints: tuple[Finding, ...] = ()


TASKS = frozenset(("detect", "segment", "pose", "obb", "classify", "embed"))


def read_claims(metadata: Mapping[str, str]) -> Claims:
    """Never raises: what cannot be read becomes a complaint."""
    complaints: list[Finding] = []

    def doubt(key: str, reason: str) -> None:
        text = f"the metadata's {key} {reason}: it is left aside"
        complaints.append(Finding(key, plain(metadata[key], MAX_SHOWN_CHARS), "metadata", text))

    names: tuple[str, ...] = ()
    if "names" in metadata:
        try:
            names = read_names(parse_literal(metadata["names"]))
        except ValueError as error:
            doubt("names", str(error))
    size_px = None
    if "imgsz" in metadata:
        try:
            size_px = _read_size(parse_literal(metadata["imgsz"]))
        except ValueError as error:
            doubt("imgsz", str(error))
    preparation = None
    if "whatsit.input" in metadata:
        try:
            preparation = msgspec.json.decode(metadata["whatsit.input"], type=Preparation)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            doubt("whatsit.input", "does not say how images are prepared")
    task = metadata.get("whatsit.task", metadata.get("task", ""))
    if task and task not in TASKS:
        key = "whatsit.task" if "whatsit.task" in metadata else "task"
        doubt(key, f"is none of {', '.join(sorted(TASKS))}")
        task = ""
    return Claims(
        maker=_maker(metadata),
        task=task,
        decoder=metadata.get("whatsit.decoder", ""),
        class_names=names,
        size_px=size_px,
        finished=metadata.get("end2end", "").strip() == "True" or _has_nms(metadata),
        preparation=preparation,
        complaints=tuple(complaints),
    )


def _maker(metadata: Mapping[str, str]) -> Maker:
    if any(key.startswith("whatsit.") for key in metadata):
        return "whatsit"
    said = f"{metadata.get('author', '')} {metadata.get('description', '')}"
    if "ultralytics" in said.lower() or {"stride", "names"} <= metadata.keys():
        return "ultralytics"
    return ""


def _has_nms(metadata: Mapping[str, str]) -> bool:
    try:
        arguments = parse_literal(metadata.get("args", "{}"))
    except ValueError:
        return False  # nothing else of them is read
    return isinstance(arguments, dict) and arguments.get("nms") is True


def _read_size(value: object) -> tuple[int, int]:
    sides = [value, value] if isinstance(value, int) else value
    if (
        not isinstance(sides, (list, tuple))
        or len(sides) != 2
        or not all(isinstance(side, int) and side in SIDES_PX for side in sides)
    ):
        raise ValueError(f"is no height and width from {SIDES_PX.start} to {SIDES_PX.stop - 1}")
    height_px, width_px = sides
    return int(height_px), int(width_px)
