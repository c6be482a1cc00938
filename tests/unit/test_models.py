"""Every registered model keeps its promises; the bounds on the likelihood are what they say they are."""

from __future__ import annotations

import json
import math

import pytest
import torch
from torch import Generator, nn

from explorer.capabilities import Posterior, capabilities
from explorer.models import (
    REGISTRY,
    VAE,
    Autoencoder,
    AutoregressiveModel,
    ColourVAE,
    ConvAutoencoder,
    ConvVAE,
    GridVAE,
    LatentModel,
    ResidualAutoencoder,
    ResidualVAE,
    VariationalModel,
)
from explorer.models.latent import log_bernoulli, log_gaussian

SMALL = {
    "autoencoder": {"shape": (1, 6, 5), "latents": 3, "width": 16, "depth": 2},
    "vae": {"shape": (1, 6, 5), "latents": 3, "width": 16, "depth": 2},
    "residual_vae": {"shape": (1, 8, 12), "latents": 3, "channels": 4, "width": 16},
    "conv_vae": {"shape": (1, 16, 32), "latents": 3, "channels": 4, "width": 16},
    "colour_vae": {"shape": (1, 12, 20), "latents": 3, "channels": 4, "width": 16},
    "grid_vae": {"shape": (1, 12, 20), "maps": 2, "halvings": 2, "channels": 4},
    "hierarchical_vae": {"shape": (1, 12, 20), "groups": ((3, 2, 3), (2, 6, 10)), "channels": 4, "blocks": 1},
    "residual_autoencoder": {"shape": (1, 8, 12), "latents": 3, "channels": 4, "width": 16},
    "conv_autoencoder": {"shape": (1, 12, 20), "latents": 3, "channels": 4, "width": 16},
    "cvae": {"shape": (1, 6, 5), "classes": 3, "latents": 3, "width": 16, "depth": 2},
    "classifier": {"shape": (1, 8, 12), "classes": 3, "channels": 4, "width": 8},
    "pca": {"shape": (1, 6, 5), "latents": 3},
    "ppca": {"shape": (1, 6, 5), "latents": 3},
    "pixelcnn": {"shape": (1, 6, 5), "channels": 8, "blocks": 2, "head": 8},
    "gated_pixelcnn": {"shape": (1, 6, 5), "channels": 4, "layers": 3, "head": 8},
    "pixelrnn": {"shape": (1, 6, 5), "channels": 4, "layers": 2, "head": 8},
    "pixelcnnpp": {"shape": (1, 8, 12), "channels": 8, "sizes": 2, "mixtures": 3},
    "multiscale": {"shape": (1, 8, 12), "scales": 2, "channels": 6, "layers": 4, "head": 12},
    "dae": {"shape": (1, 8, 12), "channels": 4, "depth": 2},
    "vqvae": {"shape": (1, 8, 12), "codes": 8, "size": 4, "channels": 6, "depth": 2},
    "vqvae2": {"shape": (1, 8, 12), "codes": 8, "size": 4, "channels": 6, "depth": 2},
    "attention": {"shape": (1, 20, 12), "classes": 3, "questions": 4, "query": 3, "hidden": 5, "width": 8},
    "attention_rnn": {
        "shape": (1, 20, 12),
        "classes": 3,
        "questions": 4,
        "query": 3,
        "hidden": 5,
        "state": 4,
        "block": 2,
        "width": 8,
    },
    "code_prior": {"shape": (1, 6, 5), "channels": 4, "layers": 3, "head": 8, "size": 4},
}
LATENT = [name for name, kind in REGISTRY.items() if issubclass(kind, LatentModel)]
LEARNT = [name for name in REGISTRY if name not in ("pca", "ppca")]  # which have closed forms and tests of their own
AUTOREGRESSIVE = [name for name, kind in REGISTRY.items() if issubclass(kind, AutoregressiveModel)]
LATENT_CAN = {"decode", "encode", "sample"}


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def build(name: str, **more):
    torch.manual_seed(0)
    return REGISTRY[name](**SMALL[name] | more)


