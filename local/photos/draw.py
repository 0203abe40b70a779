"""Draws the sample photo of the demo: salmon, rice, broccoli and lemon on a blue plate, seen from above.

    python -m local.photos.draw        writes local/photos/sample.jpg, the same bytes every time

Everything is drawn at twice the size and scaled down. Solid things get their light from a height map: the slope towards the
window brightens them. The file lies on its side with an EXIF orientation, a camera name and a position in the open sea, so that
every run of the demo exercises turning a picture upright and removing its metadata.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter

SAMPLE = Path(__file__).with_name("sample.jpg")
WIDTH, HEIGHT = 1600, 1200
SCALE = 2
SIZE = (WIDTH * SCALE, HEIGHT * SCALE)
MAX_BYTES = 250_000
ROTATE_90_CW = 6  # EXIF orientation: turn by 90 degrees clockwise to see it upright

Point = tuple[float, float]
Colour = tuple[int, int, int]


def draw() -> Image.Image:
    """The finished picture, upright."""
    chance = random.Random(20)
    image = _linen(chance)
    _fork(image, (200, 610))
    _plate(image, chance, (850, 600), 530)
    _rice(image, chance, (990, 425), 240, 192)
    _broccoli(image, chance)
    _lemon(image, chance, (598, 505), 104)
    _lemon(image, chance, (655, 440), 104)
    _salmon(image, chance)
    _herbs(image, chance)
    return _photograph(image, chance)


def _linen(chance: random.Random) -> Image.Image:
    """A slate-blue tablecloth: threads both ways over a soft unevenness."""
    across = _noise(chance, (40, 2)).point(lambda v: 128 + (v - 128) // 5)
    along = _noise(chance, (2, 40)).point(lambda v: 128 + (v - 128) // 5)
    folds = _noise(chance, (420, 420)).point(lambda v: 128 + (v - 128) // 4)
    cloth = Image.new("RGB", SIZE, (86, 98, 116))
    for layer in (across, along, folds):
        cloth = ImageChops.overlay(cloth, _grey(layer))
    return cloth


def _fork(image: Image.Image, centre: Point) -> None:
    """A steel fork beside the plate."""
    x, y = centre
    mask, pen = _mask()
    _oval(pen, (x, y - 150), 44, 78)
    _box(pen, (x - 44, y - 300, x + 44, y - 150))
    for gap in (-24, 0, 24):
        _box(pen, (x + gap - 5, y - 310, x + gap + 5, y - 165), fill=0)
    pen.polygon(
        _scaled([(x - 15, y - 90), (x + 15, y - 90), (x + 11, y + 130), (x + 23, y + 330), (x - 23, y + 330), (x - 11, y + 130)]),
        fill=255,
    )
    _oval(pen, (x, y + 330), 23, 26)
    _shadow(image, mask, distance=9, blur=9, darkness=0.55)
    _solid(image, mask, (158, 161, 166), roundness=7, strength=3.0)


def _plate(image: Image.Image, chance: random.Random, centre: Point, radius: float) -> None:
    """Blue stoneware: a rim, a well, speckles in the glaze and the window's reflection."""
    x, y = centre
    outer, inner = _disc(centre, radius), _disc(centre, radius * 0.74)
    _shadow(image, outer, distance=26, blur=30, darkness=0.65)
    _solid(image, outer, (58, 88, 122), roundness=16, strength=2.2)
    _solid(image, _disc(centre, radius * 0.975), (66, 97, 131), roundness=40, strength=0.8)
    well = ImageChops.invert(inner)
    _lay(image, inner, (72, 104, 138))
    _lay(image, ImageChops.multiply(_moved(well.filter(ImageFilter.GaussianBlur(30)), 16, 16), inner), (24, 42, 66), 0.75)
    _lay(image, ImageChops.multiply(_moved(well.filter(ImageFilter.GaussianBlur(24)), -12, -12), inner), (128, 158, 186), 0.5)
    speckles, pen = _mask()
    for _ in range(420):
        angle, distance = chance.uniform(0, math.tau), radius * math.sqrt(chance.random()) * 0.97
        size = chance.uniform(0.6, 2.2)
        _oval(pen, (x + distance * math.cos(angle), y + distance * math.sin(angle)), size, size)
    _lay(image, speckles, (34, 52, 78), 0.6)
    glint, pen = _mask()
    pen.arc(
        [v * SCALE for v in (x - radius * 0.9, y - radius * 0.9, x + radius * 0.9, y + radius * 0.9)], 196, 258, fill=255, width=26
    )
    _lay(image, glint.filter(ImageFilter.GaussianBlur(16)), (214, 228, 240), 0.5)


