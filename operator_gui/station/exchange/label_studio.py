"""Labels as Label Studio has them: a list of tasks in JSON, boxes in percent of the picture.

What whatsit knows of a label stands in its task's `data`, by the id of its region: that is what
Label Studio gives back unchanged.
"""

import math
import re
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import quoteattr

import msgspec

from operator_gui.station.exchange.json_file import read_json, write_json
from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    Advance,
    LabelledPicture,
    LabelledSet,
    PictureBytes,
    Provenance,
    path_of,
)
from operator_gui.station.exchange.picture_files import split_and_name
from operator_gui.station.exchange.picture_writer import write_pictures
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.set_builder import FoundSet, Key, SetBuilder

TASKS_FILE = "tasks.json"
CONFIG_FILE = "labels.xml"
EXPECTED = "Label Studio's list of tasks"
Corners = tuple[float, float, float, float]
_UPLOADED = re.compile(r"^[0-9a-f]{8}-")


class _Known(msgspec.Struct, frozen=True):
    """What whatsit wrote into a task: its picture's path, and its regions by their ids."""

    path: str = ""
    regions: dict[str, Provenance] = msgspec.field(default_factory=dict)


class _Data(msgspec.Struct, frozen=True):
    image: str
    whatsit: _Known = msgspec.field(default_factory=_Known)


class _Value(msgspec.Struct, frozen=True):
    x: float | None = None
    y: float | None = None
    width: float | None = None
    height: float | None = None
    rotation: float = 0.0
    points: list[tuple[float, float]] = msgspec.field(default_factory=list)
    rectanglelabels: list[str] = msgspec.field(default_factory=list)
    polygonlabels: list[str] = msgspec.field(default_factory=list)
    choices: list[str] = msgspec.field(default_factory=list)


class _Region(msgspec.Struct, frozen=True):
    type: str
    value: _Value
    id: str = ""
    original_width: int | None = None
    original_height: int | None = None
    image_rotation: float = 0.0


class _Annotation(msgspec.Struct, frozen=True):
    result: list[dict[str, Any]] = msgspec.field(default_factory=list)
    was_cancelled: bool = False


class _Task(msgspec.Struct, frozen=True):
    data: _Data
    annotations: list[_Annotation] = msgspec.field(default_factory=list)
    id: Annotated[int, msgspec.Meta(ge=0)] | str | None = None


