"""Pictures out: sheets, films, bytes."""

import io

import numpy as np
from PIL import Image

from explorer import images


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
