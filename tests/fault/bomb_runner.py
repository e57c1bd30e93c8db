"""Sets off one bomb in a process of its own and says what it cost.

`python -m tests.fault.bomb_runner NAME FOLDER [BROKEN]`: after something harmless of the same kind,
so that what is loaded once counts for nothing; the cost as JSON on the last line.
"""

import ctypes
import os
import resource
import socket
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import edge_node.sources.limits  # noqa: F401 (before OpenCV is imported)

if sys.argv[3:] == ["pixels"]:
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(1 << 31)
# isort: split
import cv2
import msgspec
import numpy as np
from onnx import helper

from edge_node.deployment.trial import TrialRunner
from edge_node.perception.session import check_graph
from edge_node.sources.image_files import read_image
from operator_gui.station.exchange.archive import unpack
from operator_gui.station.exchange.picture_files import look_at
from operator_gui.station.images import thumbnail
from operator_gui.station.intake import check_query
from shared.bundle import Manifest
from shared.errors import WhatsitError
from shared.protocol import codec
from shared.protocol.codec import MAX_PAYLOAD_BYTES, Envelope, encode
from shared.transport.byte_guard import LINK_ROOM, Room
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ServerChannel
from tests.unit.exchange.hostile_archives import header, sparse_archive
from tests.unit.perception import tiny_models
from tests.unit.sources.recordings import write_giant_png
from tests.unit.station.station_world import PICTURE, make_query, query_of

GIB = 1 << 30
ZMTP_GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01NULL" + bytes(16) + bytes(32)
READY = b"\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00"
ZMTP_READY = b"\x04" + bytes([len(READY)]) + READY
"""The beginning of a connection, ZeroMQ's protocol ZMTP 3.1."""

BROKEN = sys.argv[3] if len(sys.argv) > 3 else ""
"""Which line of defence is left out: "pixels", "frames", "room" or "guard"; "" for none."""


class Cost(msgspec.Struct):
    """Of one bomb: how long until it was refused, by which words, and what memory it took, in this
    process and in the largest child."""

    seconds: float
    refusal: str
    mb: float


Act = Callable[[Path], object]


def over_33_mpx(folder: Path) -> tuple[Act, Path, Path]:
    """A real JPEG of 34 million pixels, as a file of a folder that is replayed."""
    good, bomb = folder / "good.jpg", folder / "large.jpg"
    good.write_bytes(PICTURE)
    cv2.imwrite(str(bomb), np.full((4_250, 8_000), 128, np.uint8))
    return read_image, good, bomb


def over_33_mpx_in_a_query(folder: Path) -> tuple[Act, Path, Path]:
    """The same from the wire."""

    def take(path: Path) -> None:
        envelope = make_query(picture=path.read_bytes())
        check_query(query_of(envelope), codec.decode(encode(envelope)))
        assert thumbnail(path.read_bytes()) is not None

    _, good, bomb = over_33_mpx(folder)
    return take, good, bomb


def decompression_bomb(folder: Path) -> tuple[Act, Path, Path]:
    """A file of some kilobytes that unpacks to a gigapixel."""
    good, bomb = folder / "good.png", folder / "bomb.png"
    cv2.imwrite(str(good), np.full((24, 32, 3), 128, np.uint8))
    write_giant_png(bomb, side=32_768)
    assert bomb.stat().st_size < 1 << 20
    return read_image, good, bomb


def decompression_bomb_in_an_import(folder: Path) -> tuple[Act, Path, Path]:
    """The same among the pictures that somebody labelled elsewhere."""
    _, good, bomb = decompression_bomb(folder)
    return look_at, good, bomb


