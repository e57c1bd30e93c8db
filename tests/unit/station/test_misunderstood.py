"""How often peers are not understood, and how often a log says so."""

from operator_gui.station.misunderstood import MAX_NAMES, Misunderstood, is_worth_a_line


def test_that_each_peer_is_counted_by_itself_and_all_together() -> None:
    counts = Misunderstood()
    assert [counts.note(name) for name in ("a", "b", "a", "a")] == [1, 1, 2, 3]
    assert counts.total == 4


def test_that_the_names_are_bounded_and_the_total_is_not() -> None:
    counts = Misunderstood()
    for number in range(MAX_NAMES + 10):
        counts.note(f"peer {number}")
    assert counts.note("peer 0") == 1  # forgotten meanwhile
    assert counts.note(f"peer {MAX_NAMES + 9}") == 2
    assert counts.total == MAX_NAMES + 12


def test_that_a_log_grows_with_the_logarithm_of_the_noise() -> None:
    assert [n for n in range(1, 70) if is_worth_a_line(n)] == [1, 2, 4, 8, 16, 32, 64]
