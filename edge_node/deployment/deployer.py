"""The deployer's thread: takes offers and pieces of files, ends with a swap and a report."""

import logging
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge_node.deployment.fetch import BlobFetch
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.rules import accept_offer, check_models
from edge_node.deployment.slots import Slot, SlotFile, Slots
from edge_node.deployment.trial import TrialRunner
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from shared.blobs import BlobStore
from shared.bundle import Manifest, ModelFile, accept_manifest
from shared.bundle_folder import BaseModels
from shared.clock import Clock
from shared.errors import BundleError, ModelError, StorageError, WhatsitError
from shared.handover import handed_over
from shared.keys import TrustedKey
from shared.protocol.messages import BlobChunk, BlobRequest, DeployOffer, DeployReport

_log = logging.getLogger(__name__)

DeployState = Literal["active", "refused", "rolled_back"]
ASK_AGAIN_S = 2.0
KEEP_ASKING_S = 60.0


@dataclass(frozen=True, slots=True)
class _Chunk:
    chunk: BlobChunk
    data: bytes


@dataclass(frozen=True, slots=True)
class _Failed:
    version: int
    reason: str


class BundleShelf:
    """The model files of a node by their hash: its base's and those that arrived.

    pinned: a person chose the base; only heads may be added to it.
    """

    def __init__(self, base: BaseModels, blobs: BlobStore, *, pinned: bool = False) -> None:
        self.base = base
        self.pinned_to = base.manifest if pinned else None
        self._blobs = blobs

    def find(self, sha256: str) -> Path | None:
        """Where the file lies, None if it has not arrived."""
        known = self.base.locate(sha256)
        if known is not None:
            return known
        return self._blobs.path(sha256) if sha256 in self._blobs else None

    def locate(self, file: ModelFile) -> Path:
        """Where the file lies. Raises BundleError if it is missing or damaged."""
        path = self.find(file.sha256)
        if path is None:
            raise BundleError(
                f"model file {file.sha256[:16]}… is not on this node; "
                "was it started with another --bundle before?"
            )
        if self.base.locate(file.sha256) is None:
            self._blobs.get(file.sha256)  # verifies the content
        return path

    def put(self, data: bytes) -> None:
        self._blobs.put(data)

    def keep_only(self, digests: frozenset[str]) -> None:
        """Deletes every file that no slot needs any more."""
        for sha256 in tuple(self._blobs.digests()):
            if sha256 not in digests:
                self._blobs.delete(sha256)


def load_from_slots(
    slots: Slots, trusted: tuple[TrustedKey, ...], shelf: BundleShelf, *, runtime: Runtime
) -> tuple[ActiveBundle, Slots]:
    """The bundle to start with: the active slot, else the previous one, else the base."""
    while slots.active is not None:
        try:
            manifest = accept_manifest(slots.active.manifest, slots.active.signature, trusted)
            check_models(manifest, shelf.pinned_to)
            return load_bundle(manifest, shelf.locate, runtime), slots
        except (BundleError, ModelError, StorageError) as error:
            _log.warning("cannot start with bundle v%d: %s", slots.active.version, error)
            slots = slots.fall_back()
    return load_bundle(shelf.base.manifest, shelf.locate, runtime), slots


