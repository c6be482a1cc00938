"""Training from scenes, and measuring attention on held-out ones: models whose worth is known get it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.capabilities import Look
from explorer.data import scenes
from train import scenes as training
from train.measures import attention


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def material():
    """Digits that are drawn: a bar as long as its class."""
    glyphs = np.zeros((10, 28, 28), np.uint8)
    for label in range(10):
        glyphs[label, 8:20, 4 : 8 + 2 * label] = 255
    return scenes.Material(glyphs, np.arange(10, dtype=np.uint8), np.full((1, 32, 32, 3), 90, np.uint8))


class Knowing:
    """Looks at what it is told to, and answers what it is told to."""

    cells = (1,)

    def __init__(self, look, answer):
        self.look, self.answer, self.number = look, answer, 0

    def attend(self, images, questions):
        wanted = torch.stack([torch.from_numpy(self.look(int(colour))) for colour in questions])
        log_probs = torch.full((len(questions), 10), -9.0)
        for row, colour in enumerate(questions):
            log_probs[row, self.answer(int(colour))] = 0
        return Look(log_probs, (wanted,))


class TestAsking:
    def test_only_colours_that_are_there_are_asked_each_once_and_all_in_turn(self):
        labels = torch.full((200, 9), scenes.ABSENT, dtype=torch.uint8)
        labels[:, [0, 2, 3, 7, 8]] = torch.tensor([5, 1, 4, 9, 0], dtype=torch.uint8)
        colours, classes = training.asked(labels, seeded())
        assert colours.shape == classes.shape == (200, training.ASKED)
        assert set(colours.unique().tolist()) == {0, 2, 3, 7, 8}
        assert all(len(set(row)) == training.ASKED for row in colours.tolist())
        assert torch.equal(classes, torch.tensor([5, 0, 1, 4, 0, 0, 0, 9, 0])[colours])
        assert colours.flatten().bincount(minlength=9)[[0, 2, 3, 7, 8]].min() > 120  # of 160 each

    def test_draws_repeat_with_their_seed(self):
        labels = torch.zeros(20, 9, dtype=torch.uint8)
        one, again, other = (training.asked(labels, seeded(seed))[0] for seed in (1, 1, 2))
        assert torch.equal(one, again) and not torch.equal(one, other)


class TestAnswers:
    def measured(self, monkeypatch, material, look, answer, variant="plain", questions=40):
        """Measures ``look(rendered, index)`` and ``answer(digit)``, told which scene is meant as it is rendered."""
        now = {}
        render = scenes.render

        def watched(scene):
            now["scene"], now["rendered"] = scene, render(scene)
            return now["rendered"]

        monkeypatch.setattr(scenes, "render", watched)

        def index(colour):
            return [digit.colour for digit in now["scene"].digits].index(colour)

        model = Knowing(
            lambda colour: look(now["rendered"], index(colour)),
            lambda colour: answer(now["scene"].digits[index(colour)]),
        )
        return attention.answers(model, variant, material, questions)

    def test_one_that_looks_at_the_digit_and_knows_it_is_perfect(self, monkeypatch, material):
        found = self.measured(
            monkeypatch,
            material,
            lambda rendered, index: rendered.masks[index].astype(np.float32),
            lambda digit: digit.label,
        )
        assert all(len(values) == 40 for values in found.values())
        assert all((found[name] == 1).all() for name in ("hit", "correctness", "contrast", "overlap"))
        assert found["scale"].min() >= 0.5 and found["scale"].max() <= 3

    @pytest.mark.parametrize("variant", scenes.VARIANTS)
    def test_one_that_looks_everywhere_gets_the_digits_share_of_the_picture(self, monkeypatch, material, variant):
        shares = []

        def look(rendered, index):
            shares.append(rendered.masks[index].mean())
            return np.ones((100, 100), np.float32)

        found = self.measured(monkeypatch, material, look, lambda digit: (digit.label + 1) % 10, variant)
        assert not found["hit"].any()
        # the last picture's questions beyond the fortieth are not asked
        assert found["correctness"] == pytest.approx(np.array(shares)[:40], abs=1e-6) and found[
            "overlap"
        ] == pytest.approx(found["correctness"], abs=1e-6)

    def test_one_that_looks_beside_it_gets_nothing(self, monkeypatch, material):
        found = self.measured(
            monkeypatch,
            material,
            lambda rendered, index: (~rendered.masks[index]).astype(np.float32),
            lambda digit: digit.label,
        )
        assert (
            (found["correctness"] == 0).all()
            and (found["overlap"] == 0).all()
            and found["contrast"] == pytest.approx(-1)
        )

    def test_means_by_scale(self):
        assert attention.by_scale(np.array([0.0, 1.0, 0.5, 0.25, 1.0]), np.array([0.5, 0.9, 1.0, 2.5, 3.0])) == [
            0.5,
            0.5,
            None,
            0.625,
        ]


class TestStream:
    def test_pictures_and_labels_of_a_batch_belong_together(self, monkeypatch, material):
        monkeypatch.setattr(scenes, "material", lambda split, root: material)
        stream = training.Scenes()
        numbers = torch.tensor([5, 900_000, 5])
        pictures, labels = stream.take(numbers), stream.labels(numbers)
        assert pictures.shape == (3, 3, 100, 100) and pictures.dtype == torch.uint8 and labels.shape == (3, 9)
        assert torch.equal(pictures[0], pictures[2]) and not torch.equal(pictures[0], pictures[1])
        again = scenes.training_scene(0, 900_000, material)
        assert np.array_equal(labels[1].numpy(), scenes.labels(again)) and np.array_equal(
            pictures[1].permute(1, 2, 0).numpy(), scenes.render(again).image
        )
        assert torch.equal(
            stream.labels(torch.tensor([7]))[0], torch.from_numpy(scenes.labels(scenes.training_scene(0, 7, material)))
        )
