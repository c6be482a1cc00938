"""The decoder of picture files: damage beside the pixels, wide ranges, transparency, files of several pictures."""

from __future__ import annotations

import io
import struct
import sys
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from explorer.data import images, tones
from explorer.data.decoding import MAX_PIXELS, BadPicture, decode

INK, PAPER = (0, 0, 0), (255, 255, 255)
SHORT, ASCII, RATIONAL, SRATIONAL, LONG = 3, 2, 5, 10, 4
DATA = 200  # where values that do not fit into a tag lie in the EXIF of these tests


def encoded(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def page() -> Image.Image:
    """60 x 30, black at its left."""
    picture = Image.new("RGB", (60, 30), PAPER)
    ImageDraw.Draw(picture).rectangle([0, 0, 14, 29], fill=INK)
    return picture


def tag(number: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", number, kind, count, value)


def exif(*tags: bytes, after: bytes = b"", then: int = 0) -> bytes:
    """An EXIF block of these tags, with ``after`` at offset DATA and the next directory at ``then``."""
    block = b"II*\0" + struct.pack("<IH", 8, len(tags)) + b"".join(tags) + struct.pack("<I", then)
    return b"Exif\0\0" + block.ljust(DATA, b"\0") + after


TURN = tag(0x0112, SHORT, 1, 6)
DAMAGED = {
    "signed rational by zero": exif(TURN, tag(0x9204, SRATIONAL, 1, DATA), after=struct.pack("<ii", 1, 0)),
    "rational by zero": exif(TURN, tag(0x011A, RATIONAL, 1, DATA), after=struct.pack("<II", 72, 0)),
    "directory beyond the end": exif(TURN, tag(0x8769, LONG, 1, 2**31)),
    "directory that is itself": exif(TURN, tag(0x8769, LONG, 1, 8), then=8),
    "values beyond the end": exif(TURN, tag(0x010F, ASCII, 40, 2**30)),
    "a count without end": exif(TURN, tag(0x010F, ASCII, 2**32 - 1, DATA)),
    "a type that is none": exif(TURN, tag(0x010F, 999, 1, 1)),
}
UNTURNED = {
    "orientation out of range": exif(tag(0x0112, SHORT, 1, 77)),
    "orientation 0": exif(tag(0x0112, SHORT, 1, 0)),
    "orientation as text": exif(tag(0x0112, ASCII, 2, ord("x"))),
    "orientation by zero": exif(tag(0x0112, SRATIONAL, 1, DATA), after=struct.pack("<ii", 6, 0)),
    "directory of the file beyond the end": b"Exif\0\0II*\0" + struct.pack("<I", 2**31),
    "cut off": exif(TURN)[:15],
    "noise": b"Exif\0\0" + bytes(range(256)) * 4,
    "empty": b"Exif\0\0",
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("damage", [*DAMAGED, *UNTURNED])
def test_damage_in_exif_stops_no_picture(damage, kind):
    block = (DAMAGED | UNTURNED)[damage]
    picture, notes = decode(encoded(page(), kind, exif=block))
    turned = damage in DAMAGED
    assert picture.size == ((30, 60) if turned else (60, 30)) and turned == any("upright" in note for note in notes)
    left_or_top = picture.getpixel((15, 4)) if turned else picture.getpixel((4, 15))
    assert max(left_or_top) < 60 and min(picture.getpixel((25, 25))) > 200


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_every_orientation_comes_out_upright(kind, value):
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose whose inverse the tag asks for
    upright = page()
    stored = upright if value == 1 else upright.transpose(back[value])
    mark = Image.Exif()
    mark[0x0112] = value
    picture, notes = decode(encoded(stored, kind, exif=mark))
    assert picture.size == (60, 30) and bool(notes) == (value != 1)
    assert np.abs(np.asarray(picture, int) - np.asarray(upright, int)).mean() < 6


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw"])
def test_a_tiffs_damaged_tags_stop_no_picture(compression):
    content = encoded(page(), "TIFF", compression=compression, tiffinfo={0x0112: 6, 34665: 2**31 - 1})
    picture, notes = decode(content)
    assert picture.size == (30, 60) and max(picture.getpixel((15, 4))) < 60 and notes


def test_a_damaged_chunk_beside_the_pixels_stops_no_picture():
    whole = encoded(page(), "PNG", exif=exif(TURN))
    at = whole.index(b"eXIf") + 4
    broken = whole[:at] + b"\xff" * 8 + whole[at + 8 :]  # its checksum is wrong now
    picture, _ = decode(broken)
    assert picture.size == (60, 30)


class TestRanges:
    def tiff(self, **places: float) -> np.ndarray:
        """0 to 1 from left to right, ink at the left, with some values put in, through the decoder."""
        values = np.tile(np.linspace(0.2, 1, 40, dtype=np.float32), (40, 1))
        for name, value in places.items():
            values[int(name[1:]), 20] = value
        picture, _ = decode(encoded(Image.fromarray(values), "TIFF"), "L")
        return np.asarray(picture).astype(int)

    @pytest.mark.parametrize(
        "places",
        [
            {"y3": np.nan},
            {"y3": np.inf},
            {"y3": -np.inf},
            {"y3": -3.4e38},
            {"y3": 3.4028235e38},
            {"y3": -9999.0},
            {"y3": 1e30},
            {"y3": 1e6},
            {"y3": np.nan, "y4": np.inf, "y5": -3.4e38, "y6": -9999.0},
        ],
        ids=str,
    )
    def test_a_few_values_that_are_no_tones_change_no_other(self, places):
        seen, whole = self.tiff(**places), self.tiff()
        assert whole.min() == 0 and whole.max() == 255
        others = np.ones((40, 40), bool)
        others[[int(name[1:]) for name in places], 20] = False
        assert np.abs(seen - whole)[others].max() <= 1

    def test_a_frame_without_values_is_no_ink(self):
        values = np.full((60, 60), -3.4e38, np.float32)
        values[5:55, 5:55] = np.random.default_rng(0).normal(0.9, 0.01, (50, 50))
        values[20:40, 28:32] = 0.1
        seen = np.asarray(decode(encoded(Image.fromarray(values), "TIFF"), "L")[0])
        assert seen[30, 30] < 20 and seen[0, 0] > 200 and seen[10, 10] > 200

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.5, 3.4e38])
    def test_a_picture_of_one_value_is_flat(self, value):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture, _ = decode(encoded(Image.fromarray(np.full((8, 8), value, np.float32)), "TIFF"))
        assert len(picture.getcolors()) == 1

    def test_sparse_ink_on_even_ground_keeps_its_range(self):
        for low, high in ((0.0, 1.0), (0.0, 65535.0), (-1e-6, 1e-6)):
            values = np.full((200, 200), high, np.float32)
            values[100, 100] = low
            assert np.asarray(decode(encoded(Image.fromarray(values), "TIFF"), "L")[0])[100, 100] == 0

    def test_plausible_values(self):
        assert tones.plausible(np.array([np.nan, np.inf])) == (0, 0)
        assert tones.plausible(np.array([0, 1, 2, -(2.0**31)])) == (0, 2)

    def test_sixteen_bits(self):
        values = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (8, 1))
        for kind in ("PNG", "TIFF"):
            seen = np.asarray(decode(encoded(Image.fromarray(values), kind), "L")[0])
            assert seen[0, 0] == 0 and seen[0, -1] == 255 and abs(int(seen[0, 32]) - 129) < 3


