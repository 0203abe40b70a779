"""The structure of a PNG file (ISO/IEC 15948), read without decoding a pixel.

Stripping keeps, byte for byte, the chunks that decoding and colour need; everything else goes: text, EXIF, times, animation
frames, private chunks and whatever follows the end. See jpeg.py for why neither re-encoding nor a library.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from shared.images.errors import ImageUnreadable, check_dimensions
from shared.images.exif import orientation_block, read_orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_KEPT = _CRITICAL | {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs"}
_ANCILLARY_BIT = 0x20
_MAX_CHUNKS = 65_536  # an encoder that flushes every 8 KiB makes 1280 of 10 MiB; empty chunks without end are an attack


@dataclass
class Png:
    """What the structure says. `pieces`, joined, are the image without metadata; `width` and `height` are as stored."""

    width: int
    height: int
    orientation: int = 1
    pieces: list[bytes | memoryview] = field(default_factory=list)

    def stripped(self) -> bytes:
        exif = b"" if self.orientation == 1 else _chunk(b"eXIf", orientation_block(self.orientation))
        header, *rest = self.pieces
        return b"".join((SIGNATURE, header, exif, *rest))


def parse(data: bytes) -> Png:
    """Raises ImageUnreadable where the file ends early or a checksum is wrong, ImageTooSmall or ImageTooLarge by its header."""
    view = memoryview(data)
    png = _header(view)
    pixels = False
    at = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        kind = bytes(view[at + 4 : at + 8])
        body_end = at + 8 + int.from_bytes(view[at : at + 4], "big")
        end = body_end + 4
        if len(kind) < 4 or end > len(view):
            raise ImageUnreadable("The PNG is cut off.")
        if zlib.crc32(view[at + 4 : body_end]) != int.from_bytes(view[body_end:end], "big"):
            raise ImageUnreadable("A part of the PNG is damaged.")
        if kind in _KEPT:
            png.pieces.append(view[at:end])
            pixels = pixels or (kind == b"IDAT" and body_end > at + 8)
        elif kind == b"eXIf":
            png.orientation = read_orientation(view[at + 8 : body_end])
        elif not kind[0] & _ANCILLARY_BIT:
            raise ImageUnreadable("The PNG is of a kind that cannot be shown.")
        at = end
        if kind == b"IEND":
            if not pixels:
                raise ImageUnreadable("The PNG holds no picture.")
            return png
    raise ImageUnreadable("The PNG has more parts than a photo has.")


def _header(view: memoryview) -> Png:
    if bytes(view[8:16]) != b"\0\0\0\x0dIHDR" or len(view) < 33:
        raise ImageUnreadable("The PNG's header is damaged.")
    width, height = int.from_bytes(view[16:20], "big"), int.from_bytes(view[20:24], "big")
    check_dimensions(width, height)
    return Png(width, height)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
