"""The pictures that pages open with are what the model decodes at the places that the pages say."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image

import explorer
from explorer import previews
from explorer.attending.stock import Stock
from explorer.catalogue import HOME, Catalogue, read_card
from explorer.data import images
from explorer.data.scenes import held_out, render
from explorer.latents import walks as latents
from explorer.latents.inference import Inference
from explorer.models import ColourVAE, ConditionalVAE
from explorer.sampling import noise
from tests.unit import lookers
from tests.unit.autoregressive_models import MODELS, lively


def pixels(folder, name):
    return np.asarray(Image.open(folder / name))


def test_strips_move_one_latent_each():
    z = previews.strips([[-3, 3], [0, 1]], steps=3).reshape(2, 3, 2)
    assert z.tolist() == [[[-3, 0.5], [0, 0.5], [3, 0.5]], [[0, 0], [0, 0.5], [0, 1]]]


def test_what_save_draws_is_what_the_model_decodes(catalogue, own):
    folder, work = own / "mine", Inference(catalogue)
    assert {path.name for path in folder.glob("*.png")} == set(previews.FILES) - {"sheet.png", "codebook.png"}
    z = np.concatenate(
        [[[0, 0.5]], previews.strips([[-3, 3], [-1, 2]]), latents.grid(20, mode="linear", x=(-3, 3), y=(-1, 2))]
    )
    decoded = work.decode("mine", z)[:, 0]
    assert (pixels(folder, "centre.png") == decoded[0]).all()
    strips, plane = pixels(folder, "strips.png"), pixels(folder, "plane.png")
    assert (
        strips.shape == (16, 13 * 8) and plane.shape == (160, 160) and pixels(folder, "preview.png").shape == (32, 64)
    )
    assert (strips[8:, 16:24] == decoded[1 + 13 + 2]).all()
    assert (plane[:8, 152:] == decoded[27 + 19]).all() and (plane[152:, :8] == decoded[27 + 380]).all()


def test_strips_of_large_pictures_are_smaller(tmp_path):
    torch.manual_seed(0)
    model = ColourVAE((3, 64, 48), latents=2, channels=4, width=8).eval()
    strips = pixels(explorer.save(model, tmp_path / "large"), "strips.png")
    assert strips.shape == (2 * 32, 13 * 24, 3)
    with torch.no_grad():
        last = model.decode(torch.tensor([[0.0, 3.0]]))[0].unfold(1, 2, 2).unfold(2, 2, 2).mean((3, 4))
    assert np.abs(strips[32:, -24:].transpose(2, 0, 1) - 255 * last.numpy()).max() <= 1


def test_what_home_opens_with_is_the_arc_between_the_first_two_draws(tmp_path):
    torch.manual_seed(0)
    model = ColourVAE((3, 16, 16), latents=5, channels=4, width=8).eval()
    explorer.save(model, tmp_path / "plain")
    assert not any((tmp_path / "plain" / name).exists() for name in previews.MORPH)
    folder = explorer.save(model, tmp_path / "opens", first=[HOME])
    way = json.loads((folder / "morph.json").read_text())
    drawn = model.sample_latents(previews.ROWS * previews.COLUMNS, generator=torch.Generator().manual_seed(way["seed"]))
    assert np.abs(drawn[:2].numpy() - [way["a"], way["b"]]).max() <= 0.0005 + 1e-6
    sheet = pixels(folder, "morph.png")
    assert sheet.shape == (16 * -(-way["pictures"] // way["columns"]), 16 * way["columns"], 3)
    along = latents.slerp(np.array(way["a"]), np.array(way["b"]), np.linspace(0, 1, way["pictures"]))
    for number in (0, 9, way["pictures"] - 1):
        row, column = divmod(number, way["columns"])
        with torch.no_grad():
            wanted = (model.decode(torch.from_numpy(along[number : number + 1]))[0] * 255).round().numpy()
        shown = sheet[16 * row : 16 * row + 16, 16 * column : 16 * column + 16].transpose(2, 0, 1)
        assert np.abs(shown - wanted).max() <= 1
    assert (pixels(folder, "first.png") == sheet[:16, :16]).all()


def test_a_sheet_has_a_column_a_class_and_a_row_a_style(tmp_path):
    torch.manual_seed(0)
    model = ConditionalVAE((1, 8, 8), classes=3, latents=2, width=16).eval()
    explorer.save(model, tmp_path / "by-class")
    sheet = pixels(tmp_path / "by-class", "sheet.png")
    assert sheet.shape == (10 * 8, 3 * 8)
    z = model.sample_latents(previews.ROWS * previews.COLUMNS, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = (model.decode(z[6:7], torch.tensor([2]))[0, 0] * 255).round().numpy()
    assert np.abs(sheet[48:56, 16:24] - wanted).max() <= 1


@pytest.mark.parametrize(("kind", "classes"), [("gated_pixelcnn", 3), ("pixelcnnpp", 0)])
def test_an_autoregressive_preview_is_painted_from_nothing_each_class_in_turn(tmp_path, kind, classes):
    """By the fast way where there is one, by a few passes where there is none: the slow loop's pictures."""
    model = lively(MODELS[kind], shape=(1, 6, 5), levels=4, classes=classes)
    explorer.save(model, tmp_path / "mine")
    assert {path.name for path in (tmp_path / "mine").glob("*.png")} == {"preview.png"}
    shown = pixels(tmp_path / "mine", "preview.png")
    assert shown.shape == (4 * 6, 8 * 5)
    labels = torch.arange(32) % classes if classes else None
    wanted = model.sample(torch.full((32, 1, 6, 5), -1.0), labels, noise=noise((1, 6, 5), 0, 32))
    assert (shown == images.sheet(images.to_bytes(wanted.numpy()), 8)[0]).all() and shown.std() > 0


