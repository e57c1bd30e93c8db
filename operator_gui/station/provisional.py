"""Steps by single answers are believed until all answers are learned and judged together. Pure."""

from collections.abc import Callable, Sequence

from operator_gui.station.registry import Version, VersionRecord
from shared.texts import phrase


def refused_with(record: VersionRecord, versions: Sequence[Version]) -> str:
    """Why a step is refused whatever was found of it: the training that it goes on from was; "" if
    that was not, or if it is no step. versions: all, the oldest first."""
    if record.kind != "quick":
        return ""
    trained = (
        version
        for version in reversed(versions)
        if version.record.kind == "full" and not version.record.restored_from
    )
    last = next(trained, None)
    if last is None or last.state != "refused":
        return ""
    return phrase("station", "the training that it goes on from was refused: {reason}").format(
        reason=last.reason
    )


def to_go_back_to(
    active: Version | None, versions: Sequence[Version], is_usable: Callable[[Version], bool]
) -> Version | None:
    """What to run again when a training is refused that learned the same answers as the steps that
    run: the last version that was trained as a whole and ran. None where no step is active."""
    if active is None or active.record.kind != "quick":
        return None
    whole = (
        version
        for version in reversed(versions)
        if version.record.kind == "full" and version.activated_at_s is not None
    )
    return next((version for version in whole if is_usable(version)), None)
