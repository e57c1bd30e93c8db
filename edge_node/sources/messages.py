"""What passes between a source and its capture child, beside the pixels in shared memory.

The child decodes files and streams that nobody vouches for, so what it says is parsed and
checked like a message from the wire, and is never unpickled.
"""

from typing import Annotated

import msgspec

from edge_node.sources.limits import MAX_IMAGE_PIXELS

LONGEST_S = 2.0**64 / 1e9
"""What the times in a recording can be apart, where a clock was set while it was made."""


class _Message(msgspec.Struct, frozen=True, tag=True):
    pass


class Opened(_Message, frozen=True):
    """The reader is open; frames follow. length_s: see `MeasuredReader`; 0 where not known."""

    length_s: Annotated[float, msgspec.Meta(ge=0.0, le=LONGEST_S)] = 0.0


class FrameReady(_Message, frozen=True):
    """A frame lies in `slot`, which is the source's until it gives it back.

    `position`, `pass_index`, `pass_start_s` and `recorded_s` are those of a recording's frame;
    `position` is None for a camera. `dropped` counts since the child started.
    """

    slot: int
    height: int
    width: int
    sequence: int
    captured_at_s: float
    position: int | None
    pass_index: int
    pass_start_s: float
    recorded_s: float
    name: str
    dropped: int = 0

    @property
    def n_bytes(self) -> int:
        return self.height * self.width * 3


class NothingNewer(_Message, frozen=True):
    """The answer to Renew when no frame came since the last."""


class Notice(_Message, frozen=True):
    """Something that a person should know; one line."""

    text: str


class Ended(_Message, frozen=True):
    """The last frame was sent before this."""

    reason: str


class Failed(_Message, frozen=True):
    """The reader gave up; the child ends."""

    reason: str


class Refused(_Message, frozen=True):
    """The source is there but not as asked for, and trying again would not help."""

    reason: str


class GiveBack(_Message, frozen=True):
    """The source has copied the frame out of `slot`."""

    slot: int


class Want(_Message, frozen=True):
    """Send the newest frame, now or when there is one. Newest delivery only, one at a time."""


class Renew(_Message, frozen=True):
    """Send a newer frame if there is one, or NothingNewer, at once."""


class Keep(_Message, frozen=True):
    """Play a recording at `speed` from now on, or hold it; see `Tempo`."""

    speed: float | None
    is_paused: bool


FromChild = Opened | FrameReady | NothingNewer | Notice | Ended | Failed | Refused
FromSource = GiveBack | Want | Renew | Keep

_encoder = msgspec.msgpack.Encoder()
_from_child = msgspec.msgpack.Decoder(FromChild)
_from_source = msgspec.msgpack.Decoder(FromSource)

MAX_MESSAGE_BYTES = 64 * 1024


def encode(message: FromChild | FromSource) -> bytes:
    return _encoder.encode(message)


def decode_from_child(data: bytes, *, slots: int) -> FromChild:
    """Raises ValueError for anything that a sound child would not say."""
    message: FromChild = _from_child.decode(data)
    if isinstance(message, FrameReady):
        fits = message.height > 0 and message.width > 0 and 0 <= message.slot < slots
        if not fits or message.height * message.width > MAX_IMAGE_PIXELS:
            raise ValueError(f"no such frame: {message}")
    return message


def decode_from_source(data: bytes) -> FromSource:
    message: FromSource = _from_source.decode(data)
    return message
