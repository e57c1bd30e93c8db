"""Which of ONNX Runtime's execution providers run the models, by the names people use. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from edge_node.plain_text import plain

ProviderName = Literal["auto", "cpu", "cuda", "tensorrt", "openvino", "coreml", "directml"]

CPU = "CPUExecutionProvider"
PROVIDERS = {
    "tensorrt": "TensorrtExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
    "cpu": CPU,
}
"""By name, in the order in which "auto" prefers them. TensorRT is not among what "auto" takes: it
compiles a model for minutes before the first frame."""

PACKAGES = {
    "tensorrt": "onnxruntime-gpu",
    "cuda": "onnxruntime-gpu",
    "directml": "onnxruntime-directml",
    "coreml": "onnxruntime on macOS",
    "openvino": "onnxruntime-openvino",
}

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "CUDAExecutionProvider": {"cudnn_conv_algo_search": "HEURISTIC", "use_tf32": "0"}
}
"""By the runtime's own names, of those that are not run with its defaults.

CUDA's default tries every algorithm at every new shape of the input (600 to 1,000 ms each for the
default embedder on an H100, with the heuristic 60 to 300) and rounds products to 10 bits:
embeddings were .007 away from the CPU's, without that .00001, in the same time.
"""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Runtime:
    """How models are run. threads: on the CPU, at least 1. providers: the runtime's own names,
    the preferred one first; the CPU is always the last. on_run: told of every run, for those who
    measure: the model's role, the images in the batch, and the seconds it took."""

    threads: int = 1
    providers: tuple[str, ...] = (CPU,)
    on_run: Callable[[str, int, float], None] | None = None


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """What was chosen. `shortfall` says why it is not what was asked for, "" if it is."""

    providers: tuple[str, ...]
    shortfall: str = ""


class Started(Protocol):
    """A loaded model: the providers it runs on, and why not on the one that was wanted."""

    @property
    def providers(self) -> tuple[str, ...]: ...

    @property
    def shortfall(self) -> str: ...


def choose_providers(wanted: ProviderName, available: Sequence[str]) -> ProviderChoice:
    """What to run on. available: as ONNX Runtime lists them.

    "auto" takes the first of `PROVIDERS` that is there, TensorRT aside. A provider that is not
    there gives way to the CPU, and `shortfall` says so.
    """
    if wanted == "auto":
        found = [
            provider
            for name, provider in PROVIDERS.items()
            if name not in ("tensorrt", "cpu") and provider in available
        ]
        return ProviderChoice((*found[:1], CPU))
    provider = PROVIDERS[wanted]
    if provider == CPU:
        return ProviderChoice((CPU,))
    if provider not in available:
        return ProviderChoice(
            (CPU,),
            f"provider {wanted!r} is not in this ONNX Runtime: the models run on the CPU; "
            f"install {PACKAGES[wanted]} instead of onnxruntime",
        )
    if wanted == "tensorrt":  # what it cannot compile runs on CUDA
        return ProviderChoice((provider, PROVIDERS["cuda"], CPU))
    return ProviderChoice((provider, CPU))


def with_options(providers: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """The providers and the options of each, as ONNX Runtime takes them."""
    return [(provider, dict(OPTIONS.get(provider, {}))) for provider in providers]


def start_or_fall_back(
    providers: tuple[str, ...], start: Callable[[tuple[str, ...]], T]
) -> tuple[T, str]:
    """What `start` makes of the providers, or of the CPU alone where that fails, and why it did:
    the first line of the error, "" if nothing failed. Raises what `start` raises for the CPU."""
    if providers == (CPU,):
        return start(providers), ""
    try:
        return start(providers), ""
    except Exception as error:  # the runtime's errors have no common root
        reason = plain(str(error).strip().split("\n", 1)[0]) or type(error).__name__
        return start((CPU,)), reason


def fall_back_line(wanted: Sequence[str], running: Mapping[str, Started]) -> str:
    """One line about the models that run on another provider than the one wanted, "" if none do.

    wanted: as `choose_providers` gave it. running: by the role of each model.
    """
    short = [role for role, model in running.items() if model.providers[0] != wanted[0]]
    if not short:
        return ""
    got = short_name(running[short[0]].providers[0])
    reason = next((running[role].shortfall for role in short if running[role].shortfall), "")
    return (
        f"provider {short_name(wanted[0])!r} could not be started for the {' and '.join(short)}: "
        f"running on {got!r}; {reason or 'check its driver and libraries'}"
    )


def short_name(provider: str) -> str:
    """The name people use for one of ONNX Runtime's."""
    return next((name for name, known in PROVIDERS.items() if known == provider), provider)
