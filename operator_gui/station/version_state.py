"""What may become of a version: the states that it can be in, and the moves between them. Pure."""

from collections.abc import Mapping

from shared.domain import VersionState
from shared.errors import VersionError

MOVES: Mapping[VersionState, frozenset[VersionState]] = {
    "candidate": frozenset({"passed", "refused"}),
    "passed": frozenset({"staged", "shadow", "active", "refused", "retired"}),
    "staged": frozenset({"shadow", "active", "refused", "retired"}),
    "shadow": frozenset({"staged", "active", "refused", "retired"}),
    "active": frozenset({"refused", "retired"}),
    "refused": frozenset(),
    "retired": frozenset(),
}
"""Where each state may lead. Nothing goes out that did not pass, and nothing comes back: an older
head that is wanted again becomes a new version, as versions only rise. What nodes left is refused,
also if it was active by then."""

OUT: frozenset[VersionState] = frozenset({"staged", "shadow", "active"})
"""In these states some node may run the version."""


def check_move(number: int, current: VersionState, wanted: VersionState) -> None:
    """Raises VersionError for a move that is not in the table."""
    if wanted in MOVES[current]:
        return
    allowed = " or ".join(sorted(MOVES[current])) or "nothing else any more"
    raise VersionError(
        f"version {number} is {current} and cannot become {wanted}; it can become {allowed}"
    )