def pictures(model, n: int = 4):
    return (torch.rand(n, *model.shape, generator=seeded()) > 0.5).float()


def told(model, n: int = 4):
    """What a conditional model is given beside latents or pictures."""
    return {"labels": torch.arange(n) % model.classes} if "condition" in capabilities(model) else {}


def batch(model):
    """What ``loss`` takes: pictures, and whatever else this kind of model learns from."""
    images = pictures(model)
    if "classify" in capabilities(model):
        return {"images": images, "labels": torch.arange(4) % model.classes}
    if "attend" in capabilities(model):
        return {
            "images": images,
            "questions": torch.arange(12).view(4, 3) % model.questions,
            "labels": torch.arange(4)[:, None].expand(4, 3) % model.classes,
        }
    if "denoise" in capabilities(model):
        return {"damaged": images + 0.3 * torch.randn(images.shape, generator=seeded()), "images": images}
    return {"images": images} | told(model)


def answer(model):
    """Something that depends on every weight that serves."""
    if "classify" in capabilities(model):
        return model.classify(pictures(model))
    if "attend" in capabilities(model):
        return model.attend(pictures(model), torch.arange(4)).log_probs
    if "denoise" in capabilities(model):
        return model.denoise(pictures(model))
    if "autoregress" in capabilities(model):
        return model.pixel_logits(pictures(model))
    if "quantize" in capabilities(model):
        return model.decode_codes(model.encode_codes(pictures(model)))
    return model.decode(torch.randn(4, model.latents, generator=seeded()), **told(model))


@pytest.mark.parametrize("name", LEARNT)
class TestEveryModel:
    def test_every_weight_gets_a_gradient(self, name):
        model = build(name)
        model.loss(**batch(model)).backward()
        without = [
            key
            for key, weight in model.named_parameters()
            if weight.requires_grad and (weight.grad is None or not weight.grad.abs().sum() > 0)
        ]
        assert without == []

    def test_a_few_steps_lower_the_loss(self, name):
        model = build(name).eval()
        given, optimizer = batch(model), torch.optim.Adam(model.parameters(), 1e-2)
        torch.manual_seed(0)
        before = model.loss(**given).item()
        for _ in range(60):
            optimizer.zero_grad()
            model.loss(**given).backward()
            optimizer.step()
        assert model.loss(**given).item() < 0.9 * before

    def test_save_and_load_strictly(self, name, tmp_path):
        model = build(name).eval()
        model.save_pretrained(tmp_path)
        config = json.loads((tmp_path / "config.json").read_text())
        (tmp_path / "config.json").write_text(json.dumps(config | {"card": {"title": "kept beside the arguments"}}))
        loaded = REGISTRY[name].from_pretrained(tmp_path, strict=True, local_files_only=True).eval()
        assert torch.equal(answer(model), answer(loaded))
        assert loaded.shape == tuple(SMALL[name]["shape"])

    def test_pictures_of_another_shape_are_refused(self, name):
        model = build(name)
        look = next(
            getattr(model, name)
            for name in ("classify", "attend", "denoise", "pixel_logits", "encode_codes", "encode")
            if hasattr(model, name)
        )
        with pytest.raises(ValueError, match=r"of shape \(n, 1, "):
            look(
                torch.zeros(2, 1, 3, 3),
                *([torch.zeros(2, dtype=torch.long)] if "attend" in capabilities(model) else []),
            )

    def test_arguments_out_of_range_are_refused(self, name):
        for wrong in (
            {"shape": (28, 28)},
            *({key: 0} for key in SMALL[name] if key not in ("shape", "depth", "groups")),
        ):
            with pytest.raises(ValueError):
                build(name, **wrong)

    def test_capabilities(self, name):
        own = {
            "classifier": {"classify"},
            "dae": {"denoise"},
            "cvae": {"condition"},
            "vqvae": {"quantize"},
            "vqvae2": {"quantize"},
            "attention": {"attend", "trace"},
            "attention_rnn": {"attend", "trace", "attend_steps"},
        } | dict.fromkeys(AUTOREGRESSIVE, {"autoregress"})
        expected = (
            own.get(name, set())
            | (LATENT_CAN if name in LATENT else set())
            | ({"groups"} if name in ("grid_vae", "hierarchical_vae") else set())
            | ({"elbo", "draw", "likelihood"} if issubclass(REGISTRY[name], VariationalModel) else set())
        )
        assert set(capabilities(build(name))) == expected


