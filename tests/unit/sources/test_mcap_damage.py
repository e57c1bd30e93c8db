"""What a reader makes of recordings that were cut short, garbled, or made to do harm."""

import random
import re
import struct
import zlib
from pathlib import Path

import pytest
import zstandard
from mcap.writer import CompressionType

from edge_node.sources import mcap_parts, mcap_scan
from edge_node.sources.mcap_records import MAGIC, Opcode
from shared.errors import SourceError
from tests.unit.sources.mcap_files import LAYOUTS, START_NS, Recording, scenes, write_mcap
from tests.unit.sources.test_mcap_reader import positions, read_from

N_FRAMES = 12
MUTANTS = 60


def record(opcode: int, content: bytes) -> bytes:
    return struct.pack("<BQ", opcode, len(content)) + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode()


def chunk(data: bytes, *, compression: str, size: int, crc32: int = 0) -> bytes:
    head = struct.pack("<QQQI", START_NS, START_NS, size, crc32) + text(compression)
    return record(Opcode.CHUNK, head + struct.pack("<Q", len(data)) + data)


def camera() -> bytes:
    """The records that say what the channel 1 is."""
    schema = struct.pack("<H", 1) + text(LAYOUTS["ros2"].schema) + text("") + text("")
    channel = struct.pack("<HH", 1, 1) + text("/camera") + text("cdr") + text("")
    return record(Opcode.SCHEMA, schema) + record(Opcode.CHANNEL, channel)


def message(data: bytes) -> bytes:
    head = struct.pack("<HIQQ", 1, 0, START_NS, START_NS)
    return record(Opcode.MESSAGE, head + LAYOUTS["ros2"].message(data))


@pytest.mark.parametrize("compression", list(CompressionType))
def test_that_a_file_cut_anywhere_is_read_up_to_there(
    compression: CompressionType, tmp_path: Path
) -> None:
    whole = write_mcap(
        tmp_path / "whole.mcap", scenes(N_FRAMES), recording=Recording(compression=compression)
    ).read_bytes()
    path = tmp_path / "cut.mcap"
    counts = []
    for length in range(8, len(whole), 97):
        path.write_bytes(whole[:length])
        try:
            frames, reason, notices = read_from(path)
        except SourceError:
            counts.append(0)  # cut before the first image
            continue
        assert positions(frames) == list(range(len(frames)))
        assert re.search("it cannot be read beyond byte|its end is missing", reason)
        assert re.search("it cannot be read beyond byte|its end is missing", notices[0])
        counts.append(len(frames))
    assert counts == sorted(counts)
    # Compressed data can be had by the block only, and these chunks are of a single one.
    assert len(set(counts)) > (N_FRAMES / 2 if compression is CompressionType.NONE else 3)
    assert counts[-1] == N_FRAMES


def test_that_a_damaged_chunk_is_left_out_and_the_rest_read(tmp_path: Path) -> None:
    path = write_mcap(
        tmp_path / "a.mcap",
        scenes(N_FRAMES),
        recording=Recording(compression=CompressionType.NONE, chunk_size=1_000),
    )
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT", len(data) // 3) + 8] ^= 0xFF
    path.write_bytes(data)
    frames, reason, notices = read_from(path)
    lost = N_FRAMES - len(frames)
    assert 0 < lost < N_FRAMES / 2
    assert notices == [f"a.mcap: left out a chunk with {lost} of its images: it is damaged"]
    assert reason == f"end of a.mcap, {lost} images could not be read"
    missing = sorted(set(range(N_FRAMES)) - set(positions(frames)))
    assert missing == list(range(missing[0], missing[0] + lost))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no MCAP file by its first bytes"),
        (b"ftypisom" * 9, "is no MCAP file by its first bytes"),
        (MAGIC, "holds no compressed images .* its topics: none"),
        (MAGIC + bytes(50), "holds no compressed images .* its topics: none"),
        (MAGIC + b"\x06" + b"\xff" * 8, "holds no compressed images .* its topics: none"),
    ],
)
def test_that_what_is_no_recording_is_refused_in_a_line(
    content: bytes, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "a.mcap").write_bytes(content)
    with pytest.raises(SourceError, match=complaint) as caught:
        read_from(tmp_path / "a.mcap")
    assert "\n" not in str(caught.value)


