"""Tries every camera of this machine, or one source, and keeps a picture of each."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from edge_node.sources.address import parse_address
from edge_node.sources.devices import VideoDevice, video_devices
from edge_node.sources.probe import probe
from shared.clock import Clock
from shared.domain import Image
from shared.errors import StorageError

_JPEG_QUALITY = 90


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """A source that was tried. `problem` says why it gives no pictures; "" if it does.

    source: what to call `whatsit edge` with, but without the secrets of a URL.
    """

    source: str
    name: str = ""
    width_px: int = 0
    height_px: int = 0
    fps: float | None = None
    problem: str = ""
    preview: str = ""

    @property
    def line(self) -> str:
        """For people."""
        title = f"{self.source}  {self.name}".rstrip()
        if self.problem:
            return f"{title}  not usable: {self.problem}"
        fps = "" if self.fps is None else f"  {self.fps:.1f} frames/s"
        preview = f"  {self.preview}" if self.preview else ""
        return f"{title}  {self.width_px}x{self.height_px}{fps}{preview}"


def survey(
    source: str | None,
    *,
    preview: Path | None,
    timeout_s: float,
    clock: Clock,
    devices: tuple[VideoDevice, ...] | None = None,
) -> Iterator[Sighting]:
    """Each as soon as it was tried. Device files that are no cameras are left out.

    Raises SourceError for a `source` that means nothing, StorageError for a preview that cannot
    be written.
    """
    if source is not None:
        yield _tried(source, "", preview=preview, timeout_s=timeout_s, clock=clock)[0]
        return
    for device in video_devices() if devices is None else devices:
        sighting, is_no_camera = _tried(
            device.path, device.name, preview=preview, timeout_s=timeout_s, clock=clock
        )
        if not is_no_camera:
            yield sighting


def _tried(
    text: str, name: str, *, preview: Path | None, timeout_s: float, clock: Clock
) -> tuple[Sighting, bool]:
    address = parse_address(text)
    found = probe(address, timeout_s=timeout_s, clock=clock)
    picture = ""
    if preview is not None and found.image is not None:
        picture = str(_write_jpeg(found.image, preview, address.source_id))
    sighting = Sighting(
        source=address.target if address.kind == "camera" else address.label,
        name=name,
        width_px=found.width_px,
        height_px=found.height_px,
        fps=None if found.fps is None else round(found.fps, 2),
        problem=found.problem,
        preview=picture,
    )
    return sighting, found.is_no_camera


def _write_jpeg(image: Image, folder: Path, source_id: str) -> Path:
    from edge_node.jpeg import encode_jpeg

    path = folder / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', source_id).strip('_') or 'source'}.jpg"
    try:
        jpeg = encode_jpeg(image, quality=_JPEG_QUALITY)
    except ValueError as error:
        raise StorageError(f"{source_id}: {error}") from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error
    return path
