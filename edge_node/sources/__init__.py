"""Where frames come from: cameras, network streams, videos and folders of images."""

from edge_node.sources import limits  # first of all: it sets what OpenCV reads when it is loaded
from edge_node.sources.address import SourceAddress, SourceKind, parse_address
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    ReadResult,
    SourceOptions,
    SourceState,
    SourceStats,
)

MAX_IMAGE_PIXELS = limits.MAX_IMAGE_PIXELS

__all__ = [
    "MAX_IMAGE_PIXELS",
    "EndOfSource",
    "FrameSource",
    "NextFrame",
    "NothingYet",
    "ReadResult",
    "SourceAddress",
    "SourceKind",
    "SourceOptions",
    "SourceState",
    "SourceStats",
    "open_source",
    "parse_address",
]