def stroke(ink: tuple[int, ...], ground=(0, 0, 0, 0), mode: str = "RGBA") -> Image.Image:
    picture = Image.new("RGBA", (90, 120), ground)
    ImageDraw.Draw(picture).line([(20, 25), (70, 25), (40, 100)], fill=ink, width=9)
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("picture", "ground"),
    [
        (stroke((0, 0, 0, 255)), 255),
        (stroke((255, 255, 255, 255)), 0),
        (stroke((0, 0, 0, 120)), 255),
        (stroke((255, 255, 255, 120)), 0),
        (stroke((255, 255, 255, 255), mode="LA"), 0),
        (stroke((0, 0, 0, 255), mode="LA"), 255),
        (stroke((255, 240, 120, 255)), 0),
        (stroke((40, 60, 160, 255)), 255),
        (stroke((255, 255, 255, 255), ground=(255, 255, 255, 0)), 0),
        (stroke((0, 0, 0, 0), ground=(255, 255, 255, 255)), 0),  # a stencil
        (stroke((0, 0, 0, 0), ground=(0, 0, 0, 255)), 255),
    ],
)
def test_ink_is_found_on_the_ground_that_shows_it(picture, ground):
    opened, notes = images.open_picture(encoded(picture))
    assert any(("on black" if ground == 0 else "on white") in note for note in notes)
    seen = images.prepare(opened, (1, 28, 28), "mnist").pixels.astype(int)
    wanted = images.prepare(stroke(INK, PAPER, "RGB"), (1, 28, 28), "mnist").pixels.astype(int)
    assert np.abs(seen - wanted).mean() < 6


def test_a_page_with_a_transparent_margin_stays_on_white():
    picture = stroke((0, 0, 0, 255), ground=(255, 255, 255, 255))
    framed = Image.new("RGBA", (110, 140))
    framed.paste(picture, (10, 10))
    opened, notes = images.open_picture(encoded(framed))
    assert opened.getpixel((0, 0)) == PAPER and any("on white" in note for note in notes)


