"""What a visit of the doctor is about, and what it finds. Pure."""

from pathlib import Path
from typing import Literal

import msgspec

from shared.backup.contents import Owner
from shared.clock import Clock

Mark = Literal["ok", "look", "broken", "skipped"]
SIGNS: dict[Mark, str] = {"ok": "✓", "look": "!", "broken": "✗", "skipped": "–"}


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at.

    broken: something will not work. look: it works, and a person should know. skipped: it could
    not be looked at, or nobody asked for it. mend: what to do, "" if nothing.
    """

    area: str
    mark: Mark
    found: str
    mend: str = ""

    @property
    def line(self) -> str:
        """For people; the mark is a sign and a word."""
        word = "" if self.mark == "ok" else f"{self.mark}: "
        line = f"{SIGNS[self.mark]} {self.area:<12} {word}{self.found}"
        return line if not self.mend else f"{line}\n{'':15}→ {self.mend}"


class StateFolder(msgspec.Struct, frozen=True):
    """A folder to look at; `owner` is whose it is."""

    owner: Owner
    path: Path


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What to look at.

    begun: state folders in which nothing ran yet, whose keys may be there. station: an endpoint;
    None for this machine's, if one listens. camera: a source; None for none. thorough: everything
    that is kept, instead of a sample of it.
    """

    folders: tuple[StateFolder, ...]
    begun: tuple[Path, ...] = ()
    station: str | None
    station_key: str | None
    camera: str | None
    thorough: bool
    clock: Clock

    def of(self, owner: Owner) -> tuple[Path, ...]:
        """The folders of one owner."""
        return tuple(folder.path for folder in self.folders if folder.owner == owner)
