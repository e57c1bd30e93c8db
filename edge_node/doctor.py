"""What the doctor looks at on a node: ONNX Runtime, models, slots, whom it trusts, the camera."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import onnxruntime

from edge_node.base_models import trusted_keys
from edge_node.deployment.shelf import BundleShelf
from edge_node.deployment.slots import Slot, SlotFile
from edge_node.deployment.trial import TrialRunner
from edge_node.sources.survey import survey
from shared.blobs import BlobStore
from shared.bundle import Manifest, accept_manifest
from shared.doctor.finding import Finding, Visit
from shared.errors import BundleError, KeyFileError, ModelError, SourceError, StorageError
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey

CAMERA_TIMEOUT_S = 10.0


def check(visit: Visit) -> Iterator[Finding]:
    """Everything about nodes."""
    providers = [name.removesuffix("ExecutionProvider") for name in _providers()]
    yield Finding(
        "runtime", "ok", f"ONNX Runtime {onnxruntime.__version__}: {', '.join(providers)}"
    )
    base = None
    try:
        base = FactoryModels(factory_folder())
        yield from _try("models", "the default ones", base.manifest, _paths(base.manifest, base))
    except BundleError as error:
        yield Finding("models", "broken", str(error))
    for folder in visit.of("node"):
        yield from _check_trust(folder, visit)
        if base is not None:
            yield from _check_slots(folder, base)
    yield from _check_camera(visit)


def _providers() -> list[str]:
    return list(onnxruntime.get_available_providers())


def _paths(manifest: Manifest, base: FactoryModels) -> dict[str, Path]:
    return {role: base.path_of(file) for role, file in manifest.files().items()}


def _try(area: str, what: str, manifest: Manifest, paths: dict[str, Path]) -> Iterator[Finding]:
    runner = TrialRunner()
    try:
        runner.run(manifest, paths, tuple(paths))
    except BundleError as error:
        yield Finding(area, "broken", f"{what}: {error}", "install whatsit again")
    else:
        roles = ", ".join(paths)
        yield Finding(area, "ok", f"{what} are as they were made, load and run ({roles})")
    finally:
        runner.close()


def _check_trust(folder: Path, visit: Visit) -> Iterator[Finding]:
    try:
        trusted = trusted_keys(None, folder)
    except KeyFileError as error:
        yield Finding("trust", "broken", str(error))
        return
    for station in visit.of("station"):
        own = station / "keys" / PUBLIC_KEY_FILE
        try:
            is_foreign = own.is_file() and TrustedKey.load(own) not in trusted
        except KeyFileError:
            continue  # it is named with the other keys
        if is_foreign:
            found = f"the node of {folder} does not trust the station of {station}"
            yield Finding("trust", "look", found, f"whatsit edge … --trust {shlex.quote(str(own))}")
    if trusted:
        ids = ", ".join(key.key_id for key in trusted)
        yield Finding("trust", "ok", f"the node of {folder} runs what is signed by {ids}")
    else:
        cure = "whatsit keys join, or whatsit edge … --trust SIGNING.PUB"
        yield Finding("trust", "look", f"the node of {folder} trusts no station yet", cure)


def _check_slots(folder: Path, base: FactoryModels) -> Iterator[Finding]:
    file = SlotFile(folder)
    try:
        slots = file.load()
    except StorageError as error:
        cure = "none is needed: the node starts from its own models, and gets its version anew"
        yield Finding("versions", "broken", str(error), cure)
        return
    if slots.active is None:
        yield Finding("versions", "ok", f"the node of {folder} runs the models it starts from")
    for name, slot in (("active", slots.active), ("previous", slots.previous)):
        if slot is not None:
            yield _check_slot(folder, name, slot, base)


def _check_slot(folder: Path, name: str, slot: Slot, base: FactoryModels) -> Finding:
    what = f"version {slot.version} ({name})"
    cure = "none is needed: the node starts with the one before, and gets a new one"
    try:
        manifest = accept_manifest(slot.manifest, slot.signature, trusted_keys(None, folder))
        head = manifest.head
        paths = {}
        shelf = BundleShelf(base, BlobStore(folder / "models"))
        for role, file in manifest.files().items():
            if shelf.find(file.sha256) is None and (head is None or file != head.file):
                found = f"{what} needs a {role} that is not here"
                return Finding(
                    "versions", "look", found, "fine where the node is started with --bundle"
                )
            paths[role] = shelf.locate(file)
        runner = TrialRunner()
        try:
            runner.run(manifest, paths, tuple(paths))
        finally:
            runner.close()
    except (BundleError, ModelError, SourceError, StorageError, KeyFileError) as error:
        return Finding("versions", "broken", f"{what}: {error}", cure)
    return Finding("versions", "ok", f"{what} is as it was signed, loads and runs")


def _check_camera(visit: Visit) -> Iterator[Finding]:
    if visit.camera is None:
        yield Finding("camera", "skipped", "none named", "whatsit doctor --camera 0")
        return
    cure = "is it plugged in, and used by nobody else? whatsit cameras lists all"
    try:
        found = list(
            survey(visit.camera, preview=None, timeout_s=CAMERA_TIMEOUT_S, clock=visit.clock)
        )
    except SourceError as error:
        yield Finding("camera", "broken", str(error), cure)
        return
    for sighting in found:
        if sighting.problem:
            yield Finding("camera", "broken", sighting.line, cure)
        else:
            yield Finding("camera", "ok", sighting.line)
