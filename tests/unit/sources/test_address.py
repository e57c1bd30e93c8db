import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.sources import parse_address
from edge_node.sources.address import known_as, natural_order, redacted
from shared.errors import SourceError
from shared.protocol.fields import MAX_NAME


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"?")


@pytest.mark.parametrize(
    ("text", "target", "source_id"),
    [("0", "0", "camera-0"), (" 02 ", "2", "camera-2"), ("/dev/video7", "/dev/video7", "video7")],
)
def test_that_a_number_or_device_file_is_a_camera(text: str, target: str, source_id: str) -> None:
    address = parse_address(text)
    assert (address.kind, address.target, address.source_id) == ("camera", target, source_id)
    assert not address.is_recording


def test_that_a_url_keeps_its_password_for_the_reader_alone() -> None:
    url = "rtsp://user:s3cret@cam.local:554/stream/1?token=t0ken#x"
    address = parse_address(url)
    assert (address.kind, address.target) == ("url", url)
    assert address.source_id == address.label == "rtsp://cam.local:554/stream/1"
    assert "s3cret" not in repr(address)


@given(
    before=st.text("ab@/?#:%&", max_size=8),
    after=st.text("ab@/?#:%&", max_size=8),
    rest=st.sampled_from(["cam", "cam:554/a", "[::1]/a?b=c@d", "cam/a@b"]),
)
def test_that_no_password_is_ever_shown(before: str, after: str, rest: str) -> None:
    url = f"rtsp://user:{before}S3CRET{after}@{rest}"
    assert "S3CRET" not in redacted(url)
    try:
        told = repr(parse_address(url))
    except SourceError as error:
        told = str(error)
    assert "S3CRET" not in told


def test_that_a_password_in_the_path_is_not_shown() -> None:
    address = parse_address("rtsp://cam:554/user=admin_password=S3CRET_channel=1_stream=0.sdp")
    assert address.label == "rtsp://cam:554/user=admin_password=***_channel=1_stream=0.sdp"


@pytest.mark.parametrize(
    "text", ["rtsp://", "rtsp://user:S3CRET", "http://[::1/x", "ftp://u:S3CRET@host/a.mp4", "://"]
)
def test_that_a_url_that_makes_no_sense_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_address(text)
    assert "expected" in str(caught.value)
    assert "S3CRET" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_that_a_video_is_known_by_its_name(tmp_path: Path) -> None:
    _touch(tmp_path / "Clip.MP4")
    address = parse_address(str(tmp_path / "Clip.MP4"))
    assert (address.kind, address.source_id) == ("video", "Clip.MP4")
    assert address.is_recording


@pytest.mark.parametrize(
    ("suffix", "source_id", "topic"),
    [
        ("", "Drive#1.MCAP", ""),
        ("#/camera/front", "Drive#1.MCAP#/camera/front", "/camera/front"),
        ("#", "Drive#1.MCAP", ""),
    ],
)
def test_that_a_recording_may_name_its_topic(
    suffix: str, source_id: str, topic: str, tmp_path: Path
) -> None:
    path = tmp_path / "Drive#1.MCAP"
    _touch(path)
    address = parse_address(f"{path}{suffix}")
    assert (address.kind, address.target, address.topic) == ("mcap", str(path), topic)
    assert address.source_id == source_id
    assert address.is_recording


def test_that_a_folder_gives_its_images_in_natural_order(tmp_path: Path) -> None:
    folder = tmp_path / "walk"
    names = ["img10.png", "img2.png", "IMG1.JPG", "notes.txt", ".hidden.png"]
    _touch(*(folder / name for name in names))
    address = parse_address(str(folder))
    assert (address.kind, address.source_id) == ("images", "walk")
    assert [path.name for path in address.files] == ["IMG1.JPG", "img2.png", "img10.png"]


def test_that_a_glob_gives_the_images_it_matches(tmp_path: Path) -> None:
    _touch(*(tmp_path / name for name in ["a1.png", "a2.png", "b1.png", "a3.txt"]))
    address = parse_address(str(tmp_path / "a*"))
    assert [path.name for path in address.files] == ["a1.png", "a2.png"]


