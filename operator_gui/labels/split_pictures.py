"""Pictures of some tracks of each part of a class that is to be split, to look at before."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.errors import StorageError
from shared.protocol.curation import SplitProposal


def named_pictures(told: SplitProposal, images: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The pictures that came with a proposal, in the order of its parts, each with a file name; a
    picture that the station could not read is left out."""
    left = iter(images)
    for number, part in enumerate(told.parts, 1):
        for place, _ in enumerate(part.examples, 1):
            if image := next(left, b""):
                yield f"part{number}-{place}.jpg", image


def write_pictures(folder: Path, told: SplitProposal, images: Sequence[bytes]) -> None:
    """Raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, image in named_pictures(told, images):
            (folder / name).write_bytes(image)
    except OSError as error:
        raise StorageError(f"cannot write pictures to {folder}: {error.strerror}") from error
