import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.sources.messages import (
    Ended,
    FrameReady,
    FromChild,
    Notice,
    decode_from_child,
    encode,
)

_FRAME = FrameReady(
    slot=1,
    height=48,
    width=64,
    sequence=3,
    captured_at_s=1.0,
    position=3,
    pass_index=0,
    pass_start_s=0.0,
    recorded_s=0.1,
    name="a.png",
)


@pytest.mark.parametrize("message", [_FRAME, Ended("done"), Notice("left out")])
def test_that_a_message_arrives_as_it_was_sent(message: FromChild) -> None:
    assert decode_from_child(encode(message), slots=4) == message


@pytest.mark.parametrize(
    "wrong", [{"slot": 4}, {"slot": -1}, {"height": 0}, {"width": -8}, {"height": 10**6}]
)
def test_that_a_frame_outside_the_shared_memory_is_refused(wrong: dict[str, int]) -> None:
    message = msgspec.structs.replace(_FRAME, **wrong)
    with pytest.raises(ValueError, match="no such frame"):
        decode_from_child(encode(message), slots=4)


@given(st.binary(max_size=200))
def test_that_nonsense_raises_value_error_and_nothing_else(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any text will do
        decode_from_child(data, slots=4)


@given(st.integers(0, len(encode(_FRAME)) - 1), st.integers(0, 255))
def test_that_a_damaged_message_is_refused_or_makes_sense(at: int, byte: int) -> None:
    data = bytearray(encode(_FRAME))
    data[at] = byte
    try:
        message = decode_from_child(bytes(data), slots=4)
    except ValueError:
        return
    assert isinstance(message, FrameReady)
    assert 0 <= message.slot < 4
