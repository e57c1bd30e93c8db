"""Adopts mutants one after the other, as the child processes and then a node would.

`python -m tests.fault.mutant_runner FOLDER FIRST COUNT`: one line for each on standard output, with
its number before it is touched and what became of it afterwards. Dies where a mutant kills it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_node.adoption.adopting import plan_adoption
from edge_node.adoption.inspection import Inspection, ModelContent
from edge_node.adoption.looked_at import ProbeOrder
from edge_node.adoption.probe import probe
from edge_node.asking.ask_policy import AskConfig
from edge_node.deployment.trial_process import TrialOrder, try_bundle
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.providers import Runtime
from edge_node.perception.query_draft import NodeIdentity
from shared.blobs import sha256_of
from shared.bundle import Manifest, ModelFile
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Frame
from shared.errors import WhatsitError
from shared.keys import SigningKey
from shared.quarantine import limit_memory
from tests.fault.model_mutants import mutant
from tests.unit.perception import tiny_models

SIZES_PX = ((128, 96), (33, 500), (8, 8))


@dataclass(frozen=True)
class World:
    """What adoption needs beside the mutant."""

    folder: Path
    key: SigningKey
    factory: BaseModels

    @classmethod
    def make(cls, folder: Path) -> "World":
        folder.mkdir(parents=True, exist_ok=True)
        path = tiny_models.embedder(folder / "default.onnx")
        spec = tiny_models.embedder_spec(path)
        manifest = Manifest(kind="classify", version=0, created_at_s=0.0, embedder=spec)
        key = SigningKey.load_or_create(folder / "keys")
        return cls(folder, key, BaseModels(manifest, {spec.file.sha256: path}))

    def adopt(self, data: bytes) -> str:
        """What becomes of a model: "refused …" or "runs"."""
        path = self.folder / "mutant.onnx"
        path.write_bytes(data)
        content = ModelContent(path, data, ModelFile(sha256=sha256_of(data), size_bytes=len(data)))
        found = probe(ProbeOrder(path=str(path), file=content.file, runs=1))
        if found.refusal:
            return f"refused {one_line(found.refusal)}"
        adoption = plan_adoption(
            Inspection(content, found), None, self.factory, key=self.key, created_at_s=0.0
        )
        paths = {role: str(model.path) for role, model in adoption.models.items()}
        result = try_bundle(TrialOrder(adoption.manifest, paths, tuple(paths)))
        if result.verdict == "unfit":
            return f"refused {one_line(result.reason)}"
        by_hash = {model.file.sha256: model.path for model in adoption.models.values()}
        bundle = load_bundle(adoption.manifest, lambda file: by_hash[file.sha256], Runtime())
        return run_node_on(bundle)


def run_node_on(bundle: ActiveBundle) -> str:
    """A few frames of several sizes, as the perception loop has them."""
    pipeline = Pipeline(
        identity=NodeIdentity(node_id="node", node_name="node", session_id="session"),
        perception=PerceptionConfig(),
        ask=AskConfig(),
        clock=SystemClock(),
        rng=np.random.default_rng(0),
    )
    rng = np.random.default_rng(1)
    for sequence, (width_px, height_px) in enumerate(SIZES_PX):
        image = rng.integers(0, 256, (height_px, width_px, 3), np.uint8)
        frame = Frame(
            source_id="mutants",
            sequence=sequence,
            position=sequence,
            captured_at_s=float(sequence),
            image=image,
            name=f"{sequence}.png",
        )
        try:
            pipeline.process(frame, bundle)
        except WhatsitError as error:  # ends a node in one line, or leaves a bundle for the last
            return f"stops {one_line(str(error))}"
    pipeline.finish(bundle)
    return "runs"


def one_line(text: str) -> str:
    """The text, which has to be one line that says something."""
    assert text.strip(), "a reason that says nothing"
    assert len(text.splitlines()) == 1, f"a reason of several lines: {text!r}"
    assert text.isprintable(), f"a reason with control characters: {text!r}"
    return text


def main(folder: Path, first: int, count: int) -> None:
    """Runs `count` mutants from `first` on."""
    world = World.make(folder)
    limit_memory()
    for number in range(first, first + count):
        say(str(number))
        try:
            outcome = world.adopt(mutant(number, folder))
        except Exception as error:
            text = " ".join(str(error).split())[:500]
            outcome = f"uncaught {type(error).__name__}: {text}"
        say(f"{number} {outcome}")


def say(line: str) -> None:
    """At once, so that it is known after a sudden end."""
    sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