def _rice(image: Image.Image, chance: random.Random, centre: Point, radius_x: float, radius_y: float) -> None:
    """A mound of single grains, laid from the outside in and from dark to light."""
    x, y = centre
    outline = _wobbly(chance, centre, radius_x, radius_y, 0.09)
    mound = _shape([(x + 0.95 * (edge_x - x), y + 0.95 * (edge_y - y)) for edge_x, edge_y in outline])
    _shadow(image, mound, distance=14, blur=18, darkness=0.6)
    _solid(image, mound, (206, 200, 186), roundness=60, strength=1.1)
    pen = ImageDraw.Draw(image)
    grains = []
    for _ in range(4400):
        edge_x, edge_y = chance.choice(outline)
        share = math.sqrt(chance.random()) * chance.uniform(0.93, 1.02)
        grains.append((share, x + share * (edge_x - x), y + share * (edge_y - y)))
    for share, grain_x, grain_y in sorted(grains, reverse=True):
        lit = ((x - grain_x) + (y - grain_y)) / (radius_x + radius_y)
        tone = 224 + 22 * lit - 16 * share + chance.uniform(-11, 11)
        turn, length = chance.uniform(0, math.pi), chance.uniform(8.5, 12)
        for dx, dy, width, shade in ((1.3, 1.5, 6.4, -54), (0, 0, 5.6, 0), (-0.7, -0.9, 2.0, 16)):
            _capsule(pen, (grain_x + dx, grain_y + dy), turn, length if shade <= 0 else length * 0.6, width, _tone(tone + shade))


def _lemon(image: Image.Image, chance: random.Random, centre: Point, radius: float) -> None:
    """A slice of lemon: rind, pith and nine segments of juicy threads."""
    x, y = centre
    rind = _disc(centre, radius)
    _shadow(image, rind, distance=9, blur=9, darkness=0.6)
    _solid(image, rind, (236, 204, 40), roundness=7, strength=1.6)
    _lay(image, _disc(centre, radius * 0.91), (247, 240, 196))
    segments, pen = _mask()
    for index in range(9):
        middle = index * math.tau / 9 + 0.2
        edge = [
            (x + radius * 0.84 * math.cos(middle + a), y + radius * 0.84 * math.sin(middle + a))
            for a in (-0.29, -0.15, 0, 0.15, 0.29)
        ]
        tip = (x + radius * 0.1 * math.cos(middle), y + radius * 0.1 * math.sin(middle))
        pen.polygon(_scaled([tip, *edge]), fill=255)
    segments = segments.filter(ImageFilter.GaussianBlur(5)).point(lambda v: 255 if v > 110 else 0)
    _solid(image, segments, (244, 220, 66), roundness=6, strength=1.3)
    threads, pen = _mask()
    for _ in range(900):
        angle, start = chance.uniform(0, math.tau), radius * chance.uniform(0.15, 0.72)
        end = start + radius * chance.uniform(0.05, 0.14)
        line = [(x + r * math.cos(angle), y + r * math.sin(angle)) for r in (start, end)]
        pen.line(_scaled(line), fill=chance.randint(90, 255), width=chance.choice((2, 3, 4)))
    _lay(image, ImageChops.multiply(threads, segments), (255, 243, 150), 0.65)


