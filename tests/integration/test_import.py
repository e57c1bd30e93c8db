"""Data sets of others into a station and out again, with the real embedder in its own process."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from operator_gui.station.exchange.formats import ExportFormat
from operator_gui.station.exchange.image_folder import class_folder
from operator_gui.station.exchange.import_undo import undo_import
from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    in_order,
)
from operator_gui.station.exchange.picture_journal import FILE as JOURNAL
from operator_gui.station.exchange.problems import ImportRefusedError
from shared.clock import SystemClock
from shared.domain import NOT_AN_OBJECT, Box
from shared.errors import StorageError, UsageError
from shared.folder_lock import FolderLock
from tests.unit.exchange.importing import (
    EMBEDDER_SHA256,
    export_to,
    import_from,
    write_real_set,
)
from tests.unit.exchange.sets import FORMATS
from tests.unit.exchange.taught_station import (
    frame_image,
    jpeg_of,
    seen_query,
    taught_station,
)

MUG = Box(100.0, 80.0, 220.0, 240.0)
BOWL = Box(300.0, 100.0, 420.0, 160.0)
FRAME_KINDS: list[ExportFormat] = ["coco", "yolo", "label-studio", "csv", "parquet"]


def foreign_set(*, whole: bool = False) -> LabelledSet:
    """What a team may have: three pictures, five objects, two splits, one that is no object."""
    if whole:
        named = [("mug", "train"), ("bowl", "val"), ("a/b: ü", "train")]
        return in_order(
            LabelledPicture(
                f"{class_folder(name)}/{n}.jpg",
                split,
                120,
                90,
                (LabelledBox(name, Box(0.0, 0.0, 120.0, 90.0)),),
            )
            for n, (name, split) in enumerate(named)
        )
    first = (
        LabelledBox("mug", Box(10.5, 20.25, 60.0, 80.125)),
        LabelledBox("bowl", Box(70, 5, 99, 30)),
    )
    second = (LabelledBox("mug", Box(0.0, 0.0, 200.0, 150.0)),)
    third = (LabelledBox("été", Box(1, 1, 50, 60)), LabelledBox(NOT_AN_OBJECT, Box(60, 60, 80, 90)))
    return in_order(
        [
            LabelledPicture("a.jpg", "train", 120, 90, first),
            LabelledPicture("sub/b.jpg", "val", 200, 150, second),
            LabelledPicture("c.jpg", "train", 100, 100, third),
        ]
    )


def without_provenance(labelled: LabelledSet) -> LabelledSet:
    return in_order(
        LabelledPicture(
            picture.file_name,
            {"holdout": "val"}.get(picture.split, picture.split),
            picture.width_px,
            picture.height_px,
            tuple(LabelledBox(item.name, item.box, NOTHING_KNOWN) for item in picture.boxes),
        )
        for picture in labelled.pictures
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_foreign_set_comes_out_as_it_went_in(kind: ExportFormat, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    labelled = foreign_set(whole=kind == "folder")
    write_real_set(kind, labelled, tmp_path / "in")
    done = import_from(tmp_path / "in", tmp_path / "state", split="own")
    assert done.fates == {"new": labelled.box_count}
    back = without_provenance(export_to(tmp_path / "out", tmp_path / "state", kind))
    if kind == "folder":  # there a picture is called after its question
        assert {(p.split, p.boxes) for p in back.pictures} == {
            (p.split, p.boxes) for p in labelled.pictures
        }
    else:
        assert back == labelled
    # No picture lost a byte.
    before = sorted(path.read_bytes() for path in (tmp_path / "in").rglob("*.jpg"))
    assert sorted(path.read_bytes() for path in (tmp_path / "out").rglob("*.jpg")) == before


@pytest.mark.parametrize("kind", FRAME_KINDS)
def test_that_what_one_station_was_taught_another_one_knows_with_its_provenance(
    kind: ExportFormat, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    image = frame_image()
    with taught_station(tmp_path / "one") as station:
        sha256 = {"embedder_sha256": EMBEDDER_SHA256}
        wide = seen_query(image, [MUG, BOWL], query_id="m", context_width_px=333, **sha256)
        station.ask(wide)
        station.ask(seen_query(image, [BOWL], query_id="b", context_width_px=333, **sha256))
        station.ask(seen_query(frame_image(seed=1), [MUG], query_id="c", reason="audit", **sha256))
        station.ask(seen_query(frame_image(seed=2), [MUG], query_id="h", **sha256), split="holdout")
        for query_id, name in (("m", "mug"), ("b", "bowl"), ("c", "mug"), ("h", "cup")):
            station.answer(query_id, name)
    first = export_to(tmp_path / "a", tmp_path / "one", kind, every_view=True)
    done = import_from(tmp_path / "a", tmp_path / "two", split="own")
    assert done.fates == {"new": 4}
    second = export_to(tmp_path / "b", tmp_path / "two", kind, every_view=True)
    assert second == first
    assert second.box_count == 5


def test_that_importing_again_adds_nothing(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    import_from(tmp_path / "in", tmp_path / "state")
    again = import_from(tmp_path / "in", tmp_path / "state")
    assert again.fates == {"same": 5}
    with taught_station(tmp_path / "state") as station:
        assert (station.count("query"), station.count("answer")) == (5, 5)


def test_that_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    done = import_from(tmp_path / "in", tmp_path / "state", dry_run=True)
    assert done.fates == {"new": 5}
    with taught_station(tmp_path / "state") as station:
        assert station.count("query") == 0


def test_that_the_vectors_are_those_that_a_node_would_make(tmp_path: Path) -> None:
    from edge_node.perception.crops import embedding_crop
    from edge_node.perception.embedder import Embedder
    from edge_node.perception.providers import Runtime
    from tests.unit.exchange.importing import BASE

    write_real_set("coco", foreign_set(), tmp_path / "in")
    import_from(tmp_path / "in", tmp_path / "state")
    spec = BASE.manifest.embedder
    embedder = Embedder(spec, BASE.path_of(spec.file), runtime=Runtime())
    image = cv2.imread(str(tmp_path / "in" / "images" / "train" / "a.jpg"))
    assert image is not None
    wanted = embedder.embed([embedding_crop(np.asarray(image, np.uint8), Box(70, 5, 99, 30))])[0]
    with taught_station(tmp_path / "state") as station:
        bowl = next(key for key, name in station.names().items() if name == "bowl")
        stored = station.inbox.embeddings(bowl)
    assert stored is not None
    np.testing.assert_allclose(stored[0], wanted, rtol=1e-3, atol=1e-3)


def test_that_a_correction_made_elsewhere_comes_back_to_the_station(tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        for n in range(2):
            station.ask(seen_query(frame_image(seed=n), [MUG], query_id=f"q{n}", session_id=f"{n}"))
            station.answer(f"q{n}", "mug")
    export_to(tmp_path / "out", tmp_path / "state", "coco")
    file = tmp_path / "out" / "annotations" / "instances_train.json"
    file.write_text(file.read_text().replace('"name": "mug"', '"name": "cup"'))
    with taught_station(tmp_path / "state") as station:  # meanwhile somebody knew better
        station.answer("q1", "vase")
        station.database.execute("UPDATE query SET embedder_sha256 = ?", (EMBEDDER_SHA256,))
    done = import_from(tmp_path / "out", tmp_path / "state")
    assert done.fates == {"corrected": 1, "kept": 1}
    with taught_station(tmp_path / "state") as station:
        assert station.names() == {"q0": "cup", "q1": "vase"}
    assert undo_import(tmp_path / "state", done.import_id, operator="Ada", clock=SystemClock()) == 1
    with taught_station(tmp_path / "state") as station:
        assert station.names() == {"q0": "mug", "q1": "vase"}


def test_that_an_import_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    done = import_from(tmp_path / "in", tmp_path / "state")
    assert undo_import(tmp_path / "state", done.import_id, operator="Ada", clock=SystemClock()) == 5
    with taught_station(tmp_path / "state") as station:
        assert station.names() == {}
        assert station.inbox.open_ids() == []  # nobody is asked about them
        assert station.count("answer") == 10  # and nothing was edited
    with pytest.raises(UsageError, match="nothing counts of an import"):
        undo_import(tmp_path / "state", done.import_id, operator="Ada", clock=SystemClock())
    assert import_from(tmp_path / "in", tmp_path / "state").fates == {"corrected": 5}
    with taught_station(tmp_path / "state") as station:
        assert len(station.names()) == 5


def test_that_an_import_needs_the_folder_for_itself(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    lock = FolderLock(tmp_path / "state", owner="station")
    try:
        with pytest.raises(StorageError, match="in use by a station that runs: stop it, or"):
            import_from(tmp_path / "in", tmp_path / "state")
    finally:
        lock.release()


def test_that_a_station_with_other_models_is_left_alone(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    with taught_station(tmp_path / "state") as station:
        station.ask(seen_query(frame_image(), [MUG], query_id="q"))
    with pytest.raises(UsageError, match="works with another embedder"):
        import_from(tmp_path / "in", tmp_path / "state")


def exif_turned(data: bytes, orientation: int) -> bytes:
    """The JPEG with EXIF data that say how it was held."""
    tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + b"\0" * 6
    body = b"Exif\0\0" + tiff
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (jpeg_of(frame_image(120, 90))[:-900], "damaged"),
        (exif_turned(jpeg_of(frame_image(120, 90)), 6), "its EXIF data turn it"),
        (exif_turned(jpeg_of(frame_image(120, 90)), 3), "its EXIF data turn it"),
    ],
)
def test_that_one_bad_picture_refuses_the_whole_set(
    content: bytes, told: str, tmp_path: Path
) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    (tmp_path / "in" / "images" / "train" / "a.jpg").write_bytes(content)
    with pytest.raises(ImportRefusedError, match=told) as caught:
        import_from(tmp_path / "in", tmp_path / "state")
    assert "'a.jpg'" in str(caught.value)
    with taught_station(tmp_path / "state") as station:
        assert station.count("query") == 0
    assert not list((tmp_path / "state" / "pictures").glob("??/*"))


def test_that_a_picture_held_upright_is_taken(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    path = tmp_path / "in" / "images" / "train" / "a.jpg"
    path.write_bytes(exif_turned(path.read_bytes(), 1))
    assert import_from(tmp_path / "in", tmp_path / "state").fates == {"new": 5}


def test_that_the_same_object_twice_is_taken_once(tmp_path: Path) -> None:
    write_real_set("coco", foreign_set(), tmp_path / "in")
    file = tmp_path / "in" / "annotations" / "instances_train.json"
    content = json.loads(file.read_text())
    content["images"].append({**content["images"][0], "id": 77, "file_name": "copy.jpg"})
    content["annotations"].append({**content["annotations"][0], "id": 77, "image_id": 77})
    file.write_text(json.dumps(content))
    pictures = tmp_path / "in" / "images" / "train"
    (pictures / "copy.jpg").write_bytes((pictures / "a.jpg").read_bytes())
    assert import_from(tmp_path / "in", tmp_path / "state").fates == {"new": 5}
    content["annotations"][-1]["category_id"] = 3
    file.write_text(json.dumps(content))
    with pytest.raises(ImportRefusedError, match=r"the same object as in 'a\.jpg'"):
        import_from(tmp_path / "in", tmp_path / "other")


def test_that_made_views_are_not_imported(tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        station.ask(seen_query(frame_image(), [MUG], query_id="q"))
        station.ask(seen_query(frame_image(seed=1), [MUG], query_id="p", made_from="q"))
        station.answer("q")
        station.answer("p")
    export_to(tmp_path / "out", tmp_path / "state", "coco", made=True)
    with pytest.raises(ImportRefusedError, match="no camera saw it"):
        import_from(tmp_path / "out", tmp_path / "other")


@pytest.mark.parametrize("after", [1, 7])
def test_that_an_import_that_is_killed_leaves_nothing(after: int, tmp_path: Path) -> None:
    labelled = in_order(
        LabelledPicture(f"{n}.jpg", "train", 64, 48, (LabelledBox("mug", Box(5, 5, 40, 40)),))
        for n in range(40)
    )
    write_real_set("coco", labelled, tmp_path / "in")
    state = tmp_path / "state"
    command = [sys.executable, "-m", "shared.cli", "import", str(tmp_path / "in")]
    process = subprocess.Popen([*command, "--state", str(state)], stderr=subprocess.DEVNULL)
    deadline_s = time.monotonic() + 60
    while len(list((state / "pictures").glob("??/*"))) < after:
        assert process.poll() is None
        assert time.monotonic() < deadline_s
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (state / JOURNAL).is_file()
    with taught_station(state) as station:
        assert (station.count("query"), station.count("answer"), station.count("label")) == (
            0,
            0,
            0,
        )
    done = import_from(tmp_path / "in", state)
    assert done.fates == {"new": 40}
    assert not (state / JOURNAL).exists()
    with taught_station(state) as station:
        assert station.count("query") == 40
    assert len(list((state / "pictures").glob("??/*"))) == 40
