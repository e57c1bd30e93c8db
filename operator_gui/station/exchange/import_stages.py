"""From one stage of an import to the next. Pure."""

import msgspec

from operator_gui.station.exchange.import_run import Work, work_counts
from operator_gui.station.exchange.import_wire import ImportChecked
from shared.errors import ProtocolError
from shared.protocol.exchange import MAX_LINES, ImportPiece, ImportState


def next_bytes(
    state: ImportState, size_bytes: int, piece: ImportPiece, payloads: tuple[bytes, ...]
) -> bytes | None:
    """What a piece adds to a file of `size_bytes`; None where it is not the next, as one that comes
    twice. Raises ProtocolError for one that no file of that size has."""
    received = state.received_bytes
    if state.stage != "receiving" or piece.offset != received:
        return None
    if len(payloads) != 1 or not 0 < len(payloads[0]) <= size_bytes - received:
        raise ProtocolError("import_piece: expected one payload, within the size of the file")
    return payloads[0]


def received(state: ImportState, size_bytes: int, added: int) -> ImportState:
    """So many bytes came; the last ones have it checked."""
    got = state.received_bytes + added
    stage = "checking" if got == size_bytes else "receiving"
    return msgspec.structs.replace(state, received_bytes=got, stage=stage)


def read_through(state: ImportState, checked: ImportChecked) -> ImportState:
    """What is in the set is known, and not yet what would come of it."""
    return msgspec.structs.replace(
        state,
        import_id=checked.import_id,
        done=0,
        total=checked.tracks,
        notes=checked.notes[:MAX_LINES],
    )


def after_slice(
    state: ImportState, work: Work, *, known: frozenset[str], is_undo: bool
) -> ImportState:
    """What the work that is on disk comes to; the last slice ends the stage. known: names that
    something was called before."""
    state = msgspec.structs.replace(state, done=work.position)
    if work.position < state.total:
        return state
    if state.stage == "checking":
        return msgspec.structs.replace(state, stage="checked", **work_counts(work, known))
    counts = {} if is_undo else work_counts(work, frozenset(work.classes))
    classes = state.classes
    state = msgspec.structs.replace(state, stage="done", **counts)
    if classes:  # which of them were new was known before
        state = msgspec.structs.replace(state, classes=classes)
    return state
