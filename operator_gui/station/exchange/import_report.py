"""What became of an import, in lines for people. Pure."""

from collections.abc import Sequence

from operator_gui.station.exchange.import_decision import Fate
from operator_gui.station.exchange.import_labels import Imported

_WORDS: dict[Fate, str] = {
    "new": "new",
    "same": "there already",
    "corrected": "called something else than before",
    "kept": "left as a person has named them since",
    "open": "left open: their answer was taken back",
}
MOST_CLASSES = 20


def import_lines(done: Imported, notes: Sequence[str], read_as: str, *, dry_run: bool) -> list[str]:
    """Counts, classes, what was read in another way than it was written, and how to undo it."""
    fates = [f"{done.fates[fate]:,} {words}" for fate, words in _WORDS.items() if done.fates[fate]]
    would = "would import, " if dry_run else ""
    lines = [f"{would}read as {read_as}: {done.fates.total():,} objects: {'; '.join(fates)}"]
    if done.classes:
        common = done.classes.most_common()
        told = [f"{name} {count:,}" for name, count in common[:MOST_CLASSES]]
        more = f", and {len(common) - MOST_CLASSES} more" if len(common) > MOST_CLASSES else ""
        lines.append(f"classes: {', '.join(told)}{more}")
    lines += notes
    if done.changed and not dry_run:
        lines.append(f"to take it back: whatsit import --undo {done.import_id}")
    return lines
