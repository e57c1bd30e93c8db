"""State folders are their owner's alone; what else lies in this user's folders is left as it is."""

import logging
import stat
from pathlib import Path

import pytest

from shared.private_folder import BEFORE_THE_FIRST_RUN, make_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["station.sqlite", "outbox.sqlite", "answers.sqlite"])
def test_that_a_state_folder_that_others_could_enter_is_closed_to_them(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / name).touch()
    (folder / "notes.txt").touch()
    folder.chmod(0o755)
    with caplog.at_level(logging.INFO):
        make_private(folder)
    assert mode(folder) == 0o700
    assert caplog.messages == [f"closed {folder} to others (it was mode 755)"]
    caplog.clear()
    make_private(folder)
    assert caplog.messages == []


@pytest.mark.parametrize("name", ["", *sorted(BEFORE_THE_FIRST_RUN)])
def test_that_a_folder_with_which_nothing_ran_yet_is_closed_too(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "state"
    (folder / name).mkdir(parents=True)
    folder.chmod(0o775)
    make_private(folder)
    assert mode(folder) == 0o700


def test_that_a_folder_of_something_else_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    (folder / "keys").mkdir(parents=True)
    (folder / "thesis.tex").touch()
    folder.chmod(0o755)
    make_private(folder)
    assert mode(folder) == 0o755


def test_that_a_folder_for_everybody_s_files_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    (folder / "station.sqlite").touch()
    folder.chmod(0o1777)
    make_private(folder)
    assert mode(folder) == 0o1777
