"""A prior over codes: its chain rule, that code numbers have no order, two levels, and its way through training."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from explorer.data import datasets
from explorer.models import VQVAE, VQVAE2, CodePrior, GatedPixelCNN
from explorer.sampling import codes as fast
from explorer.sampling import fixed_point, receptive_field
from explorer.sampling.task import Row, Task
from tests.unit.autoregressive_models import all_pictures, influence, lively, ranks, seeded
from train.evaluation import Effort, HeldOut
from train.kinds import kind_of
from train.kinds.code_prior import OverCodes
from train.recipes import RECIPES
from train.workspace import Workspace


def build(top: int = 0, **given) -> CodePrior:
    return lively(
        CodePrior,
        **({"shape": (1, 6, 4), "levels": 16, "channels": 6, "layers": 4, "head": 12, "size": 5, "top": top} | given),
    )


def bound(prior: CodePrior, n: int = 3) -> CodePrior:
    """A prior of either kind, ready to be asked: a bottom level's is told some codes."""
    return (
        prior.below(torch.randint(0, prior.top, (n, prior.shape[1] // 2, prior.shape[2] // 2), generator=seeded(8)))
        if prior.top
        else prior
    )


def grids(prior: CodePrior, n: int = 3) -> Tensor:
    return torch.randint(0, prior.levels, (n, *prior.shape), generator=seeded()) / (prior.levels - 1)


def by_the_cache(task: Task) -> tuple[Tensor, list[Row]]:
    rows, images = list(fast.rows(task)), task.images.clone()
    for row in rows:
        was = images[:, :, row.y, list(row.columns)]
        images[:, :, row.y, list(row.columns)] = torch.where(was < 0, task.model.dequantize(row.levels), was)
    return images, rows


either = pytest.mark.parametrize("top", [0, 5], ids=["one level", "bottom"])


@either
@torch.no_grad()
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"classes": 3},
        {"levels": 128, "kernel": 5, "first": 3},
        {"classes": 3, "dilations": [1, 2, 1, 2], "place": True},
    ],
    ids=str,
)
def test_the_cached_sampler_paints_the_slow_loops_codes(top, given):
    prior = bound(build(top, **given))
    images = (
        torch.rand(3, *prior.shape, generator=seeded(1)) * (torch.rand(3, *prior.shape, generator=seeded(2)) < 0.4)
        - 1e-3
    )  # known ones lie between codes
    images[0], images[:, :, 1] = -1, prior.dequantize(torch.tensor([0, 3, prior.levels - 1, 1]))
    noise, labels = torch.rand(images.shape, generator=seeded(3)), torch.arange(3) if prior.classes else None
    expected = prior.sample(images, labels, 0.8, noise=noise)
    painted, rows = by_the_cache(Task(prior, images, labels, 0.8, noise, None, None))
    assert (
        torch.equal(painted, expected)
        and torch.equal(expected[images >= 0], images[images >= 0])
        and (expected >= 0).all()
    )
    full = prior.pixel_logits(expected, labels).log_softmax(1)
    for row in rows:
        assert torch.allclose(row.log_probabilities, full[:, :, :, row.y], atol=1e-4)
    assert full.std(0).max() > 1e-2
    *_, last = fixed_point(prior, images, labels, 0.8, noise=noise)
    assert torch.equal(last.levels, prior.quantize(expected))


@either
@torch.no_grad()
def test_probabilities_of_all_grids_sum_to_one(top):
    prior = build(top, shape=(1, 2, 2), levels=4, classes=2)
    grids = all_pictures((1, 2, 2), 4)
    told = prior.below(torch.full((len(grids), 1, 1), 3)) if top else prior
    for labels in (None, torch.ones(len(grids), dtype=torch.long)):
        probabilities = told.log_prob(grids, labels).double().exp()
        assert (
            float(probabilities.sum()) == pytest.approx(1, abs=1e-5) and probabilities.max() > 1.5 * probabilities.min()
        )


@either
@torch.no_grad()
def test_log_prob_is_the_sum_of_what_each_cell_says_knowing_the_cells_before_it(top):
    prior, total = bound(build(top)), torch.zeros(3, dtype=torch.float64)
    codes, canvas = grids(prior), torch.full((3, *prior.shape), -1.0)
    for y, x in prior.order():
        level = prior.quantize(codes[:, 0, y, x])
        total += prior.pixel_logits(canvas)[:, :, 0, y, x].double().log_softmax(1).gather(1, level[:, None])[:, 0]
        canvas[:, :, y, x] = codes[:, :, y, x]
    assert torch.allclose(prior.log_prob(codes).double(), total, atol=1e-4)
    assert torch.allclose(prior(codes), -prior.log_prob(codes), atol=1e-4) and torch.allclose(
        prior.loss(codes), -total.mean().float(), atol=1e-4
    )


