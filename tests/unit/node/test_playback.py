"""How a wish about a recording is taken, and what a node says of how it plays."""

import pytest

from edge_node.playback import control, playback_state, seek_time_s, tempo_wanted
from edge_node.sources.source import FrameSource, SourceStats
from edge_node.sources.tempo import Tempo
from shared.errors import UsageError
from shared.protocol.playback import ControlPlayback, PlaybackState


def stats(tempo: Tempo | None, *, length_s: float = 60.0, at_s: float | None = 3.0) -> SourceStats:
    return SourceStats("running", 1, 0, 0, 0, "", recorded_s=at_s, length_s=length_s, tempo=tempo)


def wish(**fields: object) -> ControlPlayback:
    return ControlPlayback(command_id="c", node_id="n", **fields)  # type: ignore[arg-type]


class Recorded(FrameSource):
    """A source that writes down what is wanted of it."""

    def __init__(self, told: SourceStats) -> None:
        self.told = told
        self.done: list[object] = []

    @property
    def source_id(self) -> str:
        return "street"

    @property
    def stats(self) -> SourceStats:
        return self.told

    def seek(self, recorded_s: float) -> None:
        self.done.append(recorded_s)

    def play(self, tempo: Tempo) -> None:
        self.done.append(tempo)


def test_that_a_node_says_how_it_plays_and_nothing_of_what_is_live() -> None:
    assert playback_state(stats(None)) is None
    assert playback_state(stats(Tempo(0.25, is_paused=True))) == PlaybackState(
        position_s=3.0, length_s=60.0, speed=0.25, paused=True
    )
    assert playback_state(stats(Tempo(), length_s=0.0, at_s=None)) == PlaybackState(position_s=0.0)
    fast = playback_state(stats(Tempo(1e6)))
    assert fast is not None
    assert fast.speed == 1000.0


@pytest.mark.parametrize(
    ("fields", "length_s", "expected"),
    [
        ({}, 60.0, None),
        ({"to_s": 12.5}, 60.0, 12.5),
        ({"to_s": 90.0}, 60.0, 60.0),
        ({"to_s": 90.0}, 0.0, 90.0),
        ({"to_s": 0.0, "to_share": 1.0}, 60.0, 0.0),
        ({"to_share": 0.5}, 60.0, 30.0),
        ({"to_share": 1.0}, 60.0, 60.0),
    ],
)
def test_that_a_recording_is_wound_within_its_length(
    fields: dict[str, float], length_s: float, expected: float | None
) -> None:
    assert seek_time_s(wish(**fields), stats(Tempo(), length_s=length_s)) == expected


def test_that_a_share_of_an_unknown_length_is_refused_before_anything_is_done() -> None:
    source = Recorded(stats(Tempo(), length_s=0.0))
    with pytest.raises(UsageError, match="how long it is"):
        control(source, wish(to_share=0.5, paused=True))
    assert source.done == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Tempo(2.0)),
        ({"paused": True}, Tempo(2.0, is_paused=True)),
        ({"speed": 0.25}, Tempo(0.25)),
        ({"speed": 0.0, "paused": False}, Tempo(None)),
    ],
)
def test_that_what_is_not_spoken_of_stays_as_it_is(
    fields: dict[str, float], expected: Tempo
) -> None:
    assert tempo_wanted(wish(**fields), Tempo(2.0)) == expected


def test_that_it_is_paused_before_it_is_wound_so_that_one_frame_is_shown() -> None:
    source = Recorded(stats(Tempo()))
    control(source, wish(to_share=0.25, paused=True))
    assert source.done == [Tempo(None, is_paused=True), 15.0]
    source.done.clear()
    control(source, wish(to_s=1.0, paused=False))
    assert source.done == [1.0]


def test_that_what_is_live_is_left_alone_with_a_reason() -> None:
    source = Recorded(stats(None))
    with pytest.raises(UsageError, match="its source is live"):
        control(source, wish(paused=True))
    assert source.done == []
