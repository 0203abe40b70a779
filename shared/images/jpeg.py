"""The structure of a JPEG file (ITU-T T.81 annex B), read without decoding a pixel.

Stripping copies the parts that decoding needs, byte for byte, and leaves the rest out. Re-encoding would lose quality and take a
hundred times as long; the libraries that do this losslessly load the vendor-specific metadata that we want nothing to do with, or
keep what follows the main image, where phones put further pictures and whole videos.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shared.images.errors import ImageUnreadable, check_dimensions
from shared.images.exif import orientation_block, read_orientation

SIGNATURE = b"\xff\xd8\xff"

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})  # SOF of the sequential and progressive kinds that decoders know
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})  # DHT DAC DQT DRI
_EXIF, _JFIF, _ICC, _ADOBE = b"Exif\0\0", b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"

# Within entropy-coded data 0xFF is followed by 0 (a stuffed byte), by a restart marker, or by another 0xFF (fill).
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

# A photo has some dozens of segments (an ICC profile up to 255) and some ten scans. Many more are an attack on the reader's time:
# each scan of a progressive file visits all blocks of the image, however few bytes it holds.
_MAX_SEGMENTS = 4096
_MAX_SCANS = 64


@dataclass
class Jpeg:
    """What the structure says. `pieces`, joined, are the image without metadata; `width` and `height` are as stored."""

    width: int = 0
    height: int = 0
    orientation: int = 1
    scans: int = 0
    pieces: list[bytes | memoryview] = field(default_factory=list)

    def stripped(self) -> bytes:
        exif = b"" if self.orientation == 1 else _segment(_APP1, _EXIF + orientation_block(self.orientation))
        return b"".join((b"\xff\xd8", exif, *self.pieces, b"\xff\xd9"))


def parse(data: bytes) -> Jpeg:
    """Raises ImageUnreadable where the file ends early or contradicts itself, ImageTooSmall or ImageTooLarge by its header."""
    view = memoryview(data)
    jpeg = Jpeg()
    oriented = False
    at = 2
    for _ in range(_MAX_SEGMENTS):
        start, marker = _marker(view, at)
        if marker == _EOI:
            if not jpeg.scans:
                raise ImageUnreadable("The JPEG holds no picture.")
            return jpeg
        payload = _payload(view, start)
        at = start + 4 + len(payload)
        if marker == _SOS:
            at = _end_of_scan(jpeg, view, at)
            jpeg.pieces.append(view[start:at])
        elif marker in _SIZES:
            _read_dimensions(jpeg, payload)
            jpeg.pieces.append(view[start:at])
        elif marker in _TABLES:
            jpeg.pieces.append(view[start:at])
        elif marker == _APP1 and not oriented and payload[:6] == _EXIF:
            jpeg.orientation, oriented = read_orientation(payload[6:]), True
        elif _APP0 <= marker <= _APP15 or marker == _COM:
            jpeg.pieces.append(_kept_application_data(marker, payload))
        else:
            raise ImageUnreadable("The JPEG is of a kind that cannot be shown.")
    raise ImageUnreadable("The JPEG has more parts than a photo has.")


def _marker(view: memoryview, at: int) -> tuple[int, int]:
    """Position and code of the marker at `at`, past fill bytes. `_NEXT_MARKER` finds it; it has to be right there."""
    found = _NEXT_MARKER.search(view, at)
    if found is None:
        raise ImageUnreadable("The JPEG is cut off.")
    start = found.start()
    if bytes(view[at:start]).strip(b"\xff"):
        raise ImageUnreadable("The JPEG's parts do not follow each other.")
    return start, view[start + 1]


def _payload(view: memoryview, start: int) -> memoryview:
    length = int.from_bytes(view[start + 2 : start + 4], "big")
    end = start + 2 + length
    if length < 2 or end > len(view):
        raise ImageUnreadable("The JPEG is cut off in its header.")
    return view[start + 4 : end]


def _end_of_scan(jpeg: Jpeg, view: memoryview, at: int) -> int:
    jpeg.scans += 1
    if not jpeg.width:
        raise ImageUnreadable("The JPEG's picture comes before its header.")
    if jpeg.scans > _MAX_SCANS:
        raise ImageUnreadable("The JPEG has more scans than a photo has.")
    found = _NEXT_MARKER.search(view, at)
    if found is None:
        raise ImageUnreadable("The JPEG is cut off in the middle.")
    return found.start()


def _read_dimensions(jpeg: Jpeg, payload: memoryview) -> None:
    if jpeg.width:
        raise ImageUnreadable("The JPEG has two headers.")
    if len(payload) < 6:
        raise ImageUnreadable("The JPEG's header is damaged.")
    jpeg.height, jpeg.width = int.from_bytes(payload[1:3], "big"), int.from_bytes(payload[3:5], "big")
    check_dimensions(jpeg.width, jpeg.height)


def _kept_application_data(marker: int, payload: memoryview) -> bytes:
    """The part that decoding right needs: JFIF without its thumbnail, Adobe's colour transform, the ICC profile."""
    if marker == _APP0 and payload[:5] == _JFIF and len(payload) >= 14:
        return _segment(marker, bytes(payload[:12]) + b"\0\0")
    if marker == _APP14 and payload[:5] == _ADOBE and len(payload) >= 12:
        return _segment(marker, payload[:12])
    if marker == _APP2 and payload[:12] == _ICC:
        return _segment(marker, payload)
    return b""


def _segment(marker: int, payload: bytes | memoryview) -> bytes:
    return b"\xff" + bytes((marker,)) + (len(payload) + 2).to_bytes(2, "big") + bytes(payload)
