"""What a station was taught, as labelled pictures."""

from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from operator_gui.station.exchange.export import Progress, export
from operator_gui.station.exchange.formats import ExportFormat
from operator_gui.station.exchange.labelled_set import LabelledSet
from operator_gui.station.exchange.picture_files import picture_size
from operator_gui.station.exchange.station_labels import ALL_SPLITS, Wanted, collect
from operator_gui.station.label_operations import LabelOperations
from shared.domain import NOT_AN_OBJECT, Box
from shared.errors import StorageError, UsageError, WhatsitError
from shared.protocol.curation import Rename
from tests.unit.exchange.taught_station import (
    TaughtStation,
    frame_image,
    seen_query,
    taught_station,
)
from tests.unit.station.station_world import embeddings_of

MUG = Box(100.0, 80.0, 220.0, 240.0)
BOWL = Box(300.0, 100.0, 420.0, 160.0)
SILENT = Progress(begin=lambda _: None, advance=lambda _: None)


def teach(station: TaughtStation) -> None:
    """A mug and a bowl in one frame that is kept at half its size, and a random check."""
    image = frame_image()
    station.ask(seen_query(image, [MUG, BOWL], query_id="mug1", context_width_px=320))
    station.ask(seen_query(image, [BOWL], query_id="bowl1", context_width_px=320))
    station.ask(seen_query(frame_image(seed=1), [MUG], query_id="check1", reason="audit"))
    station.answer("mug1", "mug")
    station.answer("bowl1", "bowl")
    station.answer("check1", "mug")


def frames(folder: Path, wanted: Wanted | None = None) -> LabelledSet:
    return collect(folder, wanted or Wanted(), "frames").labelled


