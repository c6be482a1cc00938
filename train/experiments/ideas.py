"""Bounds, gradients and mixtures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
from torch import Generator
from torch.distributions import Normal, kl_divergence

from explorer.data import datasets, photographs
from explorer.latents.evidence import as_seen, bound, improve, log_mean, log_weights, on_grid
from explorer.restoring.epll import PatchLikelihood, worsened
from train.evaluation import SEED
from train.experiments.bench import Bench, Numbers

DIGIT = 1  # number of the test digit whose evidence is estimated
DRAWS = 5000  # of z
EVERY = 4  # so many-th patch of a photograph along and down, as explorer/pages/mixtures/routes.py does at rest
FLOOR = 1e-3  # that EM adds to every variance, as explorer/pages/mixtures/mixture.js does
SQRT_2PI = math.sqrt(2 * math.pi)


def gradients(bench: Bench) -> Numbers:
    """Variances of one draw of REINFORCE and of the path derivative, z ~ N(theta, 1), by Gauss and Hermite's rule."""
    places, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()

    def variance(values: np.ndarray) -> float:
        return float(weights @ values**2 - (weights @ values) ** 2)

    square, wave = 2 + places, 6 * (0.5 + places)
    return {
        "square_score": variance(square**2 * places),
        "square_path": variance(2 * square),
        "sine_score": variance(np.sin(wave) * places),
        "sine_path": variance(6 * np.cos(wave)),
        "step_slope": math.exp(-0.125) / math.sqrt(2 * math.pi),
    }


def _kl(mean: float, std: float, other_mean: float, other_std: float) -> float:
    return float(kl_divergence(Normal(mean, std), Normal(other_mean, other_std)))


def bounds(bench: Bench) -> Numbers:
    """Divergences both ways, and ln p(x) of two test digits from draws of the prior and of q."""
    found = {"kl_narrow": _kl(0, 0.1, 0, 1), "kl_back": _kl(0, 1, 0, 0.1)}
    images, _ = datasets.load("mnist", "test", bench.root)
    for latents in (2, 50):
        model = bench.model(f"vae-mnist-{latents}d")
        picture = as_seen(model, torch.from_numpy(images[DIGIT : DIGIT + 1].copy()).float() / 255)
        q = model.encode(picture)
        weights = log_weights(model, picture, q, DRAWS, Generator().manual_seed(SEED))
        with torch.enable_grad():
            own = improve(model, picture, q)
        found |= {
            f"prior_{latents}": log_mean(weights.prior),
            f"weighted_{latents}": log_mean(weights.near + weights.ratio),
            f"unweighted_{latents}": log_mean(weights.near),
            f"elbo_{latents}": bound(model, picture, q),
            f"improved_{latents}": bound(model, picture, own),
        }
        if latents == 2:
            found["exact_2"] = on_grid(model, picture)
    return found


def _fit(points: np.ndarray, weights: np.ndarray, means: np.ndarray, deviations: np.ndarray) -> Iterator[np.ndarray]:
    """EM of a mixture on a line: ln p in nats a point and the deviations, before each step, without end."""
    while True:
        joint = weights * np.exp(-0.5 * ((points[:, None] - means) / deviations) ** 2) / deviations / SQRT_2PI
        yield np.array([np.log(joint.sum(1)).mean(), *deviations])
        shares = joint / joint.sum(1, keepdims=True)
        taken = shares.sum(0)
        weights, means = taken / len(points), (shares * points[:, None]).sum(0) / taken
        deviations = np.sqrt((shares * (points[:, None] - means) ** 2).sum(0) / taken + FLOOR)


def mixtures(bench: Bench) -> Numbers:
    """A bell that collapses on a point, x = ln z of a uniform z, and EPLL of a photograph that is made worse."""
    points = np.array([-3.4, -2.9, -2.6, -2.3, -2.1, -1.9, -1.8, -1.4, -1.2, -0.7, 3])
    steps = list(islice(_fit(points, np.array([0.5, 0.5]), np.array([-2, 3.2]), np.array([1, 0.4])), 100))
    places, weights = np.polynomial.laguerre.laggauss(40)  # ln z is minus an exponential variable
    mean = float(weights @ -places)
    likelihood, camera = PatchLikelihood(bench.model("gmm-photographs")), photographs.square("camera") / 255
    worse = {"clean": {}, "blurred": {"blur": 2}, "flat": {"flat": True}}
    worse |= {f"noisy_{sigma}": {"sigma": sigma} for sigma in (5, 15, 25, 50)}
    nats = {name: likelihood.epll(worsened(camera, **how), EVERY) for name, how in worse.items()}
    return nats | {
        "components": len(likelihood.weights),
        "sigma": 25,
        "collapsed_before": float(steps[0][0]),
        "collapsed_after": float(steps[-1][0]),
        "collapsed_deviation": float(steps[-1][2]),
        "log_mean": mean,
        "log_variance": float(weights @ places**2) - mean**2,
    }
