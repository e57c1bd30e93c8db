"""The command `whatsit simulate`."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from edge_node.perception.providers import ProviderName
from shared.blas_threads import use_one_blas_thread
from shared.cli import configure_logging, stop_on_signals
from shared.clock import SystemClock

if TYPE_CHECKING:
    import threading

    from edge_node.perception.embedder import Embedder
    from edge_node.simulation.experiment import Experiment, Folds, Settings
    from edge_node.simulation.gathering import Gathered
    from edge_node.simulation.picture import LabelledData
    from edge_node.simulation.report import SimulationReport

INTERRUPTED = 130

THREADS = 2
"""For the embedder, on the CPU."""


def simulate(
    data: str,
    /,
    *,
    strategies: str = "",
    seeds: int = 5,
    budget: str = "30%",
    batch: str = "10",
    start: int = 20,
    wrong: str = "0",
    risk: float = 0.05,
    test_share: Annotated[float, Parameter(show_default=lambda _: "1/3")] = 1 / 3,
    truth: Path | None = None,
    bundle: Path | None = None,
    trust: list[Path] | None = None,
    provider: ProviderName = "auto",
    out: Path | None = None,
    json: Path | None = None,
    jobs: int = 2,
    no_cache: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Try strategies of asking on data whose answers are known: how fast does each learn?

    Parameters
    ----------
    data
        A folder with a folder of images for each class, or with images and boxes (a CSV file
        beside each, text files as YOLO or JSON files as COCO have them); train and test folders
        are respected. Or a recording with its truth, or the word "digits" for scikit-learn's
        (a folder of that name is ./digits).
    strategies
        Names with commas between them, or "all" (default: the one that nodes use). "random" is
        always tried too.
    seeds
        How often everything is repeated, with another beginning each time.
    budget
        How many labels in all: a number, or a share of the objects such as 30% or 0.3.
    batch
        How many are asked about before the head learns again. With several, as in 10,1,50, the
        others are tried too.
    start
        How many are asked about first, when nothing is known.
    wrong
        The share of answers that are wrong. With several, as in 0,0.05,0.1, the others are
        tried too.
    risk
        How often the right name may be missing from a prediction set, as at the station.
    test_share
        The share of each class that is only tested on, where there is no test folder.
    truth
        For a recording: its truth file (default: RECORDING.truth.json beside it).
    bundle
        A folder that `whatsit adopt` made, for its embedder.
    trust
        The public key file of the station that signed the bundle; may be given several times
        (default: that of this user's own station on this machine).
    provider
        What runs the embedder (default auto: the fastest that is installed).
    out
        A folder for report.json, the curves as CSV, SVG and PNG (default: simulation-DATA, here).
    json
        A file for the figures alone, as a benchmark writes them.
    jobs
        Trials at the same time, at most 2.
    no_cache
        Embed everything anew, and keep nothing of it.
    """
    use_one_blas_thread()
    from edge_node.simulation.arguments import parse_settings
    from edge_node.simulation.catalogue import mistakable, open_data
    from edge_node.simulation.experiment import folds
    from edge_node.simulation.files import check_folder
    from edge_node.simulation.report import build_report, summarise
    from edge_node.simulation.tables import data_lines

    configure_logging(verbose=False)
    settings = parse_settings(
        strategies=strategies,
        seeds=seeds,
        budget=budget,
        batch=batch,
        start=start,
        wrong=wrong,
        risk=risk,
        test_share=test_share,
        jobs=jobs,
    )
    folder = out or Path(f"simulation-{Path(data).name}")
    clock = SystemClock()
    opened = open_data(data, truth, clock=clock)
    check_folder(folder)
    if warning := mistakable(data):
        _say(warning)
    embedder = _embedder(bundle, trust, provider)
    stop = stop_on_signals()
    gathered = _gather(opened, embedder, stop, cached=not no_cache)
    parted = folds(gathered, settings)
    summary = summarise(opened, gathered, parted, embedder_sha256=embedder.sha256)
    for line in data_lines(summary):
        _say(line)
    experiment = _run(parted, settings, stop)
    if not experiment.seeds:
        _say("interrupted before every strategy was through with the first seed: nothing to tell")
        return INTERRUPTED
    _tell(build_report(summary, experiment, settings), experiment, folder, json)
    if experiment.seeds < settings.seeds:
        _say(f"interrupted: this is of {experiment.seeds} of {settings.seeds} seeds")
        return INTERRUPTED
    return 0


def _embedder(bundle: Path | None, trust: list[Path] | None, provider: ProviderName) -> "Embedder":
    from edge_node.base_models import base_models, trusted_keys
    from edge_node.perception.embedder import Embedder
    from edge_node.perception.runtime import runtime_on

    base = base_models(bundle, trusted_keys(trust))
    spec = base.manifest.embedder
    return Embedder(spec, base.path_of(spec.file), runtime=runtime_on(provider, threads=THREADS))


def _gather(
    data: "LabelledData", embedder: "Embedder", stop: "threading.Event", *, cached: bool
) -> "Gathered":
    """Raises KeyboardInterrupt when it is to stop; what was embedded until then is kept."""
    from edge_node.simulation.gathering import gather
    from edge_node.simulation.progress import progress
    from edge_node.simulation.vector_cache import open_cache

    with (
        open_cache(embedder_sha256=embedder.sha256, dim=embedder.dim, is_wanted=cached) as cache,
        progress("looking at pictures", data.count) as advance,
    ):

        def advanced(pictures: int) -> None:
            advance(pictures)
            if stop.is_set():
                raise KeyboardInterrupt

        return gather(data.pictures, embedder, cache, advance=advanced)


def _run(parted: "Folds", settings: "Settings", stop: "threading.Event") -> "Experiment":
    import time

    from edge_node.simulation.experiment import budget_of, run_experiment
    from edge_node.simulation.progress import progress

    labels = budget_of(parted, settings)
    total = labels * settings.seeds * len(settings.variants) * len(settings.strategies)
    with progress("asking", total) as advance:
        return run_experiment(
            parted, settings, stop=stop, timer_s=time.perf_counter, advance=advance
        )


def _tell(
    report: "SimulationReport", experiment: "Experiment", folder: Path, json: Path | None
) -> None:
    from edge_node.adoption.report import console
    from edge_node.simulation import plot
    from edge_node.simulation.files import write_files
    from edge_node.simulation.report import figures
    from edge_node.simulation.tables import print_report
    from shared.figures import write_figures

    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    written = write_files(folder, report, experiment)
    if plot.can_plot():
        written += plot.write_plots(report, folder)
    else:
        _say(plot.INSTALL)
    if json is not None:
        write_figures(figures(report), json)
        written += (json,)
    print_report(report, console(sys.stdout))
    _say(f"written: {', '.join(str(path) for path in written)}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
