"""VQ-VAEs of one and two levels: pictures to codes and back, what a code reaches, how they are trained, and JPEG beside
them.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Generator, Tensor, nn

from explorer.capabilities import capabilities
from explorer.coding import jpeg
from explorer.models import VQVAE, VQVAE2, Quantising
from explorer.models.quantiser import squared_distances
from train.kinds import kind_of
from train.measures.coding import recoded
from train.measures.psnr import mean_psnr
from train.recipes import RECIPES

KINDS = {"vqvae": VQVAE, "vqvae2": VQVAE2}
every = pytest.mark.parametrize("name", KINDS)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def build(name: str, **more) -> Quantising:
    torch.manual_seed(0)
    return KINDS[name](**{"shape": (1, 8, 12), "codes": 7, "size": 4, "channels": 6, "depth": 2} | more)


def pictures(n: int = 5, shape: tuple[int, int, int] = (1, 8, 12), seed: int = 0) -> Tensor:
    return torch.rand(n, *shape, generator=seeded(seed))


def begun(name: str, **more) -> Quantising:
    """A model whose codes have begun on pictures, so that several are chosen."""
    model = build(name, **more)
    model(pictures(30, model.shape), generator=seeded())
    return model.eval()


class Plain(VQVAE):
    """Nothing but a change of order: a code is a block of 4x4 pixels, and what is decoded is the code."""

    def __init__(self):
        super().__init__(shape=(1, 8, 12), codes=9, size=16)
        self.encoder = nn.PixelUnshuffle(2)
        self.decoder = nn.Sequential(nn.PixelShuffle(2), nn.PixelShuffle(2), Grey())


class Grey(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x + 1) / 2


@torch.no_grad()
def test_codes_to_picture_to_codes_where_nothing_is_lost():
    """With every row, column and channel in its place the codes come back.

    Blocks that are swapped come back swapped.
    """
    model = Plain().eval()
    model.quantiser.codebook.copy_(2 * torch.rand(9, 16, generator=seeded()) - 1)
    codes = torch.randint(0, 9, (4, 2, 3), generator=seeded(1))
    decoded = model.decode_codes((codes,))
    (again,) = model.encode_codes(decoded)
    assert torch.equal(again, codes)
    assert torch.allclose(model.decode_codes((codes.flip(2),))[..., :4], decoded[..., 8:])
    assert torch.allclose(model.decode_codes((codes.flip(1),))[:, :, :4], decoded[:, :, 4:])


@every
@torch.no_grad()
def test_shapes(name):
    model = begun(name)
    codes, grids = model.encode_codes(pictures()), ((2, 3), (4, 6))[: 1 + (name == "vqvae2")]
    assert model.grids == grids and [tuple(part.shape) for part in codes] == [(5, *grid) for grid in grids]
    assert [tuple(part.shape) for part in model.distances(pictures())] == [(5, *grid, 7) for grid in grids]
    assert [tuple(part.shape) for part in model.codebook] == [(7, 4)] * len(grids)
    decoded = model.decode_codes(model.encode_codes(pictures()))
    assert decoded.shape == (5, 1, 8, 12) and decoded.min() >= 0 and decoded.max() <= 1
    assert capabilities(model) == ["quantize"]


@every
@torch.no_grad()
def test_what_is_decoded_are_the_nearest_codes(name):
    model = begun(name)
    for codes, distances, features, codebook in zip(
        model.encode_codes(pictures()),
        model.distances(pictures()),
        model.features(pictures()),
        model.codebook,
        strict=True,
    ):
        assert torch.equal(codes, distances.argmin(-1)) and len(codes.unique()) > 1
        assert torch.allclose(distances, squared_distances(features, codebook), atol=1e-5)
    means, _ = model.means(pictures())
    assert torch.allclose(model.decode_codes(model.encode_codes(pictures())), means.clamp(0, 1), atol=1e-5)


@every
@torch.no_grad()
def test_a_picture_is_coded_alike_alone_and_among_others(name):
    model = begun(name)
    for alone, among in zip(model.encode_codes(pictures()[2:3]), model.encode_codes(pictures()), strict=True):
        assert torch.equal(alone[0], among[2])


@every
def test_a_cells_receptive_field_by_gradient(name):
    """It lies around the cell, and holds it whole; colour is looked at, too."""
    model = begun(name, shape=(3, 40, 40), depth=1)
    images = pictures(2, (3, 40, 40)).requires_grad_()
    distances = model.distances(images)[-1]
    side = 40 // model.grids[-1][0]
    (gradient,) = torch.autograd.grad(distances[0, 1, 2].sum(), images)
    seen = gradient[0].abs().sum(0) > 0
    assert seen[side : 2 * side, 2 * side : 3 * side].all() and not seen[-side:].any() and not seen[:, -side:].any()
    assert (gradient[0].abs().sum((1, 2)) > 0).all() and gradient[1].abs().sum() == 0


@torch.no_grad()
def test_a_code_changes_the_picture_around_its_cell_alone():
    model = begun("vqvae", shape=(1, 40, 40), depth=1)
    (codes,) = model.encode_codes(pictures(1, (1, 40, 40)))
    edited = codes.clone()
    edited[0, 5, 2] = (codes[0, 5, 2] + 1) % 7
    changed = (model.decode_codes((edited,)) - model.decode_codes((codes,)))[0, 0].abs() > 1e-6
    assert changed[20:24, 8:12].any() and not changed[:12].any() and not changed[:, 24:].any()


@torch.no_grad()
def test_two_levels_tell_each_other():
    model = begun("vqvae2")
    with torch.no_grad():
        for weight in model.grow.parameters():
            weight.mul_(3)
    top, bottom = model.encode_codes(pictures())
    decoded = model.decode_codes((top, bottom))
    assert not torch.allclose(model.decode_codes(((top + 1) % 7, bottom)), decoded) and not torch.allclose(
        model.decode_codes((top, (bottom + 1) % 7)), decoded
    )
    before = model.features(pictures())
    model.top.codebook.copy_(model.top.codebook.flip(0) + 1)
    after = model.features(pictures())
    assert torch.equal(before[0], after[0]) and not torch.allclose(
        before[1], after[1]
    )  # the bottom is coded with the top's codes in sight


@every
def test_the_loss_is_what_the_paper_says(name):
    model = begun(name)
    images = pictures()
    with torch.no_grad():
        error, commitment = model(images)
        means, _ = model.means(images)
        distances = sum(part.amin(-1).sum((1, 2)) for part in model.distances(images))
    assert torch.allclose(error, 0.5 * (means - images).square().sum((1, 2, 3)), atol=1e-4)
    assert torch.allclose(commitment, 0.25 * distances, atol=1e-4)
    assert model.loss(images).item() == pytest.approx(float((error + commitment).mean()), abs=1e-4)


@every
def test_every_weight_but_the_codebooks_gets_a_gradient_and_codes_move(name):
    model = build(name)
    model.loss(pictures(30), generator=seeded()).backward()
    books = {f"{part}.codebook" for part in ("quantiser", "top", "bottom")}
    without = {
        key for key, weight in model.named_parameters() if weight.grad is None or not weight.grad.abs().sum() > 0
    }
    assert without == books & {key for key, _ in model.named_parameters()} and len(without) == len(model.grids)
    before = [part.clone() for part in model.codebook]
    model.loss(pictures(30, seed=1))
    assert all(not torch.equal(*pair) for pair in zip(before, model.codebook, strict=True))


@every
def test_a_few_steps_of_training_use_all_codes_and_lower_the_error(name):
    recipe, model = RECIPES[f"{name}-fashion"], build(name, codes=16)
    spots = torch.zeros(64, 1, 8, 12)
    for number, (y, x) in enumerate(
        torch.cartesian_prod(torch.arange(0, 8, 2), torch.arange(0, 12, 3)).repeat(6, 1)[:64].tolist()
    ):
        spots[number, 0, y : y + 2, x : x + 3] = 0.2 + 0.8 * ((7 * number) % 11) / 10
    pixels, labels = (255 * spots).to(torch.uint8), torch.zeros(64)
    optimizer = torch.optim.Adam([weight for weight in model.parameters() if weight.requires_grad], 1e-2)
    kind = kind_of(recipe)
    before = kind.check(model.eval(), pixels, labels)
    model.train()
    for step in range(80):
        loss, terms = kind.step(model, pixels, labels, 1.0, seeded(step))
        assert loss.item() == pytest.approx(float(terms.sum()), rel=1e-4) and len(terms) == 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert kind.check(model.eval(), pixels, labels) < 0.6 * before
    decoded, codes = recoded(model, pixels / 255)
    assert all(len(part.unique()) >= 8 for part in codes) and decoded.shape == spots.shape


@every
def test_a_saved_model_is_the_same_model(name, tmp_path):
    model = begun(name)
    model.save_pretrained(tmp_path)
    again = KINDS[name].from_pretrained(tmp_path, strict=True, local_files_only=True).eval()
    for one, other in zip(model.encode_codes(pictures()), again.encode_codes(pictures()), strict=True):
        assert torch.equal(one, other)


@every
def test_what_does_not_fit_is_refused(name):
    for wrong in (
        {"shape": (1, 6, 8)},
        {"shape": (8, 8)},
        {"codes": 1},
        {"size": 0},
        {"channels": 0},
        {"beta": 0.0},
        {"decay": 1.0},
    ):
        with pytest.raises(ValueError):
            build(name, **wrong)
    model = build(name)
    for method in (model.encode_codes, model.distances, model.loss):
        with pytest.raises(ValueError, match=r"of shape \(n, 1, 8, 12\)"):
            method(torch.zeros(2, 1, 12, 8))
    good = [torch.zeros(2, *grid, dtype=torch.long) for grid in model.grids]
    for bad in (good[-1].transpose(1, 2), good[-1] + 7, good[-1] - 1, good[-1].float()):
        with pytest.raises(ValueError):
            model.decode_codes((*good[:-1], bad))


class TestJPEG:
    def greys(self) -> np.ndarray:
        smooth = np.add.outer(np.linspace(0, 200, 16), np.linspace(0, 50, 24))
        return (
            np.stack([smooth, 250 - smooth, smooth + np.random.default_rng(0).normal(0, 15, smooth.shape)])
            .clip(0, 255)
            .astype(np.uint8)[:, None]
        )

    def test_only_the_scan_is_counted(self):
        head = bytes((0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 1, 2, 0xFF, 0xDA, 0, 3, 9))
        assert jpeg.scan_bits(head + b"\1\2\3\4\5" + b"\xff\xd9") == 40
        for wrong in (b"PNG", head[:8] + b"\xff\xd9", b"", head):
            with pytest.raises(ValueError):
                jpeg.scan_bits(wrong)

    def test_the_line_rises_and_is_read_between_its_points(self):
        line = jpeg.line(self.greys())
        assert len(line) > 3
        assert all(a.bits < b.bits and a.psnr < b.psnr for a, b in zip(line, line[1:], strict=False))
        middle = (line[1].bits + line[2].bits) / 2
        assert jpeg.at(line, middle) == pytest.approx((line[1].psnr + line[2].psnr) / 2)
        assert jpeg.at(line, 0) == line[0].psnr and line[-1].psnr > 30

    def test_colour_goes_through(self):
        bits, back = jpeg.coded(np.repeat(self.greys()[0], 3, 0), 50, 2)
        assert back.shape == (3, 16, 24) and 0 < bits < 16 * 24 * 24

    def test_psnr_is_the_mean_over_pictures(self):
        clean = torch.zeros(2, 1, 2, 2)
        other = clean + torch.tensor([0.1, 0.01]).view(2, 1, 1, 1)
        assert mean_psnr(clean, other) == pytest.approx((20 + 40) / 2, abs=1e-4)
