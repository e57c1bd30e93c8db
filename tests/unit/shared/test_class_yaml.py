"""The class names in a YOLO data.yaml, as people and programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.class_yaml import has_keypoints, names_of, yaml_quoted


def names(text: str) -> dict[int, str]:
    return {number: name for number, name, _ in names_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "names: [mug, 'a, bowl', \"vase\"]  # three",
        "nc: 3\nnames: ['mug',\n  'a, bowl', vase]\n",
        "nc: 3\nnames: ['mug', # the first\n  'a, bowl', vase,]\n",
        "names:\n- mug\n- 'a, bowl'\n- vase\nval: x",
        'names:\n  # these\n  0: mug  # one\n  1: "a, bowl"\n\n  2: vase\n',
        "names: {0: mug, 1: 'a, bowl', 2: vase}",
        'names:\n  2: vase\n  0: mug\n  1: "a, bowl"',
    ],
)
def test_that_every_common_way_to_write_names_is_read(text: str) -> None:
    assert names(text) == {0: "mug", 1: "a, bowl", 2: "vase"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("names: ['it''s']", "it's"),
        ("names:\n- it's", "it's"),
        ("names:\n- C#", "C#"),
        ('names: ["a \\"b\\" # c"]', 'a "b" # c'),
        ('names: ["\\u00e9"]', "é"),
        ('names: ["\\U0001F600"]', "😀"),
        ("names:\n- 'a: b'", "a: b"),
        ("names:\n- a: b", "a: b"),
    ],
)
def test_that_quotes_and_comments_are_told_from_names(text: str, name: str) -> None:
    assert names(text) == {0: name}


def test_that_each_name_says_its_line() -> None:
    assert names_of("nc: 2\nnames:\n- mug\n\n- bowl\n") == [(0, "mug", 3), (1, "bowl", 5)]


def test_that_a_file_without_names_gives_none() -> None:
    assert names_of("train: images\nnc: 3\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "names: &a [x]",
        "names: [x",
        "names: [x, {y}]",
        "names: {x, y}",
        'names: ["x]',
        "names:\n -x",
    ],
)
def test_that_what_cannot_be_understood_says_its_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^line \d+: "):
        names_of(text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_that_any_name_that_is_quoted_is_read_again(wanted: list[str]) -> None:
    lines = [f"  {number}: {yaml_quoted(name)}" for number, name in enumerate(wanted)]
    assert names("\n".join(["names:", *lines])) == dict(enumerate(wanted))


@given(st.text())
def test_that_rubbish_is_read_or_refused(text: str) -> None:
    for whole in (
        text,
        f"names: {text}",
        f"names:\n{text}",
        f"names:\n  {text}",
        f"names: [{text}]",
    ):
        try:
            names_of(whole)
        except ValueError:
            continue


def test_that_key_points_are_noticed() -> None:
    assert has_keypoints("names: [a]\nkpt_shape: [17, 3]\n")
    assert not has_keypoints("names: [a]\n")
