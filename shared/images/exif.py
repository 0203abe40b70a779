"""The one thing that we read and keep of EXIF: the orientation."""

from __future__ import annotations

import struct

_ORIENTATION = 0x0112
_SHORT, _LONG = 3, 4
_MAX_ENTRIES = 512  # a camera writes some 60; the count is the file's word, so the loop is bounded


def read_orientation(tiff: bytes | memoryview) -> int:
    """The orientation (1..8) in a TIFF block as EXIF holds it; 1, upright, where it names none or is damaged."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(tiff[:2]))
    if order is None or len(tiff) < 8:
        return 1
    magic, first_directory = struct.unpack_from(order + "HI", tiff, 2)
    if magic != 42 or first_directory + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, first_directory)
    for index in range(min(count, _MAX_ENTRIES)):
        entry = first_directory + 2 + 12 * index
        if entry + 12 > len(tiff):
            return 1
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, entry)
        if tag == _ORIENTATION and kind in (_SHORT, _LONG) and length == 1:
            (value,) = struct.unpack_from(order + ("H" if kind == _SHORT else "I"), tiff, entry + 8)
            return value if 1 <= value <= 8 else 1
    return 1


def orientation_block(orientation: int) -> bytes:
    """A TIFF block with the orientation and nothing else (big-endian, one directory of one entry, no further directory)."""
    return struct.pack(">2sHI", b"MM", 42, 8) + struct.pack(">HHHIHHI", 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)