def test_that_boxes_of_one_frame_come_into_one_picture(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
    audit, train = frames(tmp_path).pictures
    assert (train.split, train.width_px, train.height_px) == ("train", 320, 240)
    assert [(item.name, item.box) for item in train.boxes] == [
        ("mug", Box(50.0, 40.0, 110.0, 120.0)),
        ("bowl", Box(150.0, 50.0, 210.0, 80.0)),
    ]
    assert audit.split == "audit"
    known = train.boxes[0].provenance
    assert (known.operator, known.node_id, known.frame_sequence) == ("Ada", "rover-1", 7)
    assert (known.frame_width_px, known.frame_box, known.shown) == (640, MUG, "frame")


def test_that_a_box_that_was_drawn_is_exported_and_kept_by_a_rename(tmp_path: Path) -> None:
    drawn = (90.0, 70.0, 260.0, 250.0)
    with taught_station(tmp_path) as station:
        station.ask(seen_query(frame_image(), [MUG, BOWL], query_id="m", context_width_px=320))
        station.answer("m", "mug", box=drawn)
        with station.database.transaction():
            LabelOperations(station.database).carry_out(
                "o1", Rename(name="mug", to="cup"), operator="Ada", peer_id="ada", at_s=3.0
            )
    (train,) = frames(tmp_path).pictures
    (cup,) = train.boxes
    assert (cup.name, cup.box) == ("cup", Box(45.0, 35.0, 130.0, 125.0))
    assert cup.provenance.frame_box == drawn
    every = frames(tmp_path, Wanted(every_view=True)).pictures
    others = [item.provenance.frame_box for one in every for item in one.boxes]
    assert sorted(others) == [drawn, BOWL]
    (cut,) = collect(tmp_path, Wanted(), "objects").labelled.pictures
    assert (cut.width_px, cut.height_px) == (85, 90)  # of the frame, which shows all of it


def test_that_other_views_are_pictures_of_their_own_with_the_box_in_them(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
    labelled = frames(tmp_path, Wanted(every_view=True))
    (view,) = [p for p in labelled.pictures if p.file_name == "views/mug1-1.jpg"]
    # A margin of 12 % of 120 × 60 pixels around the box, in whole pixels.
    assert (view.width_px, view.height_px) == (150, 76)
    assert view.boxes[0].box == Box(15.0, 8.0, 135.0, 68.0)


def test_that_an_object_is_cut_out_of_its_view(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
    collected = collect(tmp_path, Wanted(), "objects")
    (mug,) = [p for p in collected.labelled.pictures if p.file_name == "mug/mug1-0.jpg"]
    assert (mug.width_px, mug.height_px) == (120, 160)
    data = collected.pictures.file_of(mug)
    assert picture_size(data) == (120, 160)
    shown = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    wanted = frame_image()[80:240, 100:220]
    assert float(np.abs(shown.astype(float) - wanted).mean()) < 4


def test_that_a_view_of_another_shape_than_expected_is_taken_whole(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        envelope = seen_query(frame_image(), [MUG], query_id="q")
        image = frame_image(300, 20)
        done, other = cv2.imencode(".jpg", image)
        assert done
        payloads = (*envelope.payloads[:2], other.tobytes())
        station.ask(type(envelope)(envelope.message, payloads))
        station.answer("q")
    (picture,) = collect(tmp_path, Wanted(), "objects").labelled.pictures
    assert (picture.width_px, picture.height_px) == (300, 20)


def test_that_the_name_of_the_file_that_a_frame_came_from_is_kept(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        for n, name in enumerate(["a/1.png", "a/1.png", "../x.jpg", "views/2.jpg", "x\n.jpg"]):
            envelope = seen_query(frame_image(seed=n), [MUG], query_id=f"q{n}")
            query = envelope.message
            views = (msgspec.structs.replace(query.views[0], frame_name=name),)  # type: ignore[union-attr]
            query = msgspec.structs.replace(query, views=views, session_id=f"s{n}")
            station.ask(type(envelope)(query, envelope.payloads))
            station.answer(f"q{n}")
    names = [picture.file_name for picture in frames(tmp_path).pictures]
    assert len(set(names)) == 5
    kept = [name for name in names if name.startswith("a/1-")]
    assert len(kept) == 2  # two of a name are told apart
    assert all(name.endswith(".jpg") and ".." not in name for name in names)
    assert not any(name.startswith("views/") for name in names)


def test_that_made_views_are_left_out_unless_they_are_wanted(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
        station.ask(seen_query(frame_image(seed=3), [MUG], query_id="made1", made_from="mug1"))
        station.answer("made1", "mug")
    assert frames(tmp_path).splits == ("audit", "train")
    made = frames(tmp_path, Wanted(splits=ALL_SPLITS)).of_split("made")
    assert [item.provenance.made_from for picture in made for item in picture.boxes] == ["mug1"]


def test_that_only_what_counts_now_is_there(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
        answer = station.answer("mug1", "cup")
        station.answer("mug1", "vase", supersedes=answer.answer_id)
        station.answer("bowl1", "", kind="dont_know")
    assert frames(tmp_path, Wanted(splits=("train",))).class_names == ("vase",)


def test_that_classes_and_background_can_be_chosen(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        teach(station)
        station.ask(seen_query(frame_image(seed=3), [MUG], query_id="hand"))
        station.answer("hand", "", kind="not_an_object")
    assert frames(tmp_path).class_names == ("bowl", "mug", NOT_AN_OBJECT)
    assert frames(tmp_path, Wanted(background=False)).class_names == ("bowl", "mug")
    assert frames(tmp_path, Wanted(classes=("bowl",))).class_names == ("bowl",)
    with pytest.raises(UsageError, match="no class 'cup' was ever taught; known: bowl, mug, not"):
        frames(tmp_path, Wanted(classes=("cup",)))


def test_that_the_vectors_are_those_of_the_labelled_views(tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        teach(station)
        other = seen_query(frame_image(), [MUG], query_id="old", embedder_sha256="0" * 64)
        station.ask(other)
        station.answer("old", "mug")
        station.ask(seen_query(frame_image(seed=8), [MUG], query_id="new", seed=3))
        station.answer("new", "mug")
    done = export(tmp_path / "state", tmp_path / "out", "embeddings", Wanted(), SILENT)
    assert (done.labels, done.left_out) == (5, 1)
    with np.load(tmp_path / "out" / "embeddings.npz", allow_pickle=False) as stored:
        arrays = dict(stored)
    assert arrays["query_ids"].tolist() == ["mug1", "mug1", "bowl1", "check1", "new"]
    assert arrays["class_names"][arrays["labels"]].tolist() == ["mug", "mug", "bowl", "mug", "mug"]
    assert arrays["splits"].tolist() == ["train", "train", "train", "audit", "train"]
    np.testing.assert_array_equal(arrays["embeddings"][:2], embeddings_of("mug", views=2))


KINDS: list[ExportFormat] = ["coco", "yolo", "label-studio", "folder", "csv", "embeddings"]


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_same_labels_give_the_same_bytes(kind: ExportFormat, tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        teach(station)
    for name in ("a", "b"):
        export(tmp_path / "state", tmp_path / name, kind, Wanted(every_view=True), SILENT)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.*"))
    assert files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_that_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        teach(station)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        export(tmp_path / "state", tmp_path / "out", "coco", Wanted(), SILENT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "state"]


def test_that_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with taught_station(tmp_path / "state") as station:
        teach(station)
    for blob in (tmp_path / "state" / "pictures").glob("??/*"):
        blob.write_bytes(b"torn")
    with pytest.raises(StorageError, match="is damaged"):
        export(tmp_path / "state", tmp_path / "out", "coco", Wanted(), SILENT)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


@pytest.mark.parametrize("kind", KINDS)
def test_that_there_must_be_a_station_that_was_taught(kind: ExportFormat, tmp_path: Path) -> None:
    with pytest.raises(WhatsitError, match=r"name its folder with --state|cannot read"):
        export(tmp_path / "nowhere", tmp_path / "out", kind, Wanted(), SILENT)
    with taught_station(tmp_path / "state") as station:
        station.ask(seen_query(frame_image(), [MUG], query_id="open"))
    with pytest.raises(UsageError, match="no such label yet"):
        export(tmp_path / "state", tmp_path / "out", kind, Wanted(), SILENT)
    assert not (tmp_path / "out").exists()
