"""What becomes of `~` in a path that a person typed."""

import pwd
from pathlib import Path

import pytest

from shared.typed_path import typed_path


def test_that_the_home_folder_may_be_abbreviated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert typed_path("~/mugs") == Path("/home/ada/mugs")


def test_that_a_user_who_is_not_there_has_no_home() -> None:
    assert typed_path("~nobody-here/mugs") == Path("~nobody-here/mugs")


def test_that_a_user_without_a_home_may_type_paths_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert typed_path("~/mugs") == Path("~/mugs")
