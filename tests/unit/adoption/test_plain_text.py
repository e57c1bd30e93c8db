"""What a stranger's file says is shown on one line, and moves no cursor."""

from edge_node.plain_text import enumerated, plain


def test_that_control_characters_become_dots() -> None:
    assert plain("a\x1b[2Jb\nc\x00") == "a·[2Jb·c·"
    assert plain("right\u202eleft") == "right·left"


def test_that_long_texts_are_cut() -> None:
    assert plain("x" * 10, 10) == "x" * 10
    assert plain("x" * 11, 10) == "x" * 9 + "…"


def test_that_other_scripts_stay_as_they_are() -> None:
    assert plain("кружка 杯子 ß") == "кружка 杯子 ß"


def test_that_names_are_counted_and_the_first_are_listed() -> None:
    assert enumerated(("mug", "bowl")) == "2: mug, bowl"
    assert enumerated(tuple("abcd"), first=2) == "4: a, b, …"
