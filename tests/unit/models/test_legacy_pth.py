"""The reader of legacy .pth files understands tensors, and refuses everything else.

The files are put together from pickle's opcodes by hand, so that no class of PyTorch is needed.
"""

import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.legacy_pth import (
    MAGIC_NUMBER,
    PROTOCOL_VERSION,
    LegacyPthError,
    read_legacy_pth,
)

VALUES = np.arange(6, dtype=np.float32)


def text(value: str) -> bytes:
    encoded = value.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def numbers(values: tuple[int, ...]) -> bytes:
    return b"(" + b"".join(number(value) for value in values) + b"t"


def tensor(
    *,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    offset: int = 0,
    element_count: int = 6,
    storage_type: str = "FloatStorage",
) -> bytes:
    reference = b"(" + text("storage") + f"ctorch\n{storage_type}\n".encode() + text("7")
    storage = reference + text("cpu") + number(element_count) + b"NtQ"
    hooks = b"ccollections\nOrderedDict\n)R"
    arguments = storage + number(offset) + numbers(shape) + numbers(strides) + b"\x89" + hooks
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR"


def pth(record: bytes, *, keys: tuple[str, ...] = ("7",), elements: bytes | None = None) -> bytes:
    head = [pickle.dumps(part, 2) for part in (MAGIC_NUMBER, PROTOCOL_VERSION, {"int": 4})]
    named = b"\x80\x02}" + text("layer.weight") + record + b"s."
    stored = struct.pack("<q", 6) + VALUES.tobytes() if elements is None else elements
    return b"".join([*head, named, pickle.dumps(list(keys), 2), stored])


def test_that_a_tensor_is_read() -> None:
    read = read_legacy_pth(pth(tensor(shape=(2, 3), strides=(3, 1))))
    assert read.keys() == {"layer.weight"}
    assert read["layer.weight"].dtype == np.float32
    np.testing.assert_array_equal(read["layer.weight"], [[0, 1, 2], [3, 4, 5]])


def test_that_a_tensor_may_lie_in_another_order_of_axes() -> None:
    read = read_legacy_pth(pth(tensor(shape=(2, 3), strides=(1, 2))))
    np.testing.assert_array_equal(read["layer.weight"], [[0, 2, 4], [1, 3, 5]])


def test_that_a_scalar_and_an_offset_are_read() -> None:
    read = read_legacy_pth(pth(tensor(shape=(), strides=(), offset=4)))
    assert read["layer.weight"].shape == ()
    assert float(read["layer.weight"]) == 4.0


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [((2, 3), (3, 1), 1), ((7,), (1,), 0), ((2, 3), (3,), 0), ((100, 100), (0, 0), 0)],
)
def test_that_a_tensor_outside_of_its_storage_is_refused(
    shape: tuple[int, ...], strides: tuple[int, ...], offset: int
) -> None:
    with pytest.raises(LegacyPthError, match=r"layer\.weight: expected a tensor within"):
        read_legacy_pth(pth(tensor(shape=shape, strides=strides, offset=offset)))


def test_that_negative_sizes_are_refused() -> None:
    with pytest.raises(LegacyPthError, match="expected a tensor of a storage"):
        read_legacy_pth(pth(tensor(shape=(2, 3), strides=(-3, 1))))


@pytest.mark.parametrize("name", ["os\nsystem", "builtins\neval", "torch\nload"])
def test_that_a_call_of_anything_else_is_refused(name: str) -> None:
    call = b"c" + name.encode() + b"\n(" + text("true") + b"tR"
    with pytest.raises(LegacyPthError, match="which weights do not need: refused"):
        read_legacy_pth(pth(call))


def test_that_an_unknown_element_type_is_refused() -> None:
    record = tensor(shape=(2, 3), strides=(3, 1), storage_type="QInt8Storage")
    with pytest.raises(LegacyPthError, match=r"torch\.QInt8Storage"):
        read_legacy_pth(pth(record))


def test_that_something_other_than_tensors_is_refused() -> None:
    with pytest.raises(LegacyPthError, match="named tensors"):
        read_legacy_pth(pth(number(1)))


def test_that_storages_of_other_keys_are_refused() -> None:
    with pytest.raises(LegacyPthError, match="the keys of 1 storages"):
        read_legacy_pth(pth(tensor(shape=(6,), strides=(1,)), keys=("7", "8")))


@pytest.mark.parametrize("elements", [b"", struct.pack("<q", 5), struct.pack("<q", 6) + b"1234"])
def test_that_a_file_that_ends_early_is_refused(elements: bytes) -> None:
    with pytest.raises(LegacyPthError, match="storage 7"):
        read_legacy_pth(pth(tensor(shape=(6,), strides=(1,)), elements=elements))


def test_that_another_format_is_refused() -> None:
    with pytest.raises(LegacyPthError, match="not a legacy"):
        read_legacy_pth(b"".join(pickle.dumps(part, 2) for part in (1, 2, 3)))


def test_that_a_file_cut_anywhere_is_refused() -> None:
    whole = pth(tensor(shape=(2, 3), strides=(3, 1)))
    for length in range(len(whole)):
        with pytest.raises(LegacyPthError):
            read_legacy_pth(whole[:length])


small = st.integers(-2, 7)


@given(
    axes=st.lists(st.tuples(small, small), max_size=3),
    offset=small,
    element_count=st.integers(-1, 8),
)
def test_that_a_tensor_is_refused_or_holds_just_what_its_strides_say(
    axes: list[tuple[int, int]], offset: int, element_count: int
) -> None:
    shape, strides = tuple(n for n, _ in axes), tuple(step for _, step in axes)
    record = tensor(shape=shape, strides=strides, offset=offset, element_count=element_count)
    try:
        read = read_legacy_pth(pth(record))["layer.weight"]
    except LegacyPthError:
        return
    assert read.shape == shape
    for index in np.ndindex(*shape):
        place = offset + sum(i * stride for i, stride in zip(index, strides, strict=True))
        assert read[index] == VALUES[place]
