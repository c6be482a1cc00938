"""Every folder in trained/ is whole, says of itself what is true, and repeats its numbers."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from explorer import previews
from explorer.capabilities import capabilities
from explorer.catalogue import HOME, TRAINED, count_weights, read_card
from explorer.coding import book
from explorer.data import attributes
from explorer.data.datasets import SHAPE
from explorer.latents import maps
from train import film
from train.kinds import KINDS, kind_of
from train.kinds.attention import Attentive
from train.kinds.autoregressive import Autoregressive
from train.kinds.conditional import Conditional
from train.kinds.kind import Kind
from train.kinds.latent import Latent
from train.kinds.patch_prior import OverPatches
from train.kinds.stacked import Stacked
from train.kinds.strokes import Sketching
from train.kinds.vae import Variational
from train.kinds.vq import Quantised
from train.measures.typicality import SETS
from train.recipes import RECIPES

UNTRAINED: set[str] = set()
TRAINED_HERE = [name for name in RECIPES if name not in UNTRAINED]
FILES = {"config.json", "model.safetensors", "metrics.json", "card.md", "history.json"}
PICTURES = {"preview.png", "centre.png", "strips.png"}  # of a model that decodes


def those_of(*kinds: type[Kind]) -> list[str]:
    """The names of the checkpoints of some kinds."""
    return [name for name in TRAINED_HERE if issubclass(KINDS[RECIPES[name].model], kinds)]


@cache
def model_of(name: str) -> torch.nn.Module:
    return RECIPES[name].load(TRAINED / name)


@cache
def metrics_of(name: str) -> dict:
    return json.loads((TRAINED / name / "metrics.json").read_text())


def paints(name: str) -> bool:
    """Whether a model's pixels are those of a data set that test pictures can be compared on."""
    dataset = RECIPES[name].dataset
    return dataset in SETS and read_card(TRAINED / name).shape == SHAPE[dataset]


STACKED = those_of(Stacked)
LATENT = [name for name in those_of(Latent) if name not in STACKED]  # with one vector, each number of it a slider
PLANES = [name for name in LATENT if read_card(TRAINED / name).latents == 2]
VARIATIONAL = [name for name in those_of(Variational) if name not in STACKED]
BOUNDED = [name for name in VARIATIONAL if RECIPES[name].dataset in SETS]
CONDITIONAL = those_of(Conditional)
PAINTING = [name for name in those_of(Autoregressive) if paints(name)]
CODING = those_of(Quantised)
ATTENDING = those_of(Attentive)
SKETCHING = those_of(Sketching)
WITH_KL = VARIATIONAL + SKETCHING  # by latent
PICTURED = LATENT + STACKED + PAINTING + CODING + ATTENDING
SWEPT = [name for name in TRAINED_HERE if "seeds" in metrics_of(name)]
QUICK = [name for name in TRAINED_HERE if name not in those_of(OverPatches)]  # with numbers of the first pictures
TARGETED = [name for name in TRAINED_HERE if RECIPES[name].targets]
TABLED = [name for name in TRAINED_HERE if "nll_neighbours" in metrics_of(name)["metrics"]]
PUBLISHED = [name for name in TRAINED_HERE if RECIPES[name].published]


def is_exact(name: str) -> bool:
    """Whether q(z|x) is the posterior itself, so that the bound has no gap."""
    return RECIPES[name].model == "ppca"


def of(names: list[str]):
    return pytest.mark.parametrize("name", names)


def test_what_is_not_trained_is_known():
    assert {name for name in RECIPES if not (TRAINED / name).is_dir()} == UNTRAINED


def test_every_kind_has_checkpoints():
    for names in (
        LATENT,
        STACKED,
        PLANES,
        BOUNDED,
        CONDITIONAL,
        PAINTING,
        CODING,
        ATTENDING,
        SWEPT,
        TARGETED,
        TABLED,
        PUBLISHED,
    ):
        assert names
    assert set(KINDS.values()) == {KINDS[RECIPES[name].model] for name in [*TRAINED_HERE, *UNTRAINED]}