@torch.no_grad()
def test_numbering_the_codes_otherwise_changes_nothing():
    """As it would where a code is seen as a grey: 7 is no more like 8 than like 90."""
    prior, codes = build(), grids(build())
    renumbered = torch.randperm(16, generator=seeded(5))
    before = prior.log_prob(codes)
    moved = renumbered[prior.quantize(codes)]
    prior.embedding.weight.copy_(prior.embedding.weight[renumbered.argsort()])
    prior.head.last.weight.copy_(prior.head.last.weight[renumbered.argsort()])
    prior.head.last.bias.copy_(prior.head.last.bias[renumbered.argsort()])
    assert torch.allclose(prior.log_prob(prior.dequantize(moved)), before, atol=1e-4)
    grey = lively(GatedPixelCNN, shape=(1, 6, 4), levels=16, channels=6, layers=4, head=12)
    assert (
        (prior.embedding.weight.diff(dim=0).norm(dim=1) > 0.1).all()
        and grey.scale(codes).shape[1] == 1
        and prior.scale(codes).shape[1] == 5
    )


def test_no_cell_sees_itself_or_a_later_one_and_its_field_can_be_measured():
    prior = build(shape=(1, 5, 4))
    seen, place = influence(prior), ranks(prior)
    later = place[..., None, None, None] <= place
    assert float(seen[later].max()) == 0 and (seen[~later] > 0).float().mean() > 0.9
    field = receptive_field(prior, 3, 2)
    assert (
        (field[:3] > 0).any()
        and (field[3, :2] > 0).all()
        and float(field[3, 2:].max()) == 0
        and float(field[4].max()) == 0
    )


@torch.no_grad()
def test_a_bottom_level_is_told_all_of_the_top_and_the_prior_itself_nothing():
    prior = build(5)
    codes, top = grids(prior, 1), torch.zeros(1, 3, 2, dtype=torch.long)
    first = prior.below(top).pixel_logits(codes)
    for y, x in ((0, 0), (2, 1)):
        other = top.clone()
        other[0, y, x] = 4
        changed = (prior.below(other).pixel_logits(codes) - first).abs().amax((0, 1, 2)) > 1e-6
        assert changed[2 * y : 2 * y + 2, 2 * x : 2 * x + 2].all()
    assert changed[0].any()  # the last row of the top reaches the first row of the bottom
    assert prior.told is None and prior.below(top).embedding is prior.embedding
    assert torch.allclose(prior(codes, None, top), -prior.below(top).log_prob(codes), atol=1e-4)
    for wrong in (top + 5, top - 1, top.float(), torch.zeros(1, 2, 3, dtype=torch.long)):
        with pytest.raises(ValueError, match="whole numbers from 0 to 4 of shape"):
            prior.below(wrong)
    for ask in (prior.pixel_logits, prior.below(top.repeat(2, 1, 1)).pixel_logits):
        with pytest.raises(ValueError, match="below"):
            ask(codes)
    with pytest.raises(ValueError, match="one level"):
        build().below(top)


@either
def test_every_weight_gets_a_gradient_and_a_copy_is_the_same(top, tmp_path):
    prior = build(top, classes=2, over="vqvae-mnist").train()
    told = torch.randint(0, 5, (3, 3, 2), generator=seeded()) if top else None
    prior.loss(grids(prior), torch.tensor([0, 1, 1]), told).backward()
    assert [
        name for name, weight in prior.named_parameters() if weight.grad is None or not weight.grad.abs().sum() > 0
    ] == []
    prior.eval().save_pretrained(tmp_path)
    again = CodePrior.from_pretrained(tmp_path, strict=True, local_files_only=True).eval()
    assert again.over == "vqvae-mnist" and again.top == top
    assert torch.equal(bound(again).pixel_logits(grids(prior)), bound(prior).pixel_logits(grids(prior)))


@torch.no_grad()
def test_codes_are_left_out_while_it_learns_and_never_after():
    prior, codes = build(dropout=0.25), grids(build(), 64)
    whole = prior.scale(codes)
    assert torch.equal(whole, build().scale(codes))
    torch.manual_seed(0)
    learning = prior.train().scale(codes)
    gone = (learning == 0).all(1)
    assert gone.float().mean() == pytest.approx(0.25, abs=0.05)
    kept = ~gone[:, None].expand_as(whole)
    torch.testing.assert_close(learning[kept], whole[kept] / 0.75)


def test_arguments_out_of_range_are_refused():
    for wrong in ({"shape": (2, 6, 4)}, {"size": 0}, {"levels": 257}, {"top": 1}, {"top": 5, "shape": (1, 5, 4)}):
        with pytest.raises(ValueError):
            build(**wrong)


def work(name: str, place: Path) -> OverCodes:
    return kind_of(RECIPES[name], Workspace(out=place, trained=place))


