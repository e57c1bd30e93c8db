"""From pictures to objects as vectors: each crop embedded once, the same as on the edge."""

import hashlib
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from edge_node.perception.crops import embedding_crop
from edge_node.perception.embedder import Embedder
from edge_node.simulation.objects import Flags, Objects
from edge_node.simulation.picture import Part, Picture, Thing
from edge_node.simulation.vector_cache import Vectors
from shared.domain import Box, Floats, Image
from shared.errors import SourceError, UsageError
from shared.learning.dataset import Indices

PICTURES_AT_ONCE = 32
"""So many are held in memory, and their things embedded and kept in the cache together."""

CROP_RULE = b"whatsit-crop-1"
"""Part of every key: to be changed with the way in which crops are made."""

_WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False, slots=True)
class Gathered:
    """All objects of the data, and what is to be known of them to keep some for tests.

    sessions: (n,) int64. parts: what each object's picture is for. copied: (n,) bool, whether its
    picture is there more than once. unusable: pictures that were left out and why, a line each.
    copies: how many pictures are the same as an earlier one, to the byte.
    """

    objects: Objects
    sessions: Indices
    parts: tuple[Part, ...]
    copied: Flags
    unusable: tuple[str, ...]
    copies: int


@dataclass(frozen=True, eq=False, slots=True)
class _View:
    thing: Thing
    part: Part
    digest: bytes
    vector: Floats


def gather(
    pictures: Iterable[Picture],
    embedder: Embedder,
    cache: Vectors,
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> Gathered:
    """Reads every picture, a few at a time, and embeds its things.

    advance: told how many pictures were gone through. Pictures that cannot be read are left out.
    Raises UsageError if none is left, ModelError and StorageError.
    """
    views: list[_View] = []
    unusable: list[str] = []
    digests: Counter[bytes] = Counter()
    stream = iter(pictures)
    while some := list(islice(stream, PICTURES_AT_ONCE)):
        readable = [read for picture in some if (read := _read(picture, unusable)) is not None]
        for picture, digest, vectors in _embed(readable, embedder, cache, unusable):
            digests[digest] += 1
            views += [
                _View(thing, picture.part, digest, vector)
                for thing, vector in zip(picture.things, vectors, strict=True)
            ]
        advance(len(some))
    if not views:
        first = f"; the first: {unusable[0]}" if unusable else ""
        raise UsageError(f"none of {len(unusable)} pictures can be read{first}")
    return _put_together(views, digests, tuple(unusable))


def _read(picture: Picture, unusable: list[str]) -> tuple[Picture, bytes] | None:
    try:
        return picture, picture.read()
    except (OSError, SourceError) as error:
        unusable.append(_left_out(picture, error))
        return None


def _left_out(picture: Picture, error: Exception) -> str:
    why = error.strerror if isinstance(error, OSError) else error
    return f"{picture.label}: {why}"


def _embed(
    read: Sequence[tuple[Picture, bytes]], embedder: Embedder, cache: Vectors, unusable: list[str]
) -> Iterator[tuple[Picture, bytes, list[Floats]]]:
    """Each picture that can be decoded, the hash of its bytes, and a vector for each thing."""
    hashed = [(picture, content, hashlib.sha256(content).digest()) for picture, content in read]
    keys = [[_key(digest, thing) for thing in picture.things] for picture, _, digest in hashed]
    vectors = cache.known([key for some in keys for key in some])
    crops: dict[bytes, Image] = {}
    damaged = set()
    for (picture, content, _), its_keys in zip(hashed, keys, strict=True):
        if all(key in vectors for key in its_keys):
            continue
        try:
            image = picture.decode(content)
        except SourceError as error:
            unusable.append(_left_out(picture, error))
            damaged.add(picture.label)
            continue
        for key, thing in zip(its_keys, picture.things, strict=True):
            crops[key] = _crop(image, thing.box or _WHOLE)
    new = dict(zip(crops, embedder.embed(list(crops.values())), strict=True))
    cache.keep(new)
    vectors |= new
    for (picture, _, digest), its_keys in zip(hashed, keys, strict=True):
        if picture.label not in damaged:
            yield picture, digest, [vectors[key] for key in its_keys]


def _key(digest: bytes, thing: Thing) -> bytes:
    return hashlib.sha256(CROP_RULE + digest + struct.pack("<4d", *(thing.box or _WHOLE))).digest()


def _crop(image: Image, shares: Box) -> Image:
    height_px, width_px = image.shape[:2]
    x0, y0, x1, y1 = shares
    box = Box(x0 * width_px, y0 * height_px, x1 * width_px, y1 * height_px)
    return np.ascontiguousarray(embedding_crop(image, box))


def _put_together(
    views: list[_View], digests: Counter[bytes], unusable: tuple[str, ...]
) -> Gathered:
    numbers: dict[str, int] = {}
    owners = np.array([numbers.setdefault(v.thing.object_id, len(numbers)) for v in views])
    order = np.argsort(owners, kind="stable")
    firsts = [views[row] for row in order[np.searchsorted(owners[order], np.arange(len(numbers)))]]
    class_names = tuple(sorted({view.thing.name for view in firsts}))
    positions = {name: number for number, name in enumerate(class_names)}
    sessions: dict[str, int] = {}
    copied = np.zeros(len(numbers), np.bool_)
    copied[
        [owner for owner, view in zip(owners, views, strict=True) if digests[view.digest] > 1]
    ] = True
    return Gathered(
        objects=Objects(
            embeddings=np.stack([views[row].vector for row in order]),
            owners=owners[order],
            labels=np.array([positions[view.thing.name] for view in firsts], np.int64),
            class_names=class_names,
        ),
        sessions=np.array([sessions.setdefault(v.thing.session, len(sessions)) for v in firsts]),
        parts=tuple(view.part for view in firsts),
        copied=copied,
        unusable=unusable,
        copies=sum(count - 1 for count in digests.values()),
    )
