"""Messages to frames and back, with every limit applied at the boundary."""

import math
from dataclasses import dataclass

import msgspec

from shared.errors import ProtocolError
from shared.protocol.messages import AnyMessage

MAX_HEADER_BYTES = 2 << 20
MAX_PAYLOAD_BYTES = 16 << 20
MAX_PAYLOADS = 64
MAX_MESSAGE_BYTES = 32 << 20

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(AnyMessage)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message with its binary frames."""

    message: AnyMessage
    payloads: tuple[bytes, ...] = ()


def encode(envelope: Envelope) -> list[bytes]:
    """The envelope as the frames of one multipart message, header first.

    Raises ProtocolError where the result would break a limit that `decode` applies.
    """
    frames = [_encoder.encode(envelope.message), *envelope.payloads]
    _check_sizes(frames)
    return frames


def decode(frames: list[bytes]) -> Envelope:
    """Frames from the wire as an envelope.

    Raises ProtocolError for anything that is not a well-formed message of this protocol.
    """
    _check_sizes(frames)
    try:
        message = _decoder.decode(frames[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"malformed message: {error}") from error
    return Envelope(message, tuple(frames[1:]))


def _check_sizes(frames: list[bytes]) -> None:
    if not frames:
        raise ProtocolError("malformed message: no frames")
    if len(frames[0]) > MAX_HEADER_BYTES:
        raise ProtocolError(
            f"message header of {len(frames[0])} bytes: at most {MAX_HEADER_BYTES} are allowed"
        )
    if len(frames) - 1 > MAX_PAYLOADS:
        raise ProtocolError(
            f"message with {len(frames) - 1} payloads: at most {MAX_PAYLOADS} are allowed"
        )
    largest = max(map(len, frames))
    if largest > MAX_PAYLOAD_BYTES:
        raise ProtocolError(
            f"message payload of {largest} bytes: at most {MAX_PAYLOAD_BYTES} are allowed"
        )
    if sum(map(len, frames)) > MAX_MESSAGE_BYTES:
        raise ProtocolError(f"message of over {MAX_MESSAGE_BYTES} bytes")


def pack_frames(frames: list[bytes]) -> bytes:
    """Many frames as one blob, for a database."""
    return _encoder.encode(frames)


def unpack_frames(blob: bytes) -> list[bytes]:
    """The inverse of `pack_frames`. Raises ProtocolError for anything else."""
    try:
        return msgspec.msgpack.decode(blob, type=list[bytes])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"malformed stored message: {error}") from error


def embeddings_fit(payload: bytes, views: int, dim: int) -> bool:
    """Whether a payload has the size that `views` little-endian float32 vectors take."""
    return len(payload) == math.prod((views, dim, 4))
