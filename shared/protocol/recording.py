"""Recordings of a node: an operator begins and ends one, sees the earlier ones, deletes one."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Text, Time
from shared.protocol.message import Message
from shared.protocol.playback import Moment

RECORDING_MINOR = 5
"""Since this minor version there are these messages: nobody sends them to who is older."""

MAX_RECORDINGS = 200

FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
"""Of a file, without folders."""


class SetRecording(Message, frozen=True, kw_only=True, tag="set_recording"):
    """A node is to record what it sees, or not to any more; answered with `CommandResult`."""

    command_id: Id
    node_id: Id
    on: bool


class RecordingsWanted(Message, frozen=True, kw_only=True, tag="recordings_wanted"):
    """Somebody wants to see what recordings a node has; answered with `RecordingList`."""

    request_id: Id
    node_id: Id


class RecordingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A recording on a node's disk.

    written_at_s: when something was written to it last, by the node's clock. length_s: by the times
    of its frames; 0 where the file does not say. state: `cut` is one that was never finished.
    """

    file: FileName
    size_bytes: Count
    written_at_s: Time
    length_s: Moment = 0.0
    state: Literal["whole", "cut", "recording"] = "whole"


class RecordingList(Message, frozen=True, kw_only=True, tag="recording_list"):
    """The recordings of a node, the latest first.

    folder: where on the node they lie. kept: how many there are, of which the latest are listed.
    kept_bytes: what all of them take. free_bytes: what is left on their disk.
    """

    request_id: Id
    node_id: Id
    folder: Text = ""
    recordings: Annotated[tuple[RecordingEntry, ...], msgspec.Meta(max_length=MAX_RECORDINGS)] = ()
    kept: Count = 0
    kept_bytes: Count = 0
    free_bytes: Count = 0


class DeleteRecording(Message, frozen=True, kw_only=True, tag="delete_recording"):
    """A node is to delete one of its recordings; answered with `CommandResult`."""

    command_id: Id
    node_id: Id
    file: FileName
