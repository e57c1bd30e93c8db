import pytest

from operator_gui.viewmodels.completion import (
    Closeness,
    KnownName,
    complete,
    fold,
    identity,
    slips,
    spelling,
)
from operator_gui.viewmodels.name_book import NameBook
from shared.protocol.status import ClassSummary

NAMES = tuple(
    KnownName(name, tracks)
    for name, tracks in (
        ("mug", 12),
        ("bowl", 30),
        ("stapler", 7),
        ("staple remover", 2),
        ("traffic light", 5),
        ("teddy bear", 3),
        ("Crème pot", 1),
        ("cup", 9),
        ("cupboard", 4),
        ("hiccup jar", 1),
    )
)


def found(typed: str) -> list[str]:
    return [match.known.name for match in complete(typed, NAMES)]


@pytest.mark.parametrize(
    ("typed", "best", "closeness"),
    [
        ("mug", "mug", Closeness.SAME),
        ("MUG ", "mug", Closeness.SAME),
        ("st", "stapler", Closeness.STARTS),
        ("light", "traffic light", Closeness.WORD_STARTS),
        ("owl", "bowl", Closeness.CONTAINS),
        ("tl", "traffic light", Closeness.IN_ORDER),
        ("tedb", "teddy bear", Closeness.IN_ORDER),
        ("mgu", "mug", Closeness.MISSPELT),
        ("staplr", "stapler", Closeness.IN_ORDER),
        ("stappler", "stapler", Closeness.MISSPELT),
        ("creme", "Crème pot", Closeness.STARTS),
        ("creme pot", "Crème pot", Closeness.STARTS),
        ("CRÈME pot", "Crème pot", Closeness.SAME),
    ],
)
def test_that_what_is_typed_finds_its_name(typed: str, best: str, closeness: Closeness) -> None:
    match = complete(typed, NAMES)[0]
    assert (match.known.name, match.closeness) == (best, closeness)


def test_that_closer_names_come_first() -> None:
    assert found("cup") == ["cup", "cupboard", "hiccup jar"]


def test_that_among_equals_the_more_often_taught_name_comes_first() -> None:
    assert found("sta") == ["stapler", "staple remover"]


def test_that_a_suggested_name_comes_before_one_that_was_taught_more_often() -> None:
    names = (KnownName("stapler", 7), KnownName("staple remover", 0, probability=0.4))
    assert complete("sta", names)[0].known.name == "staple remover"


@pytest.mark.parametrize("typed", ["", "  ", "qqq", "zz"])
def test_that_nothing_is_found_where_nothing_fits(typed: str) -> None:
    assert complete(typed, NAMES) == ()


def test_that_two_letters_in_order_alone_are_no_match() -> None:
    assert found("sr") == ["staple remover"]  # its initials
    assert found("bl") == []


def test_that_the_typed_letters_are_pointed_at() -> None:
    assert complete("light", NAMES)[0].letters == (8, 9, 10, 11, 12)
    assert complete("tl", NAMES)[0].letters == (0, 8)


def test_that_no_more_than_the_limit_is_offered() -> None:
    names = tuple(KnownName(f"box {n}") for n in range(50))
    assert len(complete("box", names, limit=8)) == 8


def test_that_a_known_name_keeps_its_spelling() -> None:
    assert spelling("  CRÈME  pot ", NAMES) == "Crème pot"
    assert spelling("  New   thing ", NAMES) == "New thing"


@pytest.mark.parametrize(
    ("typed", "known"), [("Bar", "Bär"), ("かき", "かぎ"), ("pate", "pâté"), ("и", "й")]
)
def test_that_a_name_that_differs_by_an_accent_is_found_and_is_another(
    typed: str, known: str
) -> None:
    names = (KnownName(known, 9),)
    (match,) = complete(typed, names)
    assert (match.known.name, match.closeness) == (known, Closeness.STARTS)
    assert spelling(typed, names) == typed
    assert complete(typed, (*names, KnownName(typed, 1)))[0].known.name == typed


def test_that_a_name_is_the_same_however_its_accents_are_encoded() -> None:
    assert identity("Ba\u0308r ") == identity("BÄR") != identity("Bar")


@pytest.mark.parametrize(
    ("a", "b", "count"), [("", "", 0), ("mug", "mgu", 1), ("mug", "mugs", 1), ("cat", "dog", 3)]
)
def test_that_slips_are_counted(a: str, b: str, count: int) -> None:
    assert slips(a, b) == slips(b, a) == count


def test_that_folding_drops_case_accents_and_spaces() -> None:
    assert fold("  Ça   VA ") == "ca va"


def test_that_two_classes_that_differ_by_an_accent_are_both_offered() -> None:
    book = NameBook()
    book.take_classes(tuple(ClassSummary(name=name, tracks=2) for name in ("Bar", "Bär")))
    assert [one.known.name for one in complete("bar", book.names_for(None))] == ["Bar", "Bär"]
