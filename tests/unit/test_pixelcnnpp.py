"""PixelCNN++: its mixture of logistics is a distribution over levels, and both ways to its probabilities agree."""

from __future__ import annotations

import pytest
import torch

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.pixelcnnpp import MIN_LOG_SCALE, PixelCNNPP
from tests.unit.autoregressive_models import influence, lively, ranks, seeded


def small(**given) -> PixelCNNPP:
    return lively(PixelCNNPP, channels=8, mixtures=3, **given)


@torch.no_grad()
@pytest.mark.parametrize("levels", [2, 16, 256])
@pytest.mark.parametrize("scale", [MIN_LOG_SCALE, -4.0, 0.0, 3.0])
def test_bins_of_a_logistic_are_its_cumulative_differences_and_sum_to_one(levels, scale):
    model = PixelCNNPP(levels=levels, channels=2, sizes=1, mixtures=1)
    means = torch.tensor([-3.0, -1.0, -0.2, 0.0039, 1.0, 2.0], dtype=torch.double)[:, None]
    every, scales = torch.arange(levels, dtype=torch.double), torch.full_like(means, scale)
    bins = model.log_bins(every, means, scales).exp()
    assert torch.allclose(bins.sum(1), torch.ones(6, dtype=torch.double), atol=1e-9)
    edges = (2 * every[:-1] + 1) / (levels - 1) - 1  # between a level and the next
    below = torch.sigmoid((edges - means) / torch.exp(scales))
    cumulative = torch.cat([torch.zeros(6, 1), below, torch.ones(6, 1)], 1)
    assert torch.allclose(bins, cumulative.diff(dim=1), atol=1e-9)
    assert torch.allclose(
        model.log_bins(every, means.float(), scales.float()).exp().sum(1).double(),
        torch.ones(6, dtype=torch.double),
        atol=1e-4,
    )


def test_far_and_narrow_logistics_keep_a_finite_probability_and_gradient():
    model = PixelCNNPP(channels=2, sizes=1, mixtures=1)
    means, scales = torch.full((256,), 30.0, requires_grad=True), torch.full((256,), MIN_LOG_SCALE, requires_grad=True)
    bins = model.log_bins(torch.arange(256), means, scales)
    bins.sum().backward()
    assert (
        bins.isfinite().all()
        and means.grad.isfinite().all()
        and scales.grad.isfinite().all()
        and (means.grad[:255] != 0).all()
    )


@torch.no_grad()
@pytest.mark.parametrize("shape", [(1, 6, 5), (3, 4, 4)])
def test_the_mixture_and_the_logits_of_all_levels_give_the_same_probabilities(shape):
    model = small(shape=shape, classes=2)
    images, labels = torch.randint(0, 256, (3, *shape), generator=seeded()) / 255, torch.tensor([0, 1, 2])
    logits = model.pixel_logits(images, labels)
    assert torch.allclose(logits.exp().sum(1), torch.ones(3, *shape), atol=1e-4)
    assert torch.allclose(
        AutoregressiveModel.pixel_log_prob(model, images, labels), model.pixel_log_prob(images, labels), atol=1e-3
    )
    assert torch.allclose(
        model.log_prob(images, labels), model.pixel_log_prob(images, labels).flatten(1).sum(1), atol=1e-3
    )


@torch.no_grad()
def test_planes_share_the_choice_of_a_logistic():
    """Red tells green which logistic it came from, even where the slopes between planes are 0."""
    model = small(shape=(3, 2, 2), levels=8)
    slopes = model.to_mixture.weight.view(3, -1, 8)  # the last three outputs of each logistic, behind the weights
    model.to_mixture.weight[3:].view(3, 9, 8)[:, 6:] = 0
    model.to_mixture.bias[3:].view(3, 9)[:, 6:] = 0
    assert slopes.shape[1] == 10
    model.to_mixture.bias[3:].view(3, 9)[:, :3] = torch.tensor([-1.0, 0.0, 1.0])[:, None]
    model.to_mixture.bias[3:].view(3, 9)[:, 3:6] = -3.0
    images = torch.zeros(2, 3, 2, 2)
    images[1, 0, 0, 0] = 1.0
    dark, light = model.pixel_logits(images)[:, :, 1, 0, 0].exp() @ torch.arange(8.0)
    assert dark < 2 and light > 5


def test_smaller_maps_let_it_see_far():
    far, near = (influence(small(shape=(1, 16, 16), sizes=sizes, levels=4), 2)[0, :, :, 0] > 0 for sizes in (3, 1))
    place = ranks(small(shape=(1, 16, 16)))[0]
    for seen in (far, near):
        assert not (seen & (place >= place[:, :, None, None])).any()
    # where the quarter's grid has a place of its own everything earlier is seen; elsewhere the nearest rows only as far
    # as full size reaches
    for y, x in ((4, 0), (8, 3), (12, 4)):
        assert torch.equal(far[y, x], place < place[y, x])
    assert far[15, 0, :12].all() and not far[15, 0, 14, 5:].any()
    reached = near[15, 0].nonzero()
    assert reached[:, 0].min() == 8 and reached[:, 1].max() == 5


def test_two_channels_are_refused():
    with pytest.raises(ValueError, match="channels"):
        PixelCNNPP(shape=(2, 4, 4))
