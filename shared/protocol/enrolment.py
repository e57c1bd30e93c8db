"""Who may speak: asking to join, what is told of strangers, and what an admin may do about it.

Everything here is there since minor version 3, but for what says otherwise. A peer that wants to
join speaks to another port, on which nothing but `PairAsk` and `PairOpen` is understood.
"""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Name, Text, Time
from shared.protocol.message import Message

KeyRole = Literal["robot", "operator", "admin"]
JoinRole = Literal["robot", "operator"]
AccessAction = Literal["accept", "refuse", "enrol", "revoke"]
Nonce = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
JoinName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]

MAX_STRANGERS = 8
MAX_JOINING = 8
MAX_KEYS = 1000
KEYS_MINOR = 4
"""Since this minor version of the protocol a station shows whose keys it knows."""


class Stranger(msgspec.Struct, frozen=True, kw_only=True):
    """Attempts that were turned away for one reason, of one key where it is known.

    `reason` is a word for programs, `text` a line for people; `key` its first 12 digits.
    """

    reason: Name
    text: Text
    count: Count
    last_at_s: Time
    key: Name = ""
    address: Name = ""


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who wants to be let in. `code` has to be the one that the other end shows."""

    code: Name
    name: Name
    role: Name
    key: Name
    address: Name = ""
    asked_at_s: Time = 0.0


class SetAccess(Message, frozen=True, kw_only=True, tag="set_access"):
    """What an admin decides about a key; answered by `CommandResult`.

    "accept" and "refuse" are about who waits with `code`; "enrol" needs `key`, `role` and `name`;
    "revoke" is about the key, or the name of whom it was given to.
    """

    command_id: Id
    action: AccessAction
    code: Annotated[str, msgspec.Meta(max_length=16)] = ""
    key: Annotated[str, msgspec.Meta(max_length=64)] = ""
    role: KeyRole = "robot"
    name: Annotated[str, msgspec.Meta(max_length=60)] = ""


class KeysWanted(Message, frozen=True, kw_only=True, tag="keys_wanted"):
    """Answered by `KeyList`, or by `CommandResult` to who is no admin; since minor version 4."""

    request_id: Id


class EnrolledKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was let in; `revoked_at_s` says when it was shut out again."""

    key: Annotated[str, msgspec.Meta(max_length=64)]
    role: KeyRole
    name: Name
    enrolled_at_s: Time
    enrolled_by: Name = ""
    revoked_at_s: Time | None = None
    revoked_by: Name = ""


class KeyList(Message, frozen=True, kw_only=True, tag="key_list"):
    """Who may speak, by name, and then who was shut out; since minor version 4."""

    request_id: Id
    keys: Annotated[tuple[EnrolledKey, ...], msgspec.Meta(max_length=MAX_KEYS)] = ()


class PairAsk(Message, frozen=True, kw_only=True, tag="pair_ask"):
    """Asks to be let in under a name. The key is the one that the connection proved to have."""

    role: JoinRole
    name: JoinName
    commitment: Nonce


class PairNonce(Message, frozen=True, kw_only=True, tag="pair_nonce"):
    """The station's part of the code; the same for the same commitment of the same key."""

    nonce: Nonce


class PairOpen(Message, frozen=True, kw_only=True, tag="pair_open"):
    """What the peer had committed itself to. Said every second until it is decided."""

    nonce: Nonce


class PairState(Message, frozen=True, kw_only=True, tag="pair_state"):
    """How it stands. `signing_key`: once accepted, by which the station's bundles are signed."""

    state: Literal["waiting", "accepted", "refused"]
    reason: Text = ""
    signing_key: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$", max_length=64)] = ""
