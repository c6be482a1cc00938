"""Every autoregressive model: causal, normalised, conditional, and its samples follow its own probabilities."""

from __future__ import annotations

import pytest
import torch

from explorer.models.autoregressive import AutoregressiveModel, draw
from tests.unit.autoregressive_models import MODELS, all_pictures, influence, lively, ranks, seeded

every = pytest.mark.parametrize("build", MODELS.values(), ids=MODELS.keys())
COLOURS = MODELS
in_colour = pytest.mark.parametrize("build", COLOURS.values(), ids=COLOURS.keys())


def blank(model: AutoregressiveModel, n: int = 1) -> torch.Tensor:
    return torch.full((n, *model.shape), -1.0)


@every
def test_no_pixel_sees_itself_or_a_later_one(build):
    model = lively(build, shape=(1, 6, 5), levels=3, classes=2)
    seen, place = influence(model), ranks(model)
    later = place[..., None, None, None] <= place
    assert float(seen[later].max()) == 0
    assert (seen[~later] > 0).float().mean() > 0.5  # and something is seen


@in_colour
def test_planes_of_a_colour_pixel_see_each_other_in_order(build):
    model = lively(build, shape=(3, 3, 4), levels=4)
    seen, place = influence(model), ranks(model)
    assert float(seen[place[..., None, None, None] <= place].max()) == 0
    for y, x in model.order():
        for later, earlier in ((1, 0), (2, 0), (2, 1)):
            assert seen[later, y, x, earlier, y, x] > 0


@every
@torch.no_grad()
def test_unknown_pixels_do_not_matter_to_earlier_ones(build):
    model = lively(build, shape=(1, 6, 5), levels=3)
    images = torch.randint(0, 3, (3, 1, 6, 5), generator=seeded()) / 2
    known = model.pixel_logits(images)
    place = ranks(model)
    for rank in (0, 7, 17, 29):
        cut = torch.where(place >= rank, -1.0, images)
        here = place <= rank
        assert torch.allclose(model.pixel_logits(cut)[..., here], known[..., here], atol=1e-5)


@every
@torch.no_grad()
@pytest.mark.parametrize(("shape", "levels"), [((1, 2, 3), 2), ((1, 2, 2), 4)])
def test_probabilities_of_all_pictures_sum_to_one(build, shape, levels):
    model = lively(build, shape=shape, levels=levels, classes=2)
    pictures = all_pictures(shape, levels)
    for labels in (None, torch.zeros(len(pictures), dtype=torch.long), torch.ones(len(pictures), dtype=torch.long)):
        probabilities = model.log_prob(pictures, labels).double().exp()
        assert float(probabilities.sum()) == pytest.approx(1, abs=1e-5)
        assert probabilities.max() > 1.5 * probabilities.min()


@in_colour
@torch.no_grad()
def test_probabilities_of_all_coloured_pictures_sum_to_one(build):
    model = lively(build, shape=(3, 1, 3), levels=2)
    assert float(model.log_prob(all_pictures((3, 1, 3))).double().exp().sum()) == pytest.approx(1, abs=1e-5)


@every
@torch.no_grad()
def test_levels_of_every_pixel_sum_to_one_and_add_up_to_the_picture(build):
    model = lively(build, shape=(1, 4, 4), levels=16)
    images = torch.randint(0, 16, (5, 1, 4, 4), generator=seeded()) / 15
    logits = model.pixel_logits(images)
    assert logits.shape == (5, 16, 1, 4, 4)
    probabilities = logits.softmax(1)
    assert torch.allclose(probabilities.sum(1), torch.ones(5, 1, 4, 4), atol=1e-5)
    chosen = probabilities.gather(1, model.quantize(images).unsqueeze(1)).squeeze(1)
    assert torch.allclose(model.pixel_log_prob(images), chosen.log(), atol=1e-4)
    assert torch.allclose(model.log_prob(images), chosen.log().flatten(1).sum(1), atol=1e-3)
    assert torch.allclose(model(images), -model.log_prob(images)) and torch.allclose(
        model.loss(images), -model.log_prob(images).mean()
    )