def _broccoli(image: Image.Image, chance: random.Random) -> None:
    """Seven florets, each a stalk under a crown of buds."""
    florets = (
        (1215, 610, 80),
        (1090, 655, 88),
        (1195, 715, 98),
        (1010, 725, 76),
        (1110, 800, 92),
        (1180, 845, 74),
        (1060, 885, 70),
    )
    for x, y, radius in florets:
        stalk = _shape([(x - 16, y), (x + 16, y), (x + 30, y + radius * 1.12), (x - 8, y + radius * 1.18)])
        _shadow(image, stalk, distance=8, blur=10, darkness=0.5)
        _solid(image, stalk, (132, 164, 84), roundness=11, strength=1.9)
    for x, y, radius in florets:
        crown = _shape(_wobbly(chance, (x, y), radius * 0.86, radius * 0.78, 0.12))
        _shadow(image, crown, distance=10, blur=12, darkness=0.6)
        _solid(image, crown, (30, 62, 22), roundness=24, strength=0.5)
        pen = ImageDraw.Draw(image)
        for ring in (1.0, 0.86, 0.7, 0.5, 0.28):
            for _ in range(int(10 + 26 * ring)):
                angle, share = chance.uniform(0, math.tau), ring * chance.uniform(0.8, 1.02)
                bump = (x + radius * 0.86 * share * math.cos(angle), y + radius * 0.78 * share * math.sin(angle))
                lit = -(math.cos(angle) + math.sin(angle)) * share
                _buds(pen, chance, bump, radius * chance.uniform(0.15, 0.22), 0.42 + 0.22 * lit + 0.25 * (1 - ring))


def _buds(pen: ImageDraw.ImageDraw, chance: random.Random, centre: Point, radius: float, light: float) -> None:
    """One knob of a floret: a dark ball under many small buds that catch the light."""
    x, y = centre
    _oval(pen, (x + 2, y + 3), radius, radius, _green(light - 0.3))
    for _ in range(34):
        angle, share = chance.uniform(0, math.tau), math.sqrt(chance.random())
        dx, dy = radius * share * math.cos(angle), radius * share * math.sin(angle)
        size = chance.uniform(1.8, 3.6)
        bright = light - 0.28 * (dx + dy) / radius + chance.uniform(-0.12, 0.12)
        _oval(pen, (x + dx + 0.8, y + dy + 1), size, size, _green(bright - 0.25))
        _oval(pen, (x + dx, y + dy), size * 0.75, size * 0.75, _green(bright))


