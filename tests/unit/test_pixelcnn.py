"""Masked convolutions and the two PixelCNNs made of them or without them: what they see, measured by gradient."""

from __future__ import annotations

import pytest
import torch

from explorer.models.gated_pixelcnn import GatedPixelCNN, GatedStack
from explorer.models.masked import MaskedConv2d
from explorer.models.pixelcnn import PixelCNN
from tests.unit.autoregressive_models import influence, lively, ranks, seeded


def seen_from(model, y: int, x: int) -> torch.Tensor:
    """Which pixels ``(h, w)`` the distribution of one pixel depends on."""
    return influence(model)[0, y, x, 0] > 0


def test_masks_hold_weights_at_zero_and_are_no_part_of_a_checkpoint():
    for mask, centre in (("A", 0), ("B", 1)):
        layer = MaskedConv2d(1, 1, 3, mask)
        assert layer.mask[0, 0].tolist() == [[1, 1, 1], [1, centre, 0], [0, 0, 0]]
        assert list(layer.state_dict()) == ["weight", "bias"]
        layer(torch.rand(1, 1, 5, 5, generator=seeded())).square().sum().backward()
        assert torch.equal(layer.weight.grad != 0, layer.mask != 0)
    first, later = MaskedConv2d(3, 6, 1, "A", 3), MaskedConv2d(6, 3, 1, "B", 3)
    assert first.mask[:, :, 0, 0].tolist() == [[0, 0, 0]] * 2 + [[1, 0, 0]] * 2 + [[1, 1, 0]] * 2
    assert later.mask[:, :, 0, 0].tolist() == [[1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0], [1] * 6]
    for kernel, mask in ((2, "A"), (3, "C")):
        with pytest.raises(ValueError, match="odd kernel"):
            MaskedConv2d(1, 1, kernel, mask)


def test_the_small_form_has_its_54000_parameters():
    assert sum(parameter.numel() for parameter in PixelCNN().parameters()) == 53_602


def test_pixelcnn_has_a_blind_spot_of_the_known_shape():
    """Two columns more than rows, thanks to the 7x7 layer, is as far right as any path of 3x3 layers leads."""
    model = lively(PixelCNN, shape=(1, 8, 9), blocks=8, channels=32)
    rows, columns = torch.meshgrid(torch.arange(8), torch.arange(9), indexing="ij")
    for y, x in ((7, 0), (6, 2), (3, 1)):
        up, right = y - rows, columns - x
        expected = (up > 0) & (right <= up + 2) | (up == 0) & (right < 0)
        assert torch.equal(seen_from(model, y, x), expected)
        assert expected.sum() < (ranks(model)[0] < ranks(model)[0, y, x]).sum()


@pytest.mark.parametrize(("kernel", "layers", "first"), [(3, 7, 7), (5, 4, 5), (3, 9, 3)])
def test_gated_pixelcnn_sees_every_earlier_pixel(kernel, layers, first):
    model = lively(GatedPixelCNN, shape=(1, 7, 8), channels=6, layers=layers, kernel=kernel, first=first)
    place = ranks(model)[0]
    seen = influence(model)[0, :, :, 0] > 0
    for y, x in model.order():
        assert torch.equal(seen[y, x], place < place[y, x])


def test_gated_pixelcnn_reaches_as_far_as_it_says():
    model = lively(GatedPixelCNN, shape=(1, 9, 11), channels=6, layers=3, kernel=3, first=5)
    assert_reaches(model, 5 // 2 + 2 * (3 // 2))
    dilated = lively(GatedPixelCNN, shape=(1, 9, 11), channels=6, layers=3, kernel=3, first=3, dilations=[1, 1, 2])
    assert_reaches(dilated, 3 // 2 + 1 + 2)


def assert_reaches(model, reach):
    """From the middle of the last row: so many rows up, columns to both sides, and to the left in its own row."""
    rows, columns = torch.meshgrid(torch.arange(9), torch.arange(11), indexing="ij")
    up, right = 8 - rows, columns - 5
    expected = (up > 0) & (up <= reach) & (right.abs() <= reach) | (up == 0) & (right < 0) & (right >= -reach)
    assert torch.equal(seen_from(model, 8, 5), expected)


def test_the_vertical_stack_and_its_link_know_rows_above_only():
    """A sampler that computes them once a row relies on it."""
    torch.manual_seed(0)
    stack = GatedStack(1, 6, 4)
    kept = []
    for layer in stack.layers:
        layer.link.register_forward_hook(lambda _, __, out: kept.append(out))
    picture = torch.rand(1, 1, 6, 6, generator=seeded(), requires_grad=True)
    stack(picture)
    assert len(kept) == 4
    for out in kept:
        for row in range(6):
            (gradient,) = torch.autograd.grad(out[:, :, row].square().sum(), picture, retain_graph=True)
            reached = gradient[0, 0].abs().sum(1) > 0
            assert not reached[row:].any() and (row == 0 or reached[row - 1])


def test_kernels_that_have_no_centre_are_refused():
    for wrong in (
        {"kernel": 4},
        {"first": 2},
        {"kernel": 1},
        {"layers": 0},
        {"channels": 0},
        {"dilations": [1, 2]},
        {"layers": 2, "dilations": [2, 1]},
        {"layers": 2, "dilations": [1, 0]},
    ):
        with pytest.raises(ValueError):
            GatedPixelCNN(**wrong)
