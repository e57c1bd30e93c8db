"""What an import and the process that looks at its pictures say to each other over two pipes.

Each message is its length as four bytes, big-endian, and then itself as msgpack.
"""

from typing import IO, Annotated, TypeVar

import msgspec

from shared.bundle import EmbedderSpec
from shared.errors import ProtocolError
from shared.protocol.fields import Corners, Digest, Share

MAX_MESSAGE_BYTES = 64 << 20

T = TypeVar("T")


class UseEmbedder(msgspec.Struct, frozen=True, kw_only=True, tag="use"):
    """The first message: with which model, and where its file lies."""

    spec: EmbedderSpec
    path: str


class Look(msgspec.Struct, frozen=True, kw_only=True, tag="look"):
    """Look at one object in one picture.

    sha256, width_px, height_px: of the picture's file as it was found. box: in its pixels.
    as_view: whether the picture itself is the view, with its margin.
    """

    path: str
    sha256: Digest
    width_px: int
    height_px: int
    box: Corners
    as_view: bool = False


class Looked(msgspec.Struct, frozen=True, kw_only=True, tag="looked"):
    """What a station keeps of the object: two JPEGs, the vector as little-endian float32."""

    context: bytes
    view: bytes
    embedding: bytes
    quality: Share


class CannotLook(msgspec.Struct, frozen=True, kw_only=True, tag="cannot"):
    """Why not, in one line; `is_model` where it is not the picture's fault."""

    reason: Annotated[str, msgspec.Meta(max_length=2000)]
    is_model: bool = False


Order = UseEmbedder | Look
Reply = Looked | CannotLook

_encoder = msgspec.msgpack.Encoder()
_orders = msgspec.msgpack.Decoder(Order)
_replies = msgspec.msgpack.Decoder(Reply)


def packed(message: Order | Reply) -> bytes:
    """The message as it goes into a pipe."""
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


def read_order(stream: IO[bytes]) -> Order | None:
    """The next order, None at the end. Raises ProtocolError for anything else."""
    body = _read(stream)
    return None if body is None else _decoded(_orders, body)


def read_reply(stream: IO[bytes]) -> Reply | None:
    """The next reply, None at the end. Raises ProtocolError for anything else."""
    body = _read(stream)
    return None if body is None else _decoded(_replies, body)


def _decoded(decoder: msgspec.msgpack.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"embedding process: a malformed message: {error}") from error


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    if length > MAX_MESSAGE_BYTES:
        raise ProtocolError(f"embedding process: a message of {length} bytes")
    body = stream.read(length)
    return body if len(body) == length else None
