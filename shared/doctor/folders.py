"""State folders: whose they are, who else may read them, what is left of the disk, databases."""

import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from shared.database_copy import damage_in
from shared.doctor.finding import Finding, Visit
from shared.errors import KeyFileError
from shared.key_files import read_key
from shared.outbox import damaged_items, damaged_notes

LOW_MB = 1000
EMPTY_MB = 100
OUTBOXES = {"node": "outbox.sqlite", "operator": "answers.sqlite"}
SAMPLE = 200


def check(visit: Visit) -> Iterator[Finding]:
    """Every state folder."""
    if not visit.folders and not visit.begun:
        yield Finding("folders", "skipped", "nothing was ever run here; name others with --state")
    for path in visit.begun:
        yield from _check_folder(path, "folders")
        yield from _check_keys(path)
        yield Finding("folders", "skipped", f"nothing was run yet with {path}")
    for folder in visit.folders:
        yield from _check_folder(folder.path, folder.owner)
        yield from _check_keys(folder.path)
        if outbox := OUTBOXES.get(folder.owner):
            yield from _check_outbox(folder.path / outbox, thorough=visit.thorough)


def check_database(path: Path) -> Iterator[Finding]:
    """Whether SQLite finds a database whole. Nothing for one that is not there yet."""
    if not path.is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            problem = damage_in(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        problem = str(error)
    if not problem:
        yield Finding("database", "ok", f"{path} is whole, {path.stat().st_size / 1e6:,.1f} MB")
    else:
        cure = "stop its owner, move the folder away, and put a backup back: whatsit restore"
        yield Finding("database", "broken", f"{path}: {problem}", cure)


def lock_holder(path: Path) -> int | None:
    """The process that holds a lock on a file, as Linux tells it; None if nobody does."""
    try:
        inode = path.stat().st_ino
        locks = Path("/proc/locks").read_text().splitlines()
    except OSError:
        return None
    for line in locks:
        fields = line.split()
        if len(fields) > 5 and fields[1] == "FLOCK" and fields[5].endswith(f":{inode}"):
            return int(fields[4])
    return None


def _check_folder(path: Path, area: str) -> Iterator[Finding]:
    try:
        state = path.stat()
        free_mb = shutil.disk_usage(path).free >> 20
    except OSError as error:
        yield Finding(area, "broken", f"{path}: {error.strerror}", "run this as its owner")
        return
    holder = lock_holder(path / "lock")
    use = "not in use" if holder is None else f"in use by process {holder}"
    if state.st_uid != os.geteuid() and os.geteuid() != 0:
        whose = f"{path} belongs to user {state.st_uid}, not to you (user {os.geteuid()})"
        yield Finding(area, "broken", whose, f"run this as its owner, or chown -R it: {path}")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(area, "broken", f"{path} cannot be written", f"chmod u+rwx {path}")
        return
    if state.st_mode & 0o077:
        found = f"{path}, {use}; others can get in (mode {stat.S_IMODE(state.st_mode):o})"
        yield Finding(area, "look", found, f"chmod 700 {path}")
    else:
        yield Finding(area, "ok", f"{path}, {use}")
    strangers = [one for one in path.rglob("*") if _uid(one) not in (None, state.st_uid)]
    if strangers:
        found = f"{len(strangers):,} files of another user, such as {strangers[0]}"
        yield Finding(area, "broken", found, f"chown -R {state.st_uid} {path}")
    found = f"{free_mb:,} MB left where {path} is"
    if free_mb < EMPTY_MB:
        yield Finding("disk", "broken", found, "free some space: questions and labels do not fit")
    elif free_mb < LOW_MB:
        yield Finding("disk", "look", found, "free some space soon")
    else:
        yield Finding("disk", "ok", found)


def _check_keys(folder: Path) -> Iterator[Finding]:
    keys = folder / "keys"
    if not keys.is_dir():
        yield Finding("keys", "skipped", f"none in {folder} yet; made when they are needed")
        return
    if (mode := stat.S_IMODE(keys.stat().st_mode)) & 0o077:
        yield Finding("keys", "broken", f"{keys} is open to others ({mode:o})", f"chmod 700 {keys}")
    good = 0
    for path in sorted(keys.iterdir()):
        if path.suffix not in (".key", ".pub"):
            continue
        try:
            read_key(path)
        except KeyFileError as error:
            yield Finding("keys", "broken", str(error), f"put it back from a backup: {path}")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.suffix == ".key" and mode & 0o077:
            found = f"{path} can be read by others ({mode:o})"
            yield Finding("keys", "broken", found, f"chmod 600 {path}")
        else:
            good += 1
    if good:
        yield Finding("keys", "ok", f"{good} in {keys}, readable, secret ones by you only")


def _check_outbox(path: Path, *, thorough: bool) -> Iterator[Finding]:
    found = list(check_database(path))
    yield from found
    if any(finding.mark == "broken" for finding in found) or not path.is_file():
        return
    try:
        looked_at, damaged, waiting = damaged_items(path, limit=None if thorough else SAMPLE)
        notes = damaged_notes(path)
    except sqlite3.Error as error:
        yield Finding("outbox", "broken", f"{path}: {error}", "it is made anew if you move it away")
        return
    for note in notes:
        cure = "it is left out, and made anew, when its owner starts"
        yield Finding("outbox", "look", f"the note {note} is not what was written", cure)
    found_text = f"{waiting:,} messages wait in {path.name}; {looked_at:,} looked at"
    if damaged:
        cure = "each is dropped, and said so, when its turn comes; look for a failing disk"
        yield Finding("outbox", "look", f"{found_text}, {damaged:,} damaged", cure)
    else:
        yield Finding("outbox", "ok", f"{found_text}, all as they were put in")


def _uid(path: Path) -> int | None:
    try:
        return path.lstat().st_uid
    except OSError:
        return None
