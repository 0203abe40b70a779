"""A photo on its way in: is it one, what is on it besides the picture, and how the model gets it.

    inspect          refuses what is not a sound JPEG or PNG of reasonable size
    strip_metadata   the same pixels, bit for bit, without where, when and by whom
    for_model        a small upright JPEG

The bytes decide, never the declared type. Structure and limits are checked by reading headers (jpeg.py, png.py); Pillow is
imported at the first decode and only ever sees a file that passed and was stripped, so none of its metadata readers runs.
"""

from __future__ import annotations

import threading
from io import BytesIO
from typing import TYPE_CHECKING, Literal, NamedTuple

from shared.errors import FileTooLarge
from shared.images import jpeg, png
from shared.images.errors import (
    MAX_BYTES,
    ImageTooLarge,
    ImageTooSmall,
    ImageUnreadable,
    InvalidFileType,
)

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "MAX_BYTES",
    "PROBLEMS",
    "FileTooLarge",
    "ImageTooLarge",
    "ImageTooSmall",
    "ImageUnreadable",
    "InvalidFileType",
    "PhotoInfo",
    "for_model",
    "inspect",
    "strip_metadata",
]

# What a file can be refused for.
PROBLEMS = (InvalidFileType, FileTooLarge, ImageUnreadable, ImageTooSmall, ImageTooLarge)

Format = Literal["jpeg", "png"]
Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the upright picture

# One decode at a time in a process. An instance has one CPU, so two at once would not be faster, and 50 megapixels take up to
# 300 MB while they are decoded (a progressive JPEG's coefficients, at any scale).
_decoding = threading.Lock()


class PhotoInfo(NamedTuple):
    """`width` and `height` are pixels as displayed, that is after the orientation is applied."""

    format: Format
    width: int
    height: int
    size_bytes: int


def inspect(data: bytes, *, max_bytes: int = MAX_BYTES) -> PhotoInfo:
    """What this photo is. Raises FileTooLarge, InvalidFileType, ImageUnreadable, ImageTooSmall or ImageTooLarge.

    A JPEG is decoded at an eighth of its size, in grey, which finds damaged tables and headers; a PNG's parts carry checksums,
    so it is not decoded.
    """
    if len(data) > max_bytes:
        raise FileTooLarge(
            f"The photo has {len(data)} bytes; at most {max_bytes} are accepted. Send a smaller one.",
            size=len(data),
            max_size=max_bytes,
        )
    kind = _format(data)
    image = _parse(data, kind)
    if kind == "jpeg":
        with _decoding:
            _decode(image.stripped(), kind, (image.width // 8, image.height // 8), grey=True)
    upright = image.orientation < 5
    width, height = (image.width, image.height) if upright else (image.height, image.width)
    return PhotoInfo(kind, width, height, len(data))


def strip_metadata(data: bytes, format: Format) -> bytes:  # noqa: A002 - the field's name, PhotoInfo.format
    """The photo without EXIF (GPS), XMP, IPTC, comments, thumbnails, further images and anything after its end.

    Lossless: the coded picture is copied as it is, with the colour profile and the orientation. Raises as `inspect` does, and
    ImageUnreadable where `data` is not of `format`.
    """
    if _format(data) != format:
        raise ImageUnreadable(f"This is not a {format.upper()} file.")
    return _parse(data, format).stripped()


def for_model(data: bytes, *, max_side: int = 1600, quality: int = 85, box: Box | None = None) -> bytes:
    """An upright RGB JPEG without metadata, its long side at most `max_side` pixels; transparency is laid on white.

    With `box` only that part of the upright picture, decoded as finely as if it were the whole.
    Raises as `inspect` does.
    """
    from PIL import Image

    kind = _format(data)
    source = _parse(data, kind)
    shrink = min(1.0, max_side / (max(source.width, source.height) * _share(box)))
    target = (max(1, round(source.width * shrink)), max(1, round(source.height * shrink)))
    with _decoding, _decode(source.stripped(), kind, target) as decoded:
        picture = _plain(decoded)
        if picture.size != target:
            picture = picture.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _on_white(picture)
    if turn := _TURNS.get(source.orientation):
        picture = picture.transpose(Image.Transpose[turn])
    if box:
        picture = picture.crop(_pixels(box, picture.size))
        picture.thumbnail((max_side, max_side))
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _share(box: Box | None) -> float:
    """How much of the picture's sides the box takes, at least a quarter: what is smaller gains nothing from more pixels."""
    return 1.0 if box is None else max(0.25, box[2] - box[0], box[3] - box[1])


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in whole pixels within the picture, at least one each way."""
    (left, top, right, bottom), (width, height) = box, size
    x, y = min(int(left * width), width - 1), min(int(top * height), height - 1)
    return x, y, max(x + 1, min(width, round(right * width))), max(y + 1, min(height, round(bottom * height)))


# What has to be done to the stored picture so that it stands upright, by EXIF orientation (CIPA DC-008, tag Orientation).
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def _decode(data: bytes, kind: Format, size: tuple[int, int], *, grey: bool = False) -> Image:
    """The pixels of a stripped photo; a JPEG's at the smallest power-of-two scale that is not below `size`."""
    from PIL import Image

    try:
        image = Image.open(BytesIO(data), formats=(kind.upper(),))
        image.draft("L" if grey else None, size)  # other formats ignore it
        image.load()
    except Exception as error:  # the decoders answer damaged data with whatever went wrong in them
        raise ImageUnreadable("The photo cannot be decoded.") from error
    return image


def _plain(image: Image) -> Image:
    """The same picture in a mode that can be resized: L, RGB, RGBA or CMYK."""
    if image.mode == "I;16":  # Pillow clips such values at 255 where it should scale them
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"P", "PA", "LA"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _on_white(image: Image) -> Image:
    from PIL import Image

    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def _format(data: bytes) -> Format:
    if not data:
        raise ImageUnreadable("The file is empty.")
    if data.startswith(jpeg.SIGNATURE):
        return "jpeg"
    if data.startswith(png.SIGNATURE):
        return "png"
    raise InvalidFileType("Send the photo as JPEG or PNG: the content of this file is neither, whatever its name says.")


def _parse(data: bytes, kind: Format) -> jpeg.Jpeg | png.Png:
    return jpeg.parse(data) if kind == "jpeg" else png.parse(data)
