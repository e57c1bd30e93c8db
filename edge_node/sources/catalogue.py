"""From an address to a source that is open."""

from functools import partial

from edge_node.sources.address import SourceAddress, parse_address
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.reading import Reader
from edge_node.sources.source import FrameSource, SourceOptions
from shared.clock import Clock


def open_source(text: str, *, options: SourceOptions, clock: Clock) -> FrameSource:
    """Opens what `text` names: a camera, a URL, a video file, a folder or glob of images.

    Raises SourceError if there is no such thing, or if a recording cannot be read. A camera
    that is not there yet is no error: it is tried until it is.
    """
    address = parse_address(text)
    source = SupervisedSource(
        partial(make_reader, address, options),
        source_id=address.source_id,
        label=address.label,
        is_recording=address.is_recording,
        options=options,
        clock=clock,
    )
    source.open()
    return source


def make_reader(address: SourceAddress, options: SourceOptions) -> Reader:
    """The reader for `address`. Called in the capture child, which alone loads OpenCV."""
    from edge_node.sources import cameras, readers

    match address.kind:
        case "video":
            return readers.VideoFileReader(address.target)
        case "images":
            return readers.ImageFolderReader(
                address.files, label=address.label, interval_s=options.frame_interval_s
            )
        case "camera":
            return cameras.CameraReader(address.target, label=address.label)
        case "url":
            return cameras.UrlReader(
                address.target,
                label=address.label,
                open_timeout_s=options.open_timeout_s,
                read_timeout_s=options.hang_timeout_s,
            )
