"""A deployer that kills itself at a named step, in a fork of a process that is warm already.

`python -m tests.fault.dying_deployer FOLDER MUTANT` reads a step a line, deploys one version more
in a fork that dies there, and writes how that ended: a version number if nothing killed it. MUTANT
is "" or one of MUTANTS.
"""

import functools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from edge_node.deployment import deployer as deployer_module
from edge_node.deployment.deployer import Deployer
from edge_node.deployment.shelf import BundleShelf, load_from_slots, start_bundles
from edge_node.deployment.slots import SLOTS_FILE, SlotFile, Slots
from edge_node.deployment.watch import BundleWatch, NamedViews
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.providers import Runtime
from shared.blobs import BlobStore
from shared.bundle import HeadSpec, Manifest, encode_manifest
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.keys import SigningKey
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployOffer, DeployReport
from shared.protocol.rollout import ShadowReport, WatchTerms
from tests.unit.perception import tiny_models

STEPS = (
    "fetching",
    "before the file is moved in",
    "after the file is moved in",
    "before the trial",
    "after the trial",
    "at the report of what was seen",
    "before the slots are moved in",
    "after the slots are moved in",
    "before the swap",
    "after the swap",
    "at the report",
    "before old files are deleted",
    "before it is noted as settled",
)
ANY_TIME_MS = 60.0
MUTANTS = ("the old one goes first", "files that nobody needs yet go first")
"""Ways to deploy that a death at the wrong moment spoils."""


class NoTrial:
    """Stands in for the trial process, which has tests of its own."""

    def run(self, *_: object) -> None: ...

    def prepare(self) -> None: ...

    def close(self) -> None: ...


def base_of(folder: Path) -> BaseModels:
    """A tiny embedder."""
    path = folder / "embedder.onnx"
    if not path.exists():
        tiny_models.embedder(path)
    spec = tiny_models.embedder_spec(path)
    manifest = Manifest(kind="classify", version=0, created_at_s=1.0, embedder=spec)
    return BaseModels(manifest, {spec.file.sha256: path})


def head_of(folder: Path, version: int) -> tuple[HeadSpec, bytes]:
    """A head that differs from version to version."""
    path = folder / "draft.onnx"
    share = 0.5 + 0.4 / (version + 1)
    tiny_models.head(path, (share, 1.0 - share))
    return tiny_models.head_spec(path), path.read_bytes()


def parts(
    folder: Path,
) -> tuple[SigningKey, BaseModels, BundleShelf, SlotFile]:
    base, state = base_of(folder), folder / "node"
    state.mkdir(exist_ok=True)
    shelf = BundleShelf(base, BlobStore(state / "models"))
    return SigningKey.load_or_create(folder / "keys"), base, shelf, SlotFile(state)


def start(folder: Path) -> tuple[ActiveBundle, Slots]:
    """As a node starts; for the test to see what is there."""
    key, _, shelf, slot_file = parts(folder)
    slot_file.sweep()
    shelf.sweep()
    return load_from_slots(slot_file.load(), (key.public,), shelf, runtime=Runtime())


class Dying:
    """One deployment of the version after all there were, and a death on the way."""

    def __init__(self, folder: Path, step: str, mutant: str = "") -> None:
        self.folder, self.step, self.mutant = folder, step, mutant
        self.key, self.base, shelf, slot_file = parts(folder)
        trusted = (self.key.public,)
        self.reference, slots = start_bundles(slot_file, trusted, shelf, runtime=Runtime())
        self.version = slots.newest_version + 1
        self.done = threading.Event()
        watch = BundleWatch(
            self.reference,
            clock=SystemClock(),
            cpu_s=time.process_time,
            named=NamedViews,
            on_settled=lambda _: None,
        )
        self._hook(shelf)
        self.deployer = Deployer(
            node_id="node",
            reference=self.reference,
            watch=watch,
            slots=slots,
            slot_file=slot_file,
            shelf=shelf,
            trusted=trusted,
            runtime=Runtime(),
            clock=SystemClock(),
            send=self.send,
            report=self.report,
        )
        self.spec, self.data = head_of(folder, self.version)

    def at(self, step: str) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.at(before)
            result = function(*arguments, **named)
            self.at(after)
            return result

        return wrapped

    def _hook(self, shelf: BundleShelf) -> None:
        move = os.replace

        def replace(source: Any, target: Any) -> None:
            what = "slots are" if Path(target).name == SLOTS_FILE else "file is"
            if self.mutant == MUTANTS[0]:
                Path(target).unlink(missing_ok=True)
            if self.mutant == MUTANTS[1] and what == "slots are":
                for blob in (self.folder / "node" / "models").glob("??/*"):
                    if blob.name != self.spec.file.sha256:
                        blob.unlink()
            self.at(f"before the {what} moved in")
            move(source, target)
            self.at(f"after the {what} moved in")

        os.replace = replace
        trial = NoTrial()
        trial.run = self.around(trial.run, "before the trial", "after the trial")  # type: ignore[method-assign]
        deployer_module.TrialRunner = lambda: trial  # type: ignore[assignment,misc]
        swap = self.reference.swap
        self.reference.swap = self.around(swap, "before the swap", "after the swap")  # type: ignore[method-assign]
        keep = shelf.keep_only
        shelf.keep_only = self.around(keep, "before old files are deleted", "after that")  # type: ignore[method-assign]

    def send(self, request: BlobRequest) -> None:
        self.at("fetching")
        piece = self.data[request.offset : request.offset + request.length]
        chunk = BlobChunk(sha256=request.sha256, offset=request.offset, total_bytes=len(self.data))
        self.deployer.chunk(chunk, piece)

    def report(self, report: DeployReport | ShadowReport) -> None:
        if isinstance(report, ShadowReport):
            self.at("at the report of what was seen")
        else:
            self.at("at the report")
            assert report.state == "active", report.reason
            self.done.set()

    def run(self) -> int:
        if self.step == "any time":
            delay_s = random.Random(self.version).uniform(0.0, ANY_TIME_MS / 1e3)
            signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            signal.setitimer(signal.ITIMER_REAL, max(1e-4, delay_s))
        manifest = msgspec.structs.replace(
            self.base.manifest,
            version=self.version,
            created_at_s=time.time(),
            head=self.spec,
            key_id=self.key.key_id,
        )
        encoded = encode_manifest(manifest)
        offer = DeployOffer(
            version=self.version,
            manifest=encoded,
            signature=self.key.sign(encoded),
            watch=WatchTerms(shadow_frames=0, shadow_s=0.0),
        )
        watching = threading.Thread(target=self._perceive, name="perception")
        watching.start()
        thread = threading.Thread(target=self.deployer.run, name="deployer")
        thread.start()
        self.deployer.offer(offer)
        assert self.done.wait(60.0)
        self.at("before it is noted as settled")
        assert self.reference.settle(self.reference.current)
        self.deployer.settled(self.version)
        self.deployer.stop()
        thread.join(60.0)
        watching.join(60.0)
        return self.version

    def _perceive(self) -> None:
        while not self.done.wait(0.002):
            self.deployer._watch.idle()


def main() -> None:
    folder, mutant = Path(sys.argv[1]), sys.argv[2]
    base_of(folder)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                version = Dying(folder, line.strip(), mutant).run()
                signal.setitimer(signal.ITIMER_REAL, 0.0)  # no death after the answer
                sys.stdout.write(f"{version}\n")
                sys.stdout.flush()
                os._exit(0)
            except BaseException as error:
                sys.stdout.write(f"{type(error).__name__}: {error}\n".replace("\n", " ") + "\n")
                sys.stdout.flush()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            sys.stdout.write("killed\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
