"""The explanations say what the checkpoints' own files say: every number is filled in, and what is claimed of them
holds.
"""

from __future__ import annotations

import json
import math
import re

import pytest
import torch
from torch.distributions import Normal, kl_divergence

import explorer
from explorer.catalogue import TRAINED, Card, Catalogue
from explorer.data import datasets, photographs
from explorer.models.patch_prior import BETAS, NOISE_BETAS, NOISE_DATA
from explorer.pages import PAGES
from explorer.sampling import noise, receptive_field, sample
from explorer.ui.lessons.explained import ABSENT, NUMBER, explained
from train.recipes import RECIPES

CARDS = {card.name: card for card in Catalogue().cards()}
TEXTS = {
    page.name: (page.folder / "explanation.md").read_text(encoding="utf-8")
    for page in PAGES
    if (page.folder / "explanation.md").is_file()
}
WRITTEN = {name: explained(text, CARDS.values()) for name, text in TEXTS.items()}
PRIVATE_WORDS = re.compile(r"\bhears?\b|\bheard\b|foretell|foretold|charged with")


def value(name: str, metric: str) -> float:
    return CARDS[name].metrics[metric]["value"]


def test_a_number_is_that_of_the_card_in_the_form_that_was_asked_for():
    card = Card(
        name="a-b",
        folder=None,
        seconds=90,
        metrics={"mse": {"value": 0.12345}, "mig": {"value": 0.5, "factors": {"x": 0.25}}},
    )
    text = "{{a-b mse .2f}} {{a-b mse .1%}} {{a-b run.seconds/60 .1f}} {{a-b mig.factors.x .2f}} {{a-b mig}}"
    assert explained(text, [card]) == "0.12 12.3 % 1.5 0.25 0.5"
    assert explained("{{a-b nll}}, {{c mse .2f}}", [card]) == f"{ABSENT}, {ABSENT}"


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_of_a_text_is_there(name):
    assert ABSENT not in WRITTEN[name] and "{{" not in WRITTEN[name]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_use_the_words_of_the_field(name):
    assert not PRIVATE_WORDS.findall(TEXTS[name])


def test_attention_names_the_task_of_the_lecture_and_what_was_exchanged():
    assert "question and answer are exchanged" in WRITTEN["Attention"]
    assert len(NUMBER.findall(TEXTS["Attention"])) == 12


def test_the_best_masks_do_not_give_the_best_answers():
    arnn, local = "attention-arnn", ("attention-nctx", "attention-ctx")
    assert value(arnn, "correctness") > max(value(name, "correctness") for name in local)
    assert value(arnn, "accuracy") < min(value(name, "accuracy") for name in local)


def test_a_class_makes_a_picture_likelier_and_both_numbers_are_told():
    told, not_told = value("gated-pixelcnn-mnist", "nll"), value("gated-pixelcnn-mnist", "nll_no_class")
    assert told < not_told
    assert f"{told:.1f} nats a picture when it is told the class and {not_told:.1f} when not" in WRITTEN["Pixels"]


def test_nats_of_pixels_rank_checkpoints_and_those_of_as_many_minutes_the_lstms():
    row, diagonal = "pixelrnn-row-mnist", "pixelrnn-diagonal-mnist"
    assert CARDS[row].seconds == pytest.approx(CARDS[diagonal].seconds, rel=0.05)
    assert value(diagonal, "nll") < value(row, "nll")
    binary = [card for card in CARDS.values() if "autoregress" in card.can and not card.over and levels(card) == 2]
    assert max(binary, key=lambda card: card.seconds).name == "gated-pixelcnn-mnist"
    assert min(binary, key=lambda card: card.seconds).name == "pixelcnn-mnist"
    assert min(card.seconds for card in binary) < 0.5 * max(card.seconds for card in binary)


def test_a_coarse_picture_first_does_not_make_draws_hang_together():
    whole, others = "multiscale-mnist", ("pixelcnn-mnist", "pixelrnn-row-mnist", "pixelrnn-diagonal-mnist")
    for name in others:
        assert value(whole, "loose_share") == pytest.approx(value(name, "loose_share"), abs=0.005)
        assert value(whole, "readable") < value(name, "readable") + 0.05
    assert value(whole, "nll") > max(value(name, "nll") for name in others)


def levels(card: Card) -> int:
    return json.loads((card.folder / "config.json").read_text()).get("levels", 2)


def test_what_regularisation_buys_in_two_dimensions_and_in_fifty():
    assert value("vae-mnist-2d", "mse") == pytest.approx(value("ae-mnist-2d", "mse"), rel=0.05)
    for measure in ("readable", "neighbours"):
        assert value("vae-mnist-2d", measure) == pytest.approx(value("ae-mnist-2d", measure), abs=0.05)
    assert value("vae-mnist-50d", "mse") > 1.8 * value("ae-mnist-50d", "mse")
    assert value("vae-mnist-50d", "readable") > 1.3 * value("ae-mnist-50d", "readable")


