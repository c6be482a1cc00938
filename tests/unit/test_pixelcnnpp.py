"""PixelCNN++: its mixture of logistics is a distribution over levels, and both ways to its probabilities agree."""

from __future__ import annotations

import pytest
import torch

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.pixelcnnpp import PixelCNNPP
from tests.unit.autoregressive_models import influence, lively, ranks, seeded


def small(**given) -> PixelCNNPP:
    return lively(PixelCNNPP, channels=8, mixtures=3, **given)


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
