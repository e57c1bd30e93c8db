import pytest

from operator_gui.station.names import normalised, same_name
from shared.errors import ProtocolError


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mug", "mug"),
        ("  coffee \t mug\n", "coffee mug"),
        ("cafe\u0301", "caf\u00e9"),
        ("x" * 120, "x" * 120),
    ],
)
def test_that_names_are_brought_to_one_spelling(typed: str, name: str) -> None:
    assert normalised(typed) == name


@pytest.mark.parametrize("typed", ["", " \t", "x" * 121, "Not an OBJECT", "\x00\x07"])
def test_that_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(ProtocolError):
        normalised(typed)


def test_that_upper_and_lower_case_make_no_difference() -> None:
    assert same_name("COFFEE mug", "Coffee MUG")
    assert same_name("Straße", "STRASSE")
    assert not same_name("plate", "mug")