@of(TRAINED_HERE)
def test_all_files_are_there_and_small(name):
    files = {file.name: file.stat().st_size for file in (TRAINED / name).iterdir()}
    wanted = set(FILES)
    for names, more in (
        (LATENT, PICTURES),
        (PLANES, {"plane.png", "latents.safetensors"}),
        (LATENT, {maps.FILE, maps.TOLD}),
        (BOUNDED, {"typicality.json"}),
        (CONDITIONAL, {"sheet.png"}),
        (PAINTING, {"preview.png", "likelihoods.json"}),
        (CODING, {"preview.png", "codebook.png", book.JSON, book.CODES, book.TILES}),
        (ATTENDING + STACKED + SKETCHING, {"preview.png"}),
        ([name for name in LATENT if RECIPES[name].dataset == "faces"], {attributes.FILE}),
        ([name for name in TRAINED_HERE if HOME in RECIPES[name].first], set(previews.MORPH)),
    ):
        wanted |= more if name in names else set()
    assert set(files) - ({film.FILE} if name in PLANES else set()) == wanted
    assert files["model.safetensors"] < 8e6 and sum(files.values()) < 9e6


@of(TRAINED_HERE)
def test_the_card_is_true_of_the_weights(name):
    card, model = read_card(TRAINED / name), model_of(name)
    assert card.usable, card.reason
    assert card.shape == getattr(model, "shape", ()) and card.latents == getattr(model, "latents", 0)
    assert list(card.can) == capabilities(model)
    assert card.conditions == (model.classes if {"condition", "autoregress", "sketch"} & set(card.can) else 0)
    assert card.parameters == count_weights(TRAINED / name / "model.safetensors")
    assert len(card.range) == len(card.spread or ()) == (0 if card.groups else card.latents)
    assert card.groups == getattr(model, "groups", ()) and bool(card.group_kl) == (name in STACKED)
    assert (card.kl is not None) == (name in WITH_KL)
    assert json.loads((TRAINED / name / "config.json").read_text())["card"]["title"] == RECIPES[name].title


@of(TRAINED_HERE)
def test_the_recipe_builds_this_model(name):
    built, loaded = (
        {key: value.shape for key, value in model.state_dict().items()}
        for model in (RECIPES[name].build(), model_of(name))
    )
    assert built == loaded


@of([name for name in TRAINED_HERE if RECIPES[name].steps and name in QUICK])
def test_the_recipe_is_as_long_as_the_run_was(name):
    assert metrics_of(name)["steps"] == pytest.approx(RECIPES[name].steps, rel=0.05)


