"""Writing a zip archive. `zipfile` can, but takes as long to load as all else that saves a short run."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from struct import pack

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_VERSION, _DEFLATED = 45, 8
_TIME, _DAY = 0, 0x21
"""The first moment that the format knows: 1980-01-01."""
_FAR = 0xFFFFFFFF
_MODE = 0o600 << 16
_LEVEL = 1


def zipped(members: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the bytes of an archive of these files, each compressed; names are ASCII. Sizes may pass 4 GiB."""
    entries = []
    at = 0
    for name, data in members.items():
        body = _deflated(data)
        sizes = pack("<QQ", len(data), len(body))
        common = pack(
            "<HHHHHLLL", _VERSION, 0, _DEFLATED, _TIME, _DAY, zlib.crc32(data), _FAR, _FAR
        )
        extra = pack("<HH", 1, len(sizes)) + sizes
        head = _LOCAL + common + pack("<HH", len(name), len(extra)) + name.encode("ascii") + extra
        yield head
        yield body
        entries.append(_entry(name, common, sizes + pack("<Q", at)))
        at += len(head) + len(body)
    directory = b"".join(entries)
    yield directory
    yield _ending(len(entries), len(directory), at)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _entry(name: str, common: bytes, where: bytes) -> bytes:
    extra = pack("<HH", 1, len(where)) + where
    rest = pack("<HHHHHLL", len(name), len(extra), 0, 0, 0, _MODE, _FAR)
    return _CENTRAL + pack("<H", _VERSION) + common + rest + name.encode("ascii") + extra


def _ending(count: int, size: int, at: int) -> bytes:
    long = pack("<QHHLLQQQQ", 44, _VERSION, _VERSION, 0, 0, count, count, size, at)
    locator = pack("<LQL", 0, at + size, 1)
    short = pack("<HHHHLLH", 0, 0, count, count, _FAR, _FAR, 0)
    return _END_64 + long + _LOCATOR_64 + locator + _END + short
