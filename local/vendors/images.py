"""What the Cloudinary stand-in does to pictures: recognises formats and derives images from transformations."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
PILLOW_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MAX_PIXELS = 50_000_000
MAX_SIDE = 6000  # px of a derived image
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)  # the warning, where warnings are errors
COMPONENT = re.compile(r"(?:[a-z]{1,3}_[^,/]+)(?:,[a-z]{1,3}_[^,/]+)*")


class ImageError(ValueError):
    """The picture, or what was asked of it, is refused; the text is Cloudinary's message."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Format in Cloudinary's word, and size in px as the file states it (before its EXIF orientation)."""

    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Transformation:
    """One chain of the parameters that we support: crop mode, size, gravity, format and quality."""

    crop: str = "scale"
    width: int | None = None
    height: int | None = None
    format: str | None = None
    quality: int = 85

    @classmethod
    def parse(cls, component: str) -> Transformation:
        """Reads `c_limit,w_800,h_600,f_jpg`. Raises ImageError for anything that the stand-in does not do."""
        found: dict[str, str | int] = {}
        for parameter in component.split(","):
            name, _, value = parameter.partition("_")
            match name:
                case "c" if value in {"limit", "fill", "fit", "scale"}:
                    found["crop"] = value
                case "w" | "h" if _is_number(value, MAX_SIDE):
                    found["width" if name == "w" else "height"] = int(value)
                case "f" if value in PILLOW_FORMATS:
                    found["format"] = "jpg" if value == "jpeg" else value
                case "q" if _is_number(value, 100):
                    found["quality"] = int(value)
                case "g" | "q" | "f" if value == "auto" or (name == "g" and value == "center"):
                    pass
                case _:
                    raise ImageError(f"Invalid transformation parameter - {parameter}")
        return cls(**found)  # type: ignore[arg-type] # each name was set with its own type above


def _is_number(text: str, highest: int) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= highest


def is_transformation(segment: str) -> bool:
    """Whether a segment of a delivery URL reads as a transformation rather than as a folder."""
    return COMPONENT.fullmatch(segment) is not None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in px as the file states them; None for what is no picture. Only the beginning of the file is read."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, *BOMBS):
        return None


def inspect(data: bytes) -> Facts:
    """Decodes the whole picture, so that a truncated one is refused too. Raises ImageError."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format not in FORMATS:
                raise ImageError("Unsupported image format")
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(
                    f"Maximum image size is {MAX_PIXELS // 1_000_000} Megapixels. "
                    f"Requested {image.width * image.height / 1e6:.2f} Megapixels"
                )
            image.load()
            return Facts(FORMATS[image.format], image.width, image.height)
    except (OSError, SyntaxError, *BOMBS) as error:
        raise ImageError("Invalid image file") from error


def derive(data: bytes, original_format: str, steps: list[Transformation]) -> tuple[bytes, str]:
    """The derived image and its format: upright, without any metadata, resized step by step."""
    target = next((step.format for step in reversed(steps) if step.format), original_format)
    with Image.open(io.BytesIO(data)) as opened:
        image: Image.Image = ImageOps.exif_transpose(opened)
        image = image.convert("RGB" if target == "jpg" else "RGBA" if image.mode in {"P", "LA", "PA", "RGBA"} else "RGB")
    for step in steps:
        image = _resized(image, step)
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # only the pixels: no EXIF, XMP, comment or profile
    buffer = io.BytesIO()
    clean.save(buffer, PILLOW_FORMATS[target], quality=steps[-1].quality if steps else 85)
    return buffer.getvalue(), target


def _resized(image: Image.Image, step: Transformation) -> Image.Image:
    width, height = step.width, step.height
    if width is None and height is None:
        return image
    if step.crop == "fill" and width and height:
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    if step.crop == "scale" and width and height:
        return image.resize((width, height), Image.Resampling.LANCZOS)
    scale = min((width or MAX_SIDE * image.width) / image.width, (height or MAX_SIDE * image.height) / image.height)
    if step.crop == "limit":
        scale = min(scale, 1.0)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if max(size) > MAX_SIDE:
        raise ImageError("Maximum size of a derived image is exceeded")
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
