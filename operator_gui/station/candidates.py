"""Models that other programs made, on their way into a station: files in a folder of its own.

Who may write into the station's folder may put one there; over the wire only its SHA-256 travels.
"""

import contextlib
from pathlib import Path
from typing import Annotated

import msgspec

from operator_gui.station.evidence import Evidence
from operator_gui.station.trainer_wire import TrainReply, TrainRequest
from shared.blobs import BlobStore
from shared.bundle import DetectorSpec
from shared.errors import StorageError
from shared.outside_trial import MAX_OUTSIDE_BYTES
from shared.protocol.fields import Digest

FOLDER_NAME = "candidates"
MAX_CHECKED = 1_000_000
MAX_CONFIG_LENGTH = 1 << 20


class Candidate(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="format",
    tag="whatsit-candidate-1",
):
    """A head from outside, and what its program was given to learn from.

    graph: its ONNX file. embedder_sha256: whose embeddings it takes. class_names: in the order of
    the export, for a file that names none. dataset_revision, labels, tracks, answer_seq: of what
    was exported. checked: tracks that were kept back, to judge it by.
    """

    graph: Digest
    embedder_sha256: Digest
    class_names: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=100_000)]
    dataset_revision: Digest
    labels: Annotated[int, msgspec.Meta(ge=1)]
    tracks: Annotated[int, msgspec.Meta(ge=1)]
    answer_seq: Annotated[int, msgspec.Meta(ge=0)]
    checked: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MAX_CHECKED)]


class DetectorCandidate(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="format",
    tag="whatsit-detector-candidate-1",
):
    """A detector from outside.

    graph: its ONNX file. config: TOML that says how it is read, "" where the file tells it.
    checked: tracks of which its program saw no frame.
    """

    graph: Digest
    config: Annotated[str, msgspec.Meta(max_length=MAX_CONFIG_LENGTH)] = ""
    checked: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MAX_CHECKED)]


AnyCandidate = Candidate | DetectorCandidate


class RunningDetector(msgspec.Struct, frozen=True, kw_only=True):
    """The detector that a candidate is compared with, and where its file is."""

    spec: DetectorSpec
    path: str


class OutsideRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Judge a model that another program made. training: by which labels, and where the model
    goes. candidate: its SHA-256 among the candidates in the station's folder. detector: None where
    whole frames are classified."""

    training: TrainRequest
    state_folder: str
    candidate: str
    detector: RunningDetector | None = None


class DetectorDone(msgspec.Struct, frozen=True, kw_only=True, tag="detector"):
    """A detector was judged; its file is where heads go. against: the SHA-256 of the one that it
    was compared with."""

    spec: DetectorSpec
    against: Digest
    evidence: Evidence
    elapsed_ms: float


Judged = TrainReply | DetectorDone


_candidates: msgspec.json.Decoder[AnyCandidate] = msgspec.json.Decoder(AnyCandidate)


class CandidateFolder:
    """Candidates of a station, by the SHA-256 of what describes them."""

    def __init__(self, state_folder: Path) -> None:
        """Raises StorageError if the folder cannot be made."""
        self._blobs = BlobStore(state_folder / FOLDER_NAME)

    def put_graph(self, graph: bytes) -> str:
        """Keeps an ONNX file; returns its SHA-256. Raises StorageError if it is too large."""
        if len(graph) > MAX_OUTSIDE_BYTES:
            raise StorageError(
                f"the file has {len(graph):,} bytes, it may have {MAX_OUTSIDE_BYTES:,} at most"
            )
        return self._blobs.put(graph)

    def put(self, candidate: AnyCandidate) -> str:
        """Keeps what describes a candidate; returns the SHA-256 by which to adopt it."""
        return self._blobs.put(msgspec.json.encode(candidate))

    def get(self, sha256: str) -> AnyCandidate:
        """Raises StorageError if it is not there or not what was put."""
        data = self._blobs.get(sha256)
        try:
            return _candidates.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StorageError(f"candidate {sha256[:16]}… makes no sense: {error}") from error

    def graph(self, candidate: AnyCandidate) -> bytes:
        """Its ONNX file. Raises StorageError if it is not there or not what was put."""
        return self._blobs.get(candidate.graph)

    def forget(self, sha256: str) -> None:
        """Deletes a candidate and its file; none is no error."""
        with contextlib.suppress(StorageError):  # what it described is not known any more
            self._blobs.delete(self.get(sha256).graph)
        self._blobs.delete(sha256)

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._blobs

    def sweep(self) -> None:
        """Forgets all of them: nobody waits for any after a start."""
        for sha256 in list(self._blobs.digests()):
            self._blobs.delete(sha256)
