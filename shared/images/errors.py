"""Why a photo is refused, and the limits of its size. Each detail says what to do about it."""

from __future__ import annotations

from shared.errors import Unprocessable, UnsupportedMediaType

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE_PX = 32
MAX_PIXELS = 50_000_000


class InvalidFileType(UnsupportedMediaType):
    error_code, title = "INVALID_FILE_TYPE", "The file is not a JPEG or PNG image"


class ImageUnreadable(Unprocessable):
    error_code, title = "IMAGE_UNREADABLE", "The photo is damaged"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Take the photo again, or send another file.")


class ImageTooSmall(Unprocessable):
    error_code, title = "IMAGE_TOO_SMALL", "The photo is too small"


class ImageTooLarge(Unprocessable):
    error_code, title = "IMAGE_TOO_LARGE", "The photo has too many pixels"


def check_dimensions(width: int, height: int) -> None:
    """Raises ImageTooSmall or ImageTooLarge. Called as soon as a header names the size, before anything depends on it."""
    if min(width, height) < MIN_SIDE_PX:
        raise ImageTooSmall(
            f"The photo is {width}×{height} pixels; each side needs at least {MIN_SIDE_PX}. Send a larger one.",
            width=width,
            height=height,
            min_side=MIN_SIDE_PX,
        )
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(
            f"The photo is {width}×{height} pixels; at most {MAX_PIXELS // 1_000_000} megapixels are accepted. Scale it down.",
            width=width,
            height=height,
            max_pixels=MAX_PIXELS,
        )
