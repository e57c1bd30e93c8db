"""The command `whatsit retrain`."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from operator_gui.keys.station_options import DEFAULT_ENDPOINT
from shared.config import read_toml, state_folder
from shared.errors import UsageError

LIMIT_S = 3600.0
ADOPT_S = 900.0


def retrain(
    *,
    script: str,
    kind: Literal["head", "detector"] = "head",
    data_format: Annotated[Literal["yolo", "coco"], Parameter(name="--format")] = "yolo",
    config: Path | None = None,
    state: Path | None = None,
    station: str = DEFAULT_ENDPOINT,
    station_key: str | None = None,
    data: Path | None = None,
    name: str | None = None,
    seed: int = 0,
    limit_s: float = LIMIT_S,
    timeout_s: float = 5.0,
) -> int:
    """Have a training program of your own learn from the labels, and adopt what it leaves.

    The labels are written as files, the program runs, and the ONNX file that it leaves becomes a
    version of the running station's model if the gate finds it good enough. The program finds
    what it needs in its environment: WHATSIT_DATA (the folder with the labels), WHATSIT_OUTPUT
    (where to leave the ONNX file), WHATSIT_SEED, WHATSIT_CLASSES (how many) and WHATSIT_KIND.

    Parameters
    ----------
    script
        The program's command line, such as "python my_train.py"; {data}, {output} and {seed} in
        it are filled in.
    kind
        What it trains: a head, from embeddings to names, or a detector, from frames to boxes.
    data_format
        How a detector gets its frames: as YOLO or as COCO has them.
    config
        TOML file that says how a detector is read, where that cannot be told from it; as for
        `whatsit adopt`.
    state
        The folder of the running station (default: that of this user's own station).
    station
        The endpoint of that station.
    station_key
        The public key of a station that encrypts, or a file with it.
    data
        An empty or new folder for the labels, which is kept (default: one that is deleted).
    name
        Who wants it, as it is kept with the version (default: this user's name).
    seed
        Given to the program.
    limit_s
        The program is ended when it takes longer.
    timeout_s
        How long to wait for the station's first word.
    """
    from operator_gui.keys.reach import reach
    from operator_gui.retraining.preparation import prepare
    from operator_gui.retraining.training_program import run_program
    from operator_gui.station.candidates import CandidateFolder
    from operator_gui.station_caller import StationCaller
    from operator_gui.versions.cli import operator_name

    at, operator = reach(station, station_key), operator_name(name)
    folder = state or state_folder("station")
    if limit_s <= 0.0:
        raise UsageError(f"--limit-s: expected above 0, got {limit_s:g}")
    if kind == "head" and config is not None:
        raise UsageError("--config: says how a detector is read; add --kind detector")
    how_read = "" if config is None else read_toml(config)[0]

    def call() -> StationCaller:
        return at.caller(operator, connect_s=timeout_s)

    with call() as caller:
        caller.status()  # better now than after hours of training
    with _data_folder(data) as place:
        prepared = prepare(
            kind,
            state_folder=folder,
            place=place,
            output=place / "model.onnx",
            seed=seed,
            data_format=data_format,
            config=how_read,
        )
        print(prepared.told, file=sys.stderr)
        graph = run_program(script, prepared.order, limit_s=limit_s)
    candidates = CandidateFolder(folder)
    sha256 = candidates.put(prepared.candidate(candidates.put_graph(graph)))
    try:
        with call() as caller:
            result = caller.command("adopt", candidate=sha256, within_s=ADOPT_S)
    finally:
        candidates.forget(sha256)
    if not result.ok:
        print(f"whatsit: {result.text}", file=sys.stderr)
        return 1
    print(result.text)
    return 0


@contextlib.contextmanager
def _data_folder(wanted: Path | None) -> Iterator[Path]:
    """Where the labels go, as an absolute path: the program may work anywhere."""
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="whatsit-retrain-") as name:
            yield Path(name)
        return
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        if any(wanted.iterdir()):
            raise UsageError(f"--data: {wanted} is not empty; name a new folder")
    except OSError as error:
        raise UsageError(f"--data: cannot use {wanted}: {error.strerror}") from error
    yield wanted.resolve()