def test_that_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mcap").mkdir()
    with pytest.raises(SourceError, match=r"cannot read .*: Is a directory"):
        read_from(tmp_path / "a.mcap")


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
def test_that_a_chunk_never_grows_beyond_what_it_declares(compression: str, tmp_path: Path) -> None:
    import lz4.frame

    honest = camera() + message(scenes(1)[0])
    zeros = bytes(64 << 20)
    bomb = zstandard.compress(zeros) if compression == "zstd" else lz4.frame.compress(zeros)
    assert len(bomb) < 1 << 20
    path = tmp_path / "a.mcap"
    path.write_bytes(
        MAGIC
        + chunk(honest, compression="", size=len(honest), crc32=zlib.crc32(honest))
        + chunk(bomb, compression=compression, size=1_000)
        + record(Opcode.MESSAGE_INDEX, struct.pack("<HI", 1, 160) + bytes(160))
        + message(scenes(1)[0])
    )
    frames, _, notices = read_from(path)
    assert positions(frames) == [0, 11]
    assert "left out a chunk with 10 of its images: it holds more than it declares" in notices[-1]


@pytest.mark.parametrize(
    ("compression", "size", "complaint"),
    [
        ("zstd", 1 << 40, "it is larger than 256 MiB"),
        ("brotli", 9, "it is compressed as 'brotli'; expected zstd or lz4"),
        ("zstd", 9, "it is damaged"),
        ("lz4", 9, "it is damaged"),
        ("", 9, "it is damaged"),
    ],
)
def test_that_a_chunk_that_cannot_be_had_is_said_so(
    compression: str, size: int, complaint: str, tmp_path: Path
) -> None:
    index = record(Opcode.MESSAGE_INDEX, struct.pack("<HI", 1, 16) + bytes(16))
    part = chunk(b"x", compression=compression, size=size)
    path = tmp_path / "a.mcap"
    path.write_bytes(MAGIC + camera() + message(scenes(1)[0]) + part + index)
    frames, _, notices = read_from(path)
    assert positions(frames) == [0]
    assert notices[-1] == f"a.mcap: left out a chunk with 1 of its images: {complaint}"
    path.write_bytes(MAGIC + camera() + message(scenes(1)[0]) + part)
    frames, reason, _ = read_from(path)
    assert positions(frames) == [0]
    assert reason.startswith("end of a.mcap; 1 of its chunks cannot be read; its end is missing")


def test_that_messages_of_a_size_without_reason_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (mcap_parts, mcap_scan):
        monkeypatch.setattr(module, "MAX_PART_BYTES", 10_000)
    monkeypatch.setattr(mcap_scan, "_MAX_RUN_BYTES", 5_000)
    path = tmp_path / "a.mcap"
    good = message(scenes(1)[0])
    path.write_bytes(MAGIC + camera() + good + message(bytes(20_000)) + good)
    frames, _, _ = read_from(path)
    assert len(frames) == 2


def test_that_a_file_of_countless_pieces_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcap_scan, "_MAX_PORTIONS", 10)
    path = write_mcap(tmp_path / "a.mcap", scenes(N_FRAMES), recording=Recording(chunk_size=1))
    with pytest.raises(SourceError, match="more than 10 pieces; rewrite it with larger chunks"):
        read_from(path)


@pytest.mark.parametrize("chunk_size", [None, 2_000])
def test_that_no_mutation_is_worse_than_a_source_error(
    chunk_size: int | None, tmp_path: Path
) -> None:
    whole = write_mcap(
        tmp_path / "whole.mcap", scenes(4), recording=Recording(chunk_size=chunk_size)
    ).read_bytes()
    rng = random.Random(7)
    path = tmp_path / "a.mcap"
    refused = 0
    for _ in range(MUTANTS):
        mutant = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(8, len(mutant))
            mutant[at : at + rng.choice((1, 1, 4, 8))] = rng.randbytes(rng.choice((1, 1, 4, 8)))
        path.write_bytes(mutant)
        try:
            frames, _, _ = read_from(path)
        except SourceError:
            refused += 1
        else:
            assert len(frames) <= 16
    assert refused < MUTANTS
