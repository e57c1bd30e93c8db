"""What a full training leaves behind, so that the next answers need none: one file, replaced whole.

An npz file without pickles: the arrays by name, and all else as JSON in one of them. Nothing of
worth is in it: where it is missing or damaged, the next full training writes another.
"""

import os
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from operator_gui.station.trainer_wire import ClassResult
from shared.domain import MadeViewsVerdict
from shared.errors import StorageError
from shared.learning.committee import Committee
from shared.learning.familiarity import Familiarity
from shared.learning.head import TrainedHead
from shared.learning.intervals import Share
from shared.learning.running_familiarity import RunningFamiliarity
from shared.learning.running_head import RunningHead, Taught
from shared.learning.running_ridge import RunningRidge

MAX_FILE_BYTES = 2 << 30
_FAMILIARITY = tuple(field.name for field in fields(Familiarity) if field.name != "noise")


class WarmNote(msgspec.Struct, frozen=True, kw_only=True):
    """Of which labels it is: those up to answer number `answer_seq`, whose id is `answer_id`.

    classes: of the full training, as `made_views`.
    """

    answer_seq: int
    answer_id: str
    embedder_sha256: str
    classes: tuple[ClassResult, ...]
    made_views: MadeViewsVerdict


@dataclass(frozen=True, eq=False, slots=True)
class WarmState:
    """A head with all that it takes to teach it more."""

    note: WarmNote
    running: RunningHead


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a head that is no array."""

    class_names: tuple[str, ...]
    noise: float
    temperature: float
    regularisation: float
    risk: float
    conformal_threshold: float
    known_scores: tuple[float, ...]
    labels: int
    tracks: int
    unlabelled: int
    accuracy: Share | None
    class_accuracies: tuple[Share | None, ...]
    dataset_revision: str


class _Text(msgspec.Struct, frozen=True, kw_only=True):
    note: WarmNote
    head: _Head
    single_weight: float
    track_ids: tuple[str, ...]
    fixed: tuple[str, ...]
    members: int


def save_warm(path: Path, state: WarmState) -> None:
    """Replaces the file. Raises StorageError if it cannot be written."""
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            np.savez(file, **_arrays(state))
        os.replace(draft, path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}; free some space") from error


def load_warm(path: Path) -> WarmState:
    """Raises StorageError if there is no such file, or another thing than this release writes."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise StorageError(f"{path} is larger than {MAX_FILE_BYTES} bytes; delete it")
        with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _state(arrays)
    except FileNotFoundError as error:
        raise StorageError(f"{path} is not there yet") from error
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise StorageError(f"cannot read {path}: {error}; delete it") from error
    except (KeyError, ValueError, IndexError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StorageError(f"{path} is damaged or of another release: {error}") from error


def _arrays(state: WarmState) -> dict[str, Any]:
    running = state.running
    head, statistics = running.head, running.familiarity
    columns = {name: column for column, name in enumerate(head.class_names)}
    text = _Text(
        note=state.note,
        head=_Head(
            noise=statistics.familiarity.noise,
            **{name: getattr(head, name) for name in _Head.__struct_fields__ if name != "noise"},
        ),
        single_weight=running.single_weight,
        track_ids=tuple(running.taught),
        fixed=tuple(sorted(running.fixed)),
        members=len(running.members),
    )
    taught = running.taught.values()
    arrays: dict[str, Any] = {
        "text": np.frombuffer(msgspec.json.encode(text), np.uint8),
        "weights": head.weights,
        "subspaces": head.committee.subspaces,
        "member_weights": head.committee.weights,
        "true_probabilities": head.true_probabilities,
        "top_scores": head.top_scores,
        "ridge_inverse": running.ridge.inverse,
        "ridge_weights": running.ridge.weights,
        "class_sums": statistics.sums,
        "class_tracks": statistics.tracks,
        "track_weights": running.track_weights,
        "taught_columns": np.array([columns[one.class_name] for one in taught], np.int64),
        "taught_weights": np.array([one.weight for one in taught]),
    }
    for name in _FAMILIARITY:
        arrays[f"familiarity_{name}"] = getattr(statistics.familiarity, name)
    for number, member in enumerate(running.members):
        arrays[f"inverse_{number}"], arrays[f"weights_{number}"] = member.inverse, member.weights
    return arrays


def _state(arrays: dict[str, Any]) -> WarmState:
    text = msgspec.json.decode(arrays["text"].tobytes(), type=_Text)
    familiarity = Familiarity(
        **{name: arrays[f"familiarity_{name}"] for name in _FAMILIARITY}, noise=text.head.noise
    )
    scalars = msgspec.structs.asdict(text.head)
    del scalars["noise"]
    head = TrainedHead(
        **scalars,
        weights=arrays["weights"],
        familiarity=familiarity,
        committee=Committee(arrays["subspaces"], arrays["member_weights"]),
        true_probabilities=arrays["true_probabilities"],
        top_scores=arrays["top_scores"],
    )
    taught = zip(text.track_ids, arrays["taught_columns"], arrays["taught_weights"], strict=True)
    return WarmState(
        text.note,
        RunningHead(
            head=head,
            ridge=RunningRidge(arrays["ridge_inverse"], arrays["ridge_weights"]),
            members=tuple(
                RunningRidge(arrays[f"inverse_{number}"], arrays[f"weights_{number}"])
                for number in range(text.members)
            ),
            familiarity=RunningFamiliarity(
                familiarity, arrays["class_sums"], arrays["class_tracks"]
            ),
            track_weights=arrays["track_weights"],
            single_weight=text.single_weight,
            taught={
                track_id: Taught(head.class_names[column], float(weight))
                for track_id, column, weight in taught
            },
            fixed=frozenset(text.fixed),
        ),
    )
