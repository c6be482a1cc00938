"""What training shows a model: damage and shifts are what they say they are."""

from __future__ import annotations

import pytest
import torch
from torch import Generator

from train import corruptions
from train.corruptions import corrupt
from train.kinds.classifier import SHIFT, shifted


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def uniform(*shape: int):
    return torch.rand(shape, generator=seeded(7))


def test_shifts_move_and_lose_nothing_in_the_middle():
    images = torch.zeros(200, 1, 12, 14)
    images[:, :, 6, 7] = 1
    moved = shifted(images, seeded())
    assert moved.shape == images.shape and torch.equal(moved.sum((1, 2, 3)), torch.ones(200))
    places = {tuple(place.tolist()) for place in moved[:, 0].nonzero()[:, 1:]}
    assert places == {(6 + down, 7 + right) for down in range(-SHIFT, SHIFT + 1) for right in range(-SHIFT, SHIFT + 1)}


def test_shifts_bring_in_black():
    moved = shifted(torch.ones(50, 1, 8, 8), seeded())
    assert set(moved.unique().tolist()) == {0.0, 1.0} and moved.mean() < 1


def test_corruption_repeats_with_its_seed_and_leaves_its_input():
    images = torch.rand(64, 1, 28, 28, generator=seeded())
    before = images.clone()
    first, again, other = (corrupt(images, seeded(seed)) for seed in (1, 1, 2))
    assert torch.equal(images, before) and torch.equal(first, again) and not torch.equal(first, other)
    assert first.shape == images.shape and first.isfinite().all()


def test_half_of_the_pictures_get_noise_up_to_the_highest_level():
    noise = corrupt(torch.full((4000, 1, 28, 28), 0.5), seeded()) - 0.5
    deviations = noise.flatten(1).std(1)
    assert (deviations > 0.3).float().mean() == pytest.approx(0.35 + 0.25, abs=0.2)
    assert 0.95 < deviations.max() < 1.05


def test_salt_and_pepper_is_black_or_white():
    out = corruptions.salt_and_pepper(torch.full((100, 1, 28, 28), 0.5), uniform)
    assert set(out.unique().tolist()) == {0.0, 0.5, 1.0}
    lost = (out != 0.5).flatten(1).float().mean(1)
    assert lost.max() < corruptions.MOST_SALT + 0.05 and lost.mean() == pytest.approx(
        corruptions.MOST_SALT / 2, abs=0.06
    )


def test_holes_are_black_and_the_rest_is_untouched():
    images = torch.rand(100, 1, 28, 28, generator=seeded()) + 0.1
    out = corruptions.holes(images, uniform)
    lost = out == 0
    assert torch.equal(out[~lost], images[~lost]) and 0.02 < lost.float().mean() < 0.5


def test_blur_keeps_the_tone_and_smooths():
    flat = corruptions.blur(torch.full((5, 1, 28, 28), 0.3), uniform)
    assert torch.allclose(flat, torch.full_like(flat, 0.3), atol=1e-5)
    images = (torch.rand(5, 2, 28, 28, generator=seeded()) > 0.5).float()
    assert (corruptions.blur(images, uniform).flatten(1).std(1) < 0.8 * images.flatten(1).std(1)).all()


def test_coarse_pictures_are_flat_in_their_blocks():
    images = torch.rand(60, 1, 24, 24, generator=seeded())
    out = corruptions.coarse(images, uniform)
    for picture, small in zip(images, out, strict=True):
        sizes = [
            size
            for size in (2, 3, 4)
            if torch.equal(
                small,
                torch.nn.functional.avg_pool2d(picture, size).repeat_interleave(size, -1).repeat_interleave(size, -2),
            )
        ]
        assert len(sizes) == 1
