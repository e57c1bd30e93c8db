"""How a class could be split, as somebody sees it who names the parts."""

from dataclasses import dataclass

from PySide6.QtGui import QImage

from shared.protocol.curation import SplitProposal


@dataclass(frozen=True, eq=False, slots=True)
class Proposal:
    """What the station proposed, with the examples' pictures part by part."""

    said: SplitProposal
    pictures: tuple[tuple[QImage, ...], ...]


def proposal_of(said: SplitProposal, pictures: tuple[QImage, ...]) -> Proposal:
    """pictures: of all examples, in their order."""
    parts, at = [], 0
    for part in said.parts:
        parts.append(pictures[at : at + len(part.examples)])
        at += len(part.examples)
    return Proposal(said, tuple(parts))
