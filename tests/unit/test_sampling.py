"""Every way of painting gives the slow loop's picture, and says what the model thought of each pixel."""

from __future__ import annotations

from itertools import islice

import pytest
import torch
from torch import Tensor

from explorer.models.autoregressive import AutoregressiveModel, draw
from explorer.models.code_prior import CodePrior
from explorer.models.gated_pixelcnn import GatedPixelCNN, GatedStack
from explorer.models.multiscale import MultiScale
from explorer.models.pixelcnn import PixelCNN
from explorer.models.pixelcnnpp import PixelCNNPP
from explorer.models.pixelrnn import PixelRNN
from explorer.sampling import FAST, fixed_point, receptive_field, sample, stream
from explorer.sampling.cached import drawn
from explorer.sampling.fixed_point import places
from explorer.sampling.gated import StackCache
from tests.unit.autoregressive_models import MODELS, lively, seeded

SHAPE = (1, 8, 6)  # higher than wide, and large enough for a second scale


def built(name: str, **given) -> AutoregressiveModel:
    return lively(MODELS[name], **({"shape": SHAPE, "levels": 2} | given))


def task(model: AutoregressiveModel, n: int = 3) -> tuple[Tensor, Tensor, Tensor | None]:
    """Pictures with known parts, other ones in each and one row in all; most known pixels are no level's grey.

    Noise and labels.
    """
    images = (
        torch.rand(n, *model.shape, generator=seeded(1)) * (torch.rand(n, *model.shape, generator=seeded(2)) < 0.4)
        - 1e-3
    )
    images[0] = -1
    images[:, :, 1] = model.dequantize(torch.arange(model.shape[2]) % model.levels)  # a row that is known in all
    labels = torch.arange(n) % model.classes if model.classes else None
    return images, torch.rand(images.shape, generator=seeded(3)), labels


CASES = [(name, given) for name in MODELS for given in ({}, {"levels": 16, "classes": 3})]
COLOUR = [
    ("pixelcnn", {"shape": (3, 5, 6), "levels": 4}),
    ("gated_pixelcnn", {"shape": (3, 5, 6), "levels": 4, "classes": 2}),
    ("pixelcnnpp", {"shape": (3, 7, 5), "levels": 256, "classes": 2}),
    ("pixelcnnpp", {"shape": (1, 7, 10), "levels": 256, "blocks": 2}),
    ("pixelrnn_row", {"shape": (3, 5, 6), "levels": 4}),
    ("pixelrnn_diagonal", {"shape": (3, 5, 6), "levels": 4, "classes": 2}),
    ("multiscale", {"shape": (3, 7, 5), "levels": 4, "classes": 2}),
    ("multiscale", {"shape": (1, 3, 1)}),
]


@torch.no_grad()
@pytest.mark.parametrize(("name", "given"), CASES + COLOUR, ids=str)
def test_every_model_paints_the_slow_loops_picture(name, given):
    model = built(name, **given)
    images, noise, labels = task(model)
    expected = model.sample(images, labels, 0.8, noise=noise)
    assert torch.equal(sample(model, images, labels, 0.8, noise=noise), expected)
    assert torch.equal(expected[images >= 0], images[images >= 0]) and (expected >= 0).all()
    thought, painted = (
        torch.full((3, model.levels, *model.shape), torch.nan),
        torch.full_like(model.quantize(images), -1),
    )
    for row in stream(model, images, labels, 0.8, noise=noise):
        thought[:, :, :, row.y, list(row.columns)] = row.log_probabilities
        painted[:, :, row.y, list(row.columns)] = row.levels
    assert torch.equal(painted, model.quantize(expected))
    full = model.pixel_logits(expected, labels).log_softmax(1)
    # what rounds a mean is divided by a logistic's scale, down to a thousandth of the greys' range
    atol, rtol = (2e-3, 1e-3) if name == "pixelcnnpp" else (1e-4, 1e-5)
    assert torch.allclose(thought, full, atol=atol, rtol=rtol)
    assert full.std(0).max() > 1e-2  # pictures differ, so that mixing them up would show


@torch.no_grad()
@pytest.mark.parametrize(
    "given",
    [
        {"layers": 1},
        {"kernel": 5, "first": 3},
        {"kernel": 5, "first": 5, "layers": 3},
        {"kernel": 5, "dilations": [1, 2, 3, 1]},
        {"dilations": [1, 4, 8, 2], "place": True},
    ],
    ids=str,
)
def test_gated_caches_are_right_for_every_kernel(given):
    model = lively(GatedPixelCNN, shape=(1, 9, 7), classes=2, channels=6, **{"layers": 4, **given})
    images, noise, labels = task(model)
    assert torch.equal(sample(model, images, labels, noise=noise), model.sample(images, labels, noise=noise))


