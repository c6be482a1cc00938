"""The conditional VAE: the label goes where it should, and its bounds over all classes are bounds."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Generator

from explorer.models import ConditionalVAE


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.fixture
def model() -> ConditionalVAE:
    """A model whose label and latents matter."""
    torch.manual_seed(0)
    built = ConditionalVAE(shape=(1, 4, 4), classes=3, latents=2, width=16, depth=2)
    with torch.no_grad():
        for weight in built.to_pixels.parameters():
            weight.mul_(8)
    return built.eval()


@pytest.fixture
def images() -> torch.Tensor:
    return (torch.rand(5, 1, 4, 4, generator=seeded()) > 0.5).float()


def test_the_label_reaches_encoder_and_decoder(model, images):
    weights = torch.full((5, 3), 1 / 3, requires_grad=True)
    for out in (
        model.encode(images, weights).mean,
        model.encode(images, weights).std,
        model.decode(torch.zeros(5, 2), weights),
    ):
        (gradient,) = torch.autograd.grad(out.sum(), weights)
        assert (gradient.abs() > 0).all()


@torch.no_grad()
def test_whole_numbers_are_one_hot_weights(model, images):
    labels = torch.tensor([0, 2, 1, 1, 0])
    weights = torch.eye(3)[labels]
    z = torch.randn(5, 2, generator=seeded())
    assert torch.equal(model.decode(z, labels), model.decode(z, weights))
    assert torch.equal(model.encode(images, labels).mean, model.encode(images, weights).mean)
    between = model.decode(z, 0.5 * weights + 0.5 * weights.roll(1, 1))
    assert not torch.allclose(between, model.decode(z, labels), atol=1e-3)


def test_labels_that_are_none_are_refused(model):
    z = torch.zeros(2, 2)
    for wrong in (torch.tensor([0, 3]), torch.tensor([-1, 0]), torch.zeros(2, 4), torch.zeros(2)):
        with pytest.raises(ValueError, match="labels must be"):
            model.decode(z, wrong)


@torch.no_grad()
def test_inferred_labels_are_a_distribution_and_encode_uses_the_likeliest(model, images):
    inferred = model.infer_labels(images)
    assert torch.allclose(inferred.exp().sum(1), torch.ones(5), atol=1e-5)
    assert torch.equal(model.encode(images).mean, model.encode(images, inferred.argmax(1)).mean)


@torch.no_grad()
def test_without_a_label_the_bound_is_on_the_mixture_of_classes(model, images):
    z = torch.randn(100_000, 1, 2, generator=seeded()).expand(-1, 5, -1)  # p(x) by brute force, from the prior
    by_class = [
        torch.logsumexp(model.log_prob(images, z, torch.full((5,), label)), 0) - math.log(len(z)) for label in range(3)
    ]
    exact = torch.logsumexp(torch.stack(by_class), 0) - math.log(3)
    assert torch.allclose(model.log_likelihood(images, 20_000, seeded()), exact, atol=0.1)
    assert (model.elbo(images, 2000, seeded()) < exact + 0.02).all()
    for label in range(3):
        given = model.log_likelihood(images, 20_000, seeded(), labels=torch.full((5,), label))
        assert torch.allclose(given, by_class[label], atol=0.1)


@torch.no_grad()
def test_samples_run_through_the_classes_or_show_the_one_asked_for(model):
    z = model.sample_latents(6, generator=seeded())
    assert torch.equal(model.sample(6, generator=seeded()), model.decode(z, torch.arange(6) % 3))
    asked = torch.full((6,), 2)
    assert torch.equal(model.sample(6, generator=seeded(), labels=asked), model.decode(z, asked))
