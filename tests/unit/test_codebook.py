"""What training keeps of a codebook, and the pictures that a checkpoint with one opens with."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load_file

import explorer
from explorer import previews
from explorer.coding import book
from explorer.coding.work import Coder
from explorer.data import datasets, images
from explorer.models import VQVAE, VQVAE2, CodePrior
from explorer.sampling import noise
from tests.unit import coders
from tests.unit.autoregressive_models import lively
from tests.unit.coders import CODES, PRIOR, SHAPE, SMALL
from train import checkpoint
from train.evaluation import Evaluation
from train.kinds import kind_of
from train.measures import codebook
from train.recipes import RECIPES
from train.workspace import Workspace


def pixels(file) -> np.ndarray:
    return np.asarray(Image.open(file))


def way(vectors: np.ndarray, order: list[int]) -> float:
    return float(np.linalg.norm(np.diff(vectors[order], axis=0), axis=1).sum())


def test_a_row_of_codes_is_the_shortest_where_it_is_plain():
    line = np.random.default_rng(0).permutation(40)
    assert codebook.similarity(np.outer(line, [1.0, -2.0])) in (np.argsort(line).tolist(), np.argsort(-line).tolist())
    angle = np.linspace(0, 1.8 * np.pi, 30)[
        np.random.default_rng(1).permutation(30)
    ]  # an open ring, which no straight line orders
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    assert codebook.similarity(ring) in (np.argsort(angle).tolist(), np.argsort(-angle).tolist())


@pytest.mark.parametrize("count", [2, 3, 60])
def test_a_row_of_codes_can_not_be_shortened_by_a_turn(count):
    vectors = np.random.default_rng(count).normal(size=(count, 5))
    order = codebook.similarity(vectors)
    assert sorted(order) == list(range(count))
    for first in range(0, count, 3):
        for last in range(first + 2, count + 1, 3):
            assert way(vectors, order) <= way(vectors, order[:first] + order[first:last][::-1] + order[last:]) + 1e-6


def test_the_map_keeps_distances_in_a_plane():
    flat = np.random.default_rng(0).normal(size=(20, 2)) * [3, 1]
    turned = flat @ np.linalg.qr(np.random.default_rng(1).normal(size=(6, 6)))[0][:2]
    places = np.array(codebook.plane(turned))
    assert places.min() >= 0 and places.max() <= 1
    ratio = np.linalg.norm(places[1:] - places[0], axis=1) / np.linalg.norm(flat[1:] - flat[0], axis=1)
    assert ratio.std() < 1e-3 * ratio.mean()
    assert codebook.plane(turned) == codebook.plane(turned[::-1])[::-1]  # no sign by chance
    assert (
        codebook.plane(np.array([[1.0], [3.0]])) == [[0.0, 0.5], [1.0, 0.5]]
        and codebook.plane(np.ones((3, 4))) == [[0.5, 0.5]] * 3
    )


def test_the_codes_of_the_test_set_are_kept(tmp_path):
    model, pictures = coders.begun(VQVAE2), coders.pictures(30)
    checkpoint.write_files(tmp_path, codebook.measure(model, pictures).files())
    stored, expected = load_file(tmp_path / book.CODES), model.encode_codes(pictures)
    for number, codes in enumerate(expected):
        assert stored[f"level{number}"].dtype == np.uint8 and (stored[f"level{number}"] == codes.numpy()).all()
    assert json.loads((tmp_path / book.JSON).read_text())["pictures"] == 30
    levels = book.read(tmp_path, model.grids, CODES)
    assert [sum(level["usage"]) for level in levels] == [30 * 6, 30 * 24]
    assert book.most_used(levels, 2) == [level["order"]["use"][0] for level in levels] and book.most_used(None, 2) == [
        0,
        0,
    ]


def test_a_codebook_of_many_codes_takes_two_bytes(tmp_path):
    model = VQVAE(**SMALL | {"codes": 300}).eval()
    found = codebook.measure(model, coders.pictures(4))
    assert found.codes[0].dtype == np.uint16


@pytest.mark.parametrize("kind", [VQVAE, VQVAE2])
def test_a_saved_coder_shows_its_codebook(tmp_path, kind):
    model = coders.begun(kind)
    explorer.save(model, tmp_path / "mine")
    assert {file.name for file in tmp_path.glob("mine/*.png")} == {"codebook.png", "preview.png"}
    shown, coder = pixels(tmp_path / "mine" / "codebook.png"), Coder("mine", model)
    tiles = coder.tiles(len(model.grids) - 1, [0] * len(model.grids))
    assert shown.shape == (4, 4 * previews.ATLAS) and (shown == images.sheet(tiles, previews.ATLAS)[0]).all()
    assert (shown == pixels(tmp_path / "mine" / "preview.png")).all()


def test_a_dream_is_what_the_priors_draw_decoded_each_class_in_turn(tmp_path):
    model = coders.begun(VQVAE2)
    coarse, fine = (
        lively(CodePrior, **PRIOR, shape=(1, 2, 3), classes=3),
        lively(CodePrior, **PRIOR, shape=(1, 4, 6), top=CODES),
    )
    previews.dream(model, [coarse, fine], tmp_path)
    labels, blank = torch.arange(32) % 3, torch.full((32, 1, 1, 1), -1.0)
    with torch.no_grad():
        top = coarse.quantize(coarse.sample(blank.expand(-1, *coarse.shape), labels, noise=noise(coarse.shape, 0, 32)))[
            :, 0
        ]
        bottom = fine.quantize(fine.below(top).sample(blank.expand(-1, *fine.shape), noise=noise(fine.shape, 0, 32)))[
            :, 0
        ]
        wanted = model.decode_codes((top, bottom))
    shown = pixels(tmp_path / "preview.png")
    assert shown.shape == (4 * SHAPE[1], 8 * SHAPE[2]) and shown.std() > 0
    assert (shown == images.sheet(images.to_bytes(wanted.numpy()), 8)[0]).all()


class TestCheckpoint:
    """Evaluated and written as training does it, over a few pictures."""

    @pytest.fixture
    def small(self, monkeypatch, tmp_path):
        greys = (255 * coders.pictures(60)).byte().numpy()
        monkeypatch.setattr(
            datasets, "load", lambda name, split="train", root=None: datasets.Images(greys, np.zeros(60, np.uint8))
        )
        monkeypatch.setitem(RECIPES, "vqvae-fashion", replace(RECIPES["vqvae-fashion"], arguments=SMALL))
        monkeypatch.setitem(
            RECIPES,
            "vqprior-fashion",
            replace(RECIPES["vqprior-fashion"], arguments=PRIOR | {"over": "vqvae-fashion", "shape": (1, 2, 3)}),
        )

        def write(name: str, model: torch.nn.Module, found: Evaluation | None = None) -> dict[str, bytes]:
            kind = kind_of(RECIPES[name], Workspace(out=tmp_path))
            place = checkpoint.write(model, kind, found or Evaluation(), {}, {"unit": "", "points": []})
            checkpoint.redraw_dream(kind.coder, tmp_path)
            return {file.name: file.read_bytes() for file in place.iterdir()}

        return write

    def test_its_files_are_those_of_the_page(self, small, tmp_path):
        model, recipe = coders.begun(VQVAE), RECIPES["vqvae-fashion"]
        found = kind_of(recipe).evaluate(model)
        files = small("vqvae-fashion", model, found)
        assert set(files) == {
            "config.json",
            "model.safetensors",
            "metrics.json",
            "card.md",
            "history.json",
            "preview.png",
            "codebook.png",
            "codebook.json",
            "codebook.safetensors",
            "tiles.safetensors",
        }
        (level,) = book.read(tmp_path / "vqvae-fashion", model.grids, CODES)
        assert (level["used"], level["perplexity"]) == (
            pytest.approx(found.value("used"), abs=1e-3),
            pytest.approx(found.value("perplexity"), abs=1e-3),
        )

    def test_its_picture_becomes_a_dream_with_its_prior_and_stays_one(self, small, tmp_path):
        model, prior = coders.begun(VQVAE), lively(CodePrior, **RECIPES["vqprior-fashion"].arguments)
        before = small("vqvae-fashion", model)["preview.png"]
        assert set(small("vqprior-fashion", prior)) == {
            "config.json",
            "model.safetensors",
            "metrics.json",
            "card.md",
            "history.json",
        }
        dreamt = (tmp_path / "vqvae-fashion" / "preview.png").read_bytes()
        assert dreamt != before and pixels(tmp_path / "vqvae-fashion" / "preview.png").shape == (
            4 * SHAPE[1],
            8 * SHAPE[2],
        )
        assert small("vqvae-fashion", model)["preview.png"] == dreamt


def test_tiles_are_what_the_decoder_makes_of_a_code_where_it_stands(tmp_path):
    model, pictures = coders.begun(VQVAE), coders.pictures(30)
    (codes,) = model.encode_codes(pictures)
    checkpoint.write_files(tmp_path, codebook.tiles(model, [codes]))
    shape = (CODES, 1, 4, 4)
    (tiles,) = book.tiles(tmp_path, [shape])
    decoded = (model.decode_codes((codes,)) * 255).round().detach()
    code = int(codes.flatten().mode().values)
    places = (codes == code).nonzero().tolist()
    mean = torch.stack([decoded[n, :, 4 * y : 4 * y + 4, 4 * x : 4 * x + 4] for n, y, x in places]).mean(0)
    assert np.abs(tiles[code] - mean.numpy()).max() <= 1
    assert not tiles[sorted(set(range(CODES)) - set(codes.flatten().tolist()))].any(), "black where none stands"
    assert book.tiles(tmp_path, [(CODES, 1, 5, 5)]) is None and book.tiles(tmp_path / "no", [shape]) is None