class Deployer:
    """`run` belongs to one thread, which also builds every session after the first.

    `send` asks for a piece of a file and may lose the request; `report` must not lose its
    message. Offers queue up to 16, pieces to 64; what comes beyond is dropped and comes again.
    """

    def __init__(
        self,
        *,
        node_id: str,
        reference: BundleReference,
        slots: Slots,
        slot_file: SlotFile,
        shelf: BundleShelf,
        trusted: tuple[TrustedKey, ...],
        runtime: Runtime,
        clock: Clock,
        send: Callable[[BlobRequest], None],
        report: Callable[[DeployReport], None],
    ) -> None:
        self._node_id = node_id
        self._reference = reference
        self._slots = slots
        self._slot_file = slot_file
        self._shelf = shelf
        self._trusted = trusted
        self._runtime = runtime
        self._clock = clock
        self._send = send
        self._report = report
        self._offers: queue.Queue[DeployOffer | _Failed | None] = queue.Queue(16)
        self._chunks: queue.Queue[_Chunk] = queue.Queue(64)
        self._answered: dict[int, DeployReport] = {}
        self._stopping = threading.Event()

    def offer(self, offer: DeployOffer) -> None:
        """Hands over an offer; never blocks."""
        self._put(offer)

    def chunk(self, chunk: BlobChunk, data: bytes) -> None:
        """Hands over a piece of a file; never blocks."""
        try:
            self._chunks.put_nowait(_Chunk(chunk, data))
        except queue.Full:
            _log.warning("dropped a piece of a bundle: too many at once")

    def failed(self, version: int, reason: str) -> None:
        """Says that the running bundle failed and was left for the previous one."""
        self._put(_Failed(version, reason))

    def stop(self) -> None:
        """Ends `run` after what it is at."""
        self._stopping.set()
        self._put(None)

    def run(self) -> None:
        """Serves until `stop`."""
        trials = TrialRunner()
        try:
            while not self._stopping.is_set():
                newest: DeployOffer | None = None
                for item in self._handed_over():
                    match item:
                        case DeployOffer() as offer:
                            if newest is None or offer.version >= newest.version:
                                newest = offer
                        case _Failed(version=version, reason=reason):
                            self._record_fall_back(version, reason)
                if newest is not None:
                    self._deploy(newest, trials)
                    trials.prepare()
        finally:
            trials.close()

    def _handed_over(self) -> list[DeployOffer | _Failed | None]:
        """Waits for something to do; takes all there is, so that only the newest offer counts."""
        return [self._offers.get(), *handed_over(self._offers)]

    def _put(self, item: DeployOffer | _Failed | None) -> None:
        try:
            self._offers.put_nowait(item)
        except queue.Full:
            _log.warning("dropped an offer of a bundle: too many at once")

    def _deploy(self, offer: DeployOffer, trials: TrialRunner) -> None:
        if (answered := self._answered.get(offer.version)) is not None:
            self._report(answered)  # the station has not heard it, or it would not offer again
            return
        if self._slots.active is not None and offer.version == self._slots.active.version:
            self._answer(offer.version, "active", "")
            return
        try:
            manifest = accept_offer(
                offer,
                self._trusted,
                newest_version=self._slots.newest_version,
                only_models_of=self._shelf.pinned_to,
            )
            new_roles = self._fetch_missing(manifest)
            paths = {role: self._shelf.locate(f) for role, f in manifest.files().items()}
            trials.run(manifest, paths, new_roles)
            bundle = load_bundle(
                manifest, self._shelf.locate, self._runtime, reuse=self._reference.current
            )
            self._slots = self._slots.activate(
                Slot(manifest.version, offer.manifest, offer.signature)
            )
            self._slot_file.save(self._slots)
        except _AbandonedError as error:
            _log.warning("gave up on bundle v%d: %s", offer.version, error)
            return
        except WhatsitError as error:
            _log.warning("refused bundle v%d: %s", offer.version, error)
            self._answer(offer.version, "refused", str(error))
            return
        self._reference.swap(bundle)
        _log.info("bundle v%d is active", manifest.version)
        self._answer(offer.version, "active", "")
        self._shelf.keep_only(self._needed())

    def _fetch_missing(self, manifest: Manifest) -> tuple[str, ...]:
        missing = tuple(
            role for role, f in manifest.files().items() if self._shelf.find(f.sha256) is None
        )
        for role in missing:
            self._shelf.put(self._fetch(manifest.files()[role]))
        running = {f.sha256 for f in self._reference.current.manifest.files().values()}
        return tuple(role for role, f in manifest.files().items() if f.sha256 not in running)

    def _fetch(self, file: ModelFile) -> bytes:
        fetch = BlobFetch(file)
        give_up_s = self._clock.monotonic_s() + KEEP_ASKING_S
        while not fetch.is_complete:
            if self._stopping.is_set() or self._clock.monotonic_s() > give_up_s:
                raise _AbandonedError("its files did not arrive")
            while (request := fetch.next_request()) is not None:
                self._send(request)
            if self._took_piece(fetch):
                give_up_s = self._clock.monotonic_s() + KEEP_ASKING_S
            else:
                fetch.ask_again()
        return fetch.content()

    def _took_piece(self, fetch: BlobFetch) -> bool:
        """Waits for the next piece; False if it did not come in time."""
        ask_again_s = self._clock.monotonic_s() + ASK_AGAIN_S
        while (left_s := ask_again_s - self._clock.monotonic_s()) > 0:
            try:
                piece = self._chunks.get(timeout=min(left_s, 0.2))
            except queue.Empty:
                if self._stopping.is_set():
                    break
                continue
            if fetch.take(piece.chunk, piece.data):
                return True
        return False

    def _record_fall_back(self, version: int, reason: str) -> None:
        if self._slots.active is None or self._slots.active.version != version:
            return
        self._slots = self._slots.fall_back()
        try:
            self._slot_file.save(self._slots)
        except StorageError as error:
            _log.error("the fall-back will not survive a restart: %s", error)
        self._answer(version, "rolled_back", reason)

    def _answer(self, version: int, state: DeployState, reason: str) -> None:
        report = DeployReport(
            report_id=uuid.uuid4().hex,
            node_id=self._node_id,
            version=version,
            state=state,
            at_s=self._clock.now_s(),
            reason=reason[:2000],
        )
        self._answered[version] = report
        self._report(report)

    def _needed(self) -> frozenset[str]:
        needed: set[str] = set()
        for slot in (self._slots.active, self._slots.previous):
            if slot is not None:
                manifest = accept_manifest(slot.manifest, slot.signature, self._trusted)
                needed.update(file.sha256 for file in manifest.files().values())
        return frozenset(needed)


class _AbandonedError(Exception):
    """The bundle could not be fetched now; it will be offered again."""
