"""The command `whatsit bench edge`."""

import sys
from pathlib import Path

from edge_node.bench import PARTS, Part
from shared.blas_threads import use_one_blas_thread
from shared.errors import UsageError


def edge(
    *recordings: Path,
    bundle: Path | None = None,
    part: list[Part] | None = None,
    frames: int = 300,
    rounds: int = 5,
    memory_frames: int = 10_000,
    swaps: int = 10,
    threads: int = 2,
    json: Path | None = None,
) -> int:
    """Measure what the node costs on top of bare inference.

    Parameters
    ----------
    recordings
        Video files; the first also serves for everything but throughput and work.
    bundle
        A folder that `whatsit adopt` made: the models to measure with, instead of the default.
    part
        Only this; may be given several times.
    frames
        Of each pass of the throughput.
    rounds
        Of the throughput: in each, the node and the bare loop run once.
    memory_frames
        How long the memory is watched.
    swaps
        So many new heads are offered to the running node.
    threads
        For ONNX Runtime.
    json
        A file for the figures.
    """
    use_one_blas_thread()
    import logging

    from edge_node.bench.suite import Suite
    from shared.figures import machine, table, write_figures

    if not recordings:
        raise UsageError("name at least one video: whatsit bench edge VIDEO...")
    if frames < 60 or rounds < 1:
        raise UsageError("expected at least 60 frames and 1 round")
    logging.basicConfig(level=logging.ERROR)
    suite = Suite(
        recordings=tuple(map(str, recordings)),
        bundle=bundle,
        frames=frames,
        rounds=rounds,
        memory_frames=memory_frames,
        swaps=swaps,
        threads=threads,
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    figures = []
    for name in PARTS if part is None else part:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        figures += suite.measure(name)
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(table(figures))
    if json is not None:
        write_figures(figures, json)
    return 0
