"""The model files of a node, and the bundles that it starts with."""

import logging
from collections.abc import Iterable
from pathlib import Path

from edge_node.deployment.reference import BundleReference
from edge_node.deployment.rules import check_models
from edge_node.deployment.slots import DamagedSlotsError, SlotFile, Slots
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from shared.blobs import BlobStore
from shared.bundle import ModelFile, accept_manifest
from shared.bundle_folder import BaseModels
from shared.errors import BundleError, ModelError, StorageError
from shared.keys import TrustedKey

_log = logging.getLogger(__name__)


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

    def holds(self, file: ModelFile) -> bool:
        """Whether the file lies here and is whole; a damaged one may as well not have arrived."""
        if self.find(file.sha256) is None:
            return False
        try:
            self.locate(file)
        except StorageError as error:
            _log.warning("%s; it is fetched again", error)
            return False
        return True

    def locate(self, file: ModelFile) -> Path:
        """Where the file lies. Raises BundleError if it is missing, StorageError if damaged."""
        path = self.find(file.sha256)
        if path is None:
            raise BundleError(
                f"model file {file.sha256[:16]}… is not on this node; "
                "was it started with another --bundle before?"
            )
        if self.base.locate(file.sha256) is None:
            self._blobs.get(file.sha256)  # verifies the content
        return path

    def check_room(self, files: Iterable[ModelFile]) -> None:
        """Raises StorageError if the disk has no room for these."""
        self._blobs.check_room(sum(file.size_bytes for file in files))

    def put(self, data: bytes) -> None:
        self._blobs.put(data)

    def sweep(self) -> None:
        """Tidies up after a sudden death; before anything is put. Raises StorageError."""
        self._blobs.sweep()

    def keep_only(self, digests: frozenset[str]) -> None:
        """Deletes every file that no slot needs any more. Raises StorageError."""
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


def load_previous(
    slots: Slots,
    trusted: tuple[TrustedKey, ...],
    shelf: BundleShelf,
    *,
    runtime: Runtime,
    current: ActiveBundle,
) -> ActiveBundle | None:
    """What to fall back to from a bundle that was on probation when the node ended.

    None where there is nothing, or nothing that still can be loaded.
    """
    if slots.is_settled:
        return None
    try:
        manifest = shelf.base.manifest
        if slots.previous is not None:
            manifest = accept_manifest(slots.previous.manifest, slots.previous.signature, trusted)
            check_models(manifest, shelf.pinned_to)
        return load_bundle(manifest, shelf.locate, runtime, reuse=current)
    except (BundleError, ModelError, StorageError) as error:
        _log.warning("there is nothing to fall back to: %s", error)
        return None


def start_bundles(
    slot_file: SlotFile, trusted: tuple[TrustedKey, ...], shelf: BundleShelf, *, runtime: Runtime
) -> tuple[BundleReference, Slots]:
    """What a node runs and falls back to from its start on. Raises StorageError, ModelError.

    Damaged slots are none: a robot has to run, and nobody may be there to delete a file.
    """
    slot_file.sweep()
    shelf.sweep()
    try:
        kept = slot_file.load()
    except DamagedSlotsError as error:
        _log.error(
            "%s; the node starts again from its own models, and gets its version anew", error
        )
        kept = Slots()
    slots = kept.start()
    if slots != kept:
        slot_file.save(slots)
    if kept.active is not None and slots.active != kept.active:
        _log.warning(
            "bundle v%d is left: the node ended %d times while that was on probation",
            kept.active.version,
            kept.starts + 1,
        )
    bundle, slots = load_from_slots(slots, trusted, shelf, runtime=runtime)
    previous = load_previous(slots, trusted, shelf, runtime=runtime, current=bundle)
    return BundleReference(bundle, previous=previous, settled=slots.is_settled), slots


def files_of(slots: Slots, trusted: tuple[TrustedKey, ...]) -> frozenset[str]:
    """The hashes of all files that the slots need.

    What can no longer be trusted cannot be started with, and needs none.
    """
    needed: set[str] = set()
    for slot in (slots.active, slots.previous):
        if slot is None:
            continue
        try:
            manifest = accept_manifest(slot.manifest, slot.signature, trusted)
        except BundleError:
            continue
        needed.update(file.sha256 for file in manifest.files().values())
    return frozenset(needed)
