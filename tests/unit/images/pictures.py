"""Photos made at run time, with everything that phones and cameras hide in them."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

SECRET = b"52.3791N-4.9003E-home"  # stands for whatever must not leave: it is planted into every kind of metadata


def scene(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ, so that every turn and flip shows: red, green / blue, white."""
    image = Image.new("RGB", (width, height), "grey")
    draw = ImageDraw.Draw(image)
    half_width, half_height = max(1, width // 2), max(1, height // 2)
    for x, y, colour in ((0, 0, "red"), (half_width, 0, "lime"), (0, half_height, "blue"), (half_width, half_height, "white")):
        draw.rectangle((x, y, x + half_width - 1, y + half_height - 1), fill=colour)
    return image.convert(mode)


def corners(image: Image.Image) -> str:
    """The colours of the corners in reading order, as letters: `rgbw` is upright."""
    width, height = image.size
    spots = [
        (width // 8, height // 8),
        (width * 7 // 8, height // 8),
        (width // 8, height * 7 // 8),
        (width * 7 // 8, height * 7 // 8),
    ]
    red, green, blue = image.convert("RGB").split()
    letters = {(True, False, False): "r", (False, True, False): "g", (False, False, True): "b", (True, True, True): "w"}
    return "".join(letters.get((level(red, spot), level(green, spot), level(blue, spot)), "?") for spot in spots)


def level(channel: Image.Image, spot: tuple[int, int]) -> bool:
    return channel.crop((*spot, spot[0] + 1, spot[1] + 1)).tobytes()[0] > 127


def encode(image: Image.Image, file_type: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, file_type, **options)
    return out.getvalue()


def exif(orientation: int = 1, *, secret: bool = True) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    if secret:
        block[0x010E] = SECRET.decode()
        block.get_ifd(0x8825)[0x1D] = SECRET.decode()
    return block.tobytes()


@cache
def icc_profile() -> bytes:  # cached, because it holds the time at which it was made
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def segment(marker: int, payload: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + (len(payload) + 2).to_bytes(2, "big") + payload


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def loaded_jpeg(orientation: int = 1, **options: object) -> bytes:
    """A JPEG with EXIF and GPS, XMP, IPTC, MPF, a comment, a JFXX thumbnail, a second image and a trailer."""
    plain = encode(scene(), "JPEG", quality=90, exif=exif(orientation), icc_profile=icc_profile(), comment=SECRET, **options)
    extra = (
        segment(0xE0, b"JFXX\0\x10" + SECRET)
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
        + segment(0xE2, b"MPF\0" + SECRET)
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xEF, SECRET)
    )
    return plain[:2] + extra + plain[2:] + encode(scene(), "JPEG", comment=SECRET) + SECRET


def loaded_png(orientation: int = 1) -> bytes:
    """A PNG with text of all three kinds, eXIf, a time, a private chunk and a trailer."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_text("Packed", SECRET.decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    plain = encode(scene(), "PNG", pnginfo=texts, exif=exif(orientation), icc_profile=icc_profile())
    end = plain.rindex(b"IEND") - 4
    return plain[:end] + chunk(b"tIME", b"\x07\xea\x0b\x16\0\0\0") + chunk(b"prVt", SECRET) + plain[end:] + SECRET


@cache
def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of `side`² pixels in a few hundred kilobytes, with right checksums."""
    rows = zlib.compressobj(1)
    packed = b"".join(rows.compress(bytes(1 + side // 8)) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def jpeg_of_size(data: bytes, width: int, height: int) -> bytes:
    """The same JPEG whose header claims another size."""
    at = next(at for marker in (b"\xff\xc0", b"\xff\xc2") if (at := data.find(marker)) > 0)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]
