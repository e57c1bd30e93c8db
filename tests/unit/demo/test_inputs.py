"""What the demo refuses before it starts anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from operator_gui.demo.runner import check_inputs, prepare_folder
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from shared.errors import SourceError, StorageError, TruthError
from shared.folder_lock import FolderInUseError, FolderLock


def settings_for(out: Path) -> DemoSettings:
    clip = clip_folder()
    return DemoSettings(
        source=str(clip / "street.mp4"),
        truth=clip / "street.truth.json",
        out=out,
        passes=1,
        speed=None,
        delay_s=0.1,
        error_rate=0.0,
        absent_share=0.0,
        seed=0,
        screenshots=False,
    )


def test_that_the_clip_that_comes_with_whatsit_is_accepted(tmp_path: Path) -> None:
    check_inputs(settings_for(tmp_path))


def test_that_a_missing_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        check_inputs(replace(settings_for(tmp_path), source="/nowhere.mp4"))


def test_that_a_missing_truth_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="cannot read truth"):
        check_inputs(replace(settings_for(tmp_path), truth=tmp_path / "none.json"))


def test_that_a_folder_with_other_files_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(StorageError, match="name another"):
        prepare_folder(DemoFiles(tmp_path))
    assert (tmp_path / "thesis.txt").exists()


def test_that_a_folder_with_logs_of_its_own_is_not_taken_for_an_earlier_run(tmp_path: Path) -> None:
    for name in DemoFiles(tmp_path).of_a_run:
        name.mkdir()
        (name / "notes.txt").write_text("a year of them")
    with pytest.raises(StorageError, match="no demo run made it; name another"):
        prepare_folder(DemoFiles(tmp_path))
    assert all((name / "notes.txt").exists() for name in DemoFiles(tmp_path).of_a_run)


def test_that_what_a_person_put_beside_a_run_stays(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path / "out")
    prepare_folder(files)
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mp4").write_text("ten minutes")
    files.screenshots.symlink_to(tmp_path / "films")
    (files.out / "notes.txt").write_text("what I saw")
    prepare_folder(files)
    assert (files.out / "notes.txt").read_text() == "what I saw"
    assert not files.screenshots.exists()
    assert (tmp_path / "films" / "a.mp4").exists()


def test_that_a_run_that_has_not_ended_is_not_replaced(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path)
    prepare_folder(files)
    station = FolderLock(files.station, owner="station")
    files.report.write_text("of the run that goes on")
    try:
        with pytest.raises(FolderInUseError, match="has not ended; end it or name another"):
            prepare_folder(files)
    finally:
        station.release()
    assert files.report.exists()


def test_that_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path)
    prepare_folder(files)
    files.report.write_text("old")
    prepare_folder(files)
    assert not files.report.exists()