def test_a_prior_over_codes_has_no_preview(tmp_path):
    model = lively(MODELS["gated_pixelcnn"], shape=(1, 6, 5), levels=4)
    model.over = "codes"
    explorer.save(model, tmp_path / "prior")
    assert not list((tmp_path / "prior").glob("*.png")) and read_card(tmp_path / "prior").over == "codes"


@pytest.fixture
def dreamt(tmp_path, monkeypatch) -> Stock:
    """The only checkpoint there is dreams digits; a data set would be at hand."""
    lookers.dreamer(tmp_path / "trained")
    stock = Stock(Catalogue(trained=tmp_path / "trained"), lookers.data(tmp_path / "data"))
    monkeypatch.setattr("explorer.attending.stock.Stock", lambda: stock)
    return stock


@pytest.mark.parametrize("kind", ["ctx", "arnn"])
def test_attention_is_drawn_over_dreamt_scenes(tmp_path, dreamt, kind):
    model = lookers.ours(kind).train()
    before = model.norms[0].running_mean.clone()
    explorer.save(model, tmp_path / "mine", dataset="scenes")
    assert {path.name for path in (tmp_path / "mine").glob("*.png")} == {"preview.png"}
    assert model.training and (model.norms[0].running_mean == before).all()
    shown, model = pixels(tmp_path / "mine", "preview.png"), model.eval()
    assert shown.shape == (200, 400, 3)
    for number in (0, 6):
        scene = held_out("plain", number, dreamt.dreamt_material)
        tile, image = shown[100 * (number // 4) :, 100 * (number % 4) :][:100, :100].astype(float), render(scene).image
        colour = next(
            colour % 9 for colour in range(number, number + 9) if colour % 9 in {digit.colour for digit in scene.digits}
        )
        with torch.no_grad():
            masks = model.attend(torch.from_numpy(image).permute(2, 0, 1)[None] / 255, torch.tensor([colour])).masks
        place = np.ones((100, 100))
        for mask, side in zip(masks, model.cells, strict=True):
            place *= mask[0].numpy().repeat(side, 0).repeat(side, 1)[:100, :100]
        black = (image == 0).all(-1)
        assert np.corrcoef(tile[black].sum(-1), place[black])[0, 1] > 0.9  # the lighter the more it is looked at
        assert (tile >= previews.DIM * image - 1).all()


def test_without_a_dreamer_attention_has_no_preview(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "explorer.attending.stock.Stock", lambda: Stock(Catalogue(trained=tmp_path), lookers.data(tmp_path / "data"))
    )
    explorer.save(lookers.ours("san"), tmp_path / "mine")
    assert not list((tmp_path / "mine").glob("*.png")) and "attend" in read_card(tmp_path / "mine").can
