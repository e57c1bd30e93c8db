"""Crops that were answered with a name, and backgrounds: what views are made of."""

from collections import Counter, OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np

from edge_node.perception.crops import embedding_crop
from shared.domain import Box, Image
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import Query

MAX_CROPS = 64
"""So many questions are remembered; the oldest go first."""

MAX_BACKGROUNDS = 12
SMALLEST_BACKGROUND_PX = 24

VIEWS_PER_CROP = 2
"""Of one crop no more views than this are made: the rest would be more of the same."""


@dataclass(slots=True)
class LabelledCrop:
    """The best view of a question, in its frame as JPEG. name: what it was called; "" as yet.

    made: how many views were made of it.
    """

    query: Query
    context: bytes
    name: str = ""
    made: int = 0

    def frame(self) -> tuple[Image, Box]:
        """The frame, (h, w, 3) uint8 BGR, and the object's box in pixels of it."""
        frame = decoded(self.context)
        x_scale = frame.shape[1] / self.query.frame_width_px
        y_scale = frame.shape[0] / self.query.frame_height_px
        x0, y0, x1, y1 = self.query.views[0].box
        return frame, Box(x0 * x_scale, y0 * y_scale, x1 * x_scale, y1 * y_scale)

    def crop(self) -> Image:
        """The object, framed as it is for the embedder: what is shown has a margin, which would
        be another view to it."""
        return embedding_crop(*self.frame())


class CropShelf:
    """Belongs to one thread. It begins empty and fills with what is asked and answered."""

    def __init__(self) -> None:
        self._crops: OrderedDict[str, LabelledCrop] = OrderedDict()

    def put(self, query: Query, payloads: tuple[bytes, ...]) -> None:
        """Keeps a question's best view. payloads: as `Query` has them."""
        self._crops[query.query_id] = LabelledCrop(query, payloads[0])
        while len(self._crops) > MAX_CROPS:
            self._crops.popitem(last=False)

    def answer(self, answer: NamedTrack) -> None:
        """Notes what was said; only a name makes a crop usable."""
        crop = self._crops.get(answer.query_id)
        if crop is not None:
            crop.name = answer.name if answer.kind == "name" else ""

    def next(
        self, names: tuple[str, ...], embedder_sha256: str, rng: np.random.Generator
    ) -> LabelledCrop | None:
        """The crop to make a view of: of the name with the fewest crops, the least used.

        names: those that the head knows; others are left alone, as is what was asked with another
        embedder, and all while fewer than two names are there. rng: breaks ties. None if there is
        no such crop.
        """
        usable = [
            crop
            for crop in self._crops.values()
            if crop.name in names and crop.query.embedder_sha256 == embedder_sha256
        ]
        count = Counter(crop.name for crop in usable)
        fresh = [crop for crop in usable if crop.made < VIEWS_PER_CROP]
        if len(count) < 2 or not fresh:
            return None
        ranks = [(crop.made, count[crop.name], rng.random()) for crop in fresh]
        return fresh[ranks.index(min(ranks))]

    def backgrounds(self) -> tuple[Image, ...]:
        """What lies beside the objects in the frames kept last; at most 12 images."""
        found: list[Image] = []
        for crop in reversed(self._crops.values()):
            background = beside(*crop.frame())
            if background is not None:
                found.append(background)
            if len(found) == MAX_BACKGROUNDS:
                break
        return tuple(found)


def beside(frame: Image, box: Box) -> Image | None:
    """The largest part of a frame that lies wholly left, right, above or below of a box.

    None where nothing is SMALLEST_BACKGROUND_PX wide and high.
    """
    height_px, width_px = frame.shape[:2]
    left, top = max(0, int(box.x0)), max(0, int(box.y0))
    right, bottom = min(width_px, int(np.ceil(box.x1))), min(height_px, int(np.ceil(box.y1)))
    parts = (frame[:, :left], frame[:, right:], frame[:top], frame[bottom:])
    large = [part for part in parts if min(part.shape[:2]) >= SMALLEST_BACKGROUND_PX]
    return max(large, key=lambda part: part.shape[0] * part.shape[1], default=None)


def decoded(jpeg: bytes) -> Image:
    """A JPEG that the node made itself, as (h, w, 3) uint8 BGR."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"a picture of {len(jpeg)} bytes is no JPEG")
    return np.asarray(image, np.uint8)