def test_that_a_recursive_glob_goes_through_folders_in_natural_order(tmp_path: Path) -> None:
    folder = tmp_path / "walk"
    names = ["day10/b.png", "day2/a.png", "top.jpg", "day2/deep/c.png", "day2/notes.txt"]
    _touch(*(folder / name for name in names))
    address = parse_address(str(folder / "**" / "*"))
    found = [str(path.relative_to(folder)) for path in address.files]
    assert found == ["day2/a.png", "day2/deep/c.png", "day10/b.png", "top.jpg"]
    assert address.source_id == "walk"


def test_that_a_glob_without_an_image_among_its_matches_says_so(tmp_path: Path) -> None:
    _touch(tmp_path / "notes.txt")
    with pytest.raises(SourceError, match=r"no images in .*n\*"):
        parse_address(str(tmp_path / "n*"))


def test_that_a_single_image_is_a_recording_of_one(tmp_path: Path) -> None:
    _touch(tmp_path / "one.webp")
    address = parse_address(str(tmp_path / "one.webp"))
    assert (address.kind, address.files) == ("images", (tmp_path / "one.webp",))


def test_that_brackets_in_a_folders_name_are_no_glob(tmp_path: Path) -> None:
    _touch(tmp_path / "run [1]" / "a.png")
    assert parse_address(str(tmp_path / "run [1]")).source_id == "run [1]"


def test_that_the_home_folder_may_be_abbreviated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    _touch(tmp_path / "a.mp4")
    assert parse_address("~/a.mp4").target == str(tmp_path / "a.mp4")


def test_that_a_user_who_is_not_there_has_no_files() -> None:
    with pytest.raises(SourceError, match=r"^no such file or folder: ~nobody-here/a\.mp4;"):
        parse_address("~nobody-here/a.mp4")


def test_that_no_id_is_longer_than_a_question_has_room_for(tmp_path: Path) -> None:
    long = "x" * 200
    _touch(tmp_path / f"{long}.mp4", tmp_path / f"{long}.mcap", tmp_path / long / "a.png")
    for text in (f"{long}.mp4", f"{long}.mcap", f"{long}.mcap#/front", long):
        address = parse_address(str(tmp_path / text))
        assert len(address.source_id) == MAX_NAME
        assert address.label == str(tmp_path / text)
        assert address.source_id.endswith(text[-40:])
    assert len(parse_address(f"rtsp://cam/{long}").source_id) == MAX_NAME
    assert known_as("x" * MAX_NAME) == "x" * MAX_NAME


def test_that_a_name_that_is_not_utf8_is_shown_legibly(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    _touch(folder / "a.png")
    address = parse_address(str(folder))
    assert address.source_id == "?"
    assert len(address.files) == 1
    _touch(folder / "a.mp4")
    with pytest.raises(SourceError, match="not valid UTF-8; rename it"):
        parse_address(str(folder / "a.mp4"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.mp4", "no such file or folder: .*missing.mp4; give a video file"),
        ("missing.mcap#/camera", "no such file: .*missing.mcap; expected an MCAP recording"),
        ("notes.txt", "notes.txt is neither a video nor an image .* expected"),
        ("empty", "no images in .*empty; expected files that end in"),
        ("no*match", "nothing matches .*match; expected a pattern"),
        ("x" * 5_000, "cannot look at|no such file"),
    ],
)
def test_that_what_is_missing_or_unknown_is_refused_in_a_line(
    name: str, expected: str, tmp_path: Path
) -> None:
    _touch(tmp_path / "notes.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=expected) as caught:
        parse_address(str(tmp_path / name))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "a\0b"])
def test_that_no_name_is_no_source(text: str) -> None:
    with pytest.raises(SourceError, match="no source is named"):
        parse_address(text)


@given(st.lists(st.text("aB019._²", min_size=1, max_size=8), max_size=8))
def test_that_natural_order_is_total(names: list[str]) -> None:
    paths = [Path(name) for name in names]
    backwards = paths[::-1]
    assert sorted(paths, key=natural_order) == sorted(backwards, key=natural_order)
