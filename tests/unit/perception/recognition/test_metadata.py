"""Metadata may be anything: what makes sense is used, what does not becomes a finding."""

import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge_node.perception.recognition.claims import read_claims
from edge_node.perception.recognition.class_names import (
    COCO_NAMES,
    COCO_NUMBERED_NAMES,
    MAX_NAME_CHARS,
)
from edge_node.perception.recognition.literals import MAX_CHARS, parse_literal
from edge_node.perception.recognition.reading import ReadingWish

HOSTILE = (
    *("(" * 100_000, "[" * 5_000 + "]" * 5_000, "-" * 100_000 + "1", "1" + "+1" * 100_000),
    *("{0: " * 200 + "1" + "}" * 200, "9" * 50_000, "{0: 'a', 2: 'b'}", "{-1: 'a'}", "{}", "[]"),
    *("{0: 1}", "{'a': 'b'}", "{True: 'a'}", "{0: 'a'", "{0: b'a'}", "{0: f'{1}'}", "\x00", ""),
    *("__import__('os').system('true')", "{0: __name__}", "{0: {1: 'a'}}", "None", "0", "'names'"),
    *(
        "{[]: 'a'}",
        "{0: 'a' * 999999999}",
        "'" * 99_999,
        "\\" * 99_999,
        "{1e999: 'a'}",
        "{0: 'a'}}",
    ),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_that_hostile_names_are_left_aside_with_a_reason(text: str) -> None:
    claims = read_claims({"names": text, "imgsz": text, "args": text, "task": text})
    assert claims.class_names == ()
    (complaint,) = (each for each in claims.complaints if each.what == "names")
    assert "left aside" in complaint.why
    assert complaint.value.isprintable()
    assert len(complaint.value) <= 60


@given(
    metadata=st.dictionaries(
        st.sampled_from(
            ["names", "imgsz", "args", "task", "end2end", "stride", "whatsit.task", "author"]
        )
        | st.text(max_size=8),
        st.text(max_size=200)
        | st.text(alphabet="{}[](),:'\"\\0123456789-+e. abc", max_size=200)
        | st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner) | st.dictionaries(st.integers() | st.text(), inner),
            max_leaves=20,
        ).map(str),
    )
)
@example({"names": "{0: '\ud800', 1: '\u202e', 2: ''}"})
def test_that_no_metadata_raise(metadata: dict[str, str]) -> None:
    claims = read_claims(metadata)
    for name in claims.class_names:
        assert name
        assert name.isprintable()
        assert len(name) <= MAX_NAME_CHARS
    msgspec.json.encode(claims.class_names)


@given(st.text(alphabet="{}[](),:'\"\\0123456789-+e. TrueFalsNon", max_size=300))
def test_that_a_literal_is_read_as_written_or_refused(text: str) -> None:
    try:
        value = parse_literal(text)
    except ValueError:
        return
    assert repr(parse_literal(repr(value))) == repr(value)


def test_that_ultralytics_metadata_are_understood() -> None:
    claims = read_claims(
        {
            "author": "Ultralytics",
            "task": "detect",
            "names": "{0: 'person', 1: \"driver's cab\", 2: 'a\\nb\\x07', 3: '   '}",
            "imgsz": "[480, 640]",
            "end2end": "True",
        }
    )
    assert claims.maker == "ultralytics"
    assert claims.class_names == ("person", "driver's cab", "a b", "class 3")
    assert claims.size_px == (480, 640)
    assert claims.finished
    assert claims.complaints == ()
    assert read_claims({"args": "{'nms': True, 'iou': 0.7}"}).finished
    assert not read_claims({"args": "{'nms': False}", "end2end": "False"}).finished


@pytest.mark.parametrize(
    "text", ["['a', 'b']", "('a', 'b')", "{1: 'b', 0: 'a'}", "{'0': 'a', '1': 'b'}", '["a", "b"]']
)
def test_that_names_may_be_lists_and_tables(text: str) -> None:
    assert read_claims({"names": text}).class_names == ("a", "b")


def test_that_long_names_and_long_texts_are_bounded() -> None:
    assert read_claims({"names": str(["x" * 5000])}).class_names == ("x" * MAX_NAME_CHARS,)
    (complaint,) = read_claims({"names": str(["x" * MAX_CHARS])}).complaints
    assert "characters" in complaint.why


def test_that_cocos_names_are_cocos() -> None:
    assert len(COCO_NAMES) == len(set(COCO_NAMES)) == 80
    assert len(COCO_NUMBERED_NAMES) == 90
    numbered = dict(enumerate(COCO_NUMBERED_NAMES, start=1))
    assert [numbered[number] for number in (1, 13, 44, 62, 90)] == [
        *("person", "stop sign", "bottle", "chair", "toothbrush"),
    ]
    assert [name for name in COCO_NUMBERED_NAMES if not name.startswith("unused")] == list(
        COCO_NAMES
    )


@pytest.mark.parametrize(
    "table",
    [
        {"std": [1, 0, 1]},
        {"decoder": 3},
        {"width_px": 2},
        {"fit": "squeeze"},
        {"score_treshold": 0.1},
        {"mean": [1, 2]},
        {"pad": 300},
    ],
)
def test_that_a_wish_with_a_mistake_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(table, ReadingWish)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(table), type=ReadingWish)
