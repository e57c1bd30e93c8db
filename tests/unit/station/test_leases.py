from hypothesis import given
from hypothesis import strategies as st

from operator_gui.station.leases import ARRIVAL_S, Leases

LEASE_S = 10.0


def leases() -> Leases:
    made = Leases(LEASE_S)
    made.heard("ada", 0.0)
    made.heard("bob", 0.0)
    return made


def test_that_a_question_on_its_way_is_neither_free_nor_wanted_again() -> None:
    held = leases()
    held.grant("ada", "q", 0.0)
    assert held.claim("ada", (), ARRIVAL_S / 2) == ()
    assert held.holder("q") == "ada"
    assert held.on_the_way("ada") == 1


def test_that_a_question_that_never_arrived_is_free_again() -> None:
    held = leases()
    held.grant("ada", "q", 0.0)
    held.claim("ada", (), ARRIVAL_S + 0.1)
    assert held.holder("q") is None


def test_that_what_is_held_stays_until_it_is_not_named_any_more() -> None:
    held = leases()
    held.grant("ada", "q", 0.0)
    held.claim("ada", ("q",), 1.0)
    assert held.on_the_way("ada") == 0
    held.claim("ada", (), 1.5)  # its answer may be on the way
    assert held.holder("q") == "ada"
    held.claim("ada", (), 1.0 + ARRIVAL_S + 0.1)
    assert held.holder("q") is None


def test_that_what_another_holds_is_a_conflict() -> None:
    held = leases()
    held.claim("ada", ("q",), 0.0)  # after a restart of the station nobody else knows
    assert held.claim("bob", ("q", "r"), 1.0) == ("q",)
    assert (held.holder("q"), held.holder("r")) == ("ada", "bob")


def test_that_the_word_of_one_operator_says_nothing_of_what_another_was_sent() -> None:
    held = leases()
    held.grant("ada", "q", 0.0)
    held.claim("bob", (), ARRIVAL_S + 0.1)  # ada may be at it, and her next word is on its way
    assert held.holder("q") == "ada"


def test_that_silence_frees_everything_and_a_word_renews_it() -> None:
    held = leases()
    held.grant("ada", "a", 0.0)
    held.grant("bob", "b", 0.0)
    held.heard("bob", LEASE_S)
    assert held.lapse(LEASE_S + 0.1) == ("ada",)
    assert list(held.taken()) == ["b"]
    assert held.lapse(LEASE_S + 0.2) == ()


def test_that_a_reopened_question_is_kept_for_who_took_the_answer_back() -> None:
    held = leases()
    held.reserve("ada", "q", 0.0)
    assert held.kept_for("ada") == ["q"]
    assert held.kept_for("bob") == []
    assert held.on_the_way("ada") == 0
    held.claim("ada", (), 60.0)
    assert held.holder("q") == "ada"
    assert held.close("q") == "ada"
    assert held.close("q") is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ada", "bob"]),
            st.sampled_from(["grant", "claim", "heard", "lapse", "close"]),
            st.sampled_from("qrs"),
            st.floats(0.0, 5.0),
        )
    )
)
def test_that_a_question_granted_only_when_free_never_has_two_holders(
    events: list[tuple[str, str, str, float]],
) -> None:
    held, now_s = leases(), 0.0
    holders: dict[str, str] = {}
    for operator, event, query_id, pause_s in events:
        now_s += pause_s
        match event:
            case "grant" if query_id not in held.taken():
                held.heard(operator, now_s)
                held.grant(operator, query_id, now_s)
            case "claim":
                held.heard(operator, now_s)
                refused = held.claim(operator, (query_id,), now_s)
                assert refused or held.holder(query_id) == operator
            case "lapse":
                held.lapse(now_s)
            case "close":
                held.close(query_id)
            case _:
                held.heard(operator, now_s)
        holders = {taken: held.holder(taken) or "" for taken in held.taken()}
        assert all(holders.values())
