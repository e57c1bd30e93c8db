"""What the station and its trainer process say to each other over a pair of pipes.

Each message is its length as four bytes, big-endian, and then itself as msgpack.
"""

from typing import BinaryIO

import msgspec

from operator_gui.station.evidence import Evidence, GateRules
from shared.bundle import HeadSpec
from shared.domain import MadeViewsVerdict
from shared.errors import ProtocolError
from shared.protocol.mistakes import ClassRight, MistakeCell

MAX_MESSAGE_BYTES = 64 << 20

YIELD = "--yield"
"""Tells a trainer process to leave the processor to whoever else wants it."""


class TrainRequest(msgspec.Struct, frozen=True, kw_only=True, tag="train"):
    """Learn from all labels that count now; the head goes to the folder of blobs.

    active: the head that the candidate has to hold its own against, which learned from the answers
    up to number `active_answer_seq`. gate: what the examination has to know of the rules.
    warm: the file for what later steps start from, "" for none.
    """

    job: int
    database: str
    blobs: str
    embedder_sha256: str
    dim: int
    risk: float
    members: int
    seed: int
    active: HeadSpec | None = None
    active_answer_seq: int = 0
    gate: GateRules = GateRules()
    warm: str = ""


class StepRequest(msgspec.Struct, frozen=True, kw_only=True, tag="step"):
    """Teach the head of the last full training what was answered since, in closed form.

    training: what a full training would be asked; its file `warm` is what the step starts from.
    """

    job: int
    training: TrainRequest


class ClassResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a class's tracks were named rightly when left out."""

    name: str
    tracks: int
    hits: int = 0
    judged: int = 0


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A track whose label looks wrong, what it looks like and how likely both names are; and the
    tracks of that name that look most like it."""

    query_id: str
    called: str
    looks_like: str
    probability: float
    own_probability: float
    nearest: tuple[str, ...] = ()


class MistakenTrack(msgspec.Struct, frozen=True, kw_only=True):
    """A track that was taken for something else than it is called."""

    query_id: str
    called: str
    taken_for: str


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """How labelled tracks were named by a head that had not seen them; `wrong` may not be all."""

    classes: tuple[ClassRight, ...] = ()
    cells: tuple[MistakeCell, ...] = ()
    wrong: tuple[MistakenTrack, ...] = ()


class TrainDone(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """A head was trained from every answer up to number `answer_seq`.

    `made_views`: whether made views helped; it learned from them only if so. `evidence`: what
    the gate judges it by; without any, nothing passes. A step keeps what the full training before
    it found, but for what each class has and for the evidence.
    """

    job: int
    head: HeadSpec
    classes: tuple[ClassResult, ...]
    accuracy_low: float | None
    accuracy_high: float | None
    answer_seq: int
    elapsed_ms: float
    made_views: MadeViewsVerdict = "untested"
    suspects: tuple[Suspect, ...] | None = None
    """Labels that look wrong, the worst first; None where this training did not look for them."""
    left_out: LeftOut | None = None
    """What is taken for what; None where this training did not look."""
    evidence: Evidence = Evidence(problem="it was not examined")
    kept_back: tuple[str, ...] = ()
    """Tracks that had a label and were kept from the program that trained it."""


class TrainFailed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """No head came of it; `answer_seq` says of which answers that is true."""

    job: int
    reason: str
    answer_seq: int = 0


TrainReply = TrainDone | TrainFailed
AnyRequest = TrainRequest | StepRequest

_encoder = msgspec.msgpack.Encoder()
_replies = msgspec.msgpack.Decoder(TrainReply)
_requests: msgspec.msgpack.Decoder[AnyRequest] = msgspec.msgpack.Decoder(AnyRequest)


def packed(message: AnyRequest | TrainReply) -> bytes:
    """The message as it goes into a pipe."""
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


def read_request(stream: BinaryIO) -> AnyRequest | None:
    """The next request, None when the station is gone."""
    length = stream.read(4)
    if len(length) < 4:
        return None
    body = stream.read(int.from_bytes(length, "big"))
    return _requests.decode(body)


class ReplyBuffer:
    """Puts replies together from the pieces in which a pipe gives them."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, piece: bytes) -> list[TrainReply]:
        """Replies that are complete now. Raises ProtocolError for anything else."""
        self._pending += piece
        replies: list[TrainReply] = []
        while len(self._pending) >= 4:
            length = int.from_bytes(self._pending[:4], "big")
            if length > MAX_MESSAGE_BYTES:
                raise ProtocolError(f"trainer: a reply of {length} bytes")
            if len(self._pending) < 4 + length:
                break
            body = bytes(self._pending[4 : 4 + length])
            del self._pending[: 4 + length]
            try:
                replies.append(_replies.decode(body))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ProtocolError(f"trainer: a malformed reply: {error}") from error
        return replies
