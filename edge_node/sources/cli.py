"""The command `whatsit cameras`."""

import logging
import sys
from pathlib import Path


def cameras(
    source: str | None = None,
    /,
    *,
    preview: Path | None = None,
    json: bool = False,
    timeout_s: float = 10.0,
) -> int:
    """List this machine's cameras, or try one source.

    Parameters
    ----------
    source
        Anything that `whatsit edge` takes, to try that alone: an rtsp:// URL, a video file, …
    preview
        A folder to write a picture of each into, as JPEG.
    json
        Print JSON instead of a table.
    timeout_s
        How long opening one, and waiting for its first picture, may take.
    """
    import msgspec

    from edge_node.sources.survey import survey
    from shared.clock import SystemClock
    from shared.errors import UsageError

    if not 0 < timeout_s <= 600:
        raise UsageError(f"--timeout-s: expected seconds above 0, at most 600, got {timeout_s:g}")
    # What a source would log is in the table.
    logging.getLogger("edge_node.sources").addHandler(logging.NullHandler())
    logging.getLogger("edge_node.sources").propagate = False
    found = []
    for sighting in survey(source, preview=preview, timeout_s=timeout_s, clock=SystemClock()):
        found.append(sighting)
        if not json:
            print(sighting.line, flush=True)
    if json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    if not found:
        print(
            "no cameras found: no /dev/video* gives pictures; plug one in, or try another source:"
            " whatsit cameras rtsp://host/path",
            file=sys.stderr if json else sys.stdout,
        )
    return 1 if source is not None and any(sighting.problem for sighting in found) else 0
