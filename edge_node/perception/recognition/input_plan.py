"""What to feed a model before anything of it is run."""

from typing import Literal

import msgspec

from edge_node.perception.ports import IMAGE_DTYPES, TensorPort
from edge_node.perception.recognition.claims import Claims, read_claims
from edge_node.perception.recognition.preprocessing import habit_of_kind, preprocessed
from edge_node.perception.recognition.reading import (
    Finding,
    InputPlan,
    Kind,
    ModelFacts,
    ReadingWish,
    Source,
)
from edge_node.perception.recognition.refusals import unreadable
from edge_node.plain_text import plain
from shared.bundle import InputSpec

DETECTOR_SIDE_PX = 640
CLASSIFIER_SIDE_PX = 224
"""What is fed where nothing says how large the image should be."""

SIDES_PX = range(8, 8193)


def plan_input(facts: ModelFacts, wish: ReadingWish) -> InputPlan:
    """The model's image input as far as it can be told before a run, and what tells it.

    Size, layout and type are final. The preprocessing is that of the model's kind, and
    `recognise` puts its family's in place of it.
    Raises UnreadableModelError for a model that does not take one image of three colours.
    """
    claims = read_claims(facts.metadata)
    port = _image_port(facts, wish)
    layout, layout_source = _layout(port, wish)
    kind = probable_kind(facts, wish, claims)
    height_px, width_px, size_finding = _size(port, layout, wish, claims, kind)
    spec = InputSpec(
        name=port.name,
        width_px=width_px,
        height_px=height_px,
        layout=layout,
        dtype=IMAGE_DTYPES[port.dtype],
    )
    size_input = _size_input(facts, wish, port)
    spec, findings = preprocessed(spec, habit_of_kind(kind, layout, claims), wish)
    found = [
        Finding("input", plain(str(port)), "shape", "the one that takes an image"),
        size_finding,
        Finding("layout", layout, layout_source, "where the three colours are"),
    ]
    if size_input:
        why = "an input of two whole numbers: it is fed the model's own width and height"
        source: Source = "config" if wish.size_input else "shape"
        found.append(Finding("size input", plain(size_input), source, why))
    return InputPlan(_checked(spec), size_input, (*claims.complaints, *found, *findings))


def probable_kind(facts: ModelFacts, wish: ReadingWish, claims: Claims) -> Kind:
    """The kind, as far as it can be told without a run."""
    if wish.kind is not None:
        return wish.kind
    if claims.task:
        return "classify" if claims.task in ("classify", "embed") else "detect"
    flat = all(len(port.shape) == 2 or port.shape[2:] == (1, 1) for port in facts.outputs)
    return "classify" if flat and wish.decoder is None else "detect"


def _image_port(facts: ModelFacts, wish: ReadingWish) -> TensorPort:
    described = ", ".join(map(str, facts.inputs)) or "nothing"
    if wish.input is not None:
        port = next((each for each in facts.inputs if each.name == wish.input), None)
        if port is None:
            raise unreadable(
                f"it has no input {wish.input!r}, it takes {described}",
                "correct input in the configuration",
            )
    else:
        port = next((each for each in facts.inputs if len(each.shape) == 4), None)
    if port is None or len(port.shape) != 4:
        raise unreadable(
            f"it takes {described}, and not one image [1, 3, height, width] or "
            "[1, height, width, 3]",
            "export it with a batch axis",
        )
    if port.dtype not in IMAGE_DTYPES:
        raise unreadable(
            f"its input is {port}, images are given as {', '.join(IMAGE_DTYPES)}",
            "export it with one of these",
        )
    if port.shape[0] not in (1, None):
        raise unreadable(
            f"it takes {port.shape[0]} images at a time ({port})", "export it with a batch of one"
        )
    return port


def _layout(port: TensorPort, wish: ReadingWish) -> tuple[Literal["nchw", "nhwc"], Source]:
    first, last = port.shape[1], port.shape[3]
    fits: dict[Literal["nchw", "nhwc"], bool] = {
        "nchw": first in (3, None),
        "nhwc": last in (3, None),
    }
    if wish.layout is not None:
        if not fits[wish.layout]:
            raise unreadable(
                f"its input {port} is not {wish.layout}", "correct layout in the configuration"
            )
        return wish.layout, "config"
    if last is None and first is not None:
        fits["nhwc"] = False  # a width of any length: no model takes any number of colours
    if not any(fits.values()):
        raise unreadable(
            f"its input {port} has no axis of three colours",
            "whatsit feeds colour images: export it for three channels",
        )
    if first == 3 or not fits["nhwc"]:
        return "nchw", "guess" if last == 3 else "shape"
    if last == 3 or not fits["nchw"]:
        return "nhwc", "shape"
    return "nchw", "guess"


def _size(
    port: TensorPort,
    layout: Literal["nchw", "nhwc"],
    wish: ReadingWish,
    claims: Claims,
    kind: Kind,
) -> tuple[int, int, Finding]:
    """(height, width), and where they come from."""
    fixed = port.shape[2:] if layout == "nchw" else port.shape[1:3]
    side_px = CLASSIFIER_SIDE_PX if kind == "classify" else DETECTOR_SIDE_PX
    source: Source = "shape"
    why = "the model takes no other"
    sizes: list[int] = []
    for axis, (length, wished) in enumerate(
        zip(fixed, (wish.height_px, wish.width_px), strict=True)
    ):
        if length is not None:
            if wished not in (None, length):
                name = ("height_px", "width_px")[axis]
                raise unreadable(
                    f"its input {port} is of a fixed size, and the configuration says "
                    f"{name} = {wished}",
                    f"put {name} = {length}, or leave it out",
                )
            sizes.append(length)
        elif wished is not None:
            sizes.append(wished)
            source, why = "config", "the model takes any"
        elif claims.size_px is not None:
            sizes.append(claims.size_px[axis])
            source, why = "metadata", "the model takes any; imgsz says what it was made for"
        else:
            sizes.append(side_px)
            source, why = (
                "guess",
                f"the model takes any and does not say which: {side_px} is usual; put width_px "
                "and height_px into the configuration",
            )
    height_px, width_px = sizes
    if height_px not in SIDES_PX or width_px not in SIDES_PX:
        raise unreadable(
            f"its input {port} is {width_px} x {height_px} pixels",
            f"sides from {SIDES_PX.start} to {SIDES_PX.stop - 1} pixels are fed",
        )
    return height_px, width_px, Finding("size", f"{width_px} x {height_px}", source, why)


def _size_input(facts: ModelFacts, wish: ReadingWish, image: TensorPort) -> str:
    """The input that wants the image's size, "" if there is none."""
    others = [port for port in facts.inputs if port.name != image.name]
    if wish.size_input is not None:
        others = [port for port in others if port.name != wish.size_input]
        if not others and (wish.size_input in {port.name for port in facts.inputs}):
            return wish.size_input
    if not others:
        return ""
    port = others[0]
    is_size = port.dtype == "int64" and len(port.shape) == 2 and port.shape[1] in (2, None)
    if len(others) == 1 and is_size and wish.size_input is None:
        return port.name
    raise unreadable(
        f"besides the image {image.name} it wants {', '.join(map(str, others))}",
        "whatsit feeds one image, and its size as int64 [1, 2]: export it without further inputs",
    )


def _checked(spec: InputSpec) -> InputSpec:
    """The spec, as strictly as from a file."""
    try:
        return msgspec.convert(msgspec.to_builtins(spec), InputSpec)
    except msgspec.ValidationError as error:
        raise unreadable(f"its input does not fit a manifest: {error}", "correct it") from error
