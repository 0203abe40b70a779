"""shared/images: what is refused and how cheaply, what is stripped, what the model gets."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from shared.errors import Problem
from shared.images import photo
from tests.unit.images import pictures

ORIENTATIONS = range(1, 9)
# How a camera stores a scene that stands upright when the orientation is applied: the inverse of the turn in the standard.
STORED = {1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "gwrb", 7: "wgbr", 8: "brwg"}
INVERSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Image appears to be a malformed MPO file")  # our planted MPF segment
        image = Image.open(BytesIO(data))
    image.load()
    return image


def as_stored(orientation: int) -> Image.Image:
    upright = pictures.scene()
    return upright.transpose(INVERSE[orientation]) if orientation in INVERSE else upright


class TestInspect:
    @pytest.mark.parametrize(
        "options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 2}, {"optimize": True}], ids=str
    )
    def test_jpeg(self, options: dict[str, object]) -> None:
        data = pictures.encode(pictures.scene(), "JPEG", **options)
        assert photo.inspect(data) == photo.PhotoInfo("jpeg", 96, 64, len(data))

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_png(self, mode: str) -> None:
        image = Image.new("I;16", (96, 64)) if mode == "I;16" else pictures.scene().convert(mode)
        assert photo.inspect(pictures.encode(image, "PNG")).format == "png"

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_jpeg_of_other_modes(self, mode: str) -> None:
        assert photo.inspect(pictures.encode(pictures.scene(mode=mode), "JPEG")).width == 96

    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    @pytest.mark.parametrize("file_type", ["JPEG", "PNG"])
    def test_size_is_as_displayed(self, file_type: str, orientation: int) -> None:
        info = photo.inspect(pictures.encode(pictures.scene(), file_type, exif=pictures.exif(orientation)))
        assert (info.width, info.height) == ((96, 64) if orientation < 5 else (64, 96))

    def test_animated_png_is_its_first_frame(self) -> None:
        frames = [pictures.scene(), pictures.scene().transpose(Image.Transpose.ROTATE_180)]
        data = pictures.encode(frames[0], "PNG", save_all=True, append_images=frames[1:])
        assert photo.inspect(data).width == 96
        still = opened(photo.strip_metadata(data, "png"))
        assert getattr(still, "n_frames", 1) == 1
        assert pictures.corners(still) == "rgbw"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "IMAGE_UNREADABLE"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "INVALID_FILE_TYPE"),
            (b"<!doctype html><img src=x>", "INVALID_FILE_TYPE"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "INVALID_FILE_TYPE"),
            (pictures.encode(pictures.scene(), "GIF"), "INVALID_FILE_TYPE"),
            (pictures.encode(pictures.scene(), "WEBP"), "INVALID_FILE_TYPE"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "INVALID_FILE_TYPE"),
            (pictures.encode(pictures.scene(1, 1), "PNG"), "IMAGE_TOO_SMALL"),
            (pictures.encode(pictures.scene(31, 400), "JPEG"), "IMAGE_TOO_SMALL"),
            (pictures.png_bomb(), "IMAGE_TOO_LARGE"),
            (pictures.jpeg_of_size(pictures.encode(pictures.scene(), "JPEG"), 65_500, 65_500), "IMAGE_TOO_LARGE"),
            (pictures.encode(pictures.scene(), "JPEG")[:-20], "IMAGE_UNREADABLE"),
            (pictures.encode(pictures.scene(), "JPEG", progressive=True)[:-20], "IMAGE_UNREADABLE"),
            (pictures.encode(pictures.scene(), "PNG")[:-20], "IMAGE_UNREADABLE"),
            (pictures.encode(pictures.scene(), "JPEG")[:100], "IMAGE_UNREADABLE"),
            (b"\xff\xd8\xff", "IMAGE_UNREADABLE"),
            (b"\xff\xd8\xff\xd9", "IMAGE_UNREADABLE"),
            (b"\xff\xd8" + b"\xff\xfe\0\2" * 300_000, "IMAGE_UNREADABLE"),
            (b"\xff\xd8\xff" + bytes(1000), "IMAGE_UNREADABLE"),
            (b"\x89PNG\r\n\x1a\n", "IMAGE_UNREADABLE"),
        ],
        ids=lambda value: value if isinstance(value, str) else f"{bytes(value[:12])!r}+{len(value)}",
    )
    def test_refuses(self, data: bytes, code: str) -> None:
        with pytest.raises(Problem) as refusal:
            photo.inspect(data)
        assert refusal.value.error_code == code
        assert refusal.value.status in {415, 422}
        assert refusal.value.detail.endswith(".")

    def test_ten_mebibytes_are_accepted_and_one_byte_more_is_not(self) -> None:
        data = pictures.encode(pictures.scene(), "JPEG")
        full = data + bytes(photo.MAX_BYTES - len(data))
        assert photo.inspect(full).size_bytes == photo.MAX_BYTES
        with pytest.raises(photo.FileTooLarge) as refusal:
            photo.inspect(full + b"\0")
        assert (refusal.value.status, refusal.value.error_code) == (413, "FILE_SIZE_EXCEEDS_MAXIMUM")
        assert refusal.value.members == {"size": photo.MAX_BYTES + 1, "max_size": photo.MAX_BYTES}

    def test_png_with_a_flipped_bit(self) -> None:
        data = bytearray(pictures.encode(pictures.scene(), "PNG"))
        data[data.index(b"IDAT") + 10] ^= 1
        with pytest.raises(photo.ImageUnreadable):
            photo.inspect(bytes(data))

    def test_jpeg_without_its_tables(self) -> None:
        data = pictures.encode(pictures.scene(), "JPEG")
        headless = data[: data.index(b"\xff\xdb")] + data[data.index(b"\xff\xc0") :]
        with pytest.raises(photo.ImageUnreadable):
            photo.inspect(headless)

    def test_progressive_jpeg_with_scans_without_end(self) -> None:
        data = pictures.encode(pictures.scene(), "JPEG", progressive=True)
        scans = data[data.index(b"\xff\xda") : -2]
        with pytest.raises(photo.ImageUnreadable, match="scans"):
            photo.inspect(data[:-2] + scans * 50 + b"\xff\xd9")

    @settings(deadline=None)
    @given(
        st.binary(max_size=2000),
        st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xc0\0\x11\x08\1\0\1\0"]),
    )
    def test_any_bytes_are_a_photo_or_a_problem(self, noise: bytes, start: bytes) -> None:
        with pytest.raises(Problem):
            photo.inspect(start + noise)

    @settings(deadline=None, max_examples=150)
    @given(st.data(), st.sampled_from([pictures.loaded_jpeg(6), pictures.loaded_jpeg(progressive=True), pictures.loaded_png(3)]))
    def test_a_damaged_photo_is_still_one_or_a_problem(self, draw: st.DataObject, whole: bytes) -> None:
        data = bytearray(whole)
        for at in draw.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=8)):
            data[at] = draw.draw(st.integers(0, 255))
        damaged = bytes(data[: draw.draw(st.integers(0, len(data)))])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                info = photo.inspect(damaged)
                small = photo.for_model(photo.strip_metadata(damaged, info.format), max_side=64)
            except Problem:
                return  # whatever else is raised fails the test
        assert max(opened(small).size) <= 64

    @example(cut=1)
    @given(cut=st.integers(1, 3000))
    @settings(deadline=None, max_examples=60)
    def test_no_truncation_of_the_main_image_passes(self, cut: int) -> None:
        for whole in (pictures.encode(pictures.scene(), "JPEG"), pictures.encode(pictures.scene(), "PNG")):
            with pytest.raises(Problem):
                photo.inspect(whole[: -min(cut, len(whole))])

    def test_threads(self) -> None:
        whole = pictures.loaded_jpeg(6)
        results: list[object] = []

        def work() -> None:
            for data in (whole, whole[:500], whole):
                try:
                    results.append(photo.inspect(data).width)
                except photo.ImageUnreadable:
                    results.append("refused")

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(map(str, results)) == ["64"] * 16 + ["refused"] * 8


MEASURE = """
import resource, sys, time, warnings
warnings.simplefilter("error")
from shared.errors import Problem
from shared.images import photo
data = sys.stdin.buffer.read()
import PIL.Image, PIL.JpegImagePlugin, PIL.PngImagePlugin
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    photo.inspect(data)
    code = "fine"
