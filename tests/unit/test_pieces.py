"""What counts as a loose piece, and how many of a set's pictures have one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from train.measures.pieces import HOLE, ROWS, has_loose_piece, is_clean, loose_share


def picture(*strokes: tuple[slice, slice]) -> np.ndarray:
    page = np.zeros((28, 28), np.float32)
    for stroke in strokes:
        page[stroke] = 1
    return page


DIGIT = (slice(4, 20), slice(10, 14))
FOOT = (slice(28 - ROWS, 28), slice(3, 5))


@pytest.mark.parametrize(
    ("strokes", "loose"),
    [
        ([], False),
        ([DIGIT], False),
        ([FOOT], False),  # alone on its page it is the picture
        ([DIGIT, FOOT], True),
        ([DIGIT, (slice(22, 24), slice(3, 5))], False),  # apart, as the stroke of a 5 is, and not at the foot
        ([(slice(4, 26), slice(10, 14)), (slice(26, 28), slice(14, 16))], False),  # hangs on by a corner
    ],
)
def test_ink_at_the_foot_that_hangs_together_with_nothing_above_it(strokes, loose):
    assert has_loose_piece(picture(*strokes)) is loose


def test_the_share_counts_pictures():
    pages = torch.from_numpy(np.stack([picture(DIGIT), picture(DIGIT, FOOT), picture(), picture(FOOT)]))[:, None]
    assert loose_share(pages) == 0.25
    assert loose_share(pages.repeat(1, 3, 1, 1) * torch.tensor([0.9, 0.6, 0.6])[:, None, None]) == 0.25


def test_a_clean_picture_is_one_piece_without_pinholes():
    ring = picture(DIGIT)
    ring[8 : 8 + HOLE, 11] = 0
    assert is_clean(picture(DIGIT)) and is_clean(ring)
    ring[8, 11] = 1
    assert not is_clean(ring), "a pinhole"
    assert not is_clean(picture()) and not is_clean(picture(DIGIT, FOOT))
    assert is_clean(picture((slice(0, 28), slice(10, 14)))), (
        "ink that reaches the frame leaves the ground in two pieces"
    )
