"""Which tracks are kept back: enough, always the same, and never all of a name."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.retraining.keeping_back import (
    LEAST_KEPT_BACK,
    SHARE,
    LabelledTrack,
    kept_back,
)
from shared.errors import LearningError

TRACKS = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.builds(
        LabelledTrack,
        session_id=st.sampled_from([f"s{n}" for n in range(9)]),
        names=st.frozensets(st.sampled_from(["mug", "bowl", "vase"]), min_size=1, max_size=2),
    ),
    max_size=40,
)


@given(TRACKS)
def test_that_enough_are_kept_back_and_every_name_stays(tracks: dict[str, LabelledTrack]) -> None:
    try:
        chosen = kept_back(tracks)
    except LearningError:
        assert len(tracks) <= LEAST_KEPT_BACK + 2  # three names keep one each
        return
    assert chosen <= tracks.keys()
    assert LEAST_KEPT_BACK <= len(chosen) <= max(LEAST_KEPT_BACK, round(SHARE * len(tracks)))
    left = {name for one, track in tracks.items() if one not in chosen for name in track.names}
    assert left == {name for track in tracks.values() for name in track.names}
    assert kept_back(dict(reversed(tracks.items()))) == chosen


def many(sessions: int) -> dict[str, LabelledTrack]:
    return {
        f"t{number}": LabelledTrack(
            f"s{number % sessions}", frozenset({"mug" if number % 2 else "bowl"})
        )
        for number in range(100)
    }


def test_that_whole_sessions_go_where_there_are_enough() -> None:
    sessions = Counter(many(10)[one].session_id for one in kept_back(many(10)))
    assert sorted(sessions.values()) == [10, 10]
    assert len(Counter(many(4)[one].session_id for one in kept_back(many(4)))) == 4


def test_that_too_few_say_how_many_are_needed() -> None:
    with pytest.raises(LearningError, match="only 0 of 0 labelled tracks"):
        kept_back({})
