"""From an address to a source that is open."""

from functools import partial

from edge_node.sources.address import SourceAddress, parse_address
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.mcap_extra import missing_extra
from edge_node.sources.reading import Reader
from edge_node.sources.source import SourceOptions
from shared.clock import Clock
from shared.errors import SourceError, UsageError


def open_source(text: str, *, options: SourceOptions, clock: Clock) -> SupervisedSource:
    """Opens what `text` names: a camera, a URL, a video file, a folder or glob of images,
    an MCAP recording.

    Raises SourceError if there is no such thing, if a recording cannot be read, or if the region
    asked for is not in its frames; UsageError for a start offset into what is live. A camera
    that is not there yet is no error: it is tried until it is.
    """
    source = make_source(parse_address(text), options=options, clock=clock)
    source.open()
    return source


def make_source(
    address: SourceAddress, *, options: SourceOptions, clock: Clock
) -> SupervisedSource:
    """The source at `address`, not opened yet. Raises UsageError as `open_source` does."""
    if options.start_s and not address.is_recording:
        raise UsageError(
            f"{address.label} is live: only a recording can start at {options.start_s:g} s"
        )
    return SupervisedSource(
        partial(make_reader, address, options),
        source_id=address.source_id,
        label=address.label,
        is_recording=address.is_recording,
        options=options,
        clock=clock,
    )


def make_reader(address: SourceAddress, options: SourceOptions) -> Reader:
    """The reader for `address`. Called in the capture child, which alone loads OpenCV."""
    from edge_node.sources import cameras, image_files, video_file

    match address.kind:
        case "video":
            return video_file.VideoFileReader(address.target)
        case "images":
            return image_files.ImageFolderReader(
                address.files, label=address.label, interval_s=options.frame_interval_s
            )
        case "mcap":
            return _mcap_reader(address)
        case "camera":
            return cameras.CameraReader(address.target, label=address.label)
        case "url":
            return cameras.UrlReader(
                address.target,
                label=address.label,
                open_timeout_s=options.open_timeout_s,
                read_timeout_s=options.hang_timeout_s,
            )


def _mcap_reader(address: SourceAddress) -> Reader:
    if line := missing_extra(f"{address.label} cannot be read"):
        raise SourceError(line)
    from edge_node.sources.mcap_reader import McapReader

    return McapReader(address.target, topic=address.topic, label=address.label)