@torch.no_grad()
def test_a_stack_can_be_told_a_map():
    """As a scale is told the smaller picture: another bias at every pixel."""
    torch.manual_seed(0)
    stack, picture = GatedStack(1, 4, 3, skip=5), torch.rand(2, 1, 6, 5, generator=seeded())
    given = [
        tuple(torch.randn(2, 8, 6, 5, generator=seeded(10 * index + part)) for part in range(2)) for index in range(3)
    ]
    expected = stack(picture, given)
    side = stack.layers[0].side
    canvas = torch.nn.functional.pad(picture, (side, side, side, 0)).permute(2, 1, 3, 0).contiguous().numpy()
    cache = StackCache(stack, canvas, given)
    for y in range(6):
        cache.row(y)
        for x in range(5):
            assert torch.allclose(torch.from_numpy(cache.features(y, x)).T, expected[:, :, y, x], atol=1e-5)


@pytest.mark.parametrize(("levels", "temperature"), [(2, 1.0), (16, 0.5), (256, 1.5), (16, 0.0)])
def test_one_pixel_is_drawn_as_all_are(levels, temperature):
    logits, u = 4 * torch.randn(500, levels, generator=seeded()), torch.rand(500, generator=seeded(1))
    logits[0], u[0] = 0, 0.5  # on the edge between two levels
    assert torch.equal(torch.from_numpy(drawn(logits.T.numpy(), u.numpy(), temperature)), draw(logits, u, temperature))


@torch.no_grad()
@pytest.mark.parametrize("name", MODELS)
def test_fixed_point_ends_with_the_slow_loops_picture(name):
    model = built(name)
    images, noise, labels = task(model)
    expected, order = model.quantize(model.sample(images, labels, noise=noise)), places(model)
    passes = list(fixed_point(model, images, labels, noise=noise))
    assert torch.equal(passes[-1].levels, expected) and passes[-1].settled.all() and not passes[-1].changed.any()
    assert [one.number for one in passes] == list(range(1, len(passes) + 1)) and len(passes) <= order.numel() + 1
    for index, one in enumerate(passes):
        assert torch.equal(one.levels[one.settled], expected[one.settled])  # what is called settled is
        assert (
            one.settled.flatten(1).sum(1) > index
        ).all() or one.settled.all()  # one more with each pass, at the least
        assert (one.settled | ~passes[index - 1].settled).all() or index == 0
    assert torch.equal(passes[0].levels[images >= 0], expected[images >= 0])


@pytest.mark.parametrize("name", ["gated_pixelcnn", "pixelcnnpp", "multiscale"])
@pytest.mark.parametrize("most", [4, 13])
def test_stop_ends_the_computing(name, most):
    """Cached, slow, and scale by scale: asked before each pixel, not once more after a yes, and the rows before the
    stop are there.
    """
    model, asked = built(name), []
    noise, images = torch.rand(1, *SHAPE, generator=seeded()), torch.full((1, *SHAPE), -1.0)

    def stop() -> bool:
        asked.append(1)
        return len(asked) > most

    whole, stopped = (list(stream(model, images, noise=noise, should_stop=ask)) for ask in (None, stop))
    ends = torch.tensor([len(row.columns) for row in whole]).cumsum(0)
    assert len(asked) == most + 1 and len(stopped) == int((ends <= most).sum())
    assert all(torch.equal(one.levels, other.levels) for one, other in zip(stopped, whole, strict=False))
    asked.clear()
    next(stream(model, images, noise=noise, should_stop=lambda: asked.append(1)))
    assert len(asked) == len(whole[0].columns)  # the second row is not begun before it is asked for


def test_fixed_point_stops_between_passes():
    model, images = built("gated_pixelcnn"), torch.full((1, *SHAPE), -1.0)
    assert [one.number for one in islice(fixed_point(model, images, generator=seeded()), 2)] == [1, 2]
    assert list(fixed_point(model, images, should_stop=lambda: True)) == []


def test_what_cannot_be_painted_is_refused_before_the_first_row():
    model = built("gated_pixelcnn", classes=3)
    images = torch.full((2, *SHAPE), -1.0)
    for wrong in (
        {"images": torch.full((2, 1, 6, 8), -1.0)},
        {"images": images * torch.nan},
        {"labels": torch.tensor([0, 9])},
        {"labels": torch.tensor([0])},
        {"temperature": -1.0},
        {"temperature": float("nan")},
        {"noise": torch.rand(1, *SHAPE)},
    ):
        for way in (stream, fixed_point):
            with pytest.raises(ValueError):
                way(model, **({"images": images} | wrong))