@every
@torch.no_grad()
def test_the_label_is_used_at_every_pixel_and_none_is_a_class_of_its_own(build):
    model = lively(build, shape=(1, 4, 4), levels=2, classes=3)
    images = all_pictures((1, 4, 1))[:1].expand(4, 1, 4, 4)
    logits = model.pixel_logits(images, torch.tensor([0, 1, 2, 3]))
    for first in range(4):
        for second in range(first):
            assert ((logits[first] - logits[second]).abs().amax(0) > 1e-4).all()
    assert torch.allclose(model.pixel_logits(images[:1]), logits[3:], atol=1e-5)


@every
def test_labels_that_do_not_fit_are_refused(build):
    conditional, plain = lively(build, shape=(1, 2, 3), levels=2, classes=3), lively(build, shape=(1, 2, 3), levels=2)
    images = torch.zeros(2, 1, 2, 3)
    for labels in (
        torch.tensor([0, 4]),
        torch.tensor([-1, 0]),
        torch.tensor([0.0, 1.0]),
        torch.tensor([1]),
        torch.zeros(2, 3),
    ):
        with pytest.raises(ValueError, match="labels must be"):
            conditional.pixel_logits(images, labels)
    with pytest.raises(ValueError, match="no classes"):
        plain.pixel_logits(images, torch.tensor([0, 1]))


@every
def test_in_training_some_labels_are_hidden(build):
    model = lively(build, shape=(1, 2, 3), levels=2, classes=2).train()
    images, labels = torch.zeros(400, 1, 2, 3), torch.ones(400, dtype=torch.long)
    with torch.no_grad():
        hidden = torch.isclose(model(images, labels), -model.log_prob(images[:1]).expand(400), atol=1e-5)
    assert 0.03 < hidden.float().mean() < 0.2
    model.loss(images, labels).backward()
    unused = [name for name, parameter in model.named_parameters() if parameter.grad is None]
    assert not unused


@every
@torch.no_grad()
def test_samples_are_as_frequent_as_they_are_probable(build):
    model = lively(build, shape=(1, 2, 3), levels=2)
    pictures = all_pictures(model.shape)
    drawn = model.sample(blank(model, 6000), generator=seeded())
    numbers = (drawn.flatten(1) * 2 ** torch.arange(5, -1, -1)).sum(1).long()
    frequency = torch.bincount(numbers, minlength=64) / 6000
    assert 0.5 * (frequency - model.log_prob(pictures).exp()).abs().sum() < 0.07  # chance alone gives 0.04
    uniform = 0.5 * (frequency - 1 / 64).abs().sum()
    assert uniform > 0.1


@every
@torch.no_grad()
def test_known_pixels_stay_and_unknown_ones_are_filled_from_the_seed(build):
    model = lively(build, shape=(1, 4, 5), levels=4)
    images = torch.randint(0, 4, (3, 1, 4, 5), generator=seeded()) / 3
    images[torch.rand(images.shape, generator=seeded(1)) < 0.6] = -1
    filled = model.sample(images, generator=seeded(2))
    known = images >= 0
    assert torch.equal(filled[known], images[known]) and (filled >= 0).all() and (images < 0).any()
    assert torch.equal(filled, model.dequantize(model.quantize(filled)))
    assert torch.equal(filled, model.sample(images, generator=seeded(2)))
    assert torch.equal(filled, model.sample(images, noise=torch.rand(images.shape, generator=seeded(2))))
    assert not torch.equal(filled, model.sample(images, generator=seeded(3)))
    # every drawn pixel is the inverse of the final picture's own distributions: what stood after it did not matter
    again = model.dequantize(draw(model.pixel_logits(filled), torch.rand(images.shape, generator=seeded(2))))
    assert torch.equal(again[~known], filled[~known])


