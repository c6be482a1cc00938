"""Logistic distributions cut into grey levels: what a level's probability is where greys are a smooth quantity.

[1] Salimans, Karpathy, Chen and Kingma, PixelCNN++: Improving the PixelCNN with Discretized Logistic Mixture Likelihood
    and Other Modifications, 2017, arXiv:1701.05517
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

DEVIATION = math.pi / math.sqrt(3)  # of a logistic of scale 1


def log_bins(levels: Tensor, means: Tensor, scales: Tensor, count: int) -> Tensor:
    """log of the probability that a logistic puts on each of ``levels``, in nats [1, eq. 2].

    A level has what lies between half a level below it and half a level above it; the darkest has all below, the
    lightest all above. The probability of a narrow bin is exact, sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b)
    (1 - exp(b - a)), where [1] takes the density.

    Args:
        levels: whole numbers from 0 to ``count`` - 1.
        means: on a scale where the darkest level is -1 and the lightest 1.
        scales: logarithms of the scales, in the same unit. All three are broadcast against each other.
        count: how many levels there are.
    """
    half = 1 / (count - 1)  # half a level, on a scale of length 2
    inverse = (-scales).exp()
    centred = 2 * half * levels - 1 - means
    upper, lower = inverse * (centred + half), inverse * (centred - half)
    narrow = torch.log(-torch.expm1(-2 * half * inverse))
    darkest, lightest = levels == 0, levels == count - 1
    return (
        torch.where(lightest, 0.0, F.logsigmoid(upper))
        + torch.where(darkest, 0.0, F.logsigmoid(-lower))
        + torch.where(darkest | lightest, 0.0, narrow)
    )
