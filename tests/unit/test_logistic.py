"""A logistic distribution cut into levels: its bins are differences of its cumulative distribution and sum to one."""

from __future__ import annotations

import pytest
import torch

from explorer.models.logistic import log_bins

NARROW = -7.0  # a logarithm of a scale far below half a level


@torch.no_grad()
@pytest.mark.parametrize("levels", [2, 16, 256])
@pytest.mark.parametrize("scale", [NARROW, -4.0, 0.0, 3.0])
def test_bins_of_a_logistic_are_its_cumulative_differences_and_sum_to_one(levels, scale):
    means = torch.tensor([-3.0, -1.0, -0.2, 0.0039, 1.0, 2.0], dtype=torch.double)[:, None]
    every, scales = torch.arange(levels, dtype=torch.double), torch.full_like(means, scale)
    bins = log_bins(every, means, scales, levels).exp()
    assert torch.allclose(bins.sum(1), torch.ones(6, dtype=torch.double), atol=1e-9)
    edges = (2 * every[:-1] + 1) / (levels - 1) - 1  # between a level and the next
    below = torch.sigmoid((edges - means) / torch.exp(scales))
    cumulative = torch.cat([torch.zeros(6, 1), below, torch.ones(6, 1)], 1)
    assert torch.allclose(bins, cumulative.diff(dim=1), atol=1e-9)
    assert torch.allclose(
        log_bins(every, means.float(), scales.float(), levels).exp().sum(1).double(),
        torch.ones(6, dtype=torch.double),
        atol=1e-4,
    )


def test_far_and_narrow_logistics_keep_a_finite_probability_and_gradient():
    means, scales = torch.full((256,), 30.0, requires_grad=True), torch.full((256,), NARROW, requires_grad=True)
    bins = log_bins(torch.arange(256), means, scales, 256)
    bins.sum().backward()
    assert (
        bins.isfinite().all()
        and means.grad.isfinite().all()
        and scales.grad.isfinite().all()
        and (means.grad[:255] != 0).all()
    )
