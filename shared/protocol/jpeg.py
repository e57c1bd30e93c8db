"""How big a JPEG from the wire is, before anybody decodes it. Pure."""

from shared.errors import ProtocolError

MAX_PIXELS = 33_000_000
MAX_SMALL_BYTES = 1 << 20
_FRAME_HEADERS = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def check_small_picture(payloads: tuple[bytes, ...], *, of: str) -> None:
    """Raises ProtocolError if this is anything but one small JPEG. of: the kind of its message."""
    if len(payloads) != 1 or len(payloads[0]) > MAX_SMALL_BYTES:
        raise ProtocolError(f"{of}: expected one picture of at most {MAX_SMALL_BYTES} bytes")
    jpeg_size(payloads[0])


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header alone, ITU-T T.81 annex B.

    Raises ProtocolError for what is no JPEG, and for more than `MAX_PIXELS`.
    """
    if data[:2] != b"\xff\xd8":
        raise ProtocolError("a picture is not a JPEG")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _FRAME_HEADERS and at + 9 <= len(data):
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            width = int.from_bytes(data[at + 7 : at + 9], "big")
            return _checked(width, height)
        else:
            length = int.from_bytes(data[at + 2 : at + 4], "big")
            if marker in (0xD9, 0xDA) or length < 2:
                break
            at += 2 + length
    raise ProtocolError("a picture is a JPEG without a size")


def _checked(width: int, height: int) -> tuple[int, int]:
    if width == 0 or height == 0:
        raise ProtocolError(f"a picture of {width} × {height} pixels")
    if width * height > MAX_PIXELS:
        raise ProtocolError(
            f"a picture of {width} × {height} pixels: at most {MAX_PIXELS // 1_000_000} million"
        )
    return width, height
