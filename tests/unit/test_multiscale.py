"""The multi-scale model: every pixel belongs to one scale, and the scales' probabilities make up the picture's."""

from __future__ import annotations

import pytest
import torch

from explorer.models.multiscale import MultiScale
from tests.unit.autoregressive_models import all_pictures, influence, lively, ranks, seeded


def small(**given) -> MultiScale:
    return lively(MultiScale, channels=6, layers=3, head=12, **given)


def test_every_pixel_is_drawn_once_at_the_first_scale_that_holds_it():
    model = small(shape=(1, 7, 6), scales=3)
    order = model.order()
    assert sorted(order) == [(y, x) for y in range(7) for x in range(6)]
    assert order[:4] == [(0, 0), (0, 4), (4, 0), (4, 4)]
    assert order[4:12] == [(0, 2), (2, 0), (2, 2), (2, 4), (4, 2), (6, 0), (6, 2), (6, 4)]
    assert order[12:15] == [(0, 1), (0, 3), (0, 5)]
    assert [network.shape for network in MultiScale().scales] == [(1, 7, 7), (1, 14, 14), (1, 28, 28)]


@torch.no_grad()
def test_the_picture_s_probability_is_that_of_its_scales():
    model = small(shape=(1, 7, 6), scales=3, levels=4, classes=2)
    images, labels = torch.randint(0, 4, (5, 1, 7, 6), generator=seeded()) / 3, torch.tensor([0, 1, 0, 1, 2])
    pixels = model.pixel_log_prob(images, labels)
    total = model.scales[0].log_prob(images[..., ::4, ::4], labels)
    assert torch.allclose(pixels[..., ::4, ::4].flatten(1).sum(1), total, atol=1e-4)
    for step, network in zip((2, 1), model.scales[1:], strict=True):
        terms = network.pixel_log_prob(images[..., ::step, ::step], labels)
        terms[..., ::2, ::2] = 0  # they were drawn at the scale before
        total = total + terms.flatten(1).sum(1)
    assert torch.allclose(model.log_prob(images, labels), total, atol=1e-4)


@torch.no_grad()
def test_the_small_picture_s_probability_is_the_sum_over_all_its_larger_ones():
    model = small(shape=(1, 3, 3), scales=2)
    pictures = all_pictures(model.shape)
    probabilities = model.log_prob(pictures).double().exp()
    for tiny in all_pictures((1, 2, 2)):
        of_it = (pictures[..., ::2, ::2] == tiny).flatten(1).all(1)
        assert float(probabilities[of_it].sum()) == pytest.approx(
            float(model.scales[0].log_prob(tiny[None]).exp()), abs=1e-6
        )


def test_a_larger_picture_sees_all_of_the_smaller_one_and_what_is_earlier_in_its_own():
    model = small(shape=(1, 6, 6), scales=2)
    place, seen = ranks(model)[0], influence(model)[0, :, :, 0] > 0
    for y, x in model.order():
        assert not (seen[y, x] & (place >= place[y, x])).any()
        if y % 2 or x % 2:  # two pixels of the smaller picture away in each direction, the later ones too
            near = [
                (row, column)
                for row in range(0, 6, 2)
                for column in range(0, 6, 2)
                if abs(row - y) <= 3 and abs(column - x) <= 3
            ]
            assert all(seen[y, x, row, column] for row, column in near)


def test_more_scales_than_sizes_are_refused():
    with pytest.raises(ValueError, match="sizes"):
        MultiScale(shape=(1, 3, 3), scales=4)
