"""`whatsit inspect` and `whatsit adopt` as a person calls them, and nodes on what they made."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import onnx
import pytest

from edge_node.config import EdgeConfig
from edge_node.perception.decoding.table import DECODERS
from edge_node.runner import run_edge
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import SourceOptions
from shared.bundle import Manifest
from shared.bundle_folder import read_bundle_folder
from shared.cli import run
from shared.clock import SystemClock
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey
from tests.unit.perception import tiny_models
from tests.unit.perception.family_models import (
    CLASSIFIED_AS,
    CLASSIFIERS,
    DECODER_OF,
    EMBEDDING_DIM,
    FAMILIES,
    HEIGHT_PX,
    KNOWN_BOXES_SHARES,
    KNOWN_CLASS_IDS,
    KNOWN_NAMES,
    KNOWN_SCORES,
    WIDTH_PX,
)

Capture = pytest.CaptureFixture[str]
ONE_OF_EACH = {decoder: name for name, decoder in reversed(DECODER_OF.items())}
"""By decoder, the first family that it reads."""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory and a user's state of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Twice the families' size, so that their boxes lie at known pixels."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (2 * HEIGHT_PX, 2 * WIDTH_PX, 3), np.uint8)
    path = tmp_path / "photo.png"
    assert cv2.imwrite(str(path), image)
    return path


def inspected(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """What `whatsit inspect --json` says, which has to succeed."""
    assert run(["inspect", "--json", *arguments]) == 0
    found: dict[str, Any] = msgspec.json.decode(capsys.readouterr().out)
    return found


def adopted(capsys: Capture, *arguments: str) -> tuple[Manifest, str]:
    """The manifest that `whatsit adopt` made in the folder `bundle`, and what it said."""
    code = run(["adopt", *arguments, "--out", "bundle"])
    said = capsys.readouterr()
    assert code == 0, said.err
    return read_bundle_folder(Path("bundle"), (own_key(),)).manifest, said.out


def own_key() -> TrustedKey:
    return TrustedKey.load(Path("xdg/whatsit/station/keys") / PUBLIC_KEY_FILE)


def published(photos: Path, *, bundle: Path) -> list[dict[str, Any]]:
    """The detections of every frame of a node that runs the bundle on a folder of photos."""
    options = SourceOptions()
    report = run_edge(
        open_source(str(photos), options=options, clock=SystemClock()),
        config=EdgeConfig(station="tcp://127.0.0.1:1", publish="", ask_on="", linger_s=0.0),
        state=Path("edge"),
        bundle=bundle,
        detections=Path("detections.jsonl"),
    )
    assert report.ended.startswith("end of")
    return [
        msgspec.json.decode(line) for line in Path("detections.jsonl").read_bytes().splitlines()
    ]


def photos_in(folder: Path, *, count: int = 3) -> Path:
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(count):
        image = rng.integers(0, 256, (2 * HEIGHT_PX, 2 * WIDTH_PX, 3), np.uint8)
        assert cv2.imwrite(str(folder / f"{number}.png"), image)
    return folder


def check_boxes(seen: Sequence[Mapping[str, Any]]) -> None:
    size = np.array([2 * WIDTH_PX, 2 * HEIGHT_PX] * 2)
    boxes = np.array([each["box"] for each in seen])
    assert np.allclose(boxes, KNOWN_BOXES_SHARES * size, atol=1.5), boxes
    assert np.allclose([each["score"] for each in seen], KNOWN_SCORES, atol=0.01)


@pytest.mark.parametrize("decoder", sorted(DECODERS))
def test_that_every_family_is_inspected_and_adopted(
    decoder: str, photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = FAMILIES[ONE_OF_EACH[decoder]](tmp_path / "model.onnx")
    found = inspected(capsys, str(model), "--image", str(photo))
    assert found["refusal"] == ""
    assert found["reading"]["detector"]["decoder"] == decoder
    assert found["timing"]["runs"] >= 3
    check_boxes(found["seen"])
    assert cv2.imread("model-photo.png").shape == (2 * HEIGHT_PX, 2 * WIDTH_PX, 3)  # type: ignore[union-attr]
    manifest, said = adopted(capsys, str(model))
    assert manifest.kind == "detect"
    assert manifest.detector is not None
    assert manifest.detector.decoder == decoder
    assert manifest.embedder == FactoryModels(factory_folder()).manifest.embedder
    assert decoder in said
    assert "whatsit edge SOURCE --bundle bundle" in said


def test_that_the_default_detector_is_inspected_and_adopted(
    photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = str(factory_folder() / "efficientdet_lite0.onnx")
    found = inspected(capsys, model, "--image", str(photo))
    assert found["reading"]["detector"]["decoder"] == "anchors_scores"
    assert {finding["source"] for finding in found["reading"]["findings"]} >= {"metadata", "shape"}
    manifest, _ = adopted(capsys, model)
    factory = FactoryModels(factory_folder()).manifest
    assert manifest.detector == factory.detector


@pytest.mark.parametrize("name", ["logits", "ultralytics", "with_embedding", "embedding_only"])
def test_that_classifiers_are_inspected_and_adopted(
    name: str, photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = CLASSIFIERS[name](tmp_path / "model.onnx")
    found = inspected(capsys, str(model), "--image", str(photo))
    if name != "embedding_only":
        best = found["seen"][0]
        assert best["name"].endswith(f" {CLASSIFIED_AS}")
        assert len(found["seen"]) == 5
        assert best["box"] is None
    assert not Path("model-photo.png").exists()
    manifest, said = adopted(capsys, str(model))
    assert manifest.kind == "classify"
    assert (manifest.classifier is None) == (name == "embedding_only")
    own = name in ("with_embedding", "embedding_only")
    assert (manifest.embedder.dim == EMBEDDING_DIM) == own
    assert ("labels made with another embedder are kept but teach nothing" in said) == own
    assert len(list(Path("bundle").glob("*.onnx"))) == (1 if own else 2)


def test_that_a_node_runs_an_adopted_detector(tmp_path: Path, capsys: Capture) -> None:
    model = FAMILIES["yolov8"](tmp_path / "model.onnx")
    adopted(capsys, str(model))
    records = published(photos_in(tmp_path / "photos"), bundle=Path("bundle"))
    assert len(records) == 3
    for record in records:
        seen = sorted(record["detections"], key=lambda each: -each["detector_score"])
        assert [each["name"] for each in seen] == [KNOWN_NAMES[i] for i in KNOWN_CLASS_IDS]
        check_boxes([{"box": each["box"], "score": each["detector_score"]} for each in seen])


@pytest.mark.parametrize("name", ["ultralytics", "with_embedding", "embedding_only"])
def test_that_a_node_runs_an_adopted_classifier(name: str, tmp_path: Path, capsys: Capture) -> None:
    model = CLASSIFIERS[name](tmp_path / "model.onnx")
    adopted(capsys, str(model))
    records = published(photos_in(tmp_path / "photos"), bundle=Path("bundle"))
    assert len(records) == 3
    for record in records:
        (whole,) = record["detections"]
        assert whole["box"] == [0, 0, 2 * WIDTH_PX, 2 * HEIGHT_PX]
        assert whole["name"].endswith(str(CLASSIFIED_AS)) == (name != "embedding_only")


def test_that_the_configuration_goes_before_every_guess(
    photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = FAMILIES["yolov8_unnamed"](tmp_path / "model.onnx")
    config = tmp_path / "mine.toml"
    config.write_text(
        '[model]\nclass_names = ["a", "b", "c"]\ncolour = "bgr"\nscore_threshold = 0.7\n'
    )
    manifest, said = adopted(capsys, str(model), "--config", str(config))
    assert manifest.detector is not None
    assert manifest.detector.class_names == ("a", "b", "c")
    assert manifest.detector.input.colour == "bgr"
    assert "config" in said
    found = inspected(capsys, str(model), "--config", str(config), "--image", str(photo))
    assert [each["name"] for each in found["seen"]] == ["c"]


def test_that_an_embedder_of_one_s_own_is_taken(tmp_path: Path, capsys: Capture) -> None:
    model = FAMILIES["yolov8"](tmp_path / "model.onnx")
    embedder = tiny_models.embedder(tmp_path / "own.onnx")
    manifest, said = adopted(capsys, str(model), "--embedder", str(embedder))
    assert manifest.embedder.dim == tiny_models.DIM
    assert f"embedder: own.onnx, {tiny_models.DIM} numbers" in said
    logits = CLASSIFIERS["logits"](tmp_path / "logits.onnx")
    assert run(["adopt", str(model), "--embedder", str(logits), "--out", "other"]) == 1
    assert "embedding_output" in capsys.readouterr().err
    assert not Path("other").exists()


def test_that_a_bundle_and_the_default_models_can_be_inspected(
    tmp_path: Path, capsys: Capture
) -> None:
    adopted(capsys, str(FAMILIES["yolov8"](tmp_path / "model.onnx")))
    found = inspected(capsys, "bundle")
    assert sorted(found["models"]) == ["detector", "embedder"]
    assert found["key_id"] == own_key().key_id
    assert run(["inspect", str(factory_folder())]) == 0
    assert "signed       no: these come with whatsit" in capsys.readouterr().out
    (tmp_path / "bundle" / "detector.onnx").write_bytes(b"changed")
    assert run(["inspect", "bundle"]) == 1
    assert "adopt the model again" in capsys.readouterr().err


def test_that_an_unknown_layout_is_refused_with_what_was_seen_is_known_and_helps(
    tmp_path: Path, capsys: Capture
) -> None:
    odd = onnx.helper.make_node("Reshape", ["image", "sides"], ["odd"])
    tiny_models.save(
        tmp_path / "odd.onnx",
        [odd],
        [tiny_models.floats("image", [1, 3, 32, 32])],
        [tiny_models.floats("odd", [1, 2, 3, 16, 32])],
        [tiny_models.constant("sides", [1, 2, 3, 16, 32], np.int64)],
    )
    for command in ("inspect", "adopt"):
        assert run([command, "odd.onnx"]) == 1
        said = capsys.readouterr()
        assert "it gave odd [1, 2, 3, 16, 32]" in said.out
        assert all(decoder in said.out for decoder in DECODERS)
        assert '[model]\nkind = "detect"' in said.out
        assert said.err.startswith("whatsit: odd.onnx cannot be used: no known layout")
        assert len(said.err.splitlines()) == 1
    assert not Path("odd-bundle").exists()


def test_that_hostile_metadata_move_no_cursor_and_are_cut(tmp_path: Path, capsys: Capture) -> None:
    path = FAMILIES["yolov8"](tmp_path / "model.onnx")
    model = onnx.load(str(path))
    names = next(entry for entry in model.metadata_props if entry.key == "names")
    names.value = "{0: '\x1b[2Jmug', 1: 'bowl" + "l" * (10 << 20) + "', 2: 'x'}"
    onnx.save(model, str(path))
    assert run(["inspect", str(path)]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert len(said) < 10_000


def test_that_a_picture_of_somebody_else_is_not_replaced(
    photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = str(FAMILIES["yolov8"](tmp_path / "model.onnx"))
    drawing = ["inspect", model, "--image", str(photo), "--out", "out.png"]
    before = photo.read_bytes()
    assert run([*drawing[:-1], str(photo)]) == 1
    assert "whatsit did not draw it" in capsys.readouterr().err
    assert photo.read_bytes() == before
    assert run(drawing) == 0
    assert run(drawing) == 0, "its own drawing is replaced"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["none.onnx"], "cannot be read: No such file"),
        (["empty.onnx"], "is empty"),
        (["text.onnx"], "is no ONNX file"),
        (["text.onnx", "--out", "a.png"], "give one with --image"),
        (["text.onnx", "--image", "text.onnx"], "photo text.onnx"),
        (["text.onnx", "--image", "photo.png", "--out", "a.jpg"], "ends in .png"),
        (["text.onnx", "--config", "wrong.toml"], "did you mean 'model.colour'"),
        (["text.onnx", "--threads", "0"], "at least 1"),
        (["."], "is no bundle"),
    ],
)
def test_that_what_is_asked_wrongly_is_said_in_one_line(
    arguments: list[str], complaint: str, photo: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "empty.onnx").write_bytes(b"")
    (tmp_path / "text.onnx").write_text("this is no model")
    (tmp_path / "wrong.toml").write_text('[model]\ncolor = "rgb"\n')
    assert photo.exists()
    assert run(["inspect", *arguments]) in (1, 2)
    said = capsys.readouterr().err
    assert complaint in said
    assert len(said.splitlines()) == 1


def test_that_a_provider_that_is_not_there_is_said_once(tmp_path: Path, capsys: Capture) -> None:
    model = str(FAMILIES["yolov8"](tmp_path / "model.onnx"))
    assert run(["inspect", model, "--provider", "coreml"]) == 0
    said = capsys.readouterr().out
    assert said.count("coreml") == 1
    assert "ran on cpu" in said
