"""The command `whatsit replay`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from edge_node.perception.providers import ProviderName
from shared.blas_threads import use_one_blas_thread
from shared.cli import configure_logging, stop_on_signals
from shared.clock import SystemClock
from shared.config import load_config, override
from shared.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_node.asking.ask_policy import AskConfig
    from edge_node.perception.providers import Runtime
    from edge_node.what_if.comparison import Comparison
    from edge_node.what_if.knowledge import Knowledge
    from edge_node.what_if.rehearsal import Manner
    from shared.bundle_folder import BaseModels

INTERRUPTED = 130

RISK = 0.05


def replay(
    recording: str,
    /,
    *,
    what_if: str = "",
    truth: Path | None = None,
    config: Path | None = None,
    per_hour: float | None = None,
    burst: int | None = None,
    learn_every: int = 5,
    answer_after: float = 2.0,
    seed: int = 0,
    bundle: Path | None = None,
    trust: list[Path] | None = None,
    provider: ProviderName | None = None,
    out: Path | None = None,
    no_cache: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """What would other strategies have asked about a recording, and what would be known then?

    Parameters
    ----------
    recording
        A video file, a folder of images, or an MCAP recording.
    what_if
        Names of strategies with commas between them, or "all" (default: the one that nodes use).
        "random" is always tried too.
    truth
        What its objects are called: a truth file, or a folder of images with CSV files. Default:
        RECORDING.truth.json beside it, the folder itself, or the answers in an MCAP recording.
    config
        The node's TOML file, for how it sees and asks; what is given here counts more.
    per_hour
        The budget, by the recording's own time.
    burst
        How many questions may come at once.
    learn_every
        So many answers make a new head.
    answer_after
        Seconds from a question to its answer, by the recording's own time.
    seed
        Of all that is left to chance.
    bundle
        A folder that `whatsit adopt` made: the models to run instead of the default ones.
    trust
        The public key file of the station that signed the bundle; may be given several times
        (default: that of this user's own station on this machine).
    provider
        What runs the models (default auto: the fastest that is installed).
    out
        A folder for what-if.json, asked.csv and asked.html (default: what-if-RECORDING, here).
    no_cache
        Embed everything anew, and keep nothing of it.
    """
    use_one_blas_thread()
    from edge_node.adoption.report import console
    from edge_node.base_models import base_models, trusted_keys
    from edge_node.config import EdgeConfig
    from edge_node.perception.runtime import runtime_on
    from edge_node.simulation.arguments import parse_strategies
    from edge_node.simulation.files import check_folder
    from edge_node.what_if.knowledge import find_knowledge
    from edge_node.what_if.rehearsal import Manner
    from edge_node.what_if.report import print_verdicts, write_report

    configure_logging(verbose=False)
    if learn_every < 1 or answer_after < 0:
        raise UsageError("expected --learn-every of at least 1 and --answer-after of 0 or more")
    settings = override(load_config(config, EdgeConfig), provider=provider)
    flags = {"questions_per_hour": "--per-hour", "burst": "--burst"}
    ask = override(settings.ask, flags, questions_per_hour=per_hour, burst=burst)
    strategies = [strategy.name for strategy in parse_strategies(what_if)]
    knowledge = find_knowledge(recording, truth)
    folder = out or Path(f"what-if-{Path(recording).stem}")
    check_folder(folder)
    manner = Manner(
        perception=settings.perception,
        answer_s=answer_after,
        learn_every=learn_every,
        risk=RISK,
        seed=seed,
    )
    found = _compare(
        recording,
        base_models(bundle, trusted_keys(trust)),
        runtime_on(settings.provider, threads=settings.threads),
        knowledge,
        ask,
        manner,
        strategies=strategies,
        cached=not no_cache,
    )
    written = write_report(folder, found.report, found.asked)
    print_verdicts(found.report, console(sys.stdout))
    print(f"written: {', '.join(map(str, written))}", file=sys.stderr)
    return 0 if len(found.asked) == len(strategies) else INTERRUPTED


def _compare(
    recording: str,
    base: "BaseModels",
    runtime: "Runtime",
    knowledge: "Knowledge",
    ask: "AskConfig",
    manner: "Manner",
    *,
    strategies: "Sequence[str]",
    cached: bool,
) -> "Comparison":
    """Raises KeyboardInterrupt if there is nothing to tell yet when it is to stop."""
    from edge_node.simulation.progress import progress
    from edge_node.simulation.vector_cache import open_cache
    from edge_node.sources.address import parse_address
    from edge_node.what_if.comparison import compare
    from edge_node.what_if.playback import Playback, load_models

    stop = stop_on_signals()
    embedder = base.manifest.embedder
    with (
        open_cache(
            embedder_sha256=embedder.file.sha256, dim=embedder.dim, is_wanted=cached
        ) as cache,
        progress("frames", None) as advance,
    ):

        def advanced() -> None:
            advance(1)
            if stop.is_set():
                raise KeyboardInterrupt

        bundle = load_models(base, cache, runtime=runtime)
        return compare(
            Playback(recording, bundle, clock=SystemClock(), advance=advanced),
            bundle,
            knowledge,
            ask,
            manner,
            strategies=strategies,
            title=parse_address(recording).label,
        )