@pytest.mark.parametrize("name", LATENT)
class TestEveryLatentModel:
    def test_shapes_and_ranges(self, name):
        model = build(name)
        posterior = model.encode(pictures(model), **told(model))
        assert posterior.mean.shape == posterior.std.shape == (4, model.latents)
        assert (posterior.std >= 0).all()
        noise = torch.randn(posterior.mean.shape, generator=seeded())
        decoded = model.decode(posterior.mean + posterior.std * noise, **told(model))
        assert decoded.shape == (4, *model.shape)
        assert decoded.min() >= 0 and decoded.max() <= 1

    def test_samples_repeat_with_their_seed_and_temperature_zero_is_the_middle(self, name):
        model = build(name).eval()
        first, again, other = (model.sample(3, generator=seeded(seed)) for seed in (1, 1, 2))
        assert torch.equal(first, again) and not torch.equal(first, other)
        assert first.shape == (3, *model.shape)
        assert torch.allclose(model.sample_latents(2, temperature=0.0), torch.zeros(2, model.latents))
        latents = model.sample_latents(4000, temperature=0.5, generator=seeded())
        assert latents.std(0).sub(0.5).abs().max() < 0.05


class TestPosterior:
    def test_kl_agrees_with_monte_carlo(self):
        posterior = Posterior(torch.tensor([[0.7, -1.5, 0.0]]), torch.tensor([[0.3, 1.4, 1.0]]))
        q, p = torch.distributions.Normal(*posterior), torch.distributions.Normal(0.0, 1.0)
        z = posterior.mean + posterior.std * torch.randn(200_000, 3, generator=seeded())
        estimate = (q.log_prob(z) - p.log_prob(z)).mean(0)
        assert torch.allclose(posterior.kl()[0], estimate, atol=0.02)

    def test_kl_agrees_with_torch(self):
        posterior = Posterior(torch.randn(4, 2, generator=seeded()), torch.rand(4, 2, generator=seeded()) + 0.1)
        exact = torch.distributions.kl_divergence(
            torch.distributions.Normal(*posterior), torch.distributions.Normal(0.0, 1.0)
        )
        assert torch.allclose(posterior.kl(), exact, atol=1e-5)

    def test_a_point_is_infinitely_far_from_the_prior(self):
        assert torch.isinf(Posterior(torch.zeros(1, 2), torch.zeros(1, 2)).kl()).all()


