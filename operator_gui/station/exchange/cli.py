"""The command `whatsit fuse`."""

import sys
from pathlib import Path
from typing import Literal

from shared.config import state_folder


def fuse(
    *,
    out: Path,
    state: Path | None = None,
    version: int | None = None,
    bundle: Path | None = None,
    part: Literal["classifier", "detector"] = "classifier",
) -> int:
    """Write one version as one ONNX file that runs without whatsit.

    Parameters
    ----------
    out
        The file; one that is there is never replaced.
    state
        The station's folder (default: that of this user's own station), also while it runs.
    version
        Which version (default: the active one).
    bundle
        The folder that the station was started with, where it was started with one.
    part
        Embedder and head as a classifier of crops, or the detector as it is.
    """
    from operator_gui.station.exchange.standalone import (
        base_of,
        detector_of,
        fused_version,
        version_manifest,
        write_new,
    )

    folder = state or state_folder("station")
    manifest = version_manifest(folder, version)
    base = base_of(folder, bundle)
    content = (
        fused_version(folder, manifest, base)
        if part == "classifier"
        else detector_of(manifest, base)
    )
    write_new(out, content)
    print(f"{out}: {part} of version {manifest.version}, {len(content):,} bytes", file=sys.stderr)
    return 0
