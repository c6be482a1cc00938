"""Every folder in trained/ is whole, says of itself what is true, and repeats its numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from explorer.capabilities import capabilities
from explorer.catalogue import TRAINED, count_weights, read_card
from explorer.coding import book
from explorer.data.datasets import SHAPE
from explorer.models import REGISTRY, LatentModel, Quantising
from train import checkpoint
from train.commands import JUDGED
from train.evaluate import first_thousand
from train.recipes import RECIPES
from train.tasks import AUTOREGRESSIVE
from train.typicality import SETS

UNTRAINED = {"gated-pixelcnn-fashion-16"}  # recipes whose checkpoint is not shipped
FILES = {"config.json", "model.safetensors", "metrics.json", "card.md", "history.json"}
PICTURES = {"preview.png", "centre.png", "strips.png"}  # of a model that decodes
LATENT = [name for name, recipe in RECIPES.items() if issubclass(REGISTRY[recipe.model], LatentModel)]
PAINTING = [
    name
    for name, recipe in RECIPES.items()
    if recipe.model in AUTOREGRESSIVE and recipe.dataset in SETS and recipe.build().shape == SHAPE[recipe.dataset]
]
CODING = [name for name, recipe in RECIPES.items() if issubclass(REGISTRY[recipe.model], Quantising)]
ATTENDING = [name for name, recipe in RECIPES.items() if recipe.dataset == "scenes"]
SCORED = [name for name, recipe in RECIPES.items() if recipe.variational and recipe.dataset in SETS]
# What a checkpoint has to reach: at least this.
TARGETS = {
    "classifier-mnist": {"accuracy": 0.99},
    "classifier-fashion": {"accuracy": 0.91},
    "cvae-mnist-16d": {"class_share": 0.97},
    "cvae-fashion-16d": {"class_share": 0.85},
    "vqprior-mnist": {"class_share": 0.93},
    "vqvae-mnist": {"used": 0.9},
    "vqvae-fashion": {"used": 0.9},
    "vqvae-cifar10": {"used": 0.9},
    "vqvae2-fashion": {"used": 0.9},
    "attention-ctx": {"accuracy": 0.9},
    "attention-arnn": {"accuracy": 0.9, "correctness": 0.3729},
}


@pytest.fixture(params=[name for name in RECIPES if name not in UNTRAINED], scope="module")
def name(request):
    return request.param


def test_what_is_not_trained_is_known():
    assert {name for name in RECIPES if not (TRAINED / name).is_dir()} == UNTRAINED


@pytest.fixture(scope="module")
def metrics(name):
    return json.loads((TRAINED / name / "metrics.json").read_text())


@pytest.fixture(scope="module")
def model(name):
    return checkpoint.load(TRAINED / name, RECIPES[name])


def test_all_files_are_there_and_small(name, model):
    files = {file.name: file.stat().st_size for file in (TRAINED / name).iterdir()}
    wanted = FILES | (PICTURES if name in LATENT else set()) | ({"typicality.json"} if name in SCORED else set())
    wanted |= {"preview.png", "likelihoods.json"} if name in PAINTING else set()
    wanted |= {"preview.png", "codebook.png", book.JSON, book.CODES} if name in CODING else set()
    wanted |= {"preview.png"} if name in ATTENDING else set()
    wanted |= {"sheet.png"} if RECIPES[name].model == "cvae" else set()
    assert set(files) == wanted | ({"plane.png", "latents.safetensors"} if getattr(model, "latents", 0) == 2 else set())
    assert files["model.safetensors"] < 8e6 and sum(files.values()) < 9e6


def test_the_card_is_true_of_the_weights(name, model):
    card = read_card(TRAINED / name)
    assert card.usable, card.reason
    assert (
        card.shape == model.shape
        and card.latents == getattr(model, "latents", 0)
        and list(card.can) == capabilities(model)
    )
    assert card.conditions == (model.classes if {"condition", "autoregress"} & set(card.can) else 0)
    assert card.parameters == count_weights(TRAINED / name / "model.safetensors")
    assert len(card.range) == len(card.spread or ()) == card.latents
    assert (card.kl is None) == (not RECIPES[name].variational)
    assert json.loads((TRAINED / name / "config.json").read_text())["card"]["title"] == RECIPES[name].title


def test_the_recipe_builds_this_model(name, model):
    assert {key: value.shape for key, value in RECIPES[name].build().state_dict().items()} == {
        key: value.shape for key, value in model.state_dict().items()
    }


def test_the_pictures_have_their_sizes(name, model):
    if name not in LATENT + PAINTING + CODING + ATTENDING:
        return
    channels, height, width = model.shape
    sizes = {"preview": (4 * width, 2 * height) if name in ATTENDING else (8 * width, 4 * height)}
    if name in LATENT:
        sizes |= {"centre": (width, height), "strips": (13 * width, model.latents * height)}
    if RECIPES[name].model == "cvae":
        sizes["sheet"] = (model.classes * width, 10 * height)
    if getattr(model, "latents", 0) == 2:
        sizes["plane"] = (20 * width, 20 * height)
    for picture, size in sizes.items():
        with Image.open(TRAINED / name / f"{picture}.png") as opened:
            assert opened.size == size and opened.mode == ("L" if channels == 1 else "RGB")


def test_the_metrics_say_where_they_come_from(name, metrics):
    for value in metrics["metrics"].values():
        assert {"value", "unit", "data", "split"} <= set(value) and value["split"] == "test"
    assert {
        "seed",
        "seconds",
        "steps",
        "device",
        "threads",
        "precision",
        "parameters",
        "commit",
        "command",
        "first",
    } <= set(metrics)
    assert "smoke" not in metrics


def test_the_likelihoods_of_test_pictures_are_whole_and_those_of_the_metrics(name, metrics):
    if name not in PAINTING:
        return
    told = json.loads((TRAINED / name / "likelihoods.json").read_text())
    assert set(told["sets"]) == set(SETS) and told["unit"] == "nats per image"
    assert {key for key, one in told["sets"].items() if one["own"]} == {RECIPES[name].dataset}
    for one in told["sets"].values():
        assert len(one["nll"]) == 1000 and one["nll"] == sorted(one["nll"]) and min(one["nll"]) > 0
    mean, known = np.mean(told["sets"][RECIPES[name].dataset]["nll"]), metrics["metrics"]
    if "nll_no_class" in known:  # no class is told, and the mean of all 10,000 is near that of the first 1,000
        assert mean == pytest.approx(known["nll_no_class"]["value"], rel=0.05)
    else:
        assert mean == pytest.approx(metrics["first"]["nll"], abs=0.02)


def test_the_codebook_is_whole_and_that_of_the_metrics(name, model, metrics):
    if name not in CODING:
        return
    assert read_card(TRAINED / name).grids == model.grids and read_card(TRAINED / name).code_count == model.codes
    levels, codes = book.read(TRAINED / name, model.grids, model.codes), load_file(TRAINED / name / book.CODES)
    assert [codes[f"level{number}"].shape for number in range(len(model.grids))] == [
        (10_000, *grid) for grid in model.grids
    ]
    for number, level in enumerate(levels):
        assert (
            torch.bincount(codes[f"level{number}"].flatten().long(), minlength=model.codes).tolist() == level["usage"]
        )
        assert level["perplexity"] == pytest.approx(metrics["metrics"]["perplexity"]["levels"][number], abs=0.01)
    assert min(level["used"] for level in levels) == pytest.approx(metrics["metrics"]["used"]["value"], abs=1e-4)


def test_kl_of_the_latents_sums_to_the_whole(name, metrics):
    if metrics["kl_per_dimension"] is None:
        assert "kl" not in metrics["metrics"]
    else:
        assert sum(metrics["kl_per_dimension"]) == pytest.approx(metrics["metrics"]["kl"]["value"], abs=0.01)
        assert (
            metrics["metrics"]["neg_elbo"]["value"] > metrics["metrics"]["neg_iwae_500"]["value"]
            or RECIPES[name].dataset == "shapes"
        )


def test_the_stored_latents_are_whole(name, model):
    if getattr(model, "latents", 0) != 2:
        return
    stored = load_file(TRAINED / name / "latents.safetensors")
    count = len(stored["label"])
    assert count == (1965 if RECIPES[name].dataset == "frey" else 10_000)
    assert (
        stored["mean"].shape == stored["std"].shape == (count, 2)
        and stored["mean"].dtype == torch.float16
        and stored["label"].dtype == torch.uint8
    )
    assert stored["mean"].isfinite().all()


def test_the_first_thousand_repeat_their_numbers(name, model, metrics, need_data):
    need_data(RECIPES[name].dataset)
    again, stored = first_thousand(model, RECIPES[name]), metrics["first"]
    assert set(again) == set(stored)
    for key, value in again.items():
        assert value == pytest.approx(stored[key], rel=1e-3, abs=0.02 if "neg" in key else 1e-5), key


def test_the_targets_are_reached(name, metrics):
    found = metrics["metrics"]
    for measure, least in TARGETS.get(name, {}).items():
        assert found[measure]["value"] >= least
    if "nll_neighbours" in found:  # no network is worth its weights that a table beats
        assert found["nll"]["value"] < min(found["nll_neighbours"]["value"], found["nll_independent"]["value"])


def test_the_bounds_of_the_test_sets_are_whole(name, metrics):
    if name not in SCORED:
        return
    stored = json.loads((TRAINED / name / "typicality.json").read_text())
    assert set(stored["sets"]) == set(SETS) and [
        entry["own"] for key, entry in stored["sets"].items() if key == RECIPES[name].dataset
    ] == [True]
    own, other = (next(entry for entry in stored["sets"].values() if entry["own"] is mine) for mine in (True, False))
    for bound in ("elbo", "iwae"):
        assert len(own[bound]) == len(other[bound]) == 1000 and own[bound] == sorted(own[bound])
        below = np.searchsorted(other[bound], own[bound], "left") + np.searchsorted(
            other[bound], own[bound], "right"
        )  # ties count half
        assert (
            metrics["metrics"][f"auroc_{bound}"]["value"]
            == pytest.approx(below.sum() / 2 / 1000**2, abs=1e-3)
            == stored["auroc"][bound]
        )
    assert np.mean(own["iwae"]) > np.mean(own["elbo"])


def test_the_sweep_kept_its_median(name, metrics):
    if "seeds" not in metrics:
        assert RECIPES[name].dataset != "shapes"
        return
    judged, *_ = JUDGED[RECIPES[name].dataset]
    values = sorted(run[judged] for run in metrics["seeds"].values())
    middle = values[(len(values) - 1) // 2]
    assert len(values) == 3 or RECIPES[name].dataset == "scenes" and len(values) == 2
    assert metrics["metrics"][judged]["value"] == pytest.approx(middle, abs=1e-4)
    assert metrics["seeds"][str(metrics["seed"])][judged] == middle


def test_attention_is_measured_in_every_variant_and_by_scale(name, metrics):
    if name not in ATTENDING:
        return
    for variant in ("", "_distractor", "_background"):
        for measure in ("accuracy", "correctness", "contrast", "iou"):
            found = metrics["metrics"][measure + variant]
            assert found["questions"] == 10_000 and len(found["by_scale"]) == len(found["scales"]) - 1
            assert min(found["by_scale"]) <= found["value"] <= max(found["by_scale"])


def test_all_kinds_of_attention_had_the_same_budget():
    kinds = [json.loads((TRAINED / name / "metrics.json").read_text()) for name in ATTENDING if name not in UNTRAINED]
    assert len({(found["steps"], tuple(found.get("seeds", {}))) for found in kinds}) <= 1


def test_a_higher_price_disentangles():
    migs = [
        json.loads((TRAINED / name / "metrics.json").read_text())["metrics"]["mig_mean"]["value"]
        for name in ("vae-shapes-10d", "bvae-shapes-10d")
    ]
    assert migs[1] > migs[0]
