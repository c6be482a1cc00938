"""Groups of latents: prior and posterior share one path, each group knows those above it alone, bounds are bounds."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Generator

from explorer.models import GridVAE, HierarchicalVAE

GROUPS = ((3, 2, 3), (2, 4, 6), (1, 8, 12))


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.fixture
def model() -> HierarchicalVAE:
    """One whose posteriors differ from its priors, and whose latents matter."""
    torch.manual_seed(0)
    model = HierarchicalVAE((1, 16, 24), GROUPS, channels=4, blocks=1).eval()
    with torch.no_grad():
        for group in model.down:
            group.posterior.weight.mul_(20)
            group.prior.weight.mul_(3)
            group.take.weight.mul_(4)
    return model


def pictures(model, n: int = 3):
    return (torch.rand(n, *model.shape, generator=seeded()) > 0.5).float()


class TestOnePath:
    @torch.no_grad()
    def test_the_posterior_goes_down_the_priors_path(self, model):
        """What q drew, handed to p as noise, gives the same picture, so that both use the same weights on the way."""
        images = pictures(model)
        noise = torch.randn(len(images), model.latents, generator=seeded(1))
        descent = model.descend(model.evidence_of(images), model.split(noise))
        assert torch.allclose(model.logits(descent.noise), descent.logits, atol=1e-4)
        assert not torch.allclose(descent.noise, noise, atol=0.1), "q is not the prior here"

    @torch.no_grad()
    def test_a_posterior_that_adds_nothing_is_the_prior_and_costs_nothing(self, model):
        for group in model.down:
            group.posterior.weight.zero_()
            group.posterior.bias.zero_()
        posterior = model.encode(pictures(model))
        assert torch.equal(posterior.mean, torch.zeros_like(posterior.mean)) and posterior.kl().abs().max() < 1e-6

    def test_a_group_knows_the_groups_above_it_and_none_below(self, model):
        """By gradient: q's parameters of each group by the noise of all groups."""
        images, sizes = pictures(model, 1), [math.prod(group) for group in GROUPS]
        noise = torch.randn(1, model.latents, generator=seeded(), requires_grad=True)
        posterior = model.descend(model.evidence_of(images), model.split(noise)).posterior
        for index, means in enumerate(posterior.mean.split(sizes, 1)):
            (gradient,) = torch.autograd.grad(means.sum(), noise, retain_graph=True)
            felt = [bool(part.abs().sum() > 0) for part in gradient.split(sizes, 1)]
            assert felt == [above < index for above in range(len(GROUPS))]

    @torch.no_grad()
    def test_encode_takes_the_means_of_the_groups_above(self, model):
        images = pictures(model)
        posterior = model.encode(images)
        again = model.descend(model.evidence_of(images), [torch.zeros(3, *group) for group in GROUPS]).posterior
        assert torch.equal(posterior.mean, again.mean) and torch.equal(posterior.std, again.std)

    @torch.no_grad()
    def test_a_group_at_temperature_nought_is_deterministic_while_others_are_drawn(self, model):
        z = model.sample_latents(4, generator=seeded())
        sizes = [math.prod(group) for group in GROUPS]
        still = torch.cat([z[:1, : sizes[0]].expand(4, -1), torch.zeros(4, sum(sizes[1:]))], 1)
        assert torch.allclose(model.decode(still), model.decode(still[:1]).expand(4, -1, -1, -1), atol=1e-5)
        assert (model.decode(z) - model.decode(still)).abs().max() > 1e-3


class TestBounds:
    @torch.no_grad()
    def test_the_kl_agrees_with_monte_carlo(self, model):
        """E_q[log q(z|x) - log p(z)] in units of z itself, with the prior's own mean and deviation put back."""
        images, count = pictures(model, 1), 4000
        drawn = model.draw_terms(images, model.evidence_of(images), count, seeded())
        exact, error = drawn.kl.sum(-1).mean(), drawn.log_ratio.std() / math.sqrt(count)
        assert abs(float(exact + drawn.log_ratio.mean())) < 5 * float(error)
        assert exact > 1

    @torch.no_grad()
    def test_iwae_is_above_the_elbo_and_grows(self, model):
        images = pictures(model)
        elbo = model.elbo(images, 400, seeded())
        few, many = (model.log_likelihood(images, samples, seeded()) for samples in (20, 400))
        assert (elbo < few).all() and (few.mean() < many.mean()).all()

    @torch.no_grad()
    def test_one_importance_sample_is_the_elbo_in_expectation(self, model):
        images = pictures(model, 1)
        drawn = model.draw_terms(images, model.evidence_of(images), 4000, seeded())
        singles = drawn.log_prob + drawn.log_ratio
        error = float(singles.std()) / math.sqrt(len(singles))
        assert abs(float(singles.mean() - model.elbo(images, 4000, seeded(1))[0])) < 6 * error

    def test_the_loss_is_the_negative_elbo_of_one_draw(self, model):
        images = pictures(model)
        loss = float(model.loss(images, generator=seeded()).detach())
        assert loss == pytest.approx(-float(model.elbo(images, 1, seeded()).mean().detach()), rel=1e-5)


class TestArguments:
    def test_sizes_that_do_not_follow_are_refused(self):
        for groups, words in (
            ((), "at least one"),
            (((2, 5, 5),), "power of two smaller"),
            (((2, 14, 14), (2, 7, 7), (2, 28, 28)), "coarse to fine"),
            (((0, 28, 28),), "channels|shape"),
        ):
            with pytest.raises(ValueError, match=words):
                HierarchicalVAE((1, 28, 28), groups)

    @torch.no_grad()
    @pytest.mark.parametrize(
        ("shape", "groups"),
        [((1, 28, 28), ((4, 4, 4), (2, 7, 7), (1, 28, 28))), ((3, 64, 64), ((4, 4, 4), (2, 16, 16)))],
    )
    def test_pictures_of_other_sizes(self, shape, groups):
        model = HierarchicalVAE(shape, groups, channels=4, blocks=1, likelihood="logistic")
        assert model.sample(2).shape == (2, *shape)
        assert model.encode(torch.rand(2, *shape)).mean.shape == (2, sum(map(math.prod, groups)))
        assert (model.elbo(torch.rand(2, *shape)) < 0).all(), "cut into levels it is a probability"


class TestGrid:
    @torch.no_grad()
    def test_latents_moved_by_a_cell_move_the_picture_by_as_many_pixels(self):
        torch.manual_seed(0)
        model = GridVAE((3, 96, 96), maps=2, halvings=3, channels=4).eval()
        maps = torch.randn(1, *model.groups[0], generator=seeded())
        moved = maps.roll(1, dims=3)
        here, there = model.decode(maps.flatten(1)), model.decode(moved.flatten(1))
        inner = slice(40, 56)  # farther from the edge than the decoder sees
        assert torch.allclose(there[..., inner, 48:64], here[..., inner, 40:56], atol=1e-5)
        assert (here[..., inner, 48:64] - here[..., inner, 40:56]).abs().max() > 1e-3

    def test_the_finest_grids_are_refused(self):
        with pytest.raises(ValueError, match="halvings"):
            GridVAE(halvings=5)
