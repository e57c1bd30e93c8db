"""The commands `whatsit backup` and `whatsit restore`."""

import sys
from pathlib import Path


def backup(file: Path, /, *, state: Path | None = None, with_keys: bool = False) -> int:
    """Keep a state folder in one verified file, while the station, node or app runs.

    Parameters
    ----------
    file
        A new file. Only you can read it: it holds pictures.
    state
        The folder of a station (the default), a node or an app.
    with_keys
        Keep the secret keys too. Without them a station that is restored has new ones, and its
        robots have to join again. Keep such a file as safe as the keys themselves.
    """
    from shared.backup.writer import write_backup
    from shared.clock import SystemClock
    from shared.config import state_folder

    folder = state or state_folder("station")
    done = write_backup(folder, file, with_keys=with_keys, clock=SystemClock())
    for name in done.damaged:
        print(f"left out, as it is damaged: {folder / name}", file=sys.stderr)
    manifest = done.manifest
    keys = "with" if with_keys else "without"
    print(
        f"{file}: {len(manifest.files):,} files of a {manifest.owner}, "
        f"{manifest.size_bytes / 1e6:,.1f} MB, {keys} secret keys; read back and verified"
    )
    return 1 if done.damaged else 0


def restore(file: Path, /, *, state: Path) -> int:
    """Make a state folder out of a backup: all of it, or nothing where anything is wrong.

    Parameters
    ----------
    file
        What `whatsit backup` wrote.
    state
        A folder that is empty or not there yet.
    """
    from shared.backup.reader import restore_backup

    manifest = restore_backup(file, state)
    print(
        f"{state}: {len(manifest.files):,} files of a {manifest.owner}, "
        f"{manifest.size_bytes / 1e6:,.1f} MB, each as it was put in"
    )
    if not manifest.with_keys:
        print(
            "no secret keys were in it: new ones are made at the start, and who trusted the old "
            "ones has to join again (whatsit keys join)"
        )
    return 0