@torch.no_grad()
def test_a_generator_repeats_the_models_own_draws():
    model = built("gated_pixelcnn")
    images = torch.full((2, *SHAPE), -1.0)
    assert torch.equal(sample(model, images, generator=seeded(5)), model.sample(images, generator=seeded(5)))
    assert not torch.equal(sample(model, images, generator=seeded(5)), sample(model, images, generator=seeded(6)))
    assert (images == -1).all()  # what was given stays as it was


def test_the_models_with_a_fast_way():
    assert set(FAST) == {CodePrior, GatedPixelCNN, MultiScale, PixelCNN, PixelCNNPP, PixelRNN}


def test_the_receptive_field_shows_the_blind_spot():
    shape = (1, 12, 12)
    gated, plain = (
        lively(GatedPixelCNN, shape=shape, channels=8, layers=8),
        lively(PixelCNN, shape=shape, channels=16, blocks=10),
    )
    y, x = 9, 3
    earlier = torch.arange(144).view(12, 12) < 12 * y + x
    field, blind = receptive_field(gated, y, x), receptive_field(plain, y, x)
    assert field.shape == (12, 12) and torch.equal(field, receptive_field(gated, y, x))
    assert (field[earlier] > 0).all() and (field[~earlier] == 0).all()
    assert (blind[~earlier] == 0).all() and (blind[y - 1, x + 4 :] == 0).all() and blind[y - 4, x + 4] > 0
    assert receptive_field(gated, 0, 0).sum() == 0
    for wrong in ((12, 0), (0, -1)):
        with pytest.raises(ValueError, match="row 0 to 11"):
            receptive_field(gated, *wrong)
    with pytest.raises(ValueError, match="pictures"):
        receptive_field(gated, 0, 0, pictures=0)


class Unknown(PixelCNN):
    """A kind that no fast way is known of."""


@torch.no_grad()
@pytest.mark.parametrize("given", [{"levels": 4}, {"shape": (3, 5, 6), "levels": 4}], ids=str)
def test_the_slow_way_tells_each_pixel_once_and_known_ones_cost_no_pass(given, monkeypatch):
    model = lively(Unknown, channels=24, blocks=3, head=24, **({"shape": SHAPE, "levels": 2} | given))
    planes, _, width = model.shape
    images = torch.full((2, *model.shape), -1.0)
    images[:, :, :2], images[:, :, 3, 1:4], images[:, :, -1] = 0, 1 / 3, 1
    passes, own = [], type(model).pixel_logits
    monkeypatch.setattr(type(model), "pixel_logits", lambda *given: passes.append(1) or own(*given))
    rows = list(stream(model, images, noise=torch.rand(images.shape, generator=seeded())))
    unknown = int((images[0] < 0).sum())
    assert len(passes) == unknown + 1  # the last row's pixels take one more, all together
    assert [(row.y, x) for row in rows for x in row.columns] == model.order()
    drawn = [row for row in rows if bool((images[:, :, row.y, row.columns[-1]] < 0).any())]
    assert len(drawn) == unknown // planes and rows[0].columns == tuple(range(width))
    whole = torch.empty(images.shape, dtype=torch.long)
    for row in rows:
        whole[:, :, row.y, list(row.columns)] = row.levels
    assert torch.equal(whole[images >= 0], model.quantize(images)[images >= 0])
    full = model.pixel_logits(model.dequantize(whole)).log_softmax(1)
    for row in rows:
        assert torch.allclose(row.log_probabilities, full[:, :, :, row.y, list(row.columns)], atol=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_a_blend_of_two_classes_is_painted_the_fast_way_as_the_slow_way(name):
    model = lively(MODELS[name], shape=(1, 6, 5), levels=3, classes=3)
    pictures, pure = torch.rand(3, 1, 6, 5, generator=seeded()), torch.eye(3)
    assert torch.allclose(model.pixel_logits(pictures, pure), model.pixel_logits(pictures, torch.arange(3)), atol=1e-5)
    blend, given = torch.tensor([[0.3, 0.0, 0.7]] * 3), torch.rand(3, *model.shape, generator=seeded(5))
    blank = torch.full((3, *model.shape), -1.0)
    assert torch.equal(sample(model, blank, blend, noise=given), model.sample(blank, blend, noise=given))
    for wrong in (blend[:2], blend[:, :2], blend * torch.nan):
        with pytest.raises(ValueError, match="weights"):
            model.pixel_logits(pictures, wrong)
