"""Drawings in strokes: forms and back, simplification, the paper, augmentation, and the sets' files."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from explorer.data import datasets, strokes
from explorer.data.official import DamagedData, MissingData
from train.recipes import RECIPES


def random_strokes(seed: int = 0, count: int = 4) -> strokes.Strokes:
    draw = np.random.default_rng(seed)
    return [draw.uniform(0, strokes.PAPER, (int(draw.integers(1, 9)), 2)) for _ in range(count)]


def same(one: strokes.Strokes, other: strokes.Strokes, within: float = 1e-3) -> bool:
    return len(one) == len(other) and all(
        a.shape == b.shape and np.abs(a - b).max() <= within for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("seed", range(3))
def test_every_form_comes_back(seed):
    drawn = random_strokes(seed)
    three = strokes.to_stroke3(drawn)
    five = strokes.to_stroke5(three)
    assert three.shape == (sum(map(len, drawn)), 3) and five.shape == (len(three) + 1, 5)
    assert three[:, 2].sum() == len(drawn) and three[-1, 2] == 1
    assert (five[:, 2:].sum(1) == 1).all() and five[-1].tolist() == [0, 0, 0, 0, 1]
    assert np.allclose(three[0, :2], drawn[0][0] - strokes.PAPER / 2), "the first step is from the middle of the paper"
    assert np.array_equal(strokes.from_stroke5(five), three) and same(strokes.to_strokes(three), drawn)
    beginning = strokes.to_stroke5(three[:3], ended=False)
    assert np.array_equal(strokes.from_stroke5(beginning), three[:3])
    padded = np.concatenate([five, np.tile([0, 0, 0, 0, 1], (4, 1)), np.ones((1, 5))])
    assert np.array_equal(strokes.from_stroke5(padded), three), "nothing counts behind the end"


def test_nothing_drawn_is_no_point():
    assert strokes.to_stroke3([]).shape == strokes.to_stroke3([np.zeros((0, 2))]).shape == (0, 3)
    assert strokes.to_strokes(np.zeros((0, 3))) == []
    assert strokes.to_stroke5(np.zeros((0, 3))).tolist() == [[0, 0, 0, 0, 1]]


def test_a_batch_holds_whole_units_and_does_not_drift():
    drawn = [strokes.to_stroke3(random_strokes(seed, seed + 1)) for seed in range(4)]
    batch = strokes.batch_of(drawn)
    assert batch.dtype == np.int16 and batch.shape == (4, max(map(len, drawn)), 3)
    assert strokes.lengths_of(batch).tolist() == list(map(len, drawn))
    fives = strokes.stroke5_batch(batch)
    for number, three in enumerate(drawn):
        back = strokes.drawing_of(batch, number)
        assert np.abs(back[:, :2].cumsum(0) - three[:, :2].cumsum(0)).max() <= 0.51
        assert np.array_equal(strokes.from_stroke5(fives[number]), back)
        assert np.array_equal(fives[number, : len(back) + 1], strokes.to_stroke5(back))
        assert (fives[number, len(back) :] == [0, 0, 0, 0, 1]).all()


class TestSimplification:
    def test_no_point_lies_farther_away_than_was_allowed(self):
        angle = np.linspace(0, 2 * np.pi, 200)
        circle = 128 + 100 * np.stack([np.cos(angle), np.sin(angle)], 1)
        for epsilon in (0.5, 4.0, 20.0):
            found = strokes.simplify(circle, epsilon)
            assert np.array_equal(found[[0, -1]], circle[[0, -1]])
            assert {tuple(point) for point in found} <= {tuple(point) for point in circle}
            away = [
                min(strokes._distances(point[None], a, b)[0] for a, b in zip(found, found[1:], strict=False))
                for point in circle
            ]
            assert max(away) <= epsilon
        assert len(strokes.simplify(circle, 0.5)) > len(strokes.simplify(circle, 4.0)) > 3

    def test_a_straight_line_keeps_its_ends_and_a_corner_its_corner(self):
        line = np.stack([np.linspace(0, 90, 31), np.linspace(0, 30, 31)], 1)
        assert len(strokes.simplify(line, 0.1)) == 2
        corner = np.array([[0, 0], [10, 0.2], [20, 0], [20, 10], [20, 20]])
        assert strokes.simplify(corner, 1.0).tolist() == [[0, 0], [20, 0], [20, 20]]

    @pytest.mark.parametrize("points", [[[3, 4]], [[3, 4], [5, 6]], [[1, 1]] * 5])
    def test_what_can_not_be_simpler(self, points):
        assert len(strokes.simplify(np.array(points), 1.0)) == min(2, len(points))

    def test_a_line_that_comes_back_beyond_its_ends_is_not_cut_short(self):
        overshoot = np.array([[0, 0], [50, 0], [10, 0]])
        assert len(strokes.simplify(overshoot, 4.0)) == 3


class TestPaper:
    def test_one_s_own_strokes_stay_where_they_are(self):
        side, there = 640.0, np.linspace([64, 320], [576, 320], 200)
        shaken = there + np.random.default_rng(0).uniform(-2, 2, there.shape)
        three = strokes.from_pen([shaken, np.zeros((0, 2)), np.array([[320, 64]])], side)
        line, dot = strokes.to_strokes(three)
        assert len(line) == 2 and np.allclose(line, [[25.6, 128], [230.4, 128]], atol=1)
        assert np.allclose(dot, [[128, 25.6]], atol=1e-3)

    def test_a_whole_drawing_fills_it(self):
        small = [stroke / 50 + 7 for stroke in random_strokes()]
        every = np.concatenate(strokes.filling(small))
        assert np.ptp(every, axis=0).max() == pytest.approx(strokes.PAPER - 1)
        assert np.allclose((every.min(0) + every.max(0)) / 2, strokes.PAPER / 2)
        assert np.allclose(strokes.filling([np.array([[3.0, 4.0]])])[0], strokes.PAPER / 2)


def test_a_picture_has_a_path_a_stroke_with_its_points_in_it():
    drawn = [*random_strokes(2), np.array([[7.0, 9.0]])]
    root = ElementTree.fromstring(strokes.svg(drawn))
    paths = [path.get("d") for path in root.iter("{http://www.w3.org/2000/svg}path")]
    found = [np.array(re.findall(r"-?[\d.]+", path), float).reshape(-1, 2) for path in paths]
    assert root.get("viewBox") == "0 0 256 256" and same(found, drawn, 0.051)
    assert [path.endswith("Z") for path in paths] == [len(stroke) == 1 for stroke in drawn]


class TestAugmentation:
    batch = strokes.batch_of([strokes.to_stroke3([np.linspace([0, 0], [200, 100], 40), random_strokes()[0]])] * 300)

    def test_it_stretches_and_leaves_points_out_as_published(self):
        found = strokes.augmented(self.batch, np.random.default_rng(0))
        kept = strokes.lengths_of(found)
        long = self.batch.shape[1]
        assert found.shape == self.batch.shape and kept.min() < long
        # of the first stroke's 40 points the first three and the last always stay
        assert (long - kept).mean() == pytest.approx(0.1 * (36 + max(0, len(random_strokes()[0]) - 4)), rel=0.1)
        assert (found[..., 2] == strokes.LIFTED).sum(1).tolist() == [2] * 300, "no end of a stroke is left out"
        ends = [strokes.to_strokes(strokes.drawing_of(found, number))[0][-1] - 128 for number in range(300)]
        ratio = np.array(ends) / (strokes.to_strokes(strokes.drawing_of(self.batch, 0))[0][-1] - 128)
        assert 0.9 <= ratio.min() < 0.92 and 1.08 < ratio.max() <= 1.1
        assert abs(np.corrcoef(ratio.T)[0, 1]) < 0.2, "x and y are stretched by themselves"

    def test_what_is_left_lies_on_the_drawing(self):
        found = strokes.augmented(self.batch, np.random.default_rng(1))
        drawn, first = strokes.to_strokes(strokes.drawing_of(self.batch, 0)), strokes.drawing_of(found, 0)
        places = first[:, :2].cumsum(0)
        true = np.concatenate(drawn) - 128
        stretch = places[-1] / true[-1]
        away = np.abs(places[:, None] / stretch - true).sum(-1).min(1)
        assert away.max() < 1e-3

    def test_the_same_seed_gives_the_same(self):
        one, again, other = (strokes.augmented(self.batch, np.random.default_rng(seed)) for seed in (3, 3, 4))
        assert np.array_equal(one, again) and not np.array_equal(one, other)


class TestSets:
    @pytest.fixture
    def root(self, tmp_path):
        """A pack of two drawings a split, the second of them very long."""
        folder = tmp_path / "sketches"
        folder.mkdir()
        draw = np.random.default_rng(0)
        long = np.column_stack([draw.integers(-20, 20, (300, 2)), np.zeros(300)])
        parts = [strokes.to_stroke3([np.array([[10, 10], [10, 90], [80, 90]])]), long]
        arrays = {"categories": np.array(strokes.THINGS)}
        for part in ("train", "valid", "test"):
            arrays[f"{part}_points"] = np.concatenate(parts).astype(np.int16)
            arrays[f"{part}_offsets"] = np.array([0, 3, 303])
            arrays[f"{part}_labels"] = np.array([5, 2], np.int16)
        np.savez(folder / "drawings_8x716.npz", **arrays)
        return tmp_path

    def test_a_split_is_a_batch_and_its_labels(self, root):
        batch, labels = datasets.load("things", "test", root)
        assert labels.tolist() == [5, 2] and batch.shape[0] == datasets.test_count("things", root) == 2
        every = np.concatenate(strokes.to_strokes(strokes.drawing_of(batch, 0)))
        assert np.abs(every.min(0) + every.max(0) - strokes.PAPER).max() <= 1.5, "it lies in the middle"
        assert len(datasets.load("things", "train", root).images) == 1, "what is too long is not learnt"

    def test_what_is_not_there_and_what_is_damaged(self, root, tmp_path):
        assert datasets.test_count("kanji", root) == 0
        with pytest.raises(MissingData, match="short_kanji.npz"):
            datasets.load("kanji", "test", root)
        (root / "sketches" / "short_kanji.npz").write_bytes(b"no archive")
        with pytest.raises(DamagedData):
            datasets.load("kanji", "test", root)
        assert datasets.test_count("kanji", root) == 0

    @pytest.mark.parametrize("name", list(strokes.PACKS))
    def test_the_recipe_s_scale_is_the_training_set_s_deviation(self, name, need_data):
        need_data(name)
        batch, labels = datasets.load(name, "train")
        for recipe in RECIPES.values():
            if recipe.dataset == name:
                assert recipe.arguments["scale"] == pytest.approx(strokes.deviation(batch), abs=0.06)
        assert strokes.lengths_of(batch).max() <= strokes.PACKS[name].longest and len(labels) == len(batch)
        assert set(np.unique(batch[..., 2])) == {strokes.DOWN, strokes.LIFTED, strokes.PAST}
