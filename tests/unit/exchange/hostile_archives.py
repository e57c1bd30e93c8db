"""Archives of a few blocks that say that they hold far more."""

import tarfile

_BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * _BLOCK)
_RECORDS = {
    "0.0": {"GNU.sparse.numblocks": "1", "GNU.sparse.offset": "0", "GNU.sparse.numbytes": "0"},
    "0.1": {"GNU.sparse.map": "0,0"},
    "1.0": {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
}
"""What the extended headers of GNU tar say of a file with holes, by the version of the format."""


def header(kind: bytes, *, size: int, name: str = "labels.csv") -> bytes:
    """One block, or more where the name is long."""
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


def sparse_archive(size: int, kind: str = "old") -> bytes:
    """One file that is a hole of this size. kind: "old", or a version of the newer format."""
    if kind == "old":
        block = bytearray(header(tarfile.GNUTYPE_SPARSE, size=0))
        block[386:410] = b"%011o\0%011o\0" % (size, 0)  # where data begin, and how much
        block[483:495] = b"%011o\0" % size
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        return bytes(block) + _END
    sizes = {"GNU.sparse.size": str(size), "GNU.sparse.realsize": str(size)}
    records = b"".join(_record(key, said) for key, said in {**_RECORDS[kind], **sizes}.items())
    no_holes = b"0\n".ljust(_BLOCK, b"\0") if kind == "1.0" else b""
    extended = header(tarfile.XHDTYPE, size=len(records)) + records.ljust(_BLOCK, b"\0")
    return extended + header(tarfile.REGTYPE, size=len(no_holes)) + no_holes + _END


def _record(key: str, said: str) -> bytes:
    """A line that begins with its own length."""
    rest = f" {key}={said}\n"
    length = len(rest) + 2
    assert len(f"{length}{rest}") == length
    return f"{length}{rest}".encode()
