"""Pictures out: sheets, films, bytes."""

import io

import numpy as np
import pytest
from PIL import Image

from explorer.data import images


def test_sheet_puts_pictures_in_rows():
    pixels = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1) + np.zeros((5, 1, 2, 3), dtype=np.uint8)
    big = images.sheet(pixels, 2)
    assert big.shape == (1, 6, 6)
    assert big[0, ::2, ::3].tolist() == [[0, 1], [2, 3], [4, 0]]


def strip(frames, height=6, width=10):
    """A PNG of frames, each of one colour, under each other."""
    out = io.BytesIO()
    Image.fromarray(np.concatenate([np.full((height, width, 3), colour, np.uint8) for colour in frames])).save(
        out, "PNG"
    )
    return out.getvalue()


def test_frames_under_each_other_become_an_animation():
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200)]
    film = Image.open(io.BytesIO(images.animated(strip(colours), 3, milliseconds=120, last=900)))
    assert film.format == "GIF" and film.n_frames == 3 and film.size == (10, 6)
    for number, colour in enumerate(colours):
        film.seek(number)
        assert film.info["duration"] == (900 if number == 2 else 120)
        assert np.abs(np.asarray(film.convert("RGB")).astype(int) - colour).max() <= 8


@pytest.mark.parametrize(
    ("content", "frames", "told"),
    [
        (b"", 1, "no PNG"),
        (b"GIF89a", 1, "no PNG"),
        (strip([(0, 0, 0)])[:40], 1, "no PNG"),
        (strip([(0, 0, 0)]), 4, "6 rows can't be cut into 4"),
    ],
)
def test_frames_that_are_none_are_told(content, frames, told):
    with pytest.raises(images.BadPicture, match=told):
        images.animated(content, frames, milliseconds=100, last=100)


def test_gif_holds_every_frame():
    pixels = np.zeros((4, 1, 28, 28), dtype=np.uint8)
    for index in range(4):
        pixels[index, 0, index] = 255
    film = Image.open(io.BytesIO(images.gif(pixels, milliseconds=60, scale=3)))
    assert film.n_frames == 4 and film.size == (84, 84)


def test_to_bytes_rounds_and_clips():
    assert images.to_bytes(np.array([-1, 0, 0.5, 0.999, 2])).tolist() == [0, 0, 128, 255, 255]
