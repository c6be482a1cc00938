"""Uploads: odd files become pictures or a clear sentence."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from explorer import images

DIGIT = (1, 28, 28)


def encoded(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def seven(size=(90, 120), ink="black", ground="white") -> Image.Image:
    picture = Image.new("RGB", size, ground)
    ImageDraw.Draw(picture).line([(20, 25), (70, 25), (40, 100)], fill=ink, width=9)
    return picture


def test_a_black_digit_on_white_becomes_a_centred_mnist_digit():
    picture, _ = images.open_picture(encoded(seven()))
    pixels, notes = images.prepare(picture, DIGIT, "mnist")
    assert pixels.shape == DIGIT and pixels.dtype == np.uint8
    ink = pixels[0].astype(float)
    rows = np.flatnonzero(ink.max(axis=1) > 40)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)
    assert abs((ink.sum(axis=1) * np.arange(28)).sum() / ink.sum() - 13.5) < 2
    assert abs((ink.sum(axis=0) * np.arange(28)).sum() / ink.sum() - 13.5) < 1
    assert any("Inverted" in note for note in notes)


def test_white_on_black_gives_the_same_digit():
    dark, _ = images.open_picture(encoded(seven(ink="white", ground="black")))
    light, _ = images.open_picture(encoded(seven()))
    a, b = (images.prepare(picture, DIGIT, "mnist")[0].astype(int) for picture in (dark, light))
    assert abs(a - b).max() <= 2


def test_a_phone_photograph_with_shadow_and_grain():
    ramp = np.linspace(150, 215, 400)[None, :, None] + np.random.default_rng(0).normal(0, 4, (300, 400, 1))
    picture = Image.fromarray(np.clip(np.repeat(ramp, 3, axis=2), 0, 255).astype(np.uint8))
    ImageDraw.Draw(picture).line([(170, 60), (260, 60), (210, 240)], fill=(35, 40, 90), width=12)
    pixels, _ = images.prepare(images.open_picture(encoded(picture, "JPEG"))[0], DIGIT, "mnist")
    assert pixels[0, :3].max() < 40 and pixels.max() > 200 and 30 < (pixels > 128).sum() < 160


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "CMYK", "I;16", "I", "F"])
def test_every_mode_of_a_picture_is_read(mode):
    grey = seven(ground=(250, 250, 250)).convert("L")
    values = np.asarray(grey)
    if mode == "I;16":
        picture = Image.fromarray(values.astype(np.uint16) * 257)
    elif mode == "I":
        picture = Image.fromarray(values.astype(np.int32) * 257)
    elif mode == "F":
        picture = Image.fromarray(values.astype(np.float32) / 255)
    else:
        picture = seven().convert(mode)
    opened, _ = images.open_picture(encoded(picture, "TIFF" if mode in ("CMYK", "F", "I") else "PNG"))
    assert opened.mode == "RGB" and opened.size == (90, 120)
    seen = np.asarray(opened.convert("L"), dtype=int)
    assert seen[5, 5] > 200 and seen[25, 45] < 60


def test_transparency_is_laid_on_white():
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle([10, 10, 30, 30], fill=(0, 0, 0, 255))
    opened, _ = images.open_picture(encoded(picture))
    assert opened.getpixel((0, 0)) == (255, 255, 255) and opened.getpixel((20, 20)) == (0, 0, 0)


def test_exif_rotation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate 90 degrees clockwise to see it upright
    picture = Image.new("RGB", (60, 30), "white")
    ImageDraw.Draw(picture).rectangle([0, 0, 10, 30], fill="black")
    opened, notes = images.open_picture(encoded(picture, "JPEG", exif=exif, quality=95))
    assert opened.size == (30, 60)
    assert opened.getpixel((15, 3))[0] < 60 and opened.getpixel((15, 55))[0] > 200
    assert any("upright" in note for note in notes)


def test_of_an_animation_the_first_frame_is_used():
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    opened, notes = images.open_picture(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert opened.getpixel((3, 3)) == (255, 0, 0) and any("first frame" in note for note in notes)


def test_a_large_picture_is_scaled_down_and_said_so():
    opened, notes = images.open_picture(encoded(Image.new("RGB", (3000, 1500), "white"), "JPEG"))
    assert max(opened.size) == images.WORK_SIDE and any("3,000 × 1,500" in note for note in notes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"hello, this is no picture", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (encoded(Image.new("L", (1, 1))), "1 × 1"),
        (encoded(Image.new("1", (10_000, 10_000))), "10,000 × 10,000"),
        (encoded(seven())[:200], "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "not a picture"),
        (b"x" * (images.MAX_BYTES + 1), "larger than 5 MB"),
    ],
    ids=["empty", "text", "svg", "1x1", "huge", "truncated", "broken", "heavy"],
)
def test_what_is_no_picture_gives_a_sentence(data, message):
    with pytest.raises(images.BadPicture, match=message):
        images.open_picture(data)


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_flat_picture_has_no_digit(tone):
    with pytest.raises(images.BadPicture, match="No ink"):
        images.prepare(Image.new("RGB", (64, 64), (tone,) * 3), DIGIT, "mnist")


@pytest.mark.parametrize(("shape", "dataset"), [((1, 28, 20), "frey"), ((1, 64, 64), "shapes"), ((3, 32, 32), "cifar10"), ((1, 28, 28), "fashion")])
def test_other_data_sets_take_the_middle(shape, dataset):
    pixels, _ = images.prepare(seven(size=(200, 120)), shape, dataset)
    assert pixels.shape == shape and pixels.dtype == np.uint8
    assert dataset != "shapes" or set(np.unique(pixels)) <= {0, 255}


def test_sheet_puts_pictures_in_rows():
    pixels = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1) + np.zeros((5, 1, 2, 3), dtype=np.uint8)
    big = images.sheet(pixels, 2)
    assert big.shape == (1, 6, 6)
    assert big[0, ::2, ::3].tolist() == [[0, 1], [2, 3], [4, 0]]


def test_gif_holds_every_frame():
    pixels = np.zeros((4, 1, 28, 28), dtype=np.uint8)
    for index in range(4):
        pixels[index, 0, index] = 255
    film = Image.open(io.BytesIO(images.gif(pixels, milliseconds=60, scale=3)))
    assert film.n_frames == 4 and film.size == (84, 84)


def test_to_bytes_rounds_and_clips():
    assert images.to_bytes(np.array([-1, 0, 0.5, 0.999, 2])).tolist() == [0, 0, 128, 255, 255]
