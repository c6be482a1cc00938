"""The pen's mixture against torch's distributions, and the network that draws with it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from torch import Generator

from explorer.capabilities import NextPoint, capabilities
from explorer.data import strokes
from explorer.models import pen
from explorer.models.sketch_rnn import SketchRNN
from explorer.models.stroke_classifier import StrokeClassifier

SMALL = {"scale": 20.0, "latents": 4, "classes": 3, "encoder": 6, "decoder": 10, "mixtures": 5, "embedding": 3}
TOLD = {"labels": torch.tensor([0, 2, 1])}


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def build(**more) -> SketchRNN:
    torch.manual_seed(0)
    return SketchRNN(**SMALL | more)


def drawings(*lengths: int, rows: int = 0) -> torch.Tensor:
    """Drawings in stroke-5 of so many points, padded to the longest or to ``rows`` with their ends."""
    draw = np.random.default_rng(0)
    parts = []
    for length in lengths:
        three = np.column_stack([draw.normal(0, 20, (length, 2)), draw.random(length) < 0.3])
        three[-1, 2] = 1
        parts.append(torch.from_numpy(strokes.to_stroke5(three)))
    long = max(rows, max(map(len, parts)))
    end = torch.tensor([[0.0, 0, 0, 0, 1]])
    return torch.stack([torch.cat([part, end.expand(long - len(part), -1)]) for part in parts])


def mixture(*sizes: int, seed: int = 0) -> NextPoint:
    raw = torch.randn(*sizes, pen.outputs(5), generator=seeded(seed))
    return pen.read(raw, 5, 20.0)


class TestMixture:
    def test_the_density_is_that_of_torch_s_distributions(self):
        point, steps = mixture(7), 40 * torch.randn(7, 2, generator=seeded(1))
        both = point.correlation * point.std.prod(-1)
        covariance = torch.diag_embed(point.std.square())
        covariance[..., 0, 1] = covariance[..., 1, 0] = both
        exact = torch.distributions.MixtureSameFamily(
            torch.distributions.Categorical(logits=point.log_weights),
            torch.distributions.MultivariateNormal(point.mean.double(), covariance.double()),
        ).log_prob(steps.double())
        assert torch.allclose(pen.log_density(point, steps).double(), exact, rtol=1e-4, atol=1e-3)

    def test_it_sums_to_one_over_the_plane(self):
        point = NextPoint(*(part[None] for part in mixture()))
        axis = torch.arange(-900.0, 900.0, 2.0)
        steps = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)
        assert 4 * pen.log_density(point, steps).exp().sum().item() == pytest.approx(1, abs=0.01)

    def test_pens_are_probabilities_and_an_end_has_no_step(self):
        point = mixture(3)
        assert torch.allclose(point.log_pen.exp().sum(-1), torch.ones(3))
        rows = torch.tensor([[5.0, 6, 1, 0, 0], [5, 6, 0, 1, 0], [5, 6, 0, 0, 1]])
        steps, pens = pen.log_prob(point, rows)
        assert torch.equal(pens, point.log_pen.diagonal())
        assert steps[2] == 0 and torch.equal(steps[:2], pen.log_density(point, rows[:, :2])[:2])

    def test_nothing_is_narrower_than_a_unit_allows_nor_degenerate(self):
        raw = torch.full((1, pen.outputs(2)), 1.0)
        raw[:, 6:] = 99.0  # of deviations and correlations, and of pens
        raw[:, 6:10] = -99.0
        point = pen.read(raw, 2, 20.0)
        assert (point.std == pen.NARROWEST).all() and (point.correlation < 1).all()
        assert torch.isfinite(pen.log_density(point, point.mean[:, 0])).all()
        assert torch.isfinite(pen.read(torch.full((1, pen.outputs(2)), 99.0), 2, 20.0).std).all()

    def test_temperature_scales_as_published(self):
        point, cooled = mixture(4), pen.cooled(mixture(4), 0.25)
        assert torch.allclose(cooled.std.square(), 0.25 * point.std.square())
        exact = torch.softmax(point.log_weights / 0.25, -1)
        assert torch.allclose(cooled.log_weights.exp(), exact, atol=1e-6)
        assert torch.equal(cooled.mean, point.mean) and torch.equal(cooled.correlation, point.correlation)

    @pytest.mark.parametrize("temperature", [0.0, 0.25, 1.0, 2.0])
    def test_the_end_keeps_its_chance_at_every_temperature(self, temperature):
        point, cooled = mixture(40), pen.cooled(mixture(40), temperature)
        assert torch.equal(cooled.log_pen[:, 2], point.log_pen[:, 2])
        assert torch.allclose(cooled.log_pen.exp().sum(-1), torch.ones(40))
        drawn = cooled.log_pen[:, :2].exp()
        if temperature:
            assert torch.allclose(drawn / drawn.sum(-1, True), torch.softmax(point.log_pen[:, :2] / temperature, -1))
        else:
            assert torch.equal(drawn.argmax(-1), point.log_pen[:, :2].argmax(-1)) and (drawn.amin(-1) == 0).all()

    def test_at_temperature_zero_it_is_the_likeliest_component_and_chance_says_only_whether_it_ends(self):
        point, chance = mixture(50), torch.rand(50, 4, generator=seeded())
        drawn, other = pen.draw(point, chance, 0.0), pen.draw(point, torch.rand(50, 4, generator=seeded(1)), 0.0)
        ended = drawn[:, 4] == 1
        both = ~ended & (other[:, 4] == 0)
        assert ended.any() and both.any() and torch.equal(drawn[both], other[both])
        assert torch.equal(ended, chance[:, 1] >= 1 - point.log_pen[:, 2].exp())
        assert torch.equal(drawn[~ended, 2:].argmax(-1), point.log_pen[~ended, :2].argmax(-1))
        likeliest = point.mean[torch.arange(50), point.log_weights.argmax(-1)]
        assert (drawn[ended, :2] == 0).all() and torch.equal(drawn[~ended, :2], likeliest[~ended])
        near = pen.draw(point, chance, 1e-8)
        assert torch.allclose(near, drawn, atol=0.1), "a low temperature comes to the same"

    @pytest.mark.parametrize("temperature", [1.0, 0.3])
    def test_draws_have_the_density_s_moments_and_the_pens_shares(self, temperature):
        n = 60_000
        one = mixture(1, seed=3)
        point = NextPoint(*(part.expand(n, *part.shape[1:]) for part in one))
        drawn = pen.draw(point, torch.rand(n, 4, generator=seeded()), temperature)
        cooled = NextPoint(*(part[0] for part in pen.cooled(one, temperature)))
        assert torch.allclose(drawn[:, 2:].mean(0), cooled.log_pen.exp(), atol=0.01)
        steps, weights = drawn[drawn[:, 4] == 0, :2], cooled.log_weights.exp()
        mean = (weights[:, None] * cooled.mean).sum(0)
        assert torch.allclose(steps.mean(0), mean, atol=0.6)
        both = (weights * (cooled.correlation * cooled.std.prod(-1) + (cooled.mean - mean).prod(-1))).sum()
        assert torch.cov(steps.T)[0, 1].item() == pytest.approx(both.item(), abs=25)
        spread = (weights[:, None] * (cooled.std.square() + (cooled.mean - mean).square())).sum(0)
        assert torch.allclose(steps.var(0), spread, rtol=0.05)


class TestNetwork:
    def test_what_it_can_do(self):
        assert set(capabilities(build())) == {"sketch", "read_sketch"}
        assert capabilities(StrokeClassifier()) == ["name_sketch"]

    @pytest.mark.parametrize("more", [{}, {"latents": 0}, {"classes": 0}, {"latents": 0, "classes": 0}])
    def test_every_form_learns_and_every_weight_gets_a_gradient(self, more):
        model, told = build(**more), {} if more.get("classes") == 0 else TOLD
        rows, optimizer = drawings(6, 9, 4), torch.optim.Adam(model.parameters(), 1e-2)
        torch.manual_seed(0)
        model.loss(rows, **told, generator=seeded()).backward()
        unmoved = [name for name, weight in model.named_parameters() if not weight.grad.abs().sum() > 0]
        assert unmoved == []
        model.eval()
        before = model.loss(rows, **told, generator=seeded()).item()
        for _ in range(30):
            optimizer.zero_grad()
            model.loss(rows, **told, generator=seeded()).backward()
            optimizer.step()
        assert model.loss(rows, **told, generator=seeded()).item() < 0.9 * before

    @torch.no_grad()
    def test_drawing_point_by_point_is_the_whole_at_once(self):
        model, rows = build().eval(), drawings(6, 9, 4)
        z = torch.randn(3, 4, generator=seeded())
        state, point = model.begin(3, z, **TOLD), torch.tensor(pen.START).expand(3, -1)
        steps, pens = torch.zeros(2, 3)
        past = torch.zeros(3, dtype=torch.bool)
        for row in rows.unbind(1):
            old = [part.clone() for part in state]
            found, after = model.next_point(point, state)
            assert all(map(torch.equal, old, state)), "a state is left as it is"
            state, point = after, row
            new = pen.log_prob(found, row)
            steps, pens = steps + new[0].where(~past, 0), pens + new[1].where(~past, 0)
            past = past | (row[:, 4] == 1)
        whole = model.log_prob(rows, z, **TOLD)
        assert torch.allclose(whole[0], steps, atol=1e-3) and torch.allclose(whole[1], pens, atol=1e-3)

    def test_no_point_knows_a_later_one(self):
        model, rows = build().eval(), drawings(8, 8, 8).requires_grad_()
        seen = torch.cat([torch.tensor(pen.START).expand(3, 1, -1), rows[:, :-1]], 1)
        found, _ = model.next_points(seen, model.begin(3, None, **TOLD))
        for number in (0, 3, 7):
            value = sum(part[:, number].sum() for part in found)
            gradient = torch.autograd.grad(value, rows, retain_graph=True, allow_unused=True)[0]
            reached = gradient.abs().sum((0, 2)) > 0
            assert reached.tolist() == [earlier < number for earlier in range(rows.shape[1])]

    @torch.no_grad()
    def test_padding_changes_nothing(self):
        model = build().eval()
        for call in (lambda rows: model.encode_strokes(rows, **TOLD), lambda rows: model.log_prob(rows, None, **TOLD)):
            short, long = (call(drawings(6, 9, 4, rows=rows)) for rows in (10, 17))
            assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(short, long, strict=True))

    @torch.no_grad()
    def test_both_ends_of_a_drawing_are_read(self):
        model, rows = build().eval(), drawings(9, 9, 9)
        for number in (0, 8):
            other = rows.clone()
            other[:, number, 0] += 30
            moved = model.encode_strokes(other, **TOLD).mean - model.encode_strokes(rows, **TOLD).mean
            assert (moved.abs().amax(1) > 1e-5).all()
        assert not torch.allclose(
            model.encode_strokes(rows, **TOLD).mean, model.encode_strokes(rows, labels=torch.tensor([1, 1, 1])).mean
        )

    def test_the_loss_is_the_bound_with_annealing_and_floor(self):
        model, rows = build().eval(), drawings(6, 9, 4)
        steps, pens, kl = model(rows, **TOLD, generator=seeded())
        nats, kl = -(steps + pens).mean(), kl.sum(-1).mean()
        for beta, free in ((1.0, 0.0), (0.3, 0.0), (1.0, 50.0), (0.5, kl.item() / 2)):
            found = model.loss(rows, **TOLD, beta=beta, free=free, generator=seeded())
            assert found.item() == pytest.approx((nats + beta * max(kl, free)).item(), rel=1e-5)

    def test_a_hidden_class_is_no_class(self):
        model = build()
        assert torch.equal(model.eval().class_vectors(None, 2), model.embedding(torch.tensor([3, 3])))
        torch.manual_seed(0)
        told = model.train().class_vectors(torch.zeros(4000, dtype=torch.long), 4000)
        assert (told == model.embedding.weight[3]).all(1).float().mean().item() == pytest.approx(0.1, abs=0.02)

    def test_recurrent_weights_are_left_out_in_training_alone(self):
        model, rows = build(dropout=0.5), drawings(6, 9, 4)
        told = {"labels": None}
        one, other = (model.log_prob(rows, None, **told)[0] for _ in range(2))
        assert not torch.allclose(one, other)
        model.eval()
        one, other = (model.log_prob(rows, None, **told)[0] for _ in range(2))
        assert torch.equal(one, other)

    def test_save_and_load_strictly(self, tmp_path):
        model = build().eval()
        model.save_pretrained(tmp_path)
        assert json.loads((tmp_path / "config.json").read_text())["scale"] == 20.0
        loaded = SketchRNN.from_pretrained(tmp_path, strict=True, local_files_only=True).eval()
        rows = drawings(5, 6, 7)
        assert all(map(torch.equal, model.log_prob(rows, None, **TOLD), loaded.log_prob(rows, None, **TOLD)))

    @pytest.mark.parametrize(
        "wrong",
        [{"scale": 0}, {"latents": -1}, {"classes": -1}, {"dropout": 1.0}]
        + [{name: 0} for name in ("encoder", "decoder", "mixtures", "embedding", "longest")],
    )
    def test_arguments_out_of_range_are_refused(self, wrong):
        with pytest.raises(ValueError):
            build(**wrong)

    def test_what_does_not_fit_is_refused(self):
        model = build()
        with pytest.raises(ValueError, match="stroke-5"):
            model.encode_strokes(torch.zeros(2, 5, 3))
        with pytest.raises(ValueError, match="z of shape"):
            model.begin(2, torch.zeros(2, 5))
        for labels in (torch.tensor([0, 3]), torch.tensor([-1, 0]), torch.tensor([0])):
            with pytest.raises(ValueError, match="whole numbers from 0 to 2"):
                model.begin(2, labels=labels)
        with pytest.raises(ValueError, match="no class"):
            build(classes=0).begin(2, labels=torch.tensor([0, 1]))
        with pytest.raises(ValueError, match="decoder alone"):
            build(latents=0).encode_strokes(drawings(4))


class TestClassifier:
    def test_it_learns_and_padding_changes_nothing(self):
        torch.manual_seed(0)
        model, labels = StrokeClassifier(3, 20.0, channels=8), torch.tensor([0, 1, 2])
        rows = drawings(6, 9, 4)
        optimizer = torch.optim.Adam(model.parameters(), 1e-2)
        for _ in range(40):
            optimizer.zero_grad()
            model.loss(rows, labels).backward()
            optimizer.step()
        model.eval()
        found = model.name_strokes(rows)
        assert torch.allclose(found.exp().sum(-1), torch.ones(3)) and torch.equal(found.argmax(-1), labels)
        for more in (11, 16, 23):
            assert torch.allclose(model.name_strokes(drawings(6, 9, 4, rows=more)), found, atol=1e-4)

    def test_what_does_not_fit_is_refused(self):
        with pytest.raises(ValueError, match="stroke-5"):
            StrokeClassifier().name_strokes(torch.zeros(2, 3))
        for wrong in ({"classes": 0}, {"channels": 0}, {"scale": 0}):
            with pytest.raises(ValueError):
                StrokeClassifier(**wrong)


def test_a_recipe_s_annealing_is_the_published_one():
    from train.recipes import RECIPES

    recipe = RECIPES["sketchrnn-things"]
    for step in (0, 1000, 5000):
        exact = 1 - (1 - 0.01) * recipe.anneal**step
        assert recipe.beta_at(step / recipe.steps) == pytest.approx(exact, rel=1e-6)
    assert math.isclose(RECIPES["vae-mnist-2d"].beta_at(1.0), 1.0)
