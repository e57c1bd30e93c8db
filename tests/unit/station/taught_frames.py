"""A station's folder in which bright squares on dark frames were asked about and answered."""

import contextlib
from pathlib import Path

import cv2
import msgspec
import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore, sha256_of
from shared.bundle import DetectorSpec, InputSpec, Manifest, ModelFile
from shared.protocol.codec import Envelope
from shared.protocol.questions import View
from tests.unit.retraining.bright_square import SIDE_PX, bright_square
from tests.unit.station.station_world import BASE, make_answer, make_query, query_of

NAMES = ("bowl", "mug", "vase")
SQUARE_PX = 16


def teach_frames(folder: Path, *, tracks: int = 60, sessions: int = 6, strangers: int = 0) -> None:
    """So many answered tracks, each in a frame of its own, and so many of what is no object."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    with contextlib.closing(Database(folder)) as database:
        inbox, labels = Inbox(database, BlobStore(folder / "pictures")), LabelStore(database)
        with database.transaction():
            for number in range(tracks + strangers):
                name = NAMES[number % len(NAMES)] if number < tracks else "stain"
                left, top = (int(at) for at in rng.integers(0, SIDE_PX - SQUARE_PX, 2))
                envelope = make_query(
                    name,
                    query_id=f"q{number}",
                    seed=number,
                    session_id=f"session-{number // len(NAMES) % sessions}",
                    picture=frame(left, top),
                    frame_width_px=SIDE_PX,
                    frame_height_px=SIDE_PX,
                    views=1,
                )
                query = query_of(envelope)
                corners = (float(left), float(top), float(left + SQUARE_PX), float(top + SQUARE_PX))
                view = View(box=corners, frame_sequence=number, captured_at_s=9.0, quality=0.9)
                envelope = Envelope(
                    msgspec.structs.replace(query, views=(view,)), envelope.payloads
                )
                inbox.put(check_query(query_of(envelope), envelope), 1.0)
                kind = "name" if number < tracks else "not_an_object"
                answer = make_answer(f"q{number}", name if number < tracks else "", kind=kind)
                labels.put(answer, peer_id="ada", received_at_s=2.0)


def frame(left: int, top: int) -> bytes:
    """A bright square on a dark frame, as JPEG."""
    image = np.full((SIDE_PX, SIDE_PX, 3), 20, np.uint8)
    image[top : top + SQUARE_PX, left : left + SQUARE_PX] = 250
    done, encoded = cv2.imencode(".jpg", image)
    assert done
    return encoded.tobytes()


def base_with_detector(folder: Path) -> tuple[Manifest, dict[str, Path]]:
    """A base whose detector finds bright squares, and where its file is."""
    content = bright_square(SQUARE_PX, ["square"]).SerializeToString()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "square.onnx"
    path.write_bytes(content)
    detector = DetectorSpec(
        file=ModelFile(sha256=sha256_of(content), size_bytes=len(content)),
        input=InputSpec(name="images", width_px=SIDE_PX, height_px=SIDE_PX, std=(255.0,) * 3),
        decoder="yolov8",
        outputs=("output0",),
        class_names=("square",),
    )
    base = msgspec.structs.replace(BASE, kind="detect", detector=detector)
    return base, {detector.file.sha256: path}
