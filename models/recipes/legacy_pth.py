"""Reads PyTorch's legacy ``.pth`` files without PyTorch, and without running what is in them.

Source: the format of ``torch.save`` before version 1.6. Five pickles in a row (a magic number, the
protocol's version, facts on the machine, a dictionary of tensors, the storages' keys), then for
every key a little-endian int64 count and that many elements.

A pickle may call whatever it names, so only the three names that such a file needs are known here.
"""

import io
import math
import pickle
import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001
_ELEMENT_TYPES: dict[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
}
_GARBAGE_RAISES = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
)


class LegacyPthError(Exception):
    """The file is no legacy ``.pth`` file, or holds something that weights do not need."""


@dataclass(frozen=True, slots=True)
class _StorageType:
    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    key: str
    element_type: np.dtype[Any]
    element_count: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_legacy_pth(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Read the named tensors of a state dictionary, as float32 or int64 arrays of any shape.

    Tensors may lie in their storage in any order of axes; the arrays are contiguous copies.

    Raises:
        LegacyPthError: the bytes are not such a file, end early, name anything but tensors, or
            hold a tensor that reaches outside of its storage.
    """
    stream = io.BytesIO(content)
    head = [_unpickle(stream) for _ in range(3)][:2]
    if head != [MAGIC_NUMBER, PROTOCOL_VERSION]:
        raise LegacyPthError(
            f"expected the magic number {MAGIC_NUMBER:#x} and protocol {PROTOCOL_VERSION}, "
            f"got {head!r}: this is not a legacy .pth file"
        )
    tensors = _unpickle(stream)
    if not isinstance(tensors, dict) or not all(
        isinstance(name, str) and isinstance(tensor, _Tensor) for name, tensor in tensors.items()
    ):
        raise LegacyPthError("expected a dictionary of named tensors: save a state dictionary")
    storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    keys = _unpickle(stream)
    if not isinstance(keys, list) or sorted(map(str, keys)) != sorted(storages):
        raise LegacyPthError(f"expected the keys of {len(storages)} storages, got {keys!r}")
    elements = {str(key): _read_storage(stream, storages[str(key)]) for key in keys}
    return {
        name: _cut(name, tensor, elements[tensor.storage.key]) for name, tensor in tensors.items()
    }


class _TensorUnpickler(pickle.Unpickler):
    """Knows ordered dictionaries, tensors and storages, and refuses every other name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild_tensor
        if module == "torch" and name in _ELEMENT_TYPES:
            return _StorageType(name)
        raise LegacyPthError(f"the file names {module}.{name}, which weights do not need: refused")

    def persistent_load(self, pid: Any) -> _Storage:
        match pid:
            case ("storage", _StorageType(name=name), str(key), str(), int(count), *_):
                return _Storage(key, _ELEMENT_TYPES[name], count)
        raise LegacyPthError(f"expected a reference to a storage, got {pid!r}")


def _rebuild_tensor(storage: Any, offset: Any, shape: Any, strides: Any, *_: Any) -> _Tensor:
    sizes = (offset, *shape, *strides)
    if not isinstance(storage, _Storage) or not all(isinstance(n, int) and n >= 0 for n in sizes):
        raise LegacyPthError(f"expected a tensor of a storage, got {storage!r} with {sizes!r}")
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


def _unpickle(stream: io.BytesIO) -> Any:
    try:
        return _TensorUnpickler(stream).load()
    except _GARBAGE_RAISES as error:
        raise LegacyPthError(f"byte {stream.tell()}: no readable pickle ({error})") from error


def _read_storage(stream: io.BytesIO, storage: _Storage) -> npt.NDArray[Any]:
    head = stream.read(8)
    count = struct.unpack("<q", head)[0] if len(head) == 8 else -1
    if count != storage.element_count:
        raise LegacyPthError(
            f"storage {storage.key}: expected {storage.element_count} elements, got {count}"
        )
    content = stream.read(count * storage.element_type.itemsize)
    if len(content) != count * storage.element_type.itemsize:
        raise LegacyPthError(f"storage {storage.key}: the file ends after {len(content)} bytes")
    return np.frombuffer(content, storage.element_type)


def _cut(name: str, tensor: _Tensor, elements: npt.NDArray[Any]) -> npt.NDArray[Any]:
    steps = zip(tensor.shape, tensor.strides, strict=False)
    reach = tensor.offset + sum(max(size - 1, 0) * stride for size, stride in steps)
    count = math.prod(tensor.shape)
    if len(tensor.shape) != len(tensor.strides) or reach >= elements.size or count > elements.size:
        raise LegacyPthError(
            f"{name}: expected a tensor within the {elements.size} elements of its storage, got "
            f"shape {tensor.shape}, strides {tensor.strides}, offset {tensor.offset}"
        )
    strides = [stride * elements.itemsize for stride in tensor.strides]
    view = np.lib.stride_tricks.as_strided(elements[tensor.offset :], tensor.shape, strides)
    return np.ascontiguousarray(view).reshape(tensor.shape)
