"""What a robot's own software needs of its node: what it sees, and somebody to ask."""

from edge_node.client.client import Client
from edge_node.client.question import STANDARD_QUESTION
from edge_node.client.reply import Ended, Reply
from edge_node.client.seen import SeenObject
from shared.domain import NOT_AN_OBJECT
from shared.errors import QuestionError
from shared.protocol.publication import FrameDetections, PublishedDetection

__all__ = [
    "NOT_AN_OBJECT",
    "STANDARD_QUESTION",
    "Client",
    "Ended",
    "FrameDetections",
    "PublishedDetection",
    "QuestionError",
    "Reply",
    "SeenObject",
]