@every
@torch.no_grad()
def test_temperature_makes_the_likely_likelier(build):
    model = lively(build, shape=(1, 3, 3), levels=4)
    surest = model.sample(blank(model, 2), temperature=0, generator=seeded())
    assert torch.equal(surest[0], surest[1])
    mean = [
        float(model.log_prob(model.sample(blank(model, 300), temperature=value, generator=seeded())).mean())
        for value in (0.3, 1.0, 3.0)
    ]
    assert mean[0] > mean[1] > mean[2]


@every
def test_bad_input_is_refused(build):
    model = lively(build, shape=(1, 2, 3), levels=2)
    for images in (torch.zeros(1, 1, 3, 2), torch.zeros(1, 3, 2, 3), torch.zeros(2, 3)):
        for method in (model.pixel_logits, model.log_prob, model.sample):
            with pytest.raises(ValueError, match="shape"):
                method(images)
    with pytest.raises(ValueError, match="unknown"):
        model.log_prob(blank(model))
    with pytest.raises(ValueError, match="finite"):
        model.sample(torch.full((1, 1, 2, 3), float("nan")))
    with pytest.raises(ValueError, match="noise"):
        model.sample(blank(model), noise=torch.zeros(1, 1, 3, 2))
    for temperature in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="temperature"):
            model.sample(blank(model), temperature=temperature)
    for wrong in ({"levels": 1}, {"levels": 257}, {"classes": -1}, {"shape": (1, 0, 3)}, {"shape": (2, 3)}):
        with pytest.raises(ValueError):
            build(**({"shape": (1, 2, 3), "levels": 2} | wrong))


@every
@torch.no_grad()
def test_a_saved_model_is_the_same_model(build, tmp_path):
    model = lively(build, shape=(1, 4, 4), levels=4, classes=2)
    model.save_pretrained(tmp_path)
    again = type(model).from_pretrained(tmp_path, strict=True).eval()
    images, labels = torch.randint(0, 4, (2, 1, 4, 4), generator=seeded()) / 3, torch.tensor([0, 1])
    assert torch.equal(again.pixel_logits(images, labels), model.pixel_logits(images, labels))
    assert not [name for name in model.state_dict() if "mask" in name]


def test_draw_inverts_the_cumulative_distribution():
    logits = torch.tensor([0.0, 0.25, 0.5, 0.25]).log()[None]
    for u, level in ((0.0, 1), (0.2499, 1), (0.2501, 2), (0.7499, 2), (0.7501, 3), (1 - 2**-24, 3)):
        assert int(draw(logits, torch.tensor([u]))) == level
    assert int(draw(torch.tensor([[0.0, -200.0]]), torch.tensor([1 - 2**-24]))) == 0  # what is impossible is not drawn
    assert int(draw(torch.zeros(1, 256), torch.tensor([1 - 2**-24]))) == 255
    assert int(draw(torch.tensor([[1.0, 2.0, 1.5]]), torch.tensor([0.999]), temperature=1e-40)) == 1
    u = torch.rand(20000, generator=seeded())
    hot = draw(torch.tensor([[0.0, 1.0]]).expand(20000, -1), u, temperature=2.0)
    assert float(hot.float().mean()) == pytest.approx(torch.tensor(0.5).sigmoid().item(), abs=0.02)


def test_levels_and_greys_are_each_others_inverse():
    model = MODELS["pixelcnn"](shape=(1, 1, 6), levels=4)
    images = torch.tensor([[[[0.0, 1 / 3, 2 / 3, 1.0, -1.0, 0.45]]]])
    levels = model.quantize(images)
    assert levels.tolist() == [[[[0, 1, 2, 3, -1, 1]]]]
    assert torch.allclose(model.dequantize(levels)[..., :5], images[..., :5])
