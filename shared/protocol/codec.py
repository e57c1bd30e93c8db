"""Messages to frames and back, with every limit applied at the boundary."""

import math
from dataclasses import dataclass

import msgspec

from shared.errors import ProtocolError
from shared.protocol.fields import Id
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

    Raises ProtocolError where the result would break a limit that `decode` applies: what the
    other end cannot understand is found where it is made.
    """
    try:
        header = _encoder.encode(envelope.message)
        _check_sizes([header, *envelope.payloads])
        _decoder.decode(header)
    except (msgspec.MsgspecError, UnicodeError, OverflowError) as error:
        kind = type(envelope.message).__name__
        raise ProtocolError(f"cannot send a {kind} that breaks the protocol: {error}") from error
    return [header, *envelope.payloads]


def decode(frames: list[bytes]) -> Envelope:
    """Frames from the wire as an envelope.

    Raises ProtocolError for anything that is not a well-formed message of this protocol; its
    `about` is the message's id if that can be read all the same.
    """
    try:
        _check_sizes(frames)
        message = _decoder.decode(frames[0])
    except ProtocolError as error:
        raise ProtocolError(str(error), about=_id_of(frames)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"malformed message: {error}", about=_id_of(frames)) from error
    return Envelope(message, tuple(frames[1:]))


def too_long(header: bytes) -> ProtocolError:
    """What is to be said of a message that was not kept because of its length."""
    return ProtocolError(
        f"message with over {MAX_PAYLOADS} payloads, or over {MAX_MESSAGE_BYTES} bytes",
        about=_id_of([header]),
    )


class _AnswerId(msgspec.Struct):
    answer_id: Id


class _QueryId(msgspec.Struct):
    query_id: Id | None = None


class _Ids(msgspec.Struct):
    """The ids by which messages that must arrive are known, and nothing else of them."""

    query_id: Id | None = None
    report_id: Id | None = None
    ask_id: Id | None = None
    query: _QueryId | None = None
    answers: tuple[_AnswerId, ...] = ()


_ids_decoder = msgspec.msgpack.Decoder(_Ids)


def _names_an_id(header: bytes) -> bool:
    """Whether any of the names above is in it: most of what is malformed is of messages without."""
    return b"_id" in header and (
        b"query_id" in header
        or b"report_id" in header
        or b"ask_id" in header
        or b"answer_id" in header
    )


def _id_of(frames: list[bytes]) -> str:
    if not frames or len(frames[0]) > MAX_HEADER_BYTES or not _names_an_id(frames[0]):
        return ""
    try:
        ids = _ids_decoder.decode(frames[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    if ids.answers:
        return ids.answers[0].answer_id if len(ids.answers) == 1 else ""
    inner = ids.query.query_id if ids.query is not None else None
    return ids.query_id or ids.report_id or ids.ask_id or inner or ""


def _check_sizes(frames: list[bytes]) -> None:
    if not frames:
        raise ProtocolError("malformed message: no frames")
    if len(frames[0]) > MAX_HEADER_BYTES:
        raise ProtocolError(
            f"message header of {len(frames[0])} bytes: at most {MAX_HEADER_BYTES} are allowed"
        )
    if len(frames) == 1:
        return
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
