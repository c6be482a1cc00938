"""Going on from strokes with any model that draws: one of this project's, and one of somebody else's class."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
import torch

import explorer
from explorer import sketching, trial
from explorer.capabilities import NextPoint, capabilities
from explorer.catalogue import Catalogue, model_class
from explorer.checkpoint import save
from explorer.data import strokes
from explorer.models import pen
from explorer.pages import PAGES
from tests.unit.test_sketch_rnn import build, mixture

OWN = textwrap.dedent(
    """
    from types import SimpleNamespace

    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Spiral(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: turns as it goes, and ends after 12 points. It keeps angle and count.\"\"\"

        def __init__(self, turn: float = 0.5):
            super().__init__()
            self.classes, self.latents = 0, 0
            self.turn = nn.Parameter(torch.tensor(turn))

        def begin(self, n, z=None, labels=None):
            return torch.zeros(n), 0

        def next_point(self, points, state):
            angle, count = state[0] + self.turn, state[1] + 1
            pens = torch.tensor([1.0, 1e-9, 1e-9] if count <= 12 else [1e-9, 1e-9, 1.0])
            n = len(points)
            return SimpleNamespace(
                log_weights=torch.zeros(n, 1),
                mean=20 * torch.stack([angle.cos(), angle.sin()], -1)[:, None],
                std=torch.ones(n, 1, 2),
                correlation=torch.zeros(n, 1),
                log_pen=(pens / pens.sum()).log().expand(n, -1),
            ), (angle, count)
    """
)
BEGINNING = strokes.to_stroke5(
    strokes.from_pen([np.array([[50.0, 60], [52, 100], [90, 110]]), np.array([[5.0, 5], [80, 8]])], 128.0), ended=False
)


class ByStep:
    """A model without ``next_points``, as those of other people are."""

    def __init__(self, model):
        self.classes, self.latents, self.longest = model.classes, model.latents, model.longest
        self.begin, self.next_point = model.begin, model.next_point


@pytest.fixture(scope="module")
def model():
    return build().eval()


@pytest.fixture
def own(tmp_path):
    """The catalogue of a checkpoint ``spiral`` of somebody's own class."""
    (tmp_path / "spirals.py").write_text(OWN)
    kind = model_class("spirals:Spiral", tmp_path / "any")
    save(kind(), tmp_path / "spiral", module="spirals:Spiral", title="A spiral")
    return Catalogue([tmp_path], trained=tmp_path / "none")


class TestGoingOn:
    def test_own_strokes_come_back_and_the_model_goes_on_behind_them(self, model):
        labels = torch.tensor([0, 1, 2])
        rows = sketching.draw(model, 3, labels=labels, beginning=BEGINNING, seed=4).numpy()
        assert rows.shape[1] <= model.longest + 1 and (rows[:, -1, 4] == 1).all()
        assert (rows[:, : len(BEGINNING)] == BEGINNING).all()
        drawn = strokes.to_strokes(strokes.from_stroke5(rows[0]))
        assert np.allclose(drawn[0][0], [100, 120]) and np.allclose(drawn[1], [[10, 10], [160, 16]])
        for row in rows:
            first = row[:, 4].argmax()
            assert (row[first:] == [0, 0, 0, 0, 1]).all(), "behind an end nothing is drawn"

    def test_step_by_step_it_is_the_same_drawing(self, model):
        for temperature in (1.0, 0.0):
            one, other = (
                sketching.draw(kind, 2, beginning=BEGINNING, seed=1, temperature=temperature)
                for kind in (model, ByStep(model))
            )
            assert torch.allclose(one, other, atol=1e-2)

    def test_a_drawing_is_the_same_whoever_is_drawn_beside_it(self, model):
        z = sketching.latents_of(7, range(5), model.latents)
        whole = sketching.draw(model, 5, z, seed=2)
        alone = sketching.draw(model, 1, z[3:4], seed=2, numbers=[3])
        assert torch.allclose(whole[3, : alone.shape[1]], alone[0], atol=1e-2)
        assert torch.equal(sketching.latents_of(7, [3], model.latents)[0], z[3])

    def test_from_a_moment_that_was_kept_one_goes_on_twice(self, model):
        moment = sketching.begin(model, 1, beginning=BEGINNING)
        steps = sketching.going_on(model, moment, seed=3, longest=moment.step + 6)
        points, moments = zip(*steps, strict=True)
        if len(points) > 2:
            later = [rows for rows, _ in sketching.going_on(model, moments[1], seed=3, longest=moment.step + 6)]
            assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(points[2:], later, strict=True))
        forced = sketching.follow(model, moment, torch.tensor([[30.0, 0, 0, 1, 0]]))
        other = sketching.follow(model, moment, torch.tensor([[-30.0, 0, 0, 1, 0]]))
        assert forced.step == moment.step + 1 and not torch.allclose(forced.next.log_pen, other.next.log_pen)

    def test_the_likeliest_has_no_chance_in_it_but_where_it_ends(self, model):
        drawn = [sketching.draw(model, 1, seed=seed, temperature=0.0)[0] for seed in range(6)]
        ends = [int((one[:, 4] == 0).sum()) for one in drawn]
        longest = drawn[int(np.argmax(ends))]
        assert len(set(ends)) > 1
        for one, end in zip(drawn, ends, strict=True):
            assert torch.equal(one[:end], longest[:end])
        assert not torch.equal(sketching.draw(model, 1, seed=0), sketching.draw(model, 1, seed=1))

    def test_what_does_not_end_is_broken_off(self, model):
        with torch.no_grad():
            endless = build(longest=9).eval()
            endless.to_point.bias[-1] = -1e4
        rows = sketching.draw(endless, 2, beginning=BEGINNING)
        assert rows.shape == (2, 10, 5) and (rows[:, :-1, 4] == 0).all()