def model_that_takes_4_gb(folder: Path) -> tuple[Act, Path, Path]:
    """A model of half a kilobyte that fills four gigabytes when it runs, offered to a node."""
    good, bomb = tiny_models.embedder(folder / "good.onnx"), folder / "greedy.onnx"
    nodes = [
        helper.make_node("AveragePool", ["image"], ["raster"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["raster"], ["flat"]),
        helper.make_node("Shape", ["flat"], ["shape"]),  # so that it is not computed beforehand
        helper.make_node("Mul", ["shape", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "sides"], ["size"]),
        helper.make_node("ConstantOfShape", ["size"], ["much"]),
        helper.make_node("ReduceMax", ["much"], ["most"], keepdims=0),
        helper.make_node("Add", ["flat", "most"], ["embedding"]),
    ]
    tiny_models.save(
        bomb,
        nodes,
        [tiny_models.floats("image", ["N", 3, tiny_models.SIDE_PX, tiny_models.SIDE_PX])],
        [tiny_models.floats("embedding", ["N", tiny_models.DIM])],
        [
            tiny_models.constant("nothing", [0, 0], np.int64),
            tiny_models.constant("sides", [1 << 10, GIB >> 10], np.int64),
        ],
    )
    assert bomb.stat().st_size < 1000
    trials = TrialRunner(module="tests.fault.roomy_trial") if BROKEN == "room" else TrialRunner()

    def run(path: Path) -> None:
        spec = tiny_models.embedder_spec(path)
        manifest = Manifest(kind="classify", version=1, created_at_s=0.0, embedder=spec)
        try:
            trials.run(manifest, {"embedder": path}, ("embedder",))
        finally:
            trials.prepare()  # as a node does, so that the next one finds a process ready
            time.sleep(READY_S)

    time.sleep(READY_S)
    return run, good, bomb


READY_S = 4.0
"""Until a spare process has loaded everything; not counted."""


def header_of_2_gb_on_the_wire(folder: Path) -> tuple[Act, Path, Path]:
    """Whoever announces a frame of two gigabytes is disconnected."""
    limit = 1 << 62 if BROKEN == "frames" else MAX_PAYLOAD_BYTES
    channel = ServerChannel(Endpoint("127.0.0.1", 0), frame_bytes=limit)
    good, bomb = folder / "good.frame", folder / "bomb.frame"
    good.write_bytes(SHORT_FRAME)
    bomb.write_bytes(b"\x02" + (2 * GIB).to_bytes(8, "big") + b"\x80" * (1 << 20))
    return (lambda path: say_on_the_wire(channel, path.read_bytes())), good, bomb


def message_that_never_ends(folder: Path) -> tuple[Act, Path, Path]:
    """Frames that are small enough, each with the word that more of the message follow."""
    room = Room(1 << 62, 1 << 62, 1 << 62) if BROKEN == "guard" else LINK_ROOM
    channel = ServerChannel(Endpoint("127.0.0.1", 0), room=room)
    good, bomb = folder / "good.frame", folder / "bomb.frame"
    good.write_bytes(SHORT_FRAME)
    bomb.write_bytes(b"\x03" + (4 << 20).to_bytes(8, "big") + b"\x80" * (4 << 20))

    def say(path: Path) -> None:
        say_on_the_wire(channel, path.read_bytes(), times=60 if path == bomb else 1)

    return say, good, bomb


SHORT_FRAME = b"\x00\x01\x80"
"""A whole message of one byte, which is none of the protocol's."""


def say_on_the_wire(channel: ServerChannel, frame: bytes, *, times: int = 1) -> None:
    """Raises WhatsitError where the channel ends the connection."""
    with socket.create_connection(("127.0.0.1", channel.endpoint.port), timeout=10.0) as peer:
        peer.sendall(ZMTP_GREETING + ZMTP_READY)
        heard_so_far = b""
        while b"READY" not in heard_so_far:
            channel.wait(1)
            heard_so_far += peer.recv(1 << 10)
        for _ in range(times):
            try:
                peer.sendall(frame)
            except ConnectionError as error:  # it was read as far as the length, while this sent
                raise WhatsitError("disconnected") from error
            if times > 1:
                channel.wait(20)
                assert not list(channel.received())
        for _ in range(150):  # before heartbeats end it
            channel.wait(5)
            for _, heard in channel.received():
                assert isinstance(heard, WhatsitError)  # a byte is no message
                return
            peer.settimeout(0.005)
            try:
                if not peer.recv(1 << 16):
                    raise WhatsitError("disconnected")
            except TimeoutError:
                continue
            except ConnectionError as error:
                raise WhatsitError("disconnected") from error


def header_that_claims_2_gb(folder: Path) -> tuple[Act, Path, Path]:
    """A few bytes of msgpack that say that a text of two gigabytes follows."""
    good, bomb = folder / "good.header", folder / "bomb.header"
    good.write_bytes(codec.encode(Envelope(make_query(query_id="q").message))[0])
    bomb.write_bytes(b"\x82\xa4type\xa4beat\xa1x\xdb\x80\x00\x00\x00")
    return (lambda path: codec.decode([path.read_bytes()])), good, bomb


def model_whose_header_claims_2_gb(folder: Path) -> tuple[Act, Path, Path]:
    """A few bytes of a protocol buffer that say that a graph of two gigabytes follows."""
    good, bomb = tiny_models.embedder(folder / "good.onnx"), folder / "claims.onnx"
    bomb.write_bytes(b"\x08\x08\x3a\xff\xff\xff\xff\x07" + bytes(64))
    return check_graph, good, bomb


def archive_of_a_hole(folder: Path) -> tuple[Act, Path, Path]:
    """A tar file of two kilobytes that unpacks to two gigabytes."""
    good, bomb = folder / "good.tar", folder / "hole.tar"
    good.write_bytes(header(tarfile.REGTYPE, size=0) + bytes(1024))
    bomb.write_bytes(sparse_archive(2 * GIB - 1))

    def take(path: Path) -> None:
        unpack(path, folder / path.stem)

    return take, good, bomb


def archive_with_a_header_of_2_gb(folder: Path) -> tuple[Act, Path, Path]:
    """The same whose first file has a name of two gigabytes, all of them a hole on this disk."""
    act, good, _ = archive_of_a_hole(folder)
    bomb = folder / "header.tar"
    with bomb.open("wb") as file:
        file.write(header(tarfile.XHDTYPE, size=2 * GIB))
        file.truncate(2 * GIB + 4 * tarfile.BLOCKSIZE)
    return act, good, bomb


BOMBS = {
    bomb.__name__: bomb
    for bomb in (
        over_33_mpx,
        over_33_mpx_in_a_query,
        decompression_bomb,
        decompression_bomb_in_an_import,
        model_that_takes_4_gb,
        header_of_2_gb_on_the_wire,
        message_that_never_ends,
        header_that_claims_2_gb,
        model_whose_header_claims_2_gb,
        archive_of_a_hole,
        archive_with_a_header_of_2_gb,
    )
}


def set_off(name: str, folder: Path) -> Cost:
    """Raises AssertionError where the bomb is taken for something good."""
    act, good, bomb = BOMBS[name](folder)
    act(good)
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
    before_mb, child_before_mb = peak_mb(), child_peak_mb()
    start_s, refusal = time.perf_counter(), ""
    try:
        act(bomb)
    except (WhatsitError, ValueError) as error:
        refusal = str(error)
    seconds = time.perf_counter() - start_s - (READY_S if name == "model_that_takes_4_gb" else 0.0)
    taken_mb = max(peak_mb() - before_mb, child_peak_mb() - child_before_mb)
    assert refusal, f"{name} is taken for something good ({seconds:.2f} s, {taken_mb:.0f} MB)"
    return Cost(seconds, refusal, taken_mb)


def peak_mb() -> float:
    """Of this process, since the peak was reset."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1e3


def child_peak_mb() -> float:
    """Of the largest child that has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


def main(name: str, folder: Path) -> None:
    sys.stdout.write(msgspec.json.encode(set_off(name, folder)).decode() + "\n")
    sys.stdout.flush()
    os._exit(0)  # without waiting for sockets and spare processes


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
