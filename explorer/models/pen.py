"""Where a pen goes next: a mixture of bivariate Gaussians over the step, and three states of the pen.

[1] Graves, Generating Sequences with Recurrent Neural Networks, 2013, arXiv:1308.0850, section 4.1
[2] Ha and Eck, A Neural Representation of Sketch Drawings, 2017, arXiv:1704.03477, section 3.2

A NextPoint (explorer.capabilities) is in units of the paper, so -log p is in nats of a density a square unit: about
what it takes to tell the step to the nearest whole unit.

Deviations: no component is narrower than NARROWEST, as coordinates are whole units: a line that was drawn exactly level
would be worth endless nats else. And a temperature leaves the chance that the drawing ends as it is, where [2, eq. 8]
cools all three states of the pen: the end is seldom the likeliest of them, so that a cool hand hardly ever stopped.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from explorer.capabilities import NextPoint

NARROWEST = 0.5  # deviation of a component, in units of the paper
MOST_CORRELATED = 0.99
WIDEST = 6.0  # the logarithm of a deviation in a network's units stays below
PENS = 3  # down, lifted, ended
ENDED = 2  # its place among them
START = (0.0, 0.0, 1.0, 0.0, 0.0)  # the row of stroke-5 before the first [2, section 3.2]
END = (0.0, 0.0, 0.0, 0.0, 1.0)  # the last row, and all behind it
COLUMNS = 5  # of a row: the step, and 1 at one of three states of the pen
SEEN = COLUMNS + 2  # numbers a row that a network sees: the place beside them
PLACES = 3.0  # times as large as a step: what places are divided by
UNIFORMS = 4  # that one draw of a point takes


def seen(strokes: Tensor, scale: float, place: Tensor | None = None) -> Tensor:
    """What a network whose units are ``scale`` sees of rows of stroke-5 ``(n, rows, 5)`` that follow each other.

    The step, the pen, and where the pen has come to, ``(n, rows, SEEN)``. The first row begins at ``place`` ``(n, 2)``,
    in the network's units; in the paper's middle where None. Raises ValueError for other shapes.
    """
    if strokes.ndim != 3 or strokes.shape[-1] != COLUMNS:
        raise ValueError(f"drawings in stroke-5 of shape (n, rows, 5) are expected, not {tuple(strokes.shape)}")
    steps = strokes[..., :2] / scale
    places = steps.cumsum(1) if place is None else place[:, None] + steps.cumsum(1)
    return torch.cat([steps, strokes[..., 2:], places / PLACES], -1)


def outputs(mixtures: int) -> int:
    """How many numbers a network gives for a NextPoint of so many components."""
    return 6 * mixtures + PENS


def read(raw: Tensor, mixtures: int, scale: float) -> NextPoint:
    """What a network gave, ``(..., outputs(mixtures))`` in units of ``scale``, as a NextPoint [1, eq. 19 to 23]."""
    weights, mean, log_std, correlation, pen = raw.float().split(
        [mixtures, 2 * mixtures, 2 * mixtures, mixtures, PENS], -1
    )
    return NextPoint(
        torch.log_softmax(weights, -1),
        scale * mean.unflatten(-1, (mixtures, 2)),
        scale * log_std.clamp(max=WIDEST).exp().unflatten(-1, (mixtures, 2)) + NARROWEST,
        MOST_CORRELATED * torch.tanh(correlation),
        torch.log_softmax(pen, -1),
    )


def log_components(point: NextPoint, steps: Tensor) -> Tensor:
    """log N of steps ``(..., 2)`` under each component ``(..., m)`` [1, eq. 24 and 25]."""
    x, y = ((steps[..., None, :] - point.mean) / point.std).unbind(-1)
    rest = 1 - point.correlation.square()
    spread = (x.square() + y.square() - 2 * point.correlation * x * y) / rest
    return -0.5 * (spread + rest.log()) - point.std.log().sum(-1) - math.log(2 * math.pi)


def log_density(point: NextPoint, steps: Tensor) -> Tensor:
    """log of the mixture's density at steps ``(..., 2)`` in nats a square unit ``(...)``; sizes are broadcast."""
    return torch.logsumexp(point.log_weights + log_components(point, steps), -1)


def log_prob(point: NextPoint, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Of stroke-5 rows ``(..., 5)`` the log-density of the step and the log-probability of the pen, each ``(...)``.

    The end of a drawing has no step, so it counts as the pen alone.
    """
    drawn = rows[..., 4] == 0
    return log_density(point, rows[..., :2]).where(drawn, 0.0), (point.log_pen * rows[..., 2:]).sum(-1)


def cooled(point: NextPoint, temperature: float) -> NextPoint:
    """The same at a temperature [2, eq. 8]: weights, and down against lifted, to the power 1 / t, variances times t.

    The end keeps its chance. At 0 the likeliest alone is left, and its mean.
    """
    drawn, end = point.log_pen.split([ENDED, PENS - ENDED], -1)
    goes_on = drawn.logsumexp(-1, keepdim=True)
    return point._replace(
        log_weights=_sharpened(point.log_weights, temperature),
        std=point.std * math.sqrt(temperature),
        log_pen=torch.cat([goes_on + _sharpened(drawn, temperature), end], -1),
    )


def _sharpened(log: Tensor, temperature: float) -> Tensor:
    """Log-probabilities to the power 1 / t, their sum 1 again; at 0 the likeliest alone."""
    if temperature > 0:
        return torch.log_softmax(log / temperature, -1)
    return F.one_hot(log.argmax(-1), log.shape[-1]).to(log.dtype).log()


def draw(point: NextPoint, uniforms: Tensor, temperature: float = 1.0) -> Tensor:
    """A stroke-5 row of each of n NextPoints ``(n, 5)``, from numbers ``(n, UNIFORMS)`` in (0, 1).

    At temperature 0 all that is left to chance is whether the drawing ends. The end has no step.
    """
    point = cooled(point, temperature)
    component, pen = (chosen(log, uniforms[:, number]) for number, log in enumerate((point.log_weights, point.log_pen)))
    rows = torch.arange(len(component))
    across, up = torch.special.ndtri(uniforms[:, 2:].to(point.mean.dtype).clamp(1e-6, 1 - 1e-6)).unbind(-1)
    correlation = point.correlation[rows, component]
    bent = correlation * across + (1 - correlation.square()).sqrt() * up
    step = point.mean[rows, component] + point.std[rows, component] * torch.stack([across, bent], -1)
    state = F.one_hot(pen, PENS).to(step.dtype)
    return torch.cat([step * (1 - state[:, ENDED:]), state], -1)


def chosen(log: Tensor, uniform: Tensor) -> Tensor:
    """The number of the event ``(n,)`` that a uniform number falls on, of log-probabilities ``(n, events)``."""
    below = log.exp().cumsum(-1)
    return (uniform[:, None] * below[:, -1:] >= below).sum(-1).clamp(max=log.shape[-1] - 1)
