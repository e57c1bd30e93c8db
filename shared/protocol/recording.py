"""An operator has a node begin or end a recording."""

from shared.protocol.fields import Id
from shared.protocol.message import Message

RECORDING_MINOR = 5
"""Since this minor version there is this message: nobody sends it to who is older."""


class SetRecording(Message, frozen=True, kw_only=True, tag="set_recording"):
    """A node is to record what it sees, or not to any more; answered with `CommandResult`."""

    command_id: Id
    node_id: Id
    on: bool