def write_label_studio(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `tasks.json`, `labels.xml` with the labelling set-up, and `images/SPLIT/`.

    Raises StorageError.
    """
    write_pictures(labelled, folder, picture_bytes, advance)
    tasks = [_task(n, picture) for n, picture in enumerate(labelled.pictures, start=1)]
    write_json(folder / TASKS_FILE, tasks)
    (folder / CONFIG_FILE).write_text(_config(labelled.class_names), encoding="utf-8")


def _task(number: int, picture: LabelledPicture) -> dict[str, object]:
    path = path_of(picture)
    regions = {f"{number}-{n}": item for n, item in enumerate(picture.boxes, start=1)}
    result = []
    for region_id, item in regions.items():
        x0, y0, _, _ = item.box
        result.append(
            {
                "id": region_id,
                "type": "rectanglelabels",
                "from_name": "label",
                "to_name": "image",
                "original_width": picture.width_px,
                "original_height": picture.height_px,
                "image_rotation": 0,
                "value": {
                    "x": 100 * x0 / picture.width_px,
                    "y": 100 * y0 / picture.height_px,
                    "width": 100 * item.box.width_px / picture.width_px,
                    "height": 100 * item.box.height_px / picture.height_px,
                    "rotation": 0,
                    "rectanglelabels": [item.name],
                },
            }
        )
    known = {"path": path, "regions": {key: item.provenance for key, item in regions.items()}}
    data = {"image": f"/data/local-files/?d={path}", "split": picture.split, "whatsit": known}
    return {"id": number, "data": data, "annotations": [{"id": number, "result": result}]}


def _config(names: tuple[str, ...]) -> str:
    labels = "".join(f"    <Label value={quoteattr(name)}/>\n" for name in names)
    return (
        '<View>\n  <Image name="image" value="$image"/>\n'
        f'  <RectangleLabels name="label" toName="image">\n{labels}  </RectangleLabels>\n</View>\n'
    )


def read_label_studio(path: Path, problems: Problems) -> FoundSet:
    """The set of a JSON file, or of the first in a folder. Raises ImportRefusedError.

    Pictures are looked for by name in the folder of the file: nothing is downloaded.
    """
    file = path if path.is_file() else next(iter(sorted(path.glob("*.json"))), None)
    builder = SetBuilder(path.parent if path.is_file() else path, problems)
    if file is None or file.is_symlink():
        problems.add(quoted(path.name), f"no plain .json file in it; expected {EXPECTED}")
        return builder.finish()
    tasks = read_json(file, list[_Task], problems, expected=EXPECTED) or []
    seen: set[object] = set()
    for number, task in enumerate(tasks):
        shown = "none" if task.id is None else quoted(str(task.id))
        where = f"{quoted(file.name)} task {number} (id {shown})"
        if task.id is not None and task.id in seen:
            problems.add(where, "its id is there twice")
            continue
        seen.add(task.id)
        _read_task(task, where, builder, problems)
    return builder.finish()


def _read_task(task: _Task, where: str, builder: SetBuilder, problems: Problems) -> None:
    annotations = [one for one in task.annotations if not one.was_cancelled]
    if len(annotations) > 1:
        problems.add(where, f"{len(annotations)} annotations; expected one, which counts")
        return
    names = _file_names(task.data)
    split, name = split_and_name(PurePosixPath(names[0]))
    candidates = [PurePosixPath(n) for n in dict.fromkeys(names) if ".." not in n.split("/")]
    key = builder.add_picture(where, file_name=name, split=split, candidates=candidates)
    if key is None or not annotations:
        return
    for number, raw in enumerate(annotations[0].result):
        place = f"{where} region {number}"
        kind = raw.get("type")
        if kind not in ("rectanglelabels", "polygonlabels", "choices"):
            builder.note("results that are no labels of boxes were left out")
            continue
        try:
            region = msgspec.convert(raw, _Region)
            corners = _corners(region, key, builder)
        except (msgspec.ValidationError, ValueError) as error:
            problems.add(place, str(error))
            continue
        labels = region.value.rectanglelabels or region.value.polygonlabels or region.value.choices
        if len(labels) != 1:
            problems.add(place, f"{len(labels)} labels; expected one")
            continue
        known = task.data.whatsit.regions.get(region.id, NOTHING_KNOWN)
        builder.add_box(place, key, name=labels[0], corners=corners, provenance=known)


def _file_names(data: _Data) -> list[str]:
    """By what names the picture of a task may be known in the folder, the likeliest first."""
    address = urlsplit(data.image)
    path = unquote(address.path)
    wanted = parse_qs(address.query).get("d", [path])[0]
    # What comes from a server is known by its last part; the start that uploading adds goes.
    plain = wanted.lstrip("/") if not address.scheme else PurePosixPath(path).name
    last = PurePosixPath(plain).name
    short = _UPLOADED.sub("", last)
    own = [data.whatsit.path] if data.whatsit.path else []
    return [*own, plain, *(f"{place}{n}" for n in (last, short) for place in ("", "images/"))]


def _corners(region: _Region, key: Key, builder: SetBuilder) -> Corners:
    """Pixels from percent. Raises ValueError for what is no box."""
    width_px, height_px = builder.size_px(key)
    stated = region.original_width, region.original_height
    if region.image_rotation % 360:
        raise ValueError("the picture is shown turned; expected image_rotation 0")
    if None not in stated and stated != (width_px, height_px):
        raise ValueError(
            f"the picture has {width_px} × {height_px} pixels; expected {stated[0]} × {stated[1]}"
        )
    value = region.value
    if region.type == "choices":
        return builder.whole(key)
    if region.type == "polygonlabels":
        if len(value.points) < 3:
            raise ValueError(f"an outline of {len(value.points)} points; expected 3 or more")
        builder.note("outlines were taken as the boxes around them")
        points = [(x * width_px / 100, y * height_px / 100) for x, y in value.points]
    else:
        points = _rectangle(value, width_px, height_px)
        if value.rotation % 360:
            builder.note("turned boxes were taken as the upright boxes around them")
            # What the turning adds may lie outside: nothing of the object is there.
            points = [(min(max(x, 0), width_px), min(max(y, 0), height_px)) for x, y in points]
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def _rectangle(value: _Value, width_px: int, height_px: int) -> list[tuple[float, float]]:
    """The corners in pixels; turned clockwise by `rotation` degrees around the first."""
    sides = value.x, value.y, value.width, value.height
    if None in sides or not all(math.isfinite(side) for side in sides if side is not None):
        raise ValueError("expected x, y, width and height in percent")
    x, y, width, height = (float(side) for side in sides if side is not None)
    left, top = x * width_px / 100, y * height_px / 100
    wide, high = width * width_px / 100, height * height_px / 100
    turn = math.radians(value.rotation % 360)
    cos, sin = math.cos(turn), math.sin(turn)
    return [
        (left + a * cos - b * sin, top + a * sin + b * cos)
        for a, b in ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    ]
