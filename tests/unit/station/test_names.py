import pytest

from operator_gui.station.names import canonical, normalised
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


def test_that_a_known_class_keeps_its_spelling() -> None:
    assert canonical("COFFEE mug", ["Coffee mug", "bowl"]) == "Coffee mug"
    assert canonical("Straße", ["STRASSE"]) == "STRASSE"
    assert canonical("plate", ["Coffee mug"]) == "plate"