def test_gaps_say_with_how_many_codes_they_were_measured(need_data):
    need_data("mnist")
    need_data("frey")
    for name in ("vae-mnist-2d", "vae-frey-2d", "ae-mnist-2d"):
        gaps = CARDS[name].metrics["gap_share"]
        assert gaps["split"] == "train" and gaps["codes"] == len(datasets.load(CARDS[name].dataset, "train").labels)
        assert f"{gaps['codes']:,} " in WRITTEN["Manifold"] or name.startswith("ae")
    assert value("vae-frey-2d", "gap_share") > value("vae-mnist-2d", "gap_share")
    assert value("vae-frey-2d", "outside_share") > 0.1 > 1 - 0.99


def test_kl_is_more_than_information(need_data):
    need_data("frey")
    frames = sum(len(datasets.load("frey", split).labels) for split in datasets.SPLITS)
    assert frames == 1965 and value("vae-frey-2d", "kl") > math.log(frames)
    assert f"{math.log(frames):.2f} nats" in WRITTEN["Latents"].replace("$", "")


def test_three_of_five_factors_make_up_mig():
    factors = CARDS["bvae-shapes-10d"].metrics["mig"]["factors"]
    assert sorted(factors, key=factors.get)[2:] == ["x", "y", "scale"]
    assert max(factors["shape"], factors["rotation"]) < 0.02 < 0.4 < factors["x"]


def test_a_straight_path_hardly_matters_here():
    line = CARDS["vae-mnist-50d"].metrics["line_confidence"]
    assert abs(line["value"] - line["ends"]) < 0.03 and abs(line["arc"] - line["value"]) < 0.03


def test_what_scores_a_class_is_no_bound():
    found = CARDS["cvae-mnist-16d"].metrics["at_mean"]
    assert found["elbo"] < found["iwae"] < found["value"] and found["above_iwae"] > 0.9


def test_empty_ground_takes_many_codes():
    found = CARDS["vqvae-mnist"].metrics["perplexity_empty"]
    assert found["share"] > 0.5 and found["used"] > found["codes"] / 2 and found["value"] > 20


def test_the_kl_of_a_uniform_prior_over_codes_is_the_bits_of_equally_long_ones():
    bits = value("vqvae-mnist", "bits")
    assert f"{bits * math.log(2):.1f} nats, which are the {bits:.0f} bits" in WRITTEN["Codes"].replace("$", "")


def test_the_prior_of_patches_alone_prefers_grey():
    prior, size = explorer.load("gmm-photographs"), 8
    camera = torch.from_numpy(photographs.load("camera")).float().unfold(0, size, 4).unfold(1, size, 4)
    patches = camera.reshape(-1, size * size)
    patches = patches - patches.mean(1, keepdim=True)
    with torch.no_grad():
        assert prior.log_prob(torch.zeros(1, size * size)) > prior.log_prob(patches).mean() + 50


@pytest.mark.parametrize("name", ["gated-pixelcnn-mnist-near", "pixelcnn-mnist", "pixelrnn-row-mnist"])
def test_the_likeliest_level_everywhere_is_a_black_picture_in_any_class(name):
    model = explorer.load(name)
    told = [torch.arange(10)] if CARDS[name].conditions else []
    canvas = torch.full((10 if told else 1, *model.shape), -1.0)
    assert sample(model, canvas, *told, temperature=0.0, noise=noise(model.shape, 0, len(canvas))).max() == 0


def test_the_price_of_a_latent_is_the_recipes():
    recipe = RECIPES["bvae-shapes-10d"]
    assert f"was trained at $\\beta = {recipe.beta:g}$, reached from above" in TEXTS["Latents"]
    assert f"$\\beta$ began at {recipe.beta_from:g} and fell over the first four fifths of the run" in TEXTS["Latents"]
    assert recipe.warm == 4 / 5


def test_the_weight_of_the_data_is_the_patch_priors():
    assert f"Against noise alone $w = {NOISE_DATA:g}$ was chosen on validation photographs" in TEXTS["Restore"]
    for betas, where in ((BETAS, "in the paper"), (NOISE_BETAS, "here")):
        assert f"{where} $\\beta = {', '.join(map(str, betas))}$" in TEXTS["Restore"]


def test_a_network_of_wide_reach_knows_when_a_stroke_is_overdue():
    model = explorer.load("gated-pixelcnn-mnist")
    canvas = torch.full((10, *model.shape), -1.0)
    white = sample(model, canvas, torch.arange(10), temperature=0.0, noise=noise(model.shape, 0, 10)).flatten(1).sum(1)
    told = json.loads((TRAINED / "experiments.json").read_text())["pixels_at_0"]
    found = {"black": white == 0, "specks": (white > 0) & (white <= 20), "drawn": white > 20}
    assert {name: int(which.sum()) for name, which in found.items()} == {name: told[name] for name in found}
    assert told["black"] > 0 and told["drawn"] > 0


