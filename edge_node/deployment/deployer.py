"""The deployer's thread: takes offers and pieces of files, ends with a swap and a report."""

import logging
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from edge_node.deployment.fetch import BlobFetch
from edge_node.deployment.in_tray import Failed, InTray, Settled
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
from shared.keys import TrustedKey
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployOffer, DeployReport
from shared.protocol.rollout import ShadowReport, WatchTerms
from shared.quarantine import NoProcessError
from shared.texts import phrase

_log = logging.getLogger(__name__)

DeployState = Literal["active", "refused", "rolled_back"]
ASK_AGAIN_S = 2.0
KEEP_ASKING_S = 60.0
SHADOW_POLL_S = 0.05
SHADOW_GRACE_S = 5.0
"""Perception may be at a slow frame, and is waited for so much longer than the run may take."""

PUT_OFF_S = 30.0
"""A version for which there is no space or no process is tried again after so long."""

SAVE_AGAIN_S = 5.0
MAX_ANSWERED = 64
"""Of so many versions what became of them is said again; an older one that is offered is tried."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    chunk: BlobChunk
    data: bytes


class Deployer:
    """`run` belongs to one thread, which also builds every session after the first.

    `send` asks for a piece of a file and may lose the request; `report` must not lose its
    message. Of offers the newest waits, of pieces 64; what comes beyond is dropped and comes again.

    A disk that is full or fails, or a machine that lets no process start to try it in, is no reason
    to refuse a version: that would be for ever. It is put off, `trouble` says so, and it is tried
    again when it is offered again.
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
        self._tray = InTray()
        self._chunks: queue.Queue[_Chunk] = queue.Queue(64)
        self._answered: dict[int, DeployReport] = {}
        self._stopping = threading.Event()
        self._not_before_s = float("-inf")
        self._unkept = ""
        self._unsaved = ""

    @property
    def trouble(self) -> str:
        """What keeps a version, or what became of them, from going its way, "" for nothing; from
        any thread."""
        is_wanted = self._clock.monotonic_s() < self._not_before_s + PUT_OFF_S  # or tried by then
        return "; ".join(filter(None, (self._unkept if is_wanted else "", self._unsaved)))

    def offer(self, offer: DeployOffer) -> None:
        """Hands over an offer; never blocks."""
        self._tray.offer(offer)

    def chunk(self, chunk: BlobChunk, data: bytes) -> None:
        """Hands over a piece of a file; never blocks."""
        try:
            self._chunks.put_nowait(_Chunk(chunk, data))
        except queue.Full:
            _log.warning("dropped a piece of a bundle: too many at once")

    def failed(self, version: int, reason: str) -> None:
        """Says that the running bundle failed and was left for the previous one."""
        self._tray.note(Failed(version, reason))

    def settled(self, version: int) -> None:
        """Says that the running bundle got through its probation."""
        self._tray.note(Settled(version))

    def stop(self) -> None:
        """Ends `run` after what it is at, and what became of versions until now."""
        self._stopping.set()
        self._tray.close()

    def run(self) -> None:
        """Serves until `stop`."""
        trials = TrialRunner()
        try:
            while True:
                self._tray.wait(SAVE_AGAIN_S if self._unsaved else None)
                if self._unsaved:
                    self._save()
                self._record_outcomes()
                if self._stopping.is_set():
                    return
                if (offer := self._tray.take_offer()) is not None:
                    self._deploy(offer, trials)
                    trials.prepare()
        finally:
            trials.close()

    def _record_outcomes(self) -> None:
        """Also in the midst of a deployment: what is to be fallen back to depends on it."""
        for outcome in self._tray.take_outcomes():
            match outcome:
                case Failed(version=version, reason=reason):
                    self._record_fall_back(version, reason)
                case Settled(version=version):
                    self._record_settled(version)

    def _deploy(self, offer: DeployOffer, trials: TrialRunner) -> None:
        if (answered := self._answered.get(offer.version)) is not None:
            self._report(answered)  # the station has not heard it, or it would not offer again
            return
        if self._slots.active is not None and offer.version == self._slots.active.version:
            self._answer(offer.version, "active", "")
            return
        if self._clock.monotonic_s() < self._not_before_s:
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
            self._record_outcomes()
            slots = self._slots.activate(Slot(manifest.version, offer.manifest, offer.signature))
            self._slot_file.save(slots)
        except (StorageError, NoProcessError) as error:
            self._put_off(offer.version, error)
            return
        except _AbandonedError as error:
            _log.warning("gave up on bundle v%d: %s", offer.version, error)
            return
        except WhatsitError as error:
            _log.warning("refused bundle v%d: %s", offer.version, error)
            self._answer(offer.version, "refused", str(error))
            return
        self._slots, self._unsaved = slots, ""
        self._reference.swap(bundle, offer.watch)
        _log.info("bundle v%d is active", manifest.version)
        self._answer(offer.version, "active", "")
        self._tidy_up()

    def _put_off(self, version: int, error: WhatsitError) -> None:
        self._not_before_s = self._clock.monotonic_s() + PUT_OFF_S
        unkept = phrase("robot", "version {version} is put off: {reason}").format(
            version=version, reason=error
        )
        if unkept != self._unkept:
            _log.error("%s", unkept)
        self._unkept = unkept

    def _tidy_up(self) -> None:
        try:
            self._shelf.keep_only(files_of(self._slots, self._trusted))
        except StorageError as error:  # they only take up space
            _log.warning("files that nobody needs stay: %s", error)

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
            self._record_outcomes()
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
        missing = tuple(role for role, f in manifest.files().items() if not self._shelf.holds(f))
        self._shelf.check_room(manifest.files()[role] for role in missing)
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
            self._record_outcomes()
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
            self._save()
        self._answer(version, "rolled_back", reason)

    def _record_settled(self, version: int) -> None:
        if self._slots.active is not None and self._slots.active.version == version:
            self._slots = self._slots.settle()
            self._save()

    def _save(self) -> None:
        """What became of versions; else it is tried again."""
        try:
            self._slot_file.save(self._slots)
        except StorageError as error:
            unsaved = phrase(
                "robot", "what became of versions would not survive a restart: {reason}"
            ).format(reason=error)
            if unsaved != self._unsaved:
                _log.error("%s", unsaved)
            self._unsaved = unsaved
        else:
            self._unsaved = ""

    def _answer(self, version: int, state: DeployState, reason: str) -> None:
        report = DeployReport(
            report_id=uuid.uuid4().hex,
            node_id=self._node_id,
            version=version,
            state=state,
            at_s=self._clock.now_s(),
            reason=reason[:2000],
        )
        self._answered.pop(version, None)
        self._answered[version] = report
        if len(self._answered) > MAX_ANSWERED:
            del self._answered[next(iter(self._answered))]
        if state != "rolled_back":
            self._unkept = ""
        self._report(report)


class _AbandonedError(Exception):
    """The bundle could not be fetched now; it will be offered again."""