class TestLikelihoods:
    def test_bernoulli_agrees_with_torch_for_all_sizes_of_logits(self):
        logits = torch.linspace(-60, 60, 4001).view(1, -1)
        for value in (0.0, 1.0):
            images = torch.full_like(logits, value)
            exact = torch.distributions.Bernoulli(logits=logits).log_prob(images).sum(-1)
            assert torch.allclose(log_bernoulli(images, logits), exact, rtol=1e-6)

    def test_bernoulli_takes_greys_as_soft_targets(self):
        logits, images = torch.randn(3, 50, generator=seeded()), torch.rand(3, 50, generator=seeded())
        exact = -nn.functional.binary_cross_entropy_with_logits(logits, images, reduction="none").sum(-1)
        assert torch.allclose(log_bernoulli(images, logits), exact, atol=1e-4)

    def test_gaussian_agrees_with_torch(self):
        images, mean, log_variance = torch.rand(3, 3, 50, generator=seeded())
        exact = torch.distributions.Normal(mean, (0.5 * log_variance).exp()).log_prob(images).sum(-1)
        assert torch.allclose(log_gaussian(images, mean, log_variance), exact, atol=1e-4)

    def test_logistic_is_the_probability_of_the_pictures_own_levels(self):
        model = build("colour_vae")
        levels = torch.randint(256, (2, *model.shape), generator=seeded())
        z = torch.randn(3, 2, 3, generator=seeded())
        with torch.no_grad():
            model.log_scale.uniform_(-2, 0)
            mean = 2 * model.decode(z.flatten(0, 1)).view(3, 2, -1).double() - 1
            edges = torch.stack([levels.flatten(1) - 0.5, levels.flatten(1) + 0.5]).double() / 127.5 - 1
            below = torch.sigmoid((edges[:, None] - mean) / model.log_scale.double().exp())
            flat = levels.flatten(1).expand(3, -1, -1)
            below = torch.stack([below[0].where(flat > 0, 0.0), below[1].where(flat < 255, 1.0)])
            exact = (below[1] - below[0]).log().sum(-1)
            assert torch.allclose(model.log_prob(levels / 255, z).double(), exact, rtol=1e-4)
            deviation = math.pi / math.sqrt(3) * model.log_scale.exp() / 2
            assert torch.allclose(model.pixel_std(), deviation), "greys from 0 to 1 are half as wide as from -1 to 1"

    @pytest.mark.parametrize("name", ["vae", "residual_vae", "conv_vae", "cvae"])
    def test_a_gaussian_likelihood_learns_its_variance_down_to_the_floor(self, name):
        model = build(name, likelihood="gaussian")
        images = pictures(model)
        told = {"labels": torch.arange(len(images)) % model.classes} if name == "cvae" else {}
        model.loss(images, **told).backward()
        assert model.log_variance.grad.abs().min() > 0
        assert set(build(name).state_dict()) == set(model.state_dict()) - {"log_variance"}
        z = torch.zeros(1, len(images), 3)
        with torch.no_grad():
            model.log_variance.fill_(-8.0)
            at_floor = model.log_prob(images, z, **told)
            model.log_variance.fill_(-50.0)
            assert torch.equal(model.log_prob(images, z, **told), at_floor)

    def test_draws_have_the_mean_that_is_decoded_and_the_deviation_that_was_learnt(self):
        torch.manual_seed(0)
        z = torch.randn(1, 2)
        for model in (VAE((1, 8, 8), width=16), VAE((1, 8, 8), width=16, likelihood="gaussian")):
            draws = torch.stack([model.draw_pictures(z, generator=seeded(seed))[0] for seed in range(2000)])
            assert (draws.mean(0) - model.decode(z)[0]).abs().max() < 0.06
            if model.likelihood == "gaussian":
                assert (draws.flatten(1).std(0) - model.pixel_std()).abs().max() < 0.02
            else:
                assert set(draws.unique().tolist()) == {0, 1}
        two = model.draw_pictures(z.repeat(2, 1), generator=seeded(7))
        assert torch.equal(two[0], two[1]), "what differs between draws of one seed is their z"

    def test_an_unknown_likelihood_is_refused(self):
        with pytest.raises(ValueError, match="bernoulli, gaussian or logistic"):
            VAE(likelihood="poisson")


