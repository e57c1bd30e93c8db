"""A configuration file does what it says, or says what is wrong with it."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest

from shared.config import load_config, override, state_folder
from shared.errors import ConfigError, UsageError


class Camera(msgspec.Struct, frozen=True, kw_only=True):
    exposure_ms: float = 10.0
    mirror: bool = False
    mode: Literal["day", "night"] | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    endpoint: str = "tcp://127.0.0.1:7341"
    budget_per_hour: Annotated[int, msgspec.Meta(ge=0)] = 60
    camera: Camera = Camera()
    names: tuple[str, ...] = ()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "edge.toml"


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as refusal:
        load_config(path, Settings)
    assert refusal.value.exit_code == 2
    text = str(refusal.value)
    assert str(path) in text
    assert "\n" not in text
    return text


def test_that_no_file_means_the_defaults() -> None:
    assert load_config(None, Settings) == Settings()


def test_that_an_empty_file_means_the_defaults(path: Path) -> None:
    path.write_text("")
    assert load_config(path, Settings) == Settings()


def test_that_a_file_says_what_is_different(path: Path) -> None:
    path.write_text('budget_per_hour = 5\nnames = ["é"]\n[camera]\nexposure_ms = 2\n')
    assert load_config(path, Settings) == Settings(
        budget_per_hour=5, names=("é",), camera=Camera(exposure_ms=2.0)
    )


def test_that_an_unknown_key_is_refused_with_the_nearest(path: Path) -> None:
    path.write_text("budget_per_hours = 5\n")
    assert "no key 'budget_per_hours'; did you mean 'budget_per_hour'?" in complaint(path)


def test_that_an_unknown_key_far_from_all_is_refused_with_all(path: Path) -> None:
    path.write_text("zzz = 5\n")
    assert "known: endpoint, budget_per_hour, camera, names" in complaint(path)


def test_that_an_unknown_nested_key_is_refused_with_its_place(path: Path) -> None:
    path.write_text("[camera]\nmirrored = true\n")
    assert "no key 'camera.mirrored'; did you mean 'camera.mirror'?" in complaint(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('budget_per_hour = "five"', "budget_per_hour"),
        ("budget_per_hour = -1", "budget_per_hour"),
        ("budget_per_hour = 5.5", "budget_per_hour"),
        ("camera = 3", "camera"),
        ('[camera]\nmirror = "yes"', "camera.mirror"),
        ("names = [1]", "names"),
    ],
)
def test_that_a_wrong_type_is_refused_with_its_place(path: Path, text: str, problem: str) -> None:
    path.write_text(text)
    assert problem in complaint(path)


def test_that_a_word_that_is_none_of_those_that_may_be_is_refused_with_all_of_them(
    path: Path,
) -> None:
    path.write_text('[camera]\nmode = "nigth"')
    said = "camera.mode: Invalid enum value 'nigth'; expected one of day, night"
    assert complaint(path).endswith(said)


def test_that_a_number_out_of_its_range_is_refused_in_words(path: Path) -> None:
    path.write_text("budget_per_hour = -1")
    assert complaint(path).endswith("budget_per_hour: expected 0 or more")


def test_that_a_file_of_an_editor_that_marks_its_encoding_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfbudget_per_hour = 5\r\n[camera]\r\nmirror = true\r\n")
    assert load_config(path, Settings) == Settings(budget_per_hour=5, camera=Camera(mirror=True))


def test_that_another_encoding_is_refused_with_its_line(path: Path) -> None:
    path.write_bytes("budget_per_hour = 5\n# auf der Straße\n".encode("latin-1"))
    assert complaint(path).endswith("is not TOML: line 2 is not UTF-8; save it as UTF-8")


@pytest.mark.parametrize("content", [b"{]", b"a = 1\na = 2", b"\xff\xfe\x00", b'{"a": 1}'])
def test_that_what_is_not_toml_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "is not TOML" in complaint(path)


def test_that_a_missing_file_is_refused(path: Path) -> None:
    assert "cannot read configuration" in complaint(path)
    assert "No such file" in complaint(path)


def test_that_a_folder_is_refused(tmp_path: Path) -> None:
    assert "cannot read configuration" in complaint(tmp_path)


def test_that_only_what_was_given_overrides() -> None:
    base = Settings(budget_per_hour=5)
    changed = override(base, endpoint="tcp://127.0.0.1:1", budget_per_hour=None)
    assert changed == Settings(budget_per_hour=5, endpoint="tcp://127.0.0.1:1")
    assert override(base, budget_per_hour=0).budget_per_hour == 0
    assert base == Settings(budget_per_hour=5)


def test_that_a_flag_keeps_to_what_a_file_may_say() -> None:
    with pytest.raises(UsageError, match=r"^budget_per_hour: expected 0 or more, got -1$"):
        override(Settings(), budget_per_hour=-1)
    with pytest.raises(UsageError, match=r"^--budget: expected 0 or more, got -1$"):
        override(Settings(), {"budget_per_hour": "--budget"}, budget_per_hour=-1)
    with pytest.raises(UsageError, match="is not valid UTF-8"):
        override(Settings(), endpoint="tcp://\udcff")


def test_that_files_are_kept_below_a_folder_of_the_user() -> None:
    assert state_folder("station").parts[-2:] == ("whatsit", "station")
