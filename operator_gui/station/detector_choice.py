"""Which detector a version runs with: that of the base, or one adopted in its place. Pure."""

from collections.abc import Sequence

import msgspec

from operator_gui.station.registry import AdoptedDetector, Version
from operator_gui.station.version_state import OUT
from shared.bundle import Manifest


def with_detector(base: Manifest, adopted: AdoptedDetector | None) -> Manifest:
    """The station's base with the detector that a version runs with."""
    if adopted is None or not _counts(base, adopted):
        return base
    return msgspec.structs.replace(base, detector=adopted.spec)


def detector_in_use(base: Manifest, versions: Sequence[Version]) -> AdoptedDetector | None:
    """What the next version is to run with: what the last one does that went out, and was not
    taken back. None for the detector of the base. versions: the oldest first."""
    out = (version for version in reversed(versions) if version.state in OUT)
    newest = next(out, None)
    adopted = None if newest is None else newest.record.detector
    return adopted if adopted is not None and _counts(base, adopted) else None


def _counts(base: Manifest, adopted: AdoptedDetector) -> bool:
    """Whether the station still has the detector in whose place it was put."""
    return base.detector is not None and base.detector.file.sha256 == adopted.instead_of
