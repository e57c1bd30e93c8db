"""The process that looks at the pictures of an import may die, babble or fail: that is said."""

import sys
from pathlib import Path

import pytest

from operator_gui.station.exchange.looking_process import LookingProcess
from operator_gui.station.exchange.picture_journal import (
    FILE,
    JournalledPictures,
    sweep_unfinished,
)
from shared.blobs import BlobStore, sha256_of
from shared.bundle import EmbedderSpec, InputSpec, ModelFile
from shared.domain import Box
from shared.embedding_wire import Look
from shared.errors import ModelError, SourceError, WhatsitError
from tests.unit.exchange.importing import BASE
from tests.unit.exchange.taught_station import frame_image, jpeg_of, seen_query, taught_station
from tests.unit.station.station_world import RunningStation

SPEC = BASE.manifest.embedder
PATH = str(BASE.path_of(SPEC.file))


def order(file: Path, content: bytes, **changes: object) -> Look:
    file.write_bytes(content)
    fields: dict[str, object] = {
        "path": str(file),
        "sha256": sha256_of(content),
        "width_px": 64,
        "height_px": 48,
        "box": (1.0, 2.0, 30.0, 40.0),
    }
    return Look(**(fields | changes))  # type: ignore[arg-type]


def child(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys; sys.exit(3)", r"died \(exit code 3\)"),
        ("import os; os.kill(os.getpid(), 9)", r"died \(exit code -9\)"),
        ("import sys; sys.stdin.buffer.read(4)", r"died \(exit code 0\)"),
        ("import sys; sys.stdout.buffer.write(b'\\xff' * 9)", "a message of 4294967295 bytes"),
        ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\1x')", "a malformed message"),
    ],
)
def test_that_a_process_that_fails_is_reported(code: str, told: str, tmp_path: Path) -> None:
    look = order(tmp_path / "a.jpg", jpeg_of(frame_image(64, 48)))
    with (
        LookingProcess(SPEC, PATH, command=child(code)) as process,
        pytest.raises(WhatsitError, match=told),
    ):
        process.look(look)


def test_that_a_picture_that_is_too_slow_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operator_gui.station.exchange.looking_process.DEADLINE_S", 0.2)
    look = order(tmp_path / "a.jpg", jpeg_of(frame_image(64, 48)))
    with (
        LookingProcess(SPEC, PATH, command=child("import time; time.sleep(60)")) as process,
        pytest.raises(SourceError, match="longer than"),
    ):
        process.look(look)


def test_that_an_embedder_that_cannot_be_loaded_is_reported(tmp_path: Path) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(b"rubbish")
    spec = EmbedderSpec(
        file=ModelFile(sha256=sha256_of(b"rubbish"), size_bytes=7),
        input=InputSpec(width_px=32, height_px=32),
        dim=16,
    )
    look = order(tmp_path / "a.jpg", jpeg_of(frame_image(64, 48)))
    with LookingProcess(spec, str(model)) as process, pytest.raises(ModelError):
        process.look(look)


def test_that_one_bad_picture_does_not_end_the_process(tmp_path: Path) -> None:
    good = jpeg_of(frame_image(64, 48))
    with LookingProcess(SPEC, PATH) as process:
        for look, told in (
            (order(tmp_path / "a.jpg", b"\xff\xd8 rubbish"), "damaged"),
            (order(tmp_path / "b.jpg", b""), "empty"),
            (order(tmp_path / "c.jpg", good, sha256="0" * 64), "changed while it was imported"),
            (order(tmp_path / "d.jpg", good, path=str(tmp_path / "none.jpg")), "cannot be read"),
            (order(tmp_path / "e.jpg", good, width_px=65), "EXIF"),
        ):
            with pytest.raises(SourceError, match=told):
                process.look(look)
        looked = process.look(order(tmp_path / "f.jpg", good))
    assert looked.context == good  # to the byte
    assert len(looked.embedding) == 4 * SPEC.dim
    assert 0.0 < looked.quality <= 1.0


def test_that_pictures_of_an_import_that_died_are_forgotten_and_no_others(tmp_path: Path) -> None:
    with taught_station(tmp_path) as station:
        station.ask(seen_query(frame_image(), [Box(10, 10, 60, 60)], query_id="q"))
        (kept,) = list(station.inbox._pictures.digests())
        store = JournalledPictures(tmp_path)
        lost = store.put(b"of nobody")
        with (tmp_path / FILE).open("a") as journal:
            journal.write(f"{kept}\n{'0' * 64}\n../../x\ntorn")
        assert sweep_unfinished(tmp_path, station.database) == 1
        assert kept in store
        assert lost not in store
        assert not (tmp_path / FILE).exists()
        assert sweep_unfinished(tmp_path, station.database) == 0


def test_that_a_station_forgets_them_when_it_starts(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    folder.mkdir()
    lost = JournalledPictures(folder).put(b"of nobody")
    with RunningStation.start(folder):
        assert not (folder / FILE).exists()
    assert lost not in BlobStore(folder / "pictures")