@pytest.mark.parametrize(("name", "top"), [("gated-pixelcnn-mnist-near", 17), ("gated-pixelcnn-mnist", 2)])
def test_dilations_reach_further_with_as_many_layers(name, top):
    """From the last row ten rows up, and all but the first two."""
    field = torch.as_tensor(receptive_field(explorer.load(name), 27, 14)).view(28, 28)
    assert int((field > 0).any(1).nonzero().min()) == top


def test_the_masked_network_is_spread_and_its_blind_spot_is_what_it_was():
    model, (y, x) = explorer.load("pixelcnn-mnist"), (20, 9)
    assert json.loads((CARDS["pixelcnn-mnist"].folder / "config.json").read_text())["dilations"] == [1, 2, 4] * 5
    seen = torch.as_tensor(receptive_field(model, y, x)).view(28, 28) > 0
    for up in range(1, y + 1):
        right = seen[y - up].nonzero().max() - x
        assert right == min(up + 2, 27 - x)


def test_the_closed_forms_of_bounds_are_what_its_text_says():
    text = WRITTEN["Bounds"]

    def kl(mean: float, std: float, other_mean: float, other_std: float) -> float:
        return float(kl_divergence(Normal(mean, std), Normal(other_mean, other_std)))

    jensen = [math.log(5), math.log(9) / 2, math.log(5) - math.log(9) / 2]
    divergences = [kl(1, 0.5, 0, 1), kl(0, 1, 1, 0.5), kl(0, 0.1, 0, 1)]
    prior, posterior = Normal(0.0, 1.0), Normal(0.96, 0.2**0.5)
    evidence = float(Normal(0.0, 1.25**0.5).log_prob(torch.tensor(1.2)))
    gap = float(kl_divergence(prior, posterior))
    targets, said = torch.tensor([0.1, 0.8, 0.7, 0.23, 0.5]), torch.tensor([0.08, 0.83, 0.58, 0.21, 0.42])
    parts = -torch.nn.functional.binary_cross_entropy(said, targets, reduction="none")
    best = -float(torch.nn.functional.binary_cross_entropy(targets, targets, reduction="sum"))
    pixels = [*parts.tolist(), float(parts.sum()), best, best - float(parts.sum())]
    for number in [*jensen, *divergences, evidence, evidence - gap, gap, posterior.stddev.item(), *pixels]:
        assert f"{abs(number):.3f}" in text, number
    assert f"{kl(0, 1, 0, 0.1):.1f}" in text and kl(0, 1, 2, 1) == kl(2, 1, 0, 1) == 2


@torch.no_grad()
def test_a_coarse_group_changes_more_of_a_face_than_the_finest_and_cold_draws_are_alike():
    model = explorer.load("hvae-faces")
    sizes = [math.prod(group) for group in model.groups]
    z, other = (torch.randn(16, model.latents, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))
    pictures, changes = model.decode(z), []
    for start, size in zip((0, sizes[0], sum(sizes[:2])), sizes, strict=True):
        anew = z.clone()
        anew[:, start : start + size] = other[:, start : start + size]
        changes.append(float((model.decode(anew) - pictures).abs().mean()))
    assert changes[0] > changes[2]
    spreads = [float(model.decode(temperature * z).std(0).mean()) for temperature in (0, 0.6, 0.95, 1)]
    assert spreads == sorted(spreads) and spreads[0] < 1e-5


def test_maps_of_latents_copy_worse_than_as_many_exact_numbers_and_the_groups_are_in_use():
    assert value("convvae-faces-8x8", "mse") > value("convvae-faces-8x8", "mse_pca")
    for name in ("hvae-faces", "hvae-mnist"):
        assert min(value(name, f"kl_group_{number}") for number in (1, 2, 3)) > 1


def test_a_map_may_be_tidier_than_the_codes_and_one_without_classes_is_not():
    told = {
        name: json.loads((CARDS[name].folder / "map.json").read_text()) for name in ("vae-mnist-50d", "cvae-mnist-16d")
    }
    deep, conditional = told.values()
    assert deep["maps"]["umap"]["accuracy"] > deep["codes"]["accuracy"] > 2 * deep["maps"]["pca"]["accuracy"]
    assert (
        conditional["maps"]["umap"]["accuracy"]
        < conditional["codes"]["accuracy"]
        < deep["maps"]["umap"]["accuracy"] / 1.5
    )
    assert f"{100 * deep['maps']['umap']['accuracy']:.1f} %" in WRITTEN["Map"]
