"""Looking at a model from outside of the quarantine."""

from dataclasses import dataclass
from pathlib import Path

from edge_node.adoption.looked_at import ProbeOrder, ProbeReply
from edge_node.perception.providers import ProviderName
from edge_node.perception.recognition.reading import Reading, ReadingWish
from edge_node.perception.session import read_model_file
from shared.blobs import sha256_of
from shared.bundle import ModelFile
from shared.errors import ModelError, UsageError
from shared.quarantine import Quarantine, QuarantineError

PROBE_MODULE = "edge_node.adoption.probe_process"
PROBE_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class ProbeSettings:
    """How a model is looked at. photo: None for a made-up image."""

    photo: Path | None = None
    provider: ProviderName = "auto"
    threads: int = 2
    timeout_s: float = PROBE_TIMEOUT_S


@dataclass(frozen=True, eq=False, slots=True)
class ModelContent:
    """An ONNX file as it was read once, so that what was looked at is what goes into a bundle."""

    path: Path
    data: bytes
    file: ModelFile


@dataclass(frozen=True, eq=False, slots=True)
class Inspection:
    """A model, and what a look at it gave."""

    model: ModelContent
    found: ProbeReply

    def usable(self) -> Reading:
        """How the model is read. Raises ModelError, in one line, if it cannot be used."""
        found = self.found
        if found.refusal or found.reading is None:
            reason = found.refusal.split("; ", 1)[0].removeprefix("this model cannot be used: ")
            raise ModelError(f"{self.model.path.name} cannot be used: {reason}")
        return found.reading


def read_model(path: Path) -> ModelContent:
    """The file in memory. Raises ModelError if there is none, or it is too large."""
    data = read_model_file(path)
    if not data:
        raise ModelError(f"model {path} is empty; name an ONNX file")
    return ModelContent(path, data, ModelFile(sha256=sha256_of(data), size_bytes=len(data)))


def inspect_model(
    model: ModelContent,
    settings: ProbeSettings,
    *,
    wish: ReadingWish | None = None,
    reading: Reading | None = None,
) -> Inspection:
    """Looks at a model in quarantine. reading: how it is read, where that is known.

    What is wrong with the model is in the reply, also that it took the child process with it.
    """
    order = ProbeOrder(
        path=sendable(model.path),
        file=model.file,
        wish=wish or ReadingWish(),
        reading=reading,
        photo=sendable(settings.photo) if settings.photo is not None else "",
        provider=settings.provider,
        threads=settings.threads,
    )
    try:
        found = Quarantine(PROBE_MODULE).ask(order, ProbeReply, timeout_s=settings.timeout_s)
    except QuarantineError as error:
        found = ProbeReply(refusal=f"it {error}; it would do the same to a node")
    return Inspection(model, found)


def sendable(path: Path) -> str:
    """The path as text for the child. Raises UsageError if it is none."""
    text = str(path.absolute())
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"the name of {path.name.encode(errors='replace').decode()} is not valid UTF-8: "
            "rename it"
        ) from error
    return text