def test_what_hides_nothing_says_nothing():
    opened, notes = images.open_picture(encoded(stroke((0, 0, 0, 255), (255, 255, 255, 255))))
    assert notes == [] and opened.getpixel((0, 0)) == PAPER


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_palette_with_a_transparent_colour(colour):
    other = "white" if colour == "black" else "black"
    picture = Image.new("P", (90, 120))
    picture.putpalette([0, 0, 0, 255, 255, 255])
    ink = int(colour == "white")
    picture.paste(1 - ink, (0, 0, 90, 120))
    ImageDraw.Draw(picture).line([(20, 25), (70, 25), (40, 100)], fill=ink, width=9)
    for content in (encoded(picture, "PNG", transparency=1 - ink), encoded(picture, "GIF", transparency=1 - ink)):
        opened, notes = images.open_picture(content)
        assert opened.getpixel((0, 0)) == (PAPER if other == "white" else INK)
        assert any(f"on {other}" in note for note in notes)


def test_lab_is_read():
    picture, _ = decode(encoded(Image.new("LAB", (8, 8), (200, 128, 128)), "TIFF"))
    assert picture.mode == "RGB" and min(picture.getpixel((4, 4))) > 150


class TestSeveralPictures:
    FRAMES = [Image.new("RGB", (32, 32), colour) for colour in ((200, 0, 0), (0, 0, 200))]

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_an_animation_is_called_so(self, kind):
        picture, notes = decode(encoded(self.FRAMES[0], kind, save_all=True, append_images=self.FRAMES[1:]))
        assert picture.getpixel((3, 3))[0] > 150 and notes == ["The picture is animated: its first frame is used."]

    def test_pages_are_called_pages(self):
        picture, notes = decode(encoded(self.FRAMES[0], "TIFF", save_all=True, append_images=self.FRAMES[1:]))
        assert picture.getpixel((3, 3))[0] > 150 and notes == ["The file has 2 pages: the first one is used."]

    def test_a_cameras_two_pictures(self):
        picture, notes = decode(encoded(self.FRAMES[0], "MPO", save_all=True, append_images=self.FRAMES[1:]))
        assert picture.getpixel((3, 3))[0] > 150 and notes == ["The file holds 2 pictures: the first one is used."]

    def test_an_icons_largest_picture(self):
        picture, notes = decode(encoded(page().resize((64, 64)), "ICO", sizes=[(16, 16), (64, 64)]))
        assert picture.size == (64, 64) and notes == []

    @pytest.mark.skipif("AVIF" not in images.formats(), reason="this Pillow has no AVIF")
    def test_avif(self):
        picture, notes = decode(encoded(page(), "AVIF"))
        assert picture.size == (60, 30) and notes == [] and max(picture.getpixel((4, 15))) < 60

    def test_heic(self):
        heif = pytest.importorskip("pillow_heif")
        out = io.BytesIO()
        heif.from_pillow(page().resize((128, 64))).save(out)
        picture, _ = decode(out.getvalue())
        assert picture.size == (128, 64) and picture.getpixel((8, 30))[0] < 60 < 200 < picture.getpixel((80, 30))[0]

    def test_heic_without_its_package_is_told(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "pillow_heif", None)
        with pytest.raises(BadPicture, match="pillow-heif"):
            decode(b"\0\0\0\x18ftypheic" + bytes(40))


class TestSizes:
    def test_forty_eight_megapixels_of_a_jpeg_are_shrunk_while_they_are_read(self):
        content = encoded(Image.new("L", (8000, 6000), 240), "JPEG", quality=30)
        assert len(content) < 2**20
        picture, notes = images.open_picture(content)
        assert max(picture.size) == images.WORK_SIDE and "8,000 × 6,000" in notes[0]

    @pytest.mark.parametrize("size", [(100_000, 100_000), (65_000, 2_000), (5_001, 5_000)])
    def test_huge_sizes_in_few_bytes_are_refused(self, size):
        def chunk(name: bytes, body: bytes) -> bytes:
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

        head = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x\x9c") + chunk(b"IEND", b"")
        assert size[0] * size[1] > MAX_PIXELS
        with pytest.raises(BadPicture):
            images.open_picture(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO", "MPO", "AVIF"])
def test_broken_files_give_a_sentence_and_nothing_else(kind):
    whole = encoded(page(), kind)
    random = np.random.default_rng(0)
    for number in range(60):
        broken = bytearray(whole[: random.integers(8, len(whole))] if number % 3 == 0 else whole)
        for at in random.integers(0, len(broken), 6):
            broken[at] = random.integers(256)
        try:
            picture, _ = decode(bytes(broken))
        except BadPicture as bad:
            assert bad.sentence
        else:
            assert picture.mode == "RGB"