def _salmon(image: Image.Image, chance: random.Random) -> None:
    """A roasted fillet: flakes between lines of fat, browned edges, a moist shine."""
    along = [i / 60 for i in range(61)]
    spine = [(500 + 500 * t, 575 + 235 * t + 26 * math.sin(3 * t)) for t in along]
    widths = [142 * (1 - 0.4 * t**2) * math.sqrt(min(1.0, 0.12 + 5 * t, 0.3 + 7 * (1 - t))) for t in along]
    upper = [(px + 0.4 * w, py - 0.92 * w) for (px, py), w in zip(spine, widths, strict=True)]
    lower = [(px - 0.4 * w, py + 0.92 * w) for (px, py), w in zip(spine, widths, strict=True)]
    fillet = _shape([*upper, *reversed(lower)]).filter(ImageFilter.GaussianBlur(22)).point(lambda v: 255 if v > 128 else 0)
    _shadow(image, fillet, distance=20, blur=20, darkness=0.7)
    grain = _noise(chance, (9, 9)).point(lambda v: 128 + (v - 128) // 3)
    _solid(image, fillet, (236, 138, 98), roundness=42, strength=1.7, texture=grain)

    lines, pen = _mask()
    for step in range(1, 26):
        t = step / 27
        index = int(t * 60)
        (px, py), w = spine[index], widths[index]
        for side in (-1, 1):
            curve = [
                (px + side * 0.4 * w * s + 62 * s**1.6, py - side * 0.92 * w * s + 18 * s**1.6) for s in (i / 14 for i in range(15))
            ]
            pen.line(_scaled(curve), fill=chance.randint(170, 255), width=chance.randint(5, 9), joint="curve")
    pen.line(_scaled(spine[3:58]), fill=200, width=6, joint="curve")
    soft = lines.filter(ImageFilter.GaussianBlur(2.5))
    _lay(image, ImageChops.multiply(_moved(soft, 5, 5), fillet), (196, 88, 54), 0.55)
    _lay(image, ImageChops.multiply(soft, fillet), (252, 208, 180), 0.7)

    edge = ImageChops.subtract(fillet, fillet.filter(ImageFilter.GaussianBlur(46)).point(lambda v: max(0, v * 2 - 255)))
    patches = ImageChops.multiply(edge, _noise(chance, (36, 36)).point(lambda v: min(255, v * 2)))
    _lay(image, ImageChops.multiply(patches.filter(ImageFilter.GaussianBlur(5)), fillet), (188, 98, 48), 0.7)

    shine = _noise(chance, (16, 10)).point(lambda v: max(0, v - 178) * 5)
    towards_window = _moved(fillet.filter(ImageFilter.GaussianBlur(40)), 40, 46).point(lambda v: 255 - v)
    shine = ImageChops.multiply(ImageChops.multiply(shine, towards_window), fillet.filter(ImageFilter.GaussianBlur(12)))
    _lay(image, shine.filter(ImageFilter.GaussianBlur(2)), (255, 244, 230), 0.6)


def _herbs(image: Image.Image, chance: random.Random) -> None:
    """Dill over the salmon and a little pepper over everything."""
    pen = ImageDraw.Draw(image)
    for _ in range(15):
        x, y, turn = chance.uniform(560, 860), chance.uniform(640, 760), chance.uniform(0, math.tau)
        for branch in range(-4, 5):
            angle, length = turn + branch * 0.24, chance.uniform(9, 20)
            for shift, colour in ((1.6, (120, 66, 38)), (0.0, chance.choice(((74, 112, 36), (92, 134, 48), (58, 92, 30))))):
                end = (x + length * math.cos(angle) + shift, y + length * math.sin(angle) + shift)
                pen.line(_scaled([(x + shift, y + shift), end]), fill=colour, width=3)
    for _ in range(150):
        x, y, size = chance.uniform(480, 1240), chance.uniform(330, 850), chance.uniform(0.8, 2.0)
        if math.dist((x, y), (850, 600)) < 370:
            _oval(pen, (x, y), size, size * chance.uniform(0.6, 1), chance.choice(((52, 42, 36), (84, 66, 52), (34, 28, 26))))


def _photograph(image: Image.Image, chance: random.Random) -> Image.Image:
    """Window light from the upper left, a lens that darkens its corners, and the sensor's grain."""
    ramp = Image.linear_gradient("L").resize(SIZE)
    across = Image.linear_gradient("L").rotate(90, expand=True).resize(SIZE)
    light = ImageChops.add(ramp, across, scale=2).point(lambda v: 168 - v * 80 // 255)
    image = ImageChops.overlay(image, _grey(light))
    corners = Image.radial_gradient("L").resize(SIZE).point(lambda v: 255 - max(0, v - 110) // 2)
    image = ImageChops.multiply(image, _grey(corners))
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.frombytes("L", image.size, chance.randbytes(WIDTH * HEIGHT)).filter(ImageFilter.GaussianBlur(0.9))
    return ImageChops.overlay(image, _grey(grain.point(lambda v: 128 + (v - 128) // 5)))


def _mask() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.new("L", SIZE)
    return mask, ImageDraw.Draw(mask)


def _disc(centre: Point, radius: float) -> Image.Image:
    mask, pen = _mask()
    _oval(pen, centre, radius, radius)
    return mask


def _shape(outline: list[Point]) -> Image.Image:
    mask, pen = _mask()
    pen.polygon(_scaled(outline), fill=255)
    return mask


def _wobbly(chance: random.Random, centre: Point, radius_x: float, radius_y: float, amount: float) -> list[Point]:
    """The outline of an ellipse that nobody drew with a compass."""
    waves = [(order, amount * chance.uniform(0.3, 1) / order**0.5, chance.uniform(0, math.tau)) for order in (2, 3, 5, 8)]
    outline = []
    for step in range(180):
        angle = step * math.tau / 180
        reach = 1 + sum(size * math.sin(order * angle + phase) for order, size, phase in waves)
        outline.append((centre[0] + radius_x * reach * math.cos(angle), centre[1] + radius_y * reach * math.sin(angle)))
    return outline


def _scaled(points: list[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _oval(pen: ImageDraw.ImageDraw, centre: Point, radius_x: float, radius_y: float, fill: int | Colour = 255) -> None:
    x, y = centre
    pen.ellipse([v * SCALE for v in (x - radius_x, y - radius_y, x + radius_x, y + radius_y)], fill=fill)


def _box(pen: ImageDraw.ImageDraw, corners: tuple[float, float, float, float], fill: int = 255) -> None:
    pen.rectangle([v * SCALE for v in corners], fill=fill)


def _capsule(pen: ImageDraw.ImageDraw, centre: Point, turn: float, length: float, width: float, fill: Colour) -> None:
    """A short rounded stroke, such as a grain of rice."""
    reach_x, reach_y = (length - width) / 2 * math.cos(turn), (length - width) / 2 * math.sin(turn)
    ends = [(centre[0] - reach_x, centre[1] - reach_y), (centre[0] + reach_x, centre[1] + reach_y)]
    pen.line(_scaled(ends), fill=fill, width=round(width * SCALE))
    for end in ends:
        _oval(pen, end, width / 2, width / 2, fill)


def _noise(chance: random.Random, cell: tuple[int, int]) -> Image.Image:
    """Smooth grey noise whose spots are about `cell` px large."""
    width, height = SIZE[0] // (cell[0] * SCALE) + 2, SIZE[1] // (cell[1] * SCALE) + 2
    return Image.frombytes("L", (width, height), chance.randbytes(width * height)).resize(SIZE, Image.Resampling.BICUBIC)


def _grey(layer: Image.Image) -> Image.Image:
    return Image.merge("RGB", (layer, layer, layer))


def _moved(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    return mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, -dx, 0, 1, -dy))


def _lay(image: Image.Image, mask: Image.Image, colour: Colour, opacity: float = 1.0) -> None:
    image.paste(colour, (0, 0, *SIZE), mask if opacity == 1 else mask.point(lambda v: int(v * opacity)))


def _shadow(image: Image.Image, mask: Image.Image, *, distance: int, blur: int, darkness: float) -> None:
    """What `mask` keeps of the window's light from the things below it."""
    cast = _moved(mask, distance * SCALE, distance * SCALE).filter(ImageFilter.GaussianBlur(blur * SCALE))
    _lay(image, cast, (12, 16, 24), darkness)


def _solid(
    image: Image.Image, mask: Image.Image, colour: Colour, *, roundness: float, strength: float, texture: Image.Image | None = None
) -> None:
    """Fills `mask` as a body whose edge is `roundness` px wide; slopes towards the upper left are bright."""
    height = mask.filter(ImageFilter.GaussianBlur(roundness))
    if texture is not None:
        height = ImageChops.overlay(height, texture)
    reach = max(2, round(roundness / 3))
    slope = ImageChops.subtract(_moved(height, -reach, -reach), _moved(height, reach, reach), 1 / strength, 128)
    body = ImageChops.hard_light(Image.new("RGB", SIZE, colour), _grey(slope.point(lambda v: min(205, max(60, v)))))
    image.paste(body, (0, 0), mask.filter(ImageFilter.GaussianBlur(1)))


def _tone(level: float) -> Colour:
    """A warm white of brightness `level`."""
    bright = max(90, min(252, level))
    return int(bright), int(bright * 0.985), int(bright * 0.94)


def _green(light: float) -> Colour:
    """Broccoli from its shadows (0) to its lit buds (1)."""
    share = max(0.0, min(1.0, light))
    return int(24 + 92 * share), int(48 + 112 * share), int(18 + 40 * share)


def save(picture: Image.Image, path: Path) -> None:
    """Writes a JPEG of at most MAX_BYTES, lying on its side, with the metadata of a phone's camera."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "MealTrack", "Painted camera"
    exif[ExifTags.Base.Orientation] = ROTATE_90_CW
    exif[ExifTags.Base.DateTime] = "2025:01:01 12:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (0.0, 30.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "W",
            ExifTags.GPS.GPSLongitude: (25.0, 15.0, 0.0),
        }
    )
    lying = picture.transpose(Image.Transpose.ROTATE_90)
    for quality in range(90, 40, -3):
        lying.save(path, "JPEG", quality=quality, optimize=True, progressive=True, exif=exif)
        if path.stat().st_size <= MAX_BYTES:
            return


if __name__ == "__main__":
    save(draw(), SAMPLE)