except Problem as refusal:
    code = refusal.error_code
spent = time.process_time() - started
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(code, spent, grown // 1024)
"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pictures.png_bomb(), "IMAGE_TOO_LARGE"),
        (pictures.jpeg_of_size(pictures.encode(pictures.scene(), "JPEG"), 65_500, 65_500), "IMAGE_TOO_LARGE"),
        (b"\xff\xd8" + b"\xff\xfe\0\2" * 2_500_000, "IMAGE_UNREADABLE"),
        (b"\xff\xd8" + b"\xff" * 10_000_000, "IMAGE_UNREADABLE"),
        (pictures.encode(pictures.scene(), "JPEG")[:-2] + b"\xff\0" * 5_000_000, "IMAGE_UNREADABLE"),
        (pictures.encode(pictures.scene(), "PNG")[:33] + pictures.chunk(b"IDAT", b"") * 800_000, "IMAGE_UNREADABLE"),
        (b"GIF89a" + bytes(10_000_000), "INVALID_FILE_TYPE"),
        (b"", "IMAGE_UNREADABLE"),
    ],
    ids=["png-bomb", "jpeg-bomb", "segments", "fill", "stuffing", "chunks", "gif", "empty"],
)
def test_bad_files_are_refused_cheaply(data: bytes, code: str) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, timeout=60, cwd=root)
    found, seconds, mebibytes = done.stdout.decode().split()
    assert found == code
    assert float(seconds) < 0.8
    assert int(mebibytes) < 200


