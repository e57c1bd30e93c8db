"""Questions of the robot's own software to its node."""

from typing import Literal

from shared.protocol.fields import Id, Name, Text
from shared.protocol.message import Message
from shared.protocol.questions import Urgent


class RobotAsk(Message, frozen=True, kw_only=True, tag="robot_ask"):
    """A question of the robot's own software to its node. Payload: the image as JPEG.

    Repeated until the node acknowledges `ask_id`. `wait` is false if no operator being there
    shall end it at once.
    """

    ask_id: Id
    urgent: Urgent
    wait: bool = True


class RobotReply(Message, frozen=True, kw_only=True, tag="robot_reply"):
    """How a question of the robot's own software ended.

    `text` is the answer if somebody answered, else one line that says why nobody did.
    """

    ask_id: Id
    ended: Literal["answered", "dont_know", "deadline", "nobody_there", "busy", "refused"]
    text: Text = ""
    operator: Name = ""
    learned: bool = False
