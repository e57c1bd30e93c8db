"""`whatsit evaluate --against`: two stations with the same labels and different embedders."""

import json
from pathlib import Path

import pytest

from shared.cli import run
from tests.unit.station.taught_folder import teach

OTHER = "e" * 64


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A station whose embedder tells all names apart."""
    teach(tmp_path / "old")
    return tmp_path / "old"


def compare(folder: Path, old: Path, *more: str) -> int:
    return run(["evaluate", "--state", str(folder), "--against", str(old), *more])


def test_that_an_embedder_that_sees_as_much_passes(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(tmp_path / "new", embedder_sha256=OTHER, looks=lambda name: f"other {name}")
    assert compare(tmp_path / "new", old) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "36 tracks of 3 classes that both have under one name"
    assert "embedder eeeeeeeeeeeeeeee…" in lines[1]
    assert lines[3].startswith(
        "✓ of 36 labelled tracks (each judged without it) it names 36 (100 %"
    )


def test_that_one_that_cannot_tell_them_apart_is_refused_with_both_numbers(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(tmp_path / "new", embedder_sha256=OTHER, looks=lambda name: "all the same")
    assert compare(tmp_path / "new", old, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["tracks"] == 36
    assert report["findings"][0]["passed"] is False
    assert report["compared"]["overall"]["before"] == 36
    assert report["compared"]["overall"]["after"] < 24
    assert compare(tmp_path / "new", old) == 1
    assert "\n✗ of 36 labelled tracks" in capsys.readouterr().out


def test_that_only_what_both_have_under_one_name_is_compared(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("bowl", "mug", "jug")  # the third was named anew meanwhile
    teach(tmp_path / "new", names=names, tracks=30, embedder_sha256=OTHER)
    assert compare(tmp_path / "new", old) == 0
    assert "20 tracks of 2 classes" in capsys.readouterr().out


def test_that_stations_with_nothing_in_common_are_one_clear_line(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(tmp_path / "new", names=("cup",), tracks=9)
    assert compare(tmp_path / "new", old) == 1
    assert "have 0 labelled tracks in common, 8 are needed" in capsys.readouterr().err
    assert compare(tmp_path / "none", old) == 1
    assert "no station keeps anything in" in capsys.readouterr().err