class TestBounds:
    @pytest.fixture
    def model(self):
        """A VAE whose latents matter, so that the bounds differ."""
        model = build("vae")
        with torch.no_grad():
            for weight in model.to_pixels.parameters():
                weight.mul_(8)
        return model.eval()

    @torch.no_grad()
    def test_elbo_is_reconstruction_minus_kl(self, model):
        images = pictures(model)
        log_prob, kl = model.terms(images, seeded())
        assert torch.allclose(model.elbo(images, 1, seeded()), log_prob - kl.sum(-1), atol=1e-4)
        torch.manual_seed(0)
        assert model.loss(images, generator=seeded()).item() == pytest.approx(
            -model.elbo(images, 1, seeded()).mean().item(), abs=1e-4
        )

    @torch.no_grad()
    def test_beta_weighs_the_kl_alone(self, model):
        images = pictures(model)
        plain, heavy = (model.loss(images, beta=beta, generator=seeded()) for beta in (1.0, 4.0))
        assert (heavy - plain).item() == pytest.approx(3 * model.encode(images).kl().sum(-1).mean().item(), rel=1e-4)

    @torch.no_grad()
    def test_one_importance_sample_is_the_elbo_in_expectation(self, model):
        images = pictures(model)
        singles = torch.stack([model.log_likelihood(images, 1, seeded(seed)) for seed in range(800)])
        error = singles.std(0) / math.sqrt(len(singles))
        assert ((singles.mean(0) - model.elbo(images, 4000, seeded())).abs() < 5 * error + 0.02).all()

    @torch.no_grad()
    def test_the_bound_gets_tighter_and_reaches_the_likelihood(self, model):
        images = pictures(model)
        elbo = model.elbo(images, 2000, seeded())
        few = torch.stack([model.log_likelihood(images, 5, seeded(seed)) for seed in range(200)]).mean(0)
        many = model.log_likelihood(images, 20_000, seeded())
        assert (elbo < few).all() and (few < many + 1e-3).all()
        z = torch.randn(200_000, 1, model.latents, generator=seeded()).expand(
            -1, 4, -1
        )  # p(x) by brute force, from the prior
        exact = torch.logsumexp(torch.cat([model.log_prob(images, part) for part in z.split(20_000)]), 0) - math.log(
            len(z)
        )
        assert torch.allclose(many, exact, atol=0.1)

    @torch.no_grad()
    def test_chunks_do_not_change_the_result(self, model, monkeypatch):
        images = pictures(model)
        whole = model.log_likelihood(images, 3000, seeded())
        monkeypatch.setattr("explorer.models.latent.CHUNK", 8 * 4 * 30)
        assert model._chunks(4, 30) == [8, 8, 8, 6]
        assert torch.allclose(model.log_likelihood(images, 3000, seeded()), whole, atol=1e-3)


class TestSingleModels:
    def test_an_autoencoder_has_no_bounds_and_samples_from_its_codes(self):
        model = build("autoencoder")
        assert not hasattr(model, "elbo") and not hasattr(model, "log_likelihood")
        assert (model.encode(pictures(model)).std == 0).all()
        model.fit_codes(5 + 2 * torch.randn(10_000, 3, generator=seeded()))
        drawn = model.sample_latents(10_000, generator=seeded())
        assert drawn.mean(0).sub(5).abs().max() < 0.1 and drawn.std(0).sub(2).abs().max() < 0.1
        assert {"code_mean", "code_std"} <= set(model.state_dict())

    def test_an_autoencoders_loss_is_half_the_squared_error(self):
        model, images = build("autoencoder"), pictures(build("autoencoder"))
        error = (model.decode(model.encode(images).mean) - images).square().sum((1, 2, 3)) / 2
        assert torch.allclose(model(images), error)
        assert torch.allclose(model.loss(images), error.mean())

    def test_conv_vae_wants_multiples_of_sixteen(self):
        with pytest.raises(ValueError, match="multiples of 16"):
            ConvVAE(shape=(1, 28, 28))

    def test_residual_layers_want_multiples_of_four_and_are_the_same_with_a_prior_and_without(self):
        for kind in (ResidualVAE, ResidualAutoencoder):
            with pytest.raises(ValueError, match="multiples of 4"):
                kind(shape=(1, 28, 30))
        variational, plain = (
            {
                name: weight.shape
                for name, weight in build(kind).state_dict().items()
                if name.startswith(("encoder.", "decoder."))
            }
            for kind in ("residual_vae", "residual_autoencoder")
        )
        assert variational == plain

    def test_colour(self):
        for model in (
            Autoencoder(shape=(3, 8, 8), width=8),
            VAE(shape=(3, 8, 8), width=8),
            ResidualVAE(shape=(3, 8, 12), channels=2, width=8),
            ResidualAutoencoder(shape=(3, 8, 12), channels=2, width=8),
            ConvVAE(shape=(3, 32, 32), channels=2, width=8),
            ColourVAE(shape=(3, 50, 37), channels=2, width=8),
            GridVAE(shape=(3, 50, 37), channels=2),
            ConvAutoencoder(shape=(3, 50, 37), channels=2, width=8),
        ):
            assert model.sample(2).shape == (2, *model.shape)
