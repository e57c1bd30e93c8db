"""The folder of a station that was taught something, without a station."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore
from shared.crop_region import VIEW_MARGIN, region_around
from shared.domain import Box, Image
from shared.protocol.answers import Answer
from shared.protocol.codec import Envelope
from shared.protocol.questions import View
from tests.unit.station.station_world import make_answer, make_query, query_of


def frame_image(width_px: int = 640, height_px: int = 480, seed: int = 0) -> Image:
    """Something that no two seeds have in common, smooth enough to survive being a JPEG."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (6, 8, 3), np.uint8)
    return np.asarray(
        cv2.resize(coarse, (width_px, height_px), interpolation=cv2.INTER_CUBIC), np.uint8
    )


def jpeg_of(image: Image) -> bytes:
    done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    assert done
    return encoded.tobytes()


def seen_query(
    image: Image,
    boxes: list[Box],
    *,
    query_id: str,
    context_width_px: int | None = None,
    **changes: object,
) -> Envelope:
    """A question as a node asks it: every view in the same frame, which was made smaller."""
    height_px, width_px = image.shape[:2]
    crops = []
    for box in boxes:
        x0, y0, x1, y1 = region_around(
            box, margin=VIEW_MARGIN, width_px=width_px, height_px=height_px
        )
        crops.append(jpeg_of(image[y0:y1, x0:x1]))
    small_px = context_width_px or width_px
    context = cv2.resize(image, (small_px, round(height_px * small_px / width_px)))
    made = make_query(query_id=query_id, views=len(boxes), **changes)  # type: ignore[arg-type]
    query = msgspec.structs.replace(
        query_of(made),
        frame_width_px=width_px,
        frame_height_px=height_px,
        views=tuple(
            View(box=box, frame_sequence=7 + n, captured_at_s=9.5, quality=0.9 - 0.1 * n)
            for n, box in enumerate(boxes)
        ),
    )
    return Envelope(query, (jpeg_of(np.asarray(context, np.uint8)), made.payloads[1], *crops))


class TaughtStation:
    """What a station's loop would write, written at once."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.inbox = Inbox(database, BlobStore(folder / "pictures"))
        self.labels = LabelStore(database)

    def ask(self, envelope: Envelope, *, split: str | None = None) -> str:
        query = query_of(envelope)
        with self.database.transaction():
            self.inbox.put(check_query(query, envelope), 1.0, split=split)
        return query.query_id

    def answer(self, query_id: str, name: str = "mug", **changes: object) -> Answer:
        answer = make_answer(query_id, name, **changes)
        with self.database.transaction():
            self.labels.put(answer, peer_id="ada", received_at_s=2.0)
        return answer

    def names(self) -> dict[str, str]:
        """What each query is called now."""
        rows = self.database.execute("SELECT DISTINCT query_id, class_name FROM current_label")
        return dict(rows.fetchall())

    def count(self, table: str) -> int:
        row = self.database.one(f"SELECT count(*) FROM {table}")
        return int((row or (0,))[0])


@contextlib.contextmanager
def taught_station(folder: Path) -> Iterator[TaughtStation]:
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Database(folder)) as database:
        yield TaughtStation(folder, database)
