"""The evidence p(x) of one picture, estimated from draws of z in several ways, and exactly where it can be had.

[1] Burda, Grosse and Salakhutdinov, Importance Weighted Autoencoders, 2016, arXiv:1509.00519
[2] Cremer, Li and Duvenaud, Inference Suboptimality in Variational Autoencoders, 2018, arXiv:1801.03558
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from explorer.capabilities import Posterior, TellsLikelihood

CHUNK = 500  # draws that are decoded at once
WIDE, FINE = 6.0, 8  # the grid over two latents: half of its side, and parts of a cell a side
CELLS = 120  # of the first grid, a side
LOOKED_INTO = 400  # cells with the most weight, which are divided: elsewhere p(x|z) is smooth, or next to nothing
IMPROVING = 150  # steps
AT_ONCE = 8  # draws of a step
RATE = 0.03
SEEN = 500  # draws that a bound is told from


class LogWeights(NamedTuple):
    """Of draws of z, ``(k,)`` each in nats, what ln p(x) is estimated from by the logarithm of a mean of exponentials.

    ``prior``: log p(x|z) of draws from the prior. ``near``: that of draws from q(z|x); their mean alone estimates
    something else. ``ratio``: log p(z) - log q(z|x) of those; with it the mean's expectation is p(x) again [1].
    """

    prior: Tensor
    near: Tensor
    ratio: Tensor


def log_mean(log_values: Tensor) -> float:
    """ln of the mean of values whose logarithms ``(k,)`` are given."""
    return float(torch.logsumexp(log_values.double(), 0)) - math.log(len(log_values))


def as_seen(model: TellsLikelihood, picture: Tensor) -> Tensor:
    """A picture as the likelihood knows them: black and white where pixels are Bernoulli."""
    std = getattr(model, "pixel_std", lambda: None)()
    return (picture > 0.5).float() if std is None else picture


@torch.no_grad()
def log_likelihoods(model: TellsLikelihood, picture: Tensor, z: Tensor) -> Tensor:
    """log p(x|z) of one picture ``(1, *shape)`` for z ``(k, latents)`` -> ``(k,)`` in nats."""
    return torch.cat([model.log_prob(picture, part[:, None])[:, 0] for part in z.split(CHUNK)])


def log_ratio(z: Tensor, q: Posterior) -> Tensor:
    """log p(z) - log q(z) ``(k,)`` for a prior N(0, I); the constants of both cancel."""
    return (0.5 * (((z - q.mean) / q.std).square() - z.square()) + q.std.log()).sum(-1)


def log_weights(model: TellsLikelihood, picture: Tensor, q: Posterior, draws: int, generator: Generator) -> LogWeights:
    """What p(x) of one picture ``(1, *shape)`` is estimated from, of as many draws from the prior and from q."""
    far, noise = torch.randn((2, draws, model.latents), generator=generator)
    near = q.mean + q.std * noise
    return LogWeights(log_likelihoods(model, picture, far), log_likelihoods(model, picture, near), log_ratio(near, q))


@torch.no_grad()
def bound(model: TellsLikelihood, picture: Tensor, q: Posterior) -> float:
    """The ELBO of a picture ``(1, *shape)`` with q, in nats: its first term from draws that are the same for every q,
    the KL in closed form.
    """
    noise = torch.randn((SEEN, model.latents), generator=Generator().manual_seed(0))
    return float(log_likelihoods(model, picture, q.mean + q.std * noise).mean() - q.kl().sum())


def improve(model: TellsLikelihood, picture: Tensor, q: Posterior) -> Posterior:
    """The q of one picture ``(1, *shape)`` alone, by gradient ascent on its ELBO from the given one on; the decoder
    stays. What the bound gains is the price of amortisation [2].
    """
    mean, log_std = (part.detach().clone().requires_grad_() for part in (q.mean, q.std.log()))
    optimizer, generator = torch.optim.Adam([mean, log_std], RATE), Generator().manual_seed(1)
    for step in range(IMPROVING):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / IMPROVING)
        noise = torch.randn((AT_ONCE, 1, model.latents), generator=generator)
        now = Posterior(mean, log_std.exp())
        value = model.log_prob(picture, now.mean + now.std * noise).mean() - now.kl().sum()
        optimizer.zero_grad()
        (-value).backward(inputs=[mean, log_std])
        optimizer.step()
    return Posterior(mean.detach(), log_std.detach().exp())


@torch.no_grad()
def on_grid(model: TellsLikelihood, picture: Tensor) -> float:
    """ln p(x) of a picture ``(1, *shape)`` in nats by summing over two latents; cells with weight are looked into.

    The work is the same for every picture.
    """
    side = 2 * WIDE / CELLS
    line = (torch.arange(CELLS) + 0.5) * side - WIDE
    centres = torch.cartesian_prod(line, line)
    joint = log_likelihoods(model, picture, centres) - 0.5 * centres.square().sum(1)
    order = joint.argsort(descending=True)
    inside = torch.cartesian_prod(*[((torch.arange(FINE) + 0.5) / FINE - 0.5) * side] * 2)
    finer = (centres[order[:LOOKED_INTO]][:, None] + inside).flatten(0, 1)
    fine = log_likelihoods(model, picture, finer) - 0.5 * finer.square().sum(1)
    coarse = torch.logsumexp(joint[order[LOOKED_INTO:]].double(), 0) + 2 * math.log(FINE)
    total = torch.logaddexp(torch.logsumexp(fine.double(), 0), coarse)
    return float(total + 2 * math.log(side / FINE) - math.log(2 * math.pi))
