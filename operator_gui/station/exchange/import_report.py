"""What became of an import, in lines for people. Pure."""

from collections.abc import Sequence

from operator_gui.station.exchange.import_decision import Fate
from operator_gui.station.exchange.import_labels import Imported
from shared.protocol.exchange import ImportState

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


def state_lines(state: ImportState, *, dry_run: bool) -> list[str]:
    """The same of what a running station says."""
    fates: dict[Fate, int] = {
        "new": state.new,
        "same": state.same,
        "corrected": state.corrected,
        "kept": state.kept,
        "open": state.reopened,
    }
    told = [f"{fates[fate]:,} {words}" for fate, words in _WORDS.items() if fates[fate]]
    would = "would import " if dry_run else ""
    lines = [f"{would}{sum(fates.values()):,} objects: {'; '.join(told)}"]
    if state.classes:
        common = state.classes[:MOST_CLASSES]
        names = [f"{one.name} {one.tracks:,}{' (new)' if one.is_new else ''}" for one in common]
        left = state.class_count - len(common)
        lines.append(f"classes: {', '.join(names)}{f', and {left} more' if left else ''}")
    lines += state.notes
    if state.new + state.corrected and not dry_run:
        lines.append(f"to take it back: whatsit import --undo {state.import_id}")
    return lines