class TestStrip:
    @pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}], ids=str)
    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    def test_jpeg(self, orientation: int, options: dict[str, object]) -> None:
        loaded = pictures.loaded_jpeg(orientation, **options)
        assert pictures.SECRET in loaded
        self.check(loaded, "jpeg", orientation)

    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    def test_png(self, orientation: int) -> None:
        loaded = pictures.loaded_png(orientation)
        assert pictures.SECRET in loaded
        self.check(loaded, "png", orientation)

    def check(self, loaded: bytes, file_type: photo.Format, orientation: int) -> None:
        stripped = photo.strip_metadata(loaded, file_type)
        assert pictures.SECRET not in stripped
        before, after = opened(loaded), opened(stripped)
        assert before.mode == after.mode
        assert ImageChops.difference(before, after).getbbox() is None
        assert after.info["icc_profile"] == pictures.icc_profile()
        assert dict(after.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
        allowed = "icc_profile exif dpi jfif jfif_version jfif_unit jfif_density progressive progression gamma srgb"
        assert set(after.info) <= set(allowed.split())
        assert photo.strip_metadata(stripped, file_type) == stripped
        assert photo.inspect(stripped).width == photo.inspect(loaded).width

    def test_packed_text_of_a_png_is_gone(self) -> None:
        stripped = photo.strip_metadata(pictures.loaded_png(), "png")
        assert not {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prVt"} & {stripped[at : at + 4] for at in range(len(stripped))}

    def test_adobe_colours_survive(self) -> None:
        loaded = pictures.encode(pictures.scene(mode="CMYK"), "JPEG", quality=95)
        assert b"Adobe" in loaded
        assert ImageChops.difference(opened(loaded), opened(photo.strip_metadata(loaded, "jpeg"))).getbbox() is None

    def test_the_colour_transform_survives(self) -> None:
        data = bytearray(pictures.encode(pictures.scene(), "JPEG", keep_rgb=True))
        for marker, first, step in (
            (b"\xff\xc0", 10, 3),
            (b"\xff\xda", 5, 2),
        ):  # 1, 2, 3 as ids would say YCbCr, were Adobe not there
            at = data.index(marker) + first
            data[at], data[at + step], data[at + 2 * step] = 1, 2, 3
        assert pictures.corners(opened(bytes(data))) == "rgbw"
        assert pictures.corners(opened(photo.strip_metadata(bytes(data), "jpeg"))) == "rgbw"

    def test_jfif_thumbnail_is_gone(self) -> None:
        plain = pictures.encode(pictures.scene(), "JPEG")
        thumbnail = pictures.segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\3\3" + pictures.SECRET + bytes(27 - len(pictures.SECRET)))
        loaded = plain[:2] + thumbnail + plain[20:]
        stripped = photo.strip_metadata(loaded, "jpeg")
        assert pictures.SECRET not in stripped
        assert opened(stripped).info["jfif_version"] == (1, 1)

    def test_transparency_of_a_palette_survives(self) -> None:
        loaded = pictures.encode(pictures.scene(mode="P"), "PNG", transparency=bytes((0, 100, 255)))
        assert opened(photo.strip_metadata(loaded, "png")).info["transparency"] == opened(loaded).info["transparency"]

    def test_wrong_format(self) -> None:
        with pytest.raises(photo.ImageUnreadable):
            photo.strip_metadata(pictures.encode(pictures.scene(), "PNG"), "jpeg")


class TestForModel:
    @pytest.mark.parametrize("orientation", ORIENTATIONS)
    @pytest.mark.parametrize("file_type", ["JPEG", "PNG"])
    def test_stands_upright(self, file_type: str, orientation: int) -> None:
        stored = as_stored(orientation)
        assert pictures.corners(stored) == STORED[orientation]
        seen = opened(photo.for_model(pictures.encode(stored, file_type, exif=pictures.exif(orientation))))
        assert pictures.corners(seen) == "rgbw"
        assert seen.size == (96, 64)
        assert (seen.format, seen.mode) == ("JPEG", "RGB")
        assert not seen.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(seen.info)

    @pytest.mark.parametrize(
        ("size", "expected"), [((4000, 3000), (1600, 1200)), ((1000, 2000), (800, 1600)), ((1600, 40), (1600, 40))]
    )
    def test_long_side(self, size: tuple[int, int], expected: tuple[int, int]) -> None:
        assert opened(photo.for_model(pictures.encode(pictures.scene(*size), "JPEG"))).size == expected

    def test_extreme_shape(self) -> None:
        assert opened(photo.for_model(pictures.encode(pictures.scene(20_000, 32), "PNG"), max_side=320)).size == (320, 1)

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_jpeg_modes(self, mode: str) -> None:
        seen = opened(photo.for_model(pictures.encode(pictures.scene(mode=mode), "JPEG")))
        assert seen.mode == "RGB"
        assert mode == "L" or pictures.corners(seen) == "rgbw"

    @pytest.mark.parametrize("mode", ["1", "P", "L", "LA", "RGBA"])
    def test_png_modes(self, mode: str) -> None:
        seen = opened(photo.for_model(pictures.encode(pictures.scene(2000, 1000).convert(mode), "PNG")))
        assert (seen.mode, seen.size) == ("RGB", (1600, 800))

    def test_sixteen_bits_are_scaled_not_clipped(self) -> None:
        ramp = Image.new("I;16", (256, 64))
        ramp.frombytes(b"".join((x * 257).to_bytes(2, "little") for _ in range(64) for x in range(256)))
        seen = opened(photo.for_model(pictures.encode(ramp, "PNG"))).convert("L")
        row = seen.tobytes()[:256]
        assert all(abs(row[x] - x) <= 3 for x in (3, 64, 128, 192, 252))

    def test_transparency_is_white(self) -> None:
        clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
        palette = pictures.encode(Image.new("P", (64, 64), 0), "PNG", transparency=0)
        for data in (pictures.encode(clear, "PNG"), palette):
            assert opened(photo.for_model(data)).getpixel((30, 30)) == (255, 255, 255)

    def test_says_the_same_as_inspect_about_bad_files(self) -> None:
        for data in (b"", b"%PDF-", pictures.encode(pictures.scene(), "JPEG")[:-9], pictures.png_bomb(9000)):
            with pytest.raises(Problem) as inspected:
                photo.inspect(data)
            with pytest.raises(type(inspected.value)):
                photo.for_model(data)

    def test_png_with_right_checksums_and_broken_pixels(self) -> None:
        header = pictures.encode(pictures.scene(), "PNG")[:33]
        data = header + pictures.chunk(b"IDAT", b"x\x9c" + bytes(20)) + pictures.chunk(b"IEND", b"")
        with pytest.raises(photo.ImageUnreadable):
            photo.for_model(data)


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ((0.25, 0.5, 0.75, 0.75), (200, 75)),
        ((0, 0, 1, 1), (400, 300)),
        ((0.9, 0.9, 1.9, 1.9), (40, 30)),
        ((0.999, 0.999, 1, 1), (1, 1)),
    ],
)
def test_a_part_of_the_picture_for_the_model(box: photo.Box, size: tuple[int, int]) -> None:
    small = photo.for_model(pictures.encode(pictures.scene().resize((400, 300)), "JPEG"), box=box)
    assert Image.open(BytesIO(small)).size == size


def test_a_part_is_as_fine_as_a_whole() -> None:
    large = pictures.encode(pictures.scene().resize((4000, 3000)), "JPEG")
    assert Image.open(BytesIO(photo.for_model(large, box=(0.25, 0.25, 0.75, 0.75)))).size == (1600, 1200)
