"""The parts of the benchmark, each as figures with their goals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from edge_node.base_models import base_models, trusted_keys
from edge_node.bench import Part, child, own_work, policy, swap, throughput
from edge_node.config import EdgeConfig
from shared.bundle_folder import BaseModels
from shared.figures import Figure, figure, quantiles

LABELLED = 3000
GROWTH_FACTOR = 4
STARTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """What is measured, and on what. say: told of progress, a line each."""

    recordings: tuple[str, ...]
    bundle: Path | None
    frames: int
    rounds: int
    memory_frames: int
    swaps: int
    threads: int
    say: Callable[[str], None]

    def measure(self, part: Part) -> list[Figure]:
        """The figures of one part. Raises WhatsitError."""
        match part:
            case "throughput":
                return [f for recording in self.recordings for f in self._throughput(recording)]
            case "work":
                return [f for recording in self.recordings for f in self._own_work(recording)]
            case "policy":
                return self._policy()
            case "start":
                return self._start()
            case "memory":
                return self._memory()
            case "swap":
                return self._swap()
            case _:
                assert_never(part)

    def _throughput(self, recording: str) -> list[Figure]:
        name = Path(recording).stem
        rounds = []
        for number, one in enumerate(
            throughput.measure(
                recording,
                self._base(),
                frames=self.frames,
                rounds=self.rounds,
                config=self._config(),
            ),
            start=1,
        ):
            rounds.append(one)
            camera, complete = one.camera_fps / one.bare_fps, one.recording_fps / one.bare_fps
            self.say(f"  {name} {number}/{self.rounds}: {camera:.3f}, {complete:.3f}")
        return [
            _ratios(f"{name}, a camera", [r.camera_fps / r.bare_fps for r in rounds]),
            _ratios(f"{name}, a recording", [r.recording_fps / r.bare_fps for r in rounds]),
            figure(f"{name}, a camera", [r.camera_fps for r in rounds], "frames/s"),
            figure(f"{name}, a recording", [r.recording_fps for r in rounds], "frames/s"),
            figure(f"{name}, bare loop", [r.bare_fps for r in rounds], "frames/s"),
        ]

    def _own_work(self, recording: str) -> list[Figure]:
        name = Path(recording).stem
        work = own_work.measure(recording, self._base(), frames=self.frames, config=self._config())
        return [
            quantiles(f"{name}: running the models", [w.models_ms for w in work], "ms"),
            quantiles(f"{name}: feeding the detector", [w.feeding_ms for w in work], "ms"),
            quantiles(f"{name}: reading its tensors", [w.reading_ms for w in work], "ms"),
            quantiles(f"{name}: all else", [w.other_ms for w in work], "ms", below=1.5),
        ]

    def _policy(self) -> list[Figure]:
        models = throughput.bare_models(self._base(), self._config())
        costs = [policy.measure(count, models) for count in (300, LABELLED)]
        small, usual = costs
        large = policy.measure(LABELLED * GROWTH_FACTOR, models)
        growth = large.mean_us / usual.mean_us
        return [
            figure(f"policy a detection, {LABELLED} exemplars", [usual.median_us], "us", below=50),
            figure(f"policy, mean, {LABELLED} exemplars", [usual.mean_us], "us", below=50),
            figure("policy, mean, 300 exemplars", [small.mean_us], "us"),
            figure(
                f"policy, growth by {GROWTH_FACTOR} times the exemplars",
                [growth],
                "times",
                below=GROWTH_FACTOR,
            ),
        ]

    def _start(self) -> list[Figure]:
        seconds = [child.first_detection_s(self.recordings[0], self.bundle) for _ in range(STARTS)]
        return [figure("start to first detection", seconds, "s", below=2.0)]

    def _memory(self) -> list[Figure]:
        samples = child.memory(self.recordings[0], self.bundle, frames=self.memory_frames)
        settled = samples[round(child.SETTLED_SHARE * len(samples)) :]
        return [
            figure("memory of the node's process", [s.node_mb for s in settled], "MB", below=300),
            figure("memory with its children", [s.tree_mb for s in settled], "MB"),
            figure("memory, growth in 10,000 frames", [child.slope_mb(samples)], "MB", below=5),
        ]

    def _swap(self) -> list[Figure]:
        found: list[Figure] = []
        for name, is_complete in (("a camera", False), ("a recording", True)):
            cost = swap.measure(
                self.recordings[0],
                self._base(),
                swaps=self.swaps,
                config=self._config(),
                is_complete=is_complete,
            )
            found += [
                figure(f"{name}: swaps", [cost.swaps], "", at_least=self.swaps),
                figure(f"{name}: frames lost in swaps", [cost.lost], "", below=1),
                figure(f"{name}: longest gap of a swap, in frame times", cost.gaps, "", below=2.0),
                figure(f"{name}: the same around any frame", [cost.usual_gap], ""),
            ]
        return found

    def _config(self) -> EdgeConfig:
        return EdgeConfig(
            station=throughput.NOBODY,
            publish=throughput.ANY_PORT,
            ask_on="",
            linger_s=0.0,
            threads=self.threads,
        )

    def _base(self) -> BaseModels:
        return base_models(self.bundle, trusted_keys(None))


def _ratios(name: str, values: list[float]) -> Figure:
    return figure(f"{name}: node over bare loop", values, "", at_least=0.95)
