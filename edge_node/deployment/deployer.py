"""The deployer's thread: takes offers and pieces of files, ends with a swap and a report."""

import logging
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from edge_node.deployment.fetch import BlobFetch
from edge_node.deployment.pace import slower_model
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.rules import accept_offer
from edge_node.deployment.shelf import BundleShelf, files_of
from edge_node.deployment.slots import Slot, SlotFile, Slots
from edge_node.deployment.trial import TrialRunner
from edge_node.deployment.watch import BundleWatch
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from shared.bundle import Manifest, ModelFile
from shared.clock import Clock
from shared.errors import BundleError, StorageError, WhatsitError
from shared.handover import handed_over
from shared.keys import TrustedKey
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployOffer, DeployReport
from shared.protocol.rollout import ShadowReport, WatchTerms
from shared.texts import phrase

_log = logging.getLogger(__name__)

DeployState = Literal["active", "refused", "rolled_back"]
ASK_AGAIN_S = 2.0
KEEP_ASKING_S = 60.0
SHADOW_POLL_S = 0.05
SHADOW_GRACE_S = 5.0
"""Perception may be at a slow frame, and is waited for so much longer than the run may take."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    chunk: BlobChunk
    data: bytes


@dataclass(frozen=True, slots=True)
class _Failed:
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Settled:
    version: int


_Item = DeployOffer | _Failed | _Settled | None


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
        watch: BundleWatch,
        slots: Slots,
        slot_file: SlotFile,
        shelf: BundleShelf,
        trusted: tuple[TrustedKey, ...],
        runtime: Runtime,
        clock: Clock,
        send: Callable[[BlobRequest], None],
        report: Callable[[DeployReport | ShadowReport], None],
    ) -> None:
        self._node_id = node_id
        self._reference = reference
        self._watch = watch
        self._slots = slots
        self._slot_file = slot_file
        self._shelf = shelf
        self._trusted = trusted
        self._runtime = runtime
        self._clock = clock
        self._send = send
        self._report = report
        self._offers: queue.Queue[_Item] = queue.Queue(16)
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

    def settled(self, version: int) -> None:
        """Says that the running bundle got through its probation."""
        self._put(_Settled(version))

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
                        case _Settled(version=version):
                            self._record_settled(version)
                if newest is not None:
                    self._deploy(newest, trials)
                    trials.prepare()
        finally:
            trials.close()

    def _handed_over(self) -> list[_Item]:
        """Waits for something to do; takes all there is, so that only the newest offer counts."""
        return [self._offers.get(), *handed_over(self._offers)]

    def _put(self, item: _Item) -> None:
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
                now_s=self._clock.now_s(),
                only_models_of=self._shelf.pinned_to,
            )
            new_roles = self._fetch_missing(manifest)
            paths = {role: self._shelf.locate(f) for role, f in manifest.files().items()}
            trials.run(manifest, paths, new_roles)
            bundle = load_bundle(
                manifest, self._shelf.locate, self._runtime, reuse=self._reference.current
            )
            if offer.watch is not None:
                self._compare(bundle, offer.watch)
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
        self._reference.swap(bundle, offer.watch)
        _log.info("bundle v%d is active", manifest.version)
        self._answer(offer.version, "active", "")
        self._shelf.keep_only(files_of(self._slots, self._trusted))

    def _compare(self, bundle: ActiveBundle, terms: WatchTerms) -> None:
        """Lets it run beside the active one, where both see the same embeddings; where no head runs
        yet, it is only asked what people named here.

        What is offered meanwhile waits, or a quick row of versions would never get through. Raises
        BundleError if it is worse.
        """
        active = self._reference.current
        if reason := slower_model(bundle, active, terms, clock=self._clock):
            raise BundleError(
                phrase("robot", "the bundle is too slow: {reason}").format(reason=reason)
            )
        if bundle.head is None or bundle.embedder is not active.embedder:
            return
        run = self._watch.begin(bundle, terms)
        end_s = self._clock.monotonic_s() + terms.shadow_s + SHADOW_GRACE_S
        while not run.done.wait(SHADOW_POLL_S):
            if self._stopping.is_set() or self._clock.monotonic_s() > end_s:
                self._watch.cancel()
                raise _AbandonedError(
                    phrase("robot", "perception had no time to try it beside the active one")
                )
        self._report(
            ShadowReport(
                report_id=uuid.uuid4().hex,
                node_id=self._node_id,
                version=bundle.version,
                active_version=active.version,
                at_s=self._clock.now_s(),
                figures=run.figures,
                refusal=run.refusal[:2000],
            )
        )
        if run.refusal:
            raise BundleError(
                phrase("robot", "beside the active model: {refusal}").format(refusal=run.refusal)
            )

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
                raise _AbandonedError(phrase("robot", "its files did not arrive"))
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
        if self._slots.active is not None and self._slots.active.version == version:
            self._slots = self._slots.fall_back()
            self._save("the fall-back will not survive a restart")
        self._answer(version, "rolled_back", reason)

    def _record_settled(self, version: int) -> None:
        if self._slots.active is not None and self._slots.active.version == version:
            self._slots = self._slots.settle()
            self._save("after a restart it counts as new again")

    def _save(self, otherwise: str) -> None:
        try:
            self._slot_file.save(self._slots)
        except StorageError as error:
            _log.error("%s: %s", otherwise, error)

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


class _AbandonedError(Exception):
    """The bundle could not be fetched now; it will be offered again."""
