"""Photos of plates: small, quickly made, and each a meal of its own to the stand-in for Gemini."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

TABLE, RICE, BROCCOLI, BEEF = (70, 90, 130), (245, 243, 238), (70, 140, 50), (95, 55, 35)


@cache
def plate(number: int = 0) -> bytes:
    """A JPEG of rice, broccoli and beef; the portions depend on `number`."""
    image = Image.new("RGB", (240, 160), TABLE)
    draw = ImageDraw.Draw(image)
    for colour, centre, radius in ((RICE, 50, 34 + number % 7), (BROCCOLI, 120, 28 + number % 5), (BEEF, 190, 30 + number % 11)):
        draw.ellipse((centre - radius, 80 - radius, centre + radius, 80 + radius), fill=colour)
    out = BytesIO()
    image.save(out, "JPEG", quality=90, comment=f"plate {number}".encode())
    return out.getvalue()
