import msgspec

from operator_gui.labels.curation_call import gathered
from operator_gui.labels.split_pictures import named_pictures
from shared.protocol.curation import AnswerOrigin, Provenance, SplitPart, SplitProposal

PAGES = {0: ("a", "b"), 2: ("c", "d"), 4: ("e",)}


def page(cursor: int) -> Provenance:
    answers = tuple(
        AnswerOrigin(
            answer_id=answer_id,
            query_id="q",
            kind="name",
            name="mug",
            operator="ada",
            answered_at_s=1.0,
            number=1,
        )
        for answer_id in PAGES[cursor]
    )
    following = cursor + len(answers)
    return Provenance(
        request_id="r",
        versions=(7,),
        answers=answers,
        total=5,
        next_cursor=following if following < 5 else 0,
    )


def test_that_pages_are_asked_for_until_there_are_enough_answers() -> None:
    asked: list[int] = []

    def noted(cursor: int) -> Provenance:
        asked.append(cursor)
        return page(cursor)

    for limit, expected, cursors in ((1, "a", [0]), (2, "ab", [0]), (3, "abc", [0, 2])):
        asked.clear()
        told = gathered(noted, limit=limit)
        assert "".join(answer.answer_id for answer in told.answers) == expected
        assert asked == cursors
    told = gathered(page, limit=99)
    assert "".join(answer.answer_id for answer in told.answers) == "abcde"
    assert (told.total, told.versions) == (5, (7,))


def test_that_an_answer_on_no_page_is_no_reason_to_go_on() -> None:
    def empty(cursor: int) -> Provenance:
        assert cursor == 0
        return msgspec.structs.replace(page(4), answers=(), next_cursor=0)

    assert gathered(empty, limit=9).answers == ()


def test_that_pictures_are_named_by_their_part_and_place_and_missing_ones_left_out() -> None:
    parts = (SplitPart(tracks=9, examples=("a", "b")), SplitPart(tracks=4, examples=("c", "d")))
    told = SplitProposal(request_id="r", proposal_id="p", name="mug", parts=parts)
    found = list(named_pictures(told, (b"1", b"", b"3")))
    assert found == [("part1-1.jpg", b"1"), ("part2-1.jpg", b"3")]
