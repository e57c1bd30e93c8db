"""Which versions can still be run, and which heads are kept for that. Pure."""

from collections.abc import Callable, Sequence

from operator_gui.station.registry import Version
from shared.texts import phrase


def why_unusable(
    version: Version | None,
    number: int,
    *,
    embedder_sha256: str,
    is_kept: Callable[[str], bool],
    keep_heads: int,
) -> str:
    """Why nobody can run version `number` now, "" if somebody can.

    embedder_sha256: what the nodes have. is_kept: whether the file of a head is there, of which
    `keep_heads` versions' are kept.
    """
    if version is None:
        return phrase("station", "there is no version {number}").format(number=number)
    if version.state == "candidate":
        return phrase("station", "version {number} is still being tested").format(number=number)
    if version.state == "refused":
        return phrase("station", "version {number} was refused: {reason}").format(
            number=number, reason=version.reason
        )
    if version.record.embedder_sha256 != embedder_sha256:
        return phrase("station", "version {number} was made for another embedder").format(
            number=number
        )
    if any(not is_kept(sha256) for sha256 in version.record.own_files):
        return phrase(
            "station",
            "the model of version {number} is not kept any more; the last "
            "{keep_heads} versions are",
        ).format(number=number, keep_heads=keep_heads)
    return ""


def files_to_keep(
    versions: Sequence[Version], active: Version | None, *, keep_heads: int
) -> frozenset[str]:
    """The hashes of what somebody may want to go back to: the last versions, the last that were
    trained as a whole, and what is active. versions: all, the oldest first."""
    full = [version for version in versions if version.record.kind == "full"]
    wanted = [*versions[-keep_heads:], *full[-keep_heads:]]
    if active is not None:
        wanted.append(active)
    return frozenset(sha256 for version in wanted for sha256 in version.record.own_files)