class TestWhatIsTold:
    def test_surprise_sums_to_the_model_s_nats(self, model):
        rows = np.concatenate([BEGINNING, [[0, 0, 0, 0, 1]]])
        given = {"labels": torch.tensor([1])}
        found = sketching.surprise(model, rows, **given)
        with torch.no_grad():
            steps, pens = model.log_prob(torch.from_numpy(rows).float()[None], None, **given)
        assert found.steps.shape == found.pens.shape == (len(rows),) and found.steps[-1] == 0
        assert -found.steps.sum() == pytest.approx(steps.item(), abs=1e-2)
        assert -found.pens.sum() == pytest.approx(pens.item(), abs=1e-2)
        slow = sketching.surprise(ByStep(model), rows, **given)
        assert np.allclose(slow.steps, found.steps, atol=1e-3) and np.allclose(slow.pens, found.pens, atol=1e-3)

    def test_the_density_on_the_paper_is_that_of_the_next_step(self):
        point, place = mixture(1, seed=2), (100.0, 150.0)
        side = 128
        field = sketching.density(point, place, side)
        cell = strokes.PAPER / side
        assert field.shape == (side, side) and 0.5 < field.sum() * cell**2 <= 1.01
        row, column = 90, 40
        step = torch.tensor([(column + 0.5) * cell - place[0], (row + 0.5) * cell - place[1]])
        assert field[row, column] == pytest.approx(pen.log_density(point, step[None]).exp().item(), rel=1e-4)
        assert sketching.density(point, place, side, 0.1).max() > field.max(), "colder is narrower"

    def test_ellipses_are_the_covariances(self):
        point = mixture(1, seed=1)
        found = sketching.ellipses(point)
        assert [one["weight"] for one in found] == sorted((one["weight"] for one in found), reverse=True)
        assert sum(one["weight"] for one in found) == pytest.approx(1, abs=1e-5)
        for one in found:
            turn = np.array(
                [[np.cos(one["angle"]), -np.sin(one["angle"])], [np.sin(one["angle"]), np.cos(one["angle"])]]
            )
            covariance = turn @ np.diag([one["long"] ** 2, one["short"] ** 2]) @ turn.T
            number = int((point.mean[0] - torch.tensor([one["x"], one["y"]])).norm(dim=-1).argmin())
            std, correlation = point.std[0, number], point.correlation[0, number]
            both = float(correlation * std.prod())
            exact = [[float(std[0]) ** 2, both], [both, float(std[1]) ** 2]]
            assert np.allclose(covariance, exact, rtol=1e-3, atol=1e-2)


class TestAnotherModel:
    def test_it_is_saved_found_and_drawn_with(self, own, tmp_path):
        (card,) = own.cards("sketch")
        assert card.can == ("sketch",) and card.usable and card.shape == () and card.title == "A spiral"
        assert (card.folder / "preview.png").is_file()
        spiral = own.load("spiral")
        rows = sketching.draw(spiral, 2, temperature=0.0)
        assert rows.shape == (2, 14, 5) and (rows[:, 11, 4] == 0).all() and (rows[:, 12, 4] == 1).all()
        assert torch.allclose(rows[:, :12, :2].norm(dim=-1), torch.full((2, 12), 20.0))
        assert sketching.surprise(spiral, rows[0].numpy()).steps.shape == (14,)
        assert explorer.load("spiral", tmp_path) is not None

    def test_it_is_on_no_page_that_could_not_use_it(self, own):
        (card,) = own.cards()
        takes = {page.path for page in PAGES if page.query(card) is not None}
        assert takes <= {"sketches"}

    def test_what_is_wrong_with_one_gets_a_sentence(self, own):
        spiral = own.load("spiral")
        assert trial.try_out(spiral, capabilities(spiral)) == []

        class Forgetful(type(spiral)):
            def next_point(self, points, state):
                found, _ = super().next_point(points, state)
                del found.correlation
                return found, state

        class Loud(type(spiral)):
            def next_point(self, points, state):
                found, after = super().next_point(points, state)
                found.log_pen = found.log_pen + 1
                return found, after

        class Worn(type(spiral)):
            worn = 0

            def next_point(self, points, state):
                found, after = super().next_point(points, state)
                self.worn += 1
                found.log_pen = torch.log_softmax(found.log_pen * self.worn, -1)
                return found, after

        for kind, words in ((Forgetful, "correlation is missing"), (Loud, "log_pen must be"), (Worn, "must leave")):
            (said,) = trial.try_out(kind(), ["sketch"])
            assert words in said

    def test_our_own_pass_the_same_trial(self, model):
        assert trial.try_out(model, capabilities(model)) == []
        assert isinstance(model.next_point(torch.zeros(1, 5), model.begin(1))[0], NextPoint)
