"""Versions on their way to nodes, and what operators want done about them."""

from typing import Annotated, Literal

import msgspec

from shared.domain import MadeViewsVerdict
from shared.protocol.fields import Count, Digest, Id, Name, Text, Time
from shared.protocol.message import Message
from shared.protocol.rollout import WatchTerms


class Command(Message, frozen=True, kw_only=True, tag="command"):
    """Something the operator wants done; answered by `CommandResult`."""

    command_id: Id
    action: Literal["train", "deploy", "roll_back", "adopt"]
    version: Count = 0
    operator: Name = ""
    """Who wants it; the peer's own name if nobody is named. Since minor version 3, as "adopt"."""
    candidate: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$", max_length=64)] = ""
    """The head to adopt, which another program made, by its SHA-256: it lies in the station's
    folder of candidates. Since minor version 3."""


class CommandResult(Message, frozen=True, kw_only=True, tag="command_result"):
    """How a command ended."""

    command_id: Id
    ok: bool
    text: Text


class DeployOffer(Message, frozen=True, kw_only=True, tag="deploy_offer"):
    """A new bundle: the manifest's exact bytes and their Ed25519 signature.

    `made_views`: since minor version 2, whether what was answered of made views helped its head;
    where they do not help, the node asks for no more of them. `watch`: since minor version 3, what
    the version has to keep to on the node; nothing but not to fail where there is none.
    """

    version: Count
    manifest: Annotated[bytes, msgspec.Meta(max_length=1 << 20)]
    signature: Annotated[bytes, msgspec.Meta(max_length=256)]
    made_views: MadeViewsVerdict = "untested"
    watch: WatchTerms | None = None


class DeployReport(Message, frozen=True, kw_only=True, tag="deploy_report"):
    """What became of an offered bundle. Repeated until acknowledged by `report_id`."""

    report_id: Id
    node_id: Id
    version: Count
    state: Literal["active", "refused", "rolled_back"]
    at_s: Time
    reason: Text = ""


class BlobRequest(Message, frozen=True, kw_only=True, tag="blob_request"):
    """Asks for `length` bytes of a blob, from `offset`: the receiver sets the pace."""

    sha256: Digest
    offset: Count
    length: Annotated[int, msgspec.Meta(ge=1, le=1 << 20)]


class BlobChunk(Message, frozen=True, kw_only=True, tag="blob_chunk"):
    """A part of a blob. Payload: the bytes."""

    sha256: Digest
    offset: Count
    total_bytes: Count