@of(PICTURED)
def test_the_pictures_have_their_sizes(name):
    model = model_of(name)
    channels, height, width = model.shape
    sizes = {"preview": (4 * width, 2 * height) if name in ATTENDING else (8 * width, 4 * height)}
    if name in LATENT:
        scale = previews.strip_scale(model.shape)
        strips = (13 * width // scale, model.latents * height // scale)
        sizes |= {"centre": (width, height), "strips": strips}
    if name in CONDITIONAL:
        sizes["sheet"] = (model.classes * width, 10 * height)
    if name in PLANES:
        sizes["plane"] = (20 * width, 20 * height)
    for picture, size in sizes.items():
        with Image.open(TRAINED / name / f"{picture}.png") as opened:
            assert opened.size == size and opened.mode == ("L" if channels == 1 else "RGB")


OF_TRAINING_CODES = {"gap_share", "gap_share_own", "outside_share"}  # where the decoder was trained


@of(TRAINED_HERE)
def test_the_metrics_say_where_they_come_from(name):
    metrics = metrics_of(name)
    for measure, value in metrics["metrics"].items():
        assert {"value", "unit", "data", "split"} <= set(value)
        assert value["split"] == ("train" if measure in OF_TRAINING_CODES else "test")
    told = {"seed", "seconds", "steps", "device", "threads", "precision", "parameters", "commit", "command"}
    assert told <= set(metrics) and "smoke" not in metrics
    assert ("first" in metrics) == (name in QUICK)


@of(PAINTING)
def test_the_likelihoods_of_test_pictures_are_whole_and_those_of_the_metrics(name):
    told = json.loads((TRAINED / name / "likelihoods.json").read_text())
    assert set(told["sets"]) == set(SETS) and told["unit"] == "nats per image"
    assert {key for key, one in told["sets"].items() if one["own"]} == {RECIPES[name].dataset}
    for one in told["sets"].values():
        assert len(one["nll"]) == 1000 and one["nll"] == sorted(one["nll"]) and min(one["nll"]) > 0
    mean, known = np.mean(told["sets"][RECIPES[name].dataset]["nll"]), metrics_of(name)["metrics"]
    # no class is told here, and the mean of all 10,000 is near that of the first 1,000
    assert mean == pytest.approx(known.get("nll_no_class", known["nll"])["value"], rel=0.05)


@of(CODING)
def test_the_codebook_is_whole_and_that_of_the_metrics(name):
    model, known, card = model_of(name), metrics_of(name)["metrics"], read_card(TRAINED / name)
    assert card.grids == model.grids and card.code_count == model.codes
    levels, codes = book.read(TRAINED / name, model.grids, model.codes), load_file(TRAINED / name / book.CODES)
    for number, (level, grid) in enumerate(zip(levels, model.grids, strict=True)):
        stored = codes[f"level{number}"]
        assert stored.shape == (known["psnr"]["pictures"], *grid)
        assert torch.bincount(stored.flatten().long(), minlength=model.codes).tolist() == level["usage"]
        assert level["perplexity"] == pytest.approx(known["perplexity"]["levels"][number], abs=0.01)
    assert min(level["used"] for level in levels) == pytest.approx(known["used"]["value"], abs=1e-4)


@of(WITH_KL)
def test_kl_of_the_latents_sums_to_the_whole(name):
    metrics = metrics_of(name)
    assert sum(metrics["kl_per_dimension"]) == pytest.approx(metrics["metrics"]["kl"]["value"], abs=0.01)


@of(VARIATIONAL)
def test_the_importance_weighted_bound_is_tighter(name):
    known = metrics_of(name)["metrics"]
    tighter = [entry for measure, entry in known.items() if measure.startswith("neg_iwae")]
    assert len(tighter) == (0 if is_exact(name) else 1)  # of an exact posterior there is no tighter bound
    if tighter and tighter[0]["pictures"] == known["neg_elbo"]["pictures"]:
        assert known["neg_elbo"]["value"] > tighter[0]["value"]


@of(STACKED)
def test_kl_of_the_groups_sums_to_the_whole(name):
    known, card = metrics_of(name)["metrics"], read_card(TRAINED / name)
    shares = [known[f"kl_group_{number}"]["value"] for number in range(1, len(card.groups) + 1)]
    assert sum(shares) == pytest.approx(known["kl"]["value"], rel=1e-4)
    assert list(card.group_kl) == pytest.approx(shares, abs=1e-3) and min(shares) >= 1, "no group is unused"


@of([name for name in TRAINED_HERE if "bits_per_dim" in metrics_of(name)["metrics"]])
def test_bits_are_the_nats_of_every_value(name):
    known, values = metrics_of(name)["metrics"], np.prod(read_card(TRAINED / name).shape)
    assert known["bits_per_dim"]["value"] * values * np.log(2) == pytest.approx(known["neg_elbo"]["value"], rel=1e-4)


@of([name for name in TRAINED_HERE if name not in WITH_KL + STACKED])
def test_only_a_prior_over_latents_has_a_kl(name):
    assert metrics_of(name).get("kl_per_dimension") is None and "kl" not in metrics_of(name)["metrics"]


@of(PLANES)
def test_the_stored_latents_are_whole(name):
    stored = load_file(TRAINED / name / "latents.safetensors")
    count = len(stored["label"])
    assert count == (10_000 if RECIPES[name].latents_of == ("test",) else 1965)  # of the few Frey faces all
    assert stored["mean"].shape == stored["std"].shape == (count, 2)
    assert stored["mean"].dtype == torch.float16 and stored["label"].dtype == torch.uint8
    assert stored["mean"].isfinite().all()


@of(QUICK)
def test_the_first_pictures_repeat_their_numbers(name, need_data):
    need_data(RECIPES[name].dataset)
    again, stored = kind_of(RECIPES[name]).first_pictures(model_of(name)), metrics_of(name)["first"]
    assert set(again) == set(stored)
    for key, value in again.items():
        assert value == pytest.approx(stored[key], rel=1e-3, abs=0.02 if "neg" in key else 1e-5), key


@of(TARGETED)
def test_the_targets_are_reached(name):
    for measure, least in RECIPES[name].targets.items():
        assert metrics_of(name)["metrics"][measure]["value"] >= least


@of(TABLED)
def test_no_network_is_worth_its_weights_that_a_table_beats(name):
    known = metrics_of(name)["metrics"]
    assert known["nll"]["value"] < min(known["nll_neighbours"]["value"], known["nll_independent"]["value"])


@of(TRAINED_HERE)
def test_a_card_says_what_its_recipe_says(name):
    card = json.loads((TRAINED / name / "config.json").read_text())["card"]
    told = {"first": None} | RECIPES[name].card
    assert {key: card.get(key) for key in told} == told


@of(SKETCHING)
def test_memory_is_worth_nats_and_the_judge_reads_real_drawings(name):
    known = metrics_of(name)["metrics"]
    assert known["neg_elbo"]["value"] < known["neg_elbo_last_step"]["value"] < known["neg_elbo_one_mixture"]["value"]
    assert ("class_share" in known) == ("judge_error" in known) == bool(model_of(name).classes)


def test_no_page_opens_first_with_two():
    pages = [page for recipe in RECIPES.values() for page in recipe.first if page != "training"]  # which compares some
    assert len(pages) == len(set(pages)) and {"latents", "manifold", "classes", "pixels", "codes"} <= set(pages)


@of(PUBLISHED)
def test_what_is_published_stands_beside_what_was_measured(name):
    known = metrics_of(name)["metrics"]
    assert {measure: known[measure].get("published") for measure in RECIPES[name].published} == RECIPES[name].published


@of(BOUNDED)
def test_the_bounds_of_the_test_sets_are_whole(name):
    stored, known = json.loads((TRAINED / name / "typicality.json").read_text()), metrics_of(name)["metrics"]
    assert set(stored["sets"]) == set(SETS)
    assert {key for key, entry in stored["sets"].items() if entry["own"]} == {RECIPES[name].dataset}
    own, other = (next(entry for entry in stored["sets"].values() if entry["own"] is mine) for mine in (True, False))
    for bound in ("elbo", "iwae"):
        assert len(own[bound]) == len(other[bound]) == 1000 and own[bound] == sorted(own[bound])
        sides = [np.searchsorted(other[bound], own[bound], side).sum() for side in ("left", "right")]  # ties count half
        area = known[f"auroc_{bound}"]["value"]
        assert area == pytest.approx(sum(sides) / 2 / 1000**2, abs=1e-3) == stored["auroc"][bound]
    assert own["iwae"] == own["elbo"] if is_exact(name) else np.mean(own["iwae"]) > np.mean(own["elbo"])


@of(SWEPT)
def test_the_sweep_kept_its_median(name):
    metrics, judged = metrics_of(name), kind_of(RECIPES[name]).ranking.measure
    values = sorted(run[judged] for run in metrics["seeds"].values())
    middle = values[(len(values) - 1) // 2]
    assert len(values) == (2 if name in ATTENDING else 3)
    assert metrics["metrics"][judged]["value"] == pytest.approx(middle, abs=1e-4)
    assert metrics["seeds"][str(metrics["seed"])][judged] == middle


def test_what_can_be_ranked_was_swept():
    assert set(SWEPT) == {name for name in TRAINED_HERE if kind_of(RECIPES[name]).ranking}


@of(ATTENDING)
def test_attention_is_measured_in_every_variant_and_by_scale(name):
    for variant in ("", "_distractor", "_background"):
        for measure in ("accuracy", "correctness", "contrast", "iou"):
            found = metrics_of(name)["metrics"][measure + variant]
            assert found["questions"] == 10_000 and len(found["by_scale"]) == len(found["scales"]) - 1
            assert min(found["by_scale"]) <= found["value"] <= max(found["by_scale"])


def test_all_kinds_of_attention_had_the_same_budget():
    assert len({(metrics_of(name)["steps"], tuple(metrics_of(name)["seeds"])) for name in ATTENDING}) == 1


def test_a_higher_price_disentangles():
    migs = {
        RECIPES[name].beta: metrics_of(name)["metrics"]["mig_mean"]["value"] for name in SWEPT if name in VARIATIONAL
    }
    assert sorted(migs, key=migs.get) == sorted(migs) and len(migs) == 2