class TestTraining:
    """Over small models that stand where trained ones do."""

    @pytest.fixture
    def coders(self, tmp_path, monkeypatch):
        torch.manual_seed(0)
        small = {"shape": (1, 8, 12), "codes": 7, "size": 4, "channels": 6, "depth": 2}
        models = {"vqvae-fashion": VQVAE(**small), "vqvae2-fashion": VQVAE2(**small)}
        with torch.no_grad():
            for name, model in models.items():
                model(torch.rand(30, 1, 8, 12, generator=seeded()))
                model.eval().save_pretrained(tmp_path / name)
        priors = {
            "vqprior-fashion": {"over": "vqvae-fashion", "shape": [1, 2, 3]},
            "vqprior2-fashion-top": {"over": "vqvae2-fashion", "shape": [1, 2, 3]},
            "vqprior2-fashion-bottom": {"over": "vqvae2-fashion", "shape": [1, 4, 6], "top": 7},
        }
        for name, arguments in priors.items():
            arguments |= {"levels": 7, "classes": 3, "size": 5, "channels": 6, "layers": 3, "head": 12}
            monkeypatch.setitem(RECIPES, name, replace(RECIPES[name], arguments=arguments))
            RECIPES[name].build().eval().save_pretrained(tmp_path / name)
        return models

    @pytest.mark.parametrize("name", ["vqprior-fashion", "vqprior2-fashion-top", "vqprior2-fashion-bottom"])
    def test_a_step_learns_the_codes_of_its_pictures(self, coders, tmp_path, name):
        recipe, kind = RECIPES[name], work(name, tmp_path)
        model = recipe.build()
        pixels, labels = (255 * torch.rand(20, 1, 8, 12, generator=seeded())).to(torch.uint8), torch.arange(20) % 3
        images, given, top = kind.inputs(pixels, labels, seeded())
        expected = coders[recipe.over].encode_codes(pixels / 255)
        assert torch.equal(model.quantize(images)[:, 0], expected[1 if top is not None else 0])
        assert torch.equal(given, labels)
        assert (top is None) == (name != "vqprior2-fashion-bottom") and (top is None or torch.equal(top, expected[0]))
        optimizer = torch.optim.Adam(model.parameters(), 1e-2)
        before = kind.check(model.eval(), pixels, labels)
        assert before == pytest.approx(kind.nats(model, pixels / 255, labels), rel=1e-4)
        for _ in range(30):
            optimizer.zero_grad()
            kind.step(model, pixels, labels, 1.0, seeded())[0].backward()
            optimizer.step()
        assert kind.check(model, pixels, labels) < 0.9 * before

    @pytest.mark.parametrize("name", ["vqprior-fashion", "vqprior2-fashion-bottom"])
    def test_draws_are_pictures_that_repeat_with_their_seed(self, coders, tmp_path, name):
        kind = work(name, tmp_path)
        prior = RECIPES[name].load(tmp_path / name)
        first, again, other = (kind.draw(prior, 4, 1, seeded(seed)) for seed in (1, 1, 2))
        assert first.shape == (4, 1, 8, 12) and torch.equal(first, again) and not torch.equal(first, other)
        assert kind.draw(prior, 2, None, seeded()).shape == (2, 1, 8, 12)
        assert kind.makes_pictures() and not work("vqprior2-fashion-top", tmp_path).makes_pictures()

    def test_what_is_measured(self, coders, tmp_path, monkeypatch):
        images = (255 * torch.rand(40, 1, 8, 12, generator=seeded())).to(torch.uint8)
        monkeypatch.setattr(datasets, "load", lambda name, split, root: datasets.Images(images.numpy(), None))
        kind, above = (work(f"vqprior2-fashion-{level}", tmp_path) for level in ("bottom", "top"))
        prior, held = RECIPES[kind.recipe.name].load(tmp_path / kind.recipe.name), images / 255
        labels = torch.arange(40) % 3
        found = kind.measure(prior, HeldOut(held, held, labels), Effort()).metrics  # no judge there
        assert found["bits"]["value"] == pytest.approx(found["nll"]["value"] / math.log(2), rel=1e-4)
        # it was fitted to the very pictures, and the prior is untrained
        assert found["nll_independent"]["value"] < 0.95 * found["nll"]["value"]
        top = above.nats(kind.top_prior(), held, labels)
        assert found["bits_both"]["value"] == pytest.approx((found["nll"]["value"] + top) / math.log(2), rel=1e-4)
        assert set(found) == {"nll", "bits", "bits_both", "nll_independent", "nll_neighbours", "nll_no_class"}

    def test_what_was_trained_here_comes_before_what_is_shipped(self, coders, tmp_path):
        """A coder in --out is the one whose codes a prior learns."""
        out = tmp_path / "out"
        other = VQVAE(shape=(1, 8, 12), codes=7, size=4, channels=6, depth=2)
        other.save_pretrained(out / "vqvae-fashion")
        recipe = RECIPES["vqprior-fashion"]
        shipped, own = (
            kind_of(recipe, Workspace(out=place, trained=tmp_path)).coder_on("cpu")
            for place in (tmp_path / "none", out)
        )
        for loaded, wanted in ((own, other), (shipped, coders["vqvae-fashion"])):
            assert torch.equal(*(next(model.encoder.parameters()) for model in (loaded, wanted)))

    def test_a_missing_coder_is_a_sentence(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="train it first with python -m train vqvae-mnist"):
            work("vqprior-mnist", tmp_path).codes(torch.zeros(1, 1, 28, 28))
        with pytest.raises(FileNotFoundError, match="'../elsewhere' is not there"):
            Workspace(out=tmp_path).load("../elsewhere", "A coder")
