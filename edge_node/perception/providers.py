"""Which of ONNX Runtime's execution providers run the models, by the names people use. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Runtime:
    """How models are run. threads: on the CPU, at least 1. providers: the runtime's own names,
    the preferred one first; the CPU is always the last."""

    threads: int = 1
    providers: tuple[str, ...] = (CPU,)


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """What was chosen. `shortfall` says why it is not what was asked for, "" if it is."""

    providers: tuple[str, ...]
    shortfall: str = ""


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


def short_name(provider: str) -> str:
    """The name people use for one of ONNX Runtime's."""
    return next((name for name, known in PROVIDERS.items() if known == provider), provider)
