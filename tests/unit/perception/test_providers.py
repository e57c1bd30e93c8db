"""Which execution provider runs the models, and what is said where it is another than wanted."""

from dataclasses import dataclass

import pytest

from edge_node.perception.providers import (
    CPU,
    PROVIDERS,
    ProviderName,
    choose_providers,
    fall_back_line,
    short_name,
    start_or_fall_back,
    with_options,
)

EVERYTHING = tuple(PROVIDERS.values())


@dataclass(frozen=True)
class FakeSession:
    """A loaded model that says what it runs on."""

    providers: tuple[str, ...]
    shortfall: str = ""


class FakeRuntime:
    """Starts sessions, but not on the providers that are broken."""

    def __init__(self, *broken: str, reason: str = "no driver") -> None:
        self.broken = broken
        self.reason = reason
        self.tried: list[tuple[str, ...]] = []

    def start(self, providers: tuple[str, ...]) -> FakeSession:
        self.tried.append(providers)
        if any(provider in self.broken for provider in providers):
            raise RuntimeError(self.reason)
        return FakeSession(providers)


@pytest.mark.parametrize("name", [name for name in PROVIDERS if name != "cpu"])
def test_that_a_provider_that_is_there_goes_before_the_cpu(name: ProviderName) -> None:
    choice = choose_providers(name, EVERYTHING)
    assert choice.providers[0] == PROVIDERS[name]
    assert choice.providers[-1] == CPU
    assert not choice.shortfall


@pytest.mark.parametrize("name", [name for name in PROVIDERS if name != "cpu"])
def test_that_a_provider_that_is_not_installed_gives_way_with_the_cure(name: ProviderName) -> None:
    choice = choose_providers(name, (CPU,))
    assert choice.providers == (CPU,)
    assert f"'{name}'" in choice.shortfall
    assert "install onnxruntime" in choice.shortfall


def test_that_auto_takes_the_fastest_and_says_nothing() -> None:
    assert choose_providers("auto", EVERYTHING).providers == (PROVIDERS["cuda"], CPU)
    assert choose_providers("auto", (PROVIDERS["openvino"], CPU)).providers == (
        PROVIDERS["openvino"],
        CPU,
    )
    choice = choose_providers("auto", ("AzureExecutionProvider", CPU))
    assert (choice.providers, choice.shortfall) == ((CPU,), "")


def test_that_auto_leaves_out_tensorrt_which_compiles_for_minutes() -> None:
    assert choose_providers("auto", (PROVIDERS["tensorrt"], CPU)).providers == (CPU,)


def test_that_tensorrt_has_cuda_behind_it() -> None:
    assert choose_providers("tensorrt", EVERYTHING).providers == (
        PROVIDERS["tensorrt"],
        PROVIDERS["cuda"],
        CPU,
    )


def test_that_the_cpu_alone_is_never_a_shortfall() -> None:
    assert choose_providers("cpu", EVERYTHING).providers == (CPU,)
    assert not choose_providers("cpu", EVERYTHING).shortfall


def test_that_a_provider_that_cannot_start_is_left_for_the_cpu_with_the_reason() -> None:
    cuda = PROVIDERS["cuda"]
    runtime = FakeRuntime(cuda, reason="CUDA failure 35: driver too old\nstack\ntrace")
    session, reason = start_or_fall_back((cuda, CPU), runtime.start)
    assert session.providers == (CPU,)
    assert reason == "CUDA failure 35: driver too old"
    assert runtime.tried == [(cuda, CPU), (CPU,)]


def test_that_a_model_that_even_the_cpu_refuses_is_tried_there_once() -> None:
    runtime = FakeRuntime(CPU, reason="no such operator")
    with pytest.raises(RuntimeError, match="no such operator"):
        start_or_fall_back((CPU,), runtime.start)
    assert runtime.tried == [(CPU,)]


def test_that_a_provider_that_starts_is_not_given_up() -> None:
    cuda = PROVIDERS["cuda"]
    session, reason = start_or_fall_back((cuda, CPU), FakeRuntime().start)
    assert (session.providers, reason) == ((cuda, CPU), "")


def test_that_the_fall_back_is_one_line_for_all_models() -> None:
    wanted = (PROVIDERS["cuda"], CPU)
    running = {
        "detector": FakeSession((CPU,), "CUDA failure 35: driver too old"),
        "embedder": FakeSession((CPU,), "CUDA failure 35: driver too old"),
    }
    assert fall_back_line(wanted, running) == (
        "provider 'cuda' could not be started for the detector and embedder: running on 'cpu'; "
        "CUDA failure 35: driver too old"
    )


def test_that_only_the_model_that_fell_back_is_named() -> None:
    wanted = (PROVIDERS["openvino"], CPU)
    running = {"detector": FakeSession((CPU,)), "embedder": FakeSession(wanted)}
    line = fall_back_line(wanted, running)
    assert "for the detector:" in line
    assert "check its driver and libraries" in line
    assert fall_back_line(wanted, {"embedder": FakeSession(wanted)}) == ""


def test_that_a_provider_without_a_short_name_keeps_its_own() -> None:
    assert short_name(PROVIDERS["coreml"]) == "coreml"
    assert short_name("AzureExecutionProvider") == "AzureExecutionProvider"


def test_that_cuda_neither_tries_every_algorithm_nor_rounds_products() -> None:
    on_cuda, on_cpu = with_options((PROVIDERS["cuda"], CPU))
    assert on_cuda == (
        PROVIDERS["cuda"],
        {"cudnn_conv_algo_search": "HEURISTIC", "use_tf32": "0"},
    )
    assert on_cpu == (CPU, {})
