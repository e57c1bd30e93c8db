"""From what a person typed to what is to be opened. Looks at the file system, opens nothing."""

import glob
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from shared.errors import SourceError
from shared.protocol.fields import MAX_NAME
from shared.typed_path import typed_path

SourceKind = Literal["video", "images", "mcap", "camera", "url"]

# fmt: off
VIDEO_SUFFIXES = (
    ".3gp", ".avi", ".flv", ".m4v", ".mjpeg", ".mjpg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg",
    ".mts", ".ogv", ".ts", ".webm", ".wmv",
)
# fmt: on
IMAGE_SUFFIXES = (".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
MCAP_SUFFIX = ".mcap"
URL_SCHEMES = ("http", "https", "rtmp", "rtmps", "rtsp", "rtsps", "srt", "tcp", "udp")

_EXPECTED = (
    "give a video file, a folder of images, an MCAP recording, a camera number such as 0,"
    " or an rtsp:// or http:// URL"
)

_MCAP_WITH_TOPIC = re.compile(r"(?is)(?P<path>.+?\.mcap)#(?P<topic>.*)")

_KEPT = 79
"""So many letters of a long id stand before what is left out; its end tells files apart."""

_PASSWORD_IN_PATH = re.compile(r"(?i)(pass(?:word|wd)?=|pwd=)[^/&;_]*")


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """What is to be opened.

    `target` may hold a password, so it is not shown; `label` and `source_id` never do.
    `files` are the images of an "images" address, in the order in which they are replayed.
    `topic` is that of an "mcap" address; "" for the one with most images.
    """

    kind: SourceKind
    target: str = field(repr=False)
    source_id: str
    label: str
    files: tuple[Path, ...] = field(default=(), repr=False)
    topic: str = ""

    @property
    def is_recording(self) -> bool:
        """True if it has a beginning and an end, and every frame can be had again."""
        return self.kind in ("video", "images", "mcap")


def parse_address(text: str) -> SourceAddress:
    """What `text` means: a camera, a URL, a video, images in a folder or a glob, a recording.

    Raises SourceError, in one line, if it means nothing that exists.
    """
    text = text.strip()
    if not text or "\0" in text:
        raise SourceError(f"no source is named; {_EXPECTED}")
    if re.fullmatch(r"[0-9]{1,9}", text):
        number = str(int(text))
        return SourceAddress("camera", number, f"camera-{number}", f"camera {number}")
    if re.fullmatch(r"/dev/video\d+", text):
        return SourceAddress("camera", text, text.removeprefix("/dev/"), f"camera {text}")
    if "://" in text:
        return _parse_url(text)
    return _parse_path(text)


def redacted(url: str) -> str:
    """`url` without user, password, query and fragment: what may be logged and shown.

    Some cameras want a password in the path, after `password=`; that goes too.

    A password that was not percent-encoded may hold any of `@ / ? #`, so everything up to the
    last `@` goes, and more of the URL with it rather than a piece of the password too little.
    """
    scheme, _, rest = url.partition("://")
    rest = re.split(r"[?#]", rest.rpartition("@")[2])[0]
    rest = _PASSWORD_IN_PATH.sub(r"\1***", rest)
    return f"{scheme}://{rest}"


def shown(text: str | Path) -> str:
    """`text` fit for people and for the wire, which file names need not be."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def known_as(text: str) -> str:
    """The id of a source: `text` as it is shown, without its middle where a message has no room
    for it."""
    text = shown(text)
    return text if len(text) <= MAX_NAME else f"{text[:_KEPT]}…{text[_KEPT + 1 - MAX_NAME :]}"


def natural_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Sorts `img2.png` before `img10.png`, folder by folder, upper and lower case alike."""
    parts = re.split(r"(\d+)", str(path).casefold())
    key = [(1, int(p), "") if p.isdecimal() else (0, 0, p) for p in parts]
    return key, str(path)


def _parse_url(text: str) -> SourceAddress:
    """Says nothing of a URL that it does not understand: any part of it may be a password."""
    scheme = text.partition("://")[0].lower()
    if scheme not in URL_SCHEMES:
        raise SourceError(
            f"cannot read this kind of URL; expected one of {', '.join(URL_SCHEMES)}, or a path"
        )
    label = shown(redacted(text))
    try:
        parts = urlsplit(text)
        is_sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise SourceError(
            f"cannot understand this {scheme}:// URL; expected {scheme}://host:port/path,"
            " with special characters in a user name or password percent-encoded"
        )
    return SourceAddress("url", text, known_as(label), label)


def _parse_path(text: str) -> SourceAddress:
    path = typed_path(text)
    try:
        if path.is_dir():
            return _images(text, path.resolve().name or "images", _images_in(path))
        if path.is_file():
            return _parse_file(path)
        if mcap := _MCAP_WITH_TOPIC.fullmatch(text):
            return _parse_mcap(typed_path(mcap["path"]), topic=mcap["topic"])
        if glob.has_magic(text):
            return _parse_pattern(text, path)
    except OSError as error:
        raise SourceError(f"cannot look at {shown(text)}: {error.strerror}") from error
    raise SourceError(f"no such file or folder: {shown(text)}; {_EXPECTED}")


def _parse_pattern(text: str, path: Path) -> SourceAddress:
    """Images that a glob matches; `**` goes through folders within folders."""
    matches = [Path(name) for name in glob.glob(str(path), recursive=True)]
    if not matches:
        raise SourceError(f"nothing matches {shown(text)}; expected a pattern such as 'walk/*.jpg'")
    plain = [parent.name for parent in path.parents if not glob.has_magic(str(parent))]
    return _images(text, plain[0] or path.name, matches)


def _parse_file(path: Path) -> SourceAddress:
    suffix = path.suffix.lower()
    if suffix in VIDEO_SUFFIXES:
        if shown(path) != str(path):
            raise SourceError(f"{shown(path)}: its name is not valid UTF-8; rename it")
        return SourceAddress("video", str(path), known_as(path.name), shown(path))
    if suffix in IMAGE_SUFFIXES:
        return _images(str(path), path.name, [path])
    if suffix == MCAP_SUFFIX:
        return _parse_mcap(path, topic="")
    suffixes = (*VIDEO_SUFFIXES, *IMAGE_SUFFIXES, MCAP_SUFFIX)
    raise SourceError(
        f"{shown(path)} is neither a video nor an image by its name;"
        f" expected a file that ends in one of {' '.join(suffixes)}"
    )


def _parse_mcap(path: Path, *, topic: str) -> SourceAddress:
    """A recording, and the topic whose images are wanted: `drive.mcap#/camera/front`."""
    if not path.is_file():
        raise SourceError(f"no such file: {shown(path)}; expected an MCAP recording")
    at_topic = f"#{shown(topic)}" if topic else ""
    return SourceAddress(
        "mcap", str(path), known_as(path.name + at_topic), shown(path) + at_topic, topic=topic
    )


def _images_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _images(text: str, source_id: str, candidates: list[Path]) -> SourceAddress:
    files = [path for path in candidates if path.suffix.lower() in IMAGE_SUFFIXES]
    if not files:
        raise SourceError(
            f"no images in {shown(text)}; expected files that end in {' '.join(IMAGE_SUFFIXES)}"
        )
    files.sort(key=natural_order)
    return SourceAddress("images", text, known_as(source_id), shown(text), tuple(files))
