"""Training on drawings in strokes: batches of one length, and a whole run from files to a checkpoint."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer import sketching
from explorer.catalogue import Catalogue, read_card
from explorer.data import strokes
from explorer.learning.descent import ByLength
from explorer.pages import PAGES
from explorer.pages.sketches.view import SketchesView
from train import checkpoint
from train.data import Drawings, order, source
from train.evaluation import Effort
from train.kinds import kind_of
from train.loop import train
from train.measures import sketches
from train.recipes import RECIPES
from train.run import Run
from train.workspace import Workspace

COUNTS = {"train": 70, "valid": 12, "test": 16}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Drawings of two kinds in the file of the eight things: steps to the right, and steps down."""
    root = tmp_path_factory.mktemp("data")
    (root / "sketches").mkdir()
    draw, arrays = np.random.default_rng(0), {"categories": np.array(strokes.THINGS)}
    for part, count in COUNTS.items():
        labels = np.arange(count) % 2
        lengths = draw.integers(4, 15, count)
        drawn = []
        for label, length in zip(labels, lengths, strict=True):
            steps = draw.normal(0, 9, (length, 2))
            steps[:, label] += 12
            drawn.append(np.column_stack([steps, np.arange(length) % 4 == 3]))
            drawn[-1][-1, 2] = 1
        arrays |= {f"{part}_points": np.concatenate(drawn).astype(np.int16), f"{part}_labels": labels}
        arrays[f"{part}_offsets"] = np.cumsum([0, *lengths])
    np.savez(root / "sketches" / "drawings_8x716.npz", **arrays)
    return root


def test_a_batch_is_of_about_one_length_and_an_epoch_has_each_drawing_once():
    lengths = torch.randint(5, 200, (1003,), generator=torch.Generator().manual_seed(0))
    by_length = ByLength(lengths, 50, seed=0)
    epoch = [by_length.numbers(step) for step in range(by_length.steps)]
    assert by_length.steps == 20 and len(torch.cat(epoch).unique()) == 1000
    padded = sum(len(part) * int(lengths[part].max()) for part in epoch)
    assert padded < 1.3 * int(lengths.sum()), "little of it is padding"
    assert (
        torch.corrcoef(
            torch.stack([torch.arange(20.0), torch.tensor([lengths[part].float().mean() for part in epoch])])
        )[0, 1].abs()
        < 0.6
    ), "short batches and long ones come mixed"
    again, other = (ByLength(lengths, 50, seed).numbers(7) for seed in (0, 1))
    assert torch.equal(again, epoch[7]) and not torch.equal(other, epoch[7])
    assert not torch.equal(by_length.numbers(27), epoch[7]), "the next epoch has other batches"


def test_the_source_gives_no_more_rows_than_its_longest_needs(data):
    drawings = source("things", data)
    assert isinstance(drawings, Drawings) and isinstance(order(drawings, 8, 0), ByLength)
    for numbers in (torch.tensor([0, 5, 9]), torch.arange(70)):
        batch = drawings.take(numbers)
        assert batch.shape[1] == drawings.lengths[numbers].max() and len(drawings.labels(numbers)) == len(numbers)


def test_from_files_to_a_checkpoint_that_draws(data, tmp_path, monkeypatch):
    workspace, made = Workspace(data, tmp_path, trained=tmp_path / "none"), {}
    monkeypatch.setattr(sketches, "STEPS", 20)
    for name, arguments in (
        ("classifier-things", {"classes": 8, "scale": 20.0, "channels": 8}),
        ("sketchrnn-things", {"scale": 20.0, "latents": 3, "classes": 8, "encoder": 8, "decoder": 12, "mixtures": 3}),
    ):
        recipe = replace(RECIPES[name], arguments=arguments, batch=16, rate=0.02, bf16=False, anneal=0.9)
        monkeypatch.setitem(RECIPES, name, recipe)
        kind = kind_of(recipe, workspace)
        result = train(Run(kind, steps=60, state=tmp_path / "runs"))
        found = kind.evaluate(result.model, Effort(smoke=True))
        first, last = (result.history["points"][number]["validation"] for number in (0, -1))
        assert last < first and result.history["unit"] == "nats per drawing"
        checkpoint.write(result.model, kind, found, {"seed": 0, "steps": 60, "seconds": 1.0}, result.history)
        made[name] = json.loads((tmp_path / name / "metrics.json").read_text())
    assert made["classifier-things"]["metrics"]["accuracy"]["value"] > 0.6
    known = made["sketchrnn-things"]["metrics"]
    whole, points = known["neg_elbo"], known["neg_elbo_point"]
    assert whole["drawings"] == COUNTS["test"] and whole["value"] == pytest.approx(
        whole["steps"] + whole["pens"] + known["kl"]["value"], abs=1e-3
    )
    assert points["value"] * points["points"] == pytest.approx(whole["value"] * COUNTS["test"], rel=1e-4)
    assert 0 <= known["class_share"]["value"] <= 1 and known["judge_error"]["drawings"] == COUNTS["test"]
    assert {"neg_elbo_one_mixture", "neg_elbo_last_step"} <= set(known)
    test = strokes.load("things", "test", data)
    assert known["points"]["drawings"] == 8 * sketches.SMOKE_DRAWS and known["points"]["value"] > 0
    assert known["points"]["real"] == pytest.approx(strokes.lengths_of(test.images).mean(), abs=0.01)
    card = read_card(tmp_path / "sketchrnn-things")
    assert card.usable and card.can == ("sketch", "read_sketch") and card.conditions == 8
    assert len(card.range) == len(card.spread) == len(card.kl) == card.latents == 3
    assert (card.folder / "preview.png").is_file() and "nats per drawing" in (card.folder / "card.md").read_text()
    catalogue = Catalogue([tmp_path], trained=tmp_path / "none")
    for one in catalogue.cards():
        assert {page.path for page in PAGES if page.query(one) is not None} <= {"sketches"}
        assert catalogue.load(one.name) is not None
    # The page opens with the drawing that the judge is surest of.
    first, view = known["first_seed"], SketchesView.read({}, catalogue)[0]
    assert view.seed == first["value"] < sketches.SEEDS and view.label == str(first["label"])
    sure = []
    for seed in range(sketches.SEEDS):
        label = torch.tensor([seed % 8])
        z = sketching.latents_of(seed, [0], 3, view.temperature)
        drawn = sketching.draw(catalogue.load(card.name), 1, z, label, seed=seed, temperature=view.temperature)
        sure.append(float(catalogue.load("classifier-things").name_strokes(drawn)[0, label]))
    assert max(sure) == sure[view.seed] and first["label"] == view.seed % 8


def test_baselines_know_no_more_than_they_are_told(data):
    kind = kind_of(RECIPES["sketchrnn-things"], Workspace(data))
    held = kind.held_out()
    model = RECIPES["sketchrnn-things"].build()
    last, now, told = sketches._pairs(held.rows, held.labels, model)
    points = int((held.rows[..., 4] == 0).sum())
    assert len(last) == len(now) == len(told) == points + COUNTS["test"], "every point and every end, once"
    assert int(now[:, 4].sum()) == COUNTS["test"] and (last[:, 4] == 0).all(), "nothing follows an end"
    assert int(last[:, 5].sum()) == COUNTS["test"], "as many first points as drawings"
    within = last[:, 5] == 0
    before = now[:-1][within[1:]]
    assert torch.allclose(last[within][:, :2] * model.scale, before[:, :2], atol=1e-4)
