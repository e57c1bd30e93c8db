"""Renames a class to and fro, saying on stdout what it did, until killed.

Each line is written after the operation was on disk: "mug" or "cup".
"""

import sys
from pathlib import Path

from operator_gui.station.database import Database
from operator_gui.station.label_operations import LabelOperations
from shared.protocol.curation import Rename


def main(folder: Path, name: str, run: str) -> None:
    """name: what the class is called now. run: makes the ids of operations."""
    database = Database(folder)
    operations = LabelOperations(database)
    for number in range(1_000_000):
        to = "cup" if name == "mug" else "mug"
        with database.transaction():
            operations.carry_out(
                f"{run}-{number}",
                Rename(name=name, to=to),
                operator="Ada",
                peer_id="ada",
                at_s=1.0,
            )
        name = to
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
