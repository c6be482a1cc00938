"""Scenes are what their plain data says, pixel for pixel, and random ones keep their promises."""

from __future__ import annotations

import dataclasses
import math
import zlib
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from explorer.data import scenes
from explorer.data.datasets import MissingData
from explorer.data.scenes import ABSENT, COLOURS, NAMES, SIDE, Crop, Digit, Material, Scene, chance, colours
from explorer.data.scenes.render import _resized, _weights, resized_side


def strokes(seed: int) -> np.ndarray:
    """A glyph of a few thick lines: uint8 (28, 28)."""
    rng = np.random.default_rng(seed)
    picture = Image.new("L", (56, 56))
    ImageDraw.Draw(picture).line([tuple(at) for at in rng.integers(10, 46, (4, 2)).tolist()], 255, 5)
    return np.asarray(picture.resize((28, 28), Image.Resampling.BOX))


@pytest.fixture(scope="module")
def material() -> Material:
    rng = np.random.default_rng(0)
    glyphs = np.stack([strokes(seed) for seed in range(60)])
    return Material(glyphs, (np.arange(60) % 10).astype(np.uint8), rng.integers(0, 256, (7, 32, 32, 3), np.uint8))


def digit(
    x: float = 50, y: float = 50, scale: float = 1, colour: int = 0, label: int = 3, glyph: np.ndarray | None = None
) -> Digit:
    return Digit(strokes(1) if glyph is None else glyph, label, colour, x, y, scale)


def square(side: int = 10) -> np.ndarray:
    glyph = np.zeros((28, 28), np.uint8)
    glyph[3 : 3 + side, 5 : 5 + side] = 255
    return glyph


def pictured(scene: Scene) -> np.ndarray:
    return scenes.render(scene).image.astype(int)


def differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one != other).any(-1)


def mask_box(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


class TestColours:
    def test_nine_stay_apart_and_noise_never_brings_two_nearer_than_half_of_that(self):
        assert NAMES == ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "white")
        assert min(math.dist(one, other) for one, other in combinations(COLOURS.values(), 2)) >= colours.APART
        assert (
            colours.APART - 2 * math.sqrt(3) * (colours.REACH + 0.5) >= colours.APART / 2
        )  # the bound, with half a level for rounding
        nearest = min(
            math.dist(one, other) for seed in range(500) for one, other in combinations(colours.noisy(seed).tolist(), 2)
        )
        assert nearest >= colours.APART / 2

    def test_lightness_helps_where_hues_are_confused(self):
        """Nothing a dichromat sees alike: Machado, Oliveira and Fernandes 2009, at full severity."""
        protan = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        deutan = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
        level = np.array(list(COLOURS.values())) / 255
        linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
        xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        for sight in (protan, deutan):
            cube = np.cbrt(np.clip(linear @ np.transpose(sight), 0, 1) @ xyz.T / (0.9505, 1, 1.089))
            lab = np.stack([116 * cube[:, 1], 500 * (cube[:, 0] - cube[:, 1]), 200 * (cube[:, 1] - cube[:, 2])], 1)
            assert min(math.dist(one, other) for one, other in combinations(lab.tolist(), 2)) > 20

    def test_noise_is_small_whole_levels_and_of_the_seed(self):
        made = np.stack([colours.noisy(seed) for seed in range(400)])
        off = made - np.array(list(COLOURS.values()))
        assert (
            np.abs(off).max() <= colours.REACH
            and made.min() >= 0
            and made.max() <= 255
            and (made == made.round()).all()
        )
        assert (
            6.5 < off[:, NAMES.index("purple")].std() < 8
        )  # far from 0 and 255, cut off at two standard deviations only
        assert (colours.noisy(5) == made[5]).all() and (made[5] != made[6]).any()


class TestRender:
    def test_a_full_square_is_its_colour_and_nothing_else(self):
        shown = scenes.render(Scene((digit(20, 30, 2, 4, glyph=square()),), seed=7))
        assert shown.image.shape == (SIDE, SIDE, 3) and shown.image.dtype == np.uint8 and shown.image.flags.c_contiguous
        assert shown.masks.shape == (1, SIDE, SIDE) and shown.masks.dtype == bool
        assert (shown.image[20:40, 10:30] == colours.noisy(7)[4]).all() and shown.masks[0, 20:40, 10:30].all()
        assert shown.masks.sum() == 400 and not shown.image[~shown.masks[0]].any()

    def test_blends_by_ink_as_written(self):
        glyph = np.zeros((28, 28), np.uint8)
        glyph[4:8, 4:12] = [26, 60, 100, 128, 160, 200, 240, 255]
        back = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
        shown = pictured(Scene((digit(44, 52, glyph=glyph),), background=back, seed=3))
        alpha = glyph[4:8, 4:12, None] / 255
        assert (
            np.abs(shown[50:54, 40:48] - (back[50:54, 40:48] * (1 - alpha) + colours.noisy(3)[0] * alpha)).max()
            <= 0.5 + 1e-4
        )
        shown[50:54, 40:48] = back[50:54, 40:48]
        assert (shown == back).all()

    def test_resizing_is_pillows_bilinear(self):
        for seed, scale in [(1, 0.5), (2, 0.73), (3, 1.0), (4, 1.9), (5, 3.0)]:
            left, top, right, bottom = digit(glyph=strokes(seed)).ink
            ink = strokes(seed)[top:bottom, left:right]
            width, height = (resized_side(side, scale) for side in ink.shape[::-1])
            wanted = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR)) / 255
            alpha, painted = _resized(ink, width, height)
            assert np.abs(np.where(painted, wanted, 0) - alpha).max() < 0.02
            assert painted[wanted > 0.12].all() and not painted[wanted < 0.08].any()

    def test_its_numbers_are_exact(self):
        """Whole numbers below 2**24 at every step, whatever the order of the sums: float32 cannot differ between
        machines.
        """
        for before, after in [(1, 84), (7, 3), (20, 10), (20, 60), (28, 14), (28, 28), (13, 29)]:
            weights = _weights(before, after)
            assert (weights == weights.round()).all() and weights.min() >= 0 and (weights.sum(1) == 256).all()
        assert 255 * 256**2 < 2**24

    @pytest.mark.parametrize("variant", scenes.VARIANTS)
    def test_masks_are_exact(self, material, variant):
        """With a digit minus without it: exactly its mask, but for blends that come out as what was there."""
        for seed in range(15):
            scene = scenes.random_scene(seed, material, variant)
            shown, same = scenes.render(scene), 0
            for number, mask in enumerate(shown.masks):
                rest = dataclasses.replace(scene, digits=scene.digits[:number] + scene.digits[number + 1 :])
                changed = differ(shown.image, scenes.render(rest).image)
                assert mask.any() and not (changed & ~mask).any()
                same += (mask & ~changed).sum()
            assert same == 0 if variant == "plain" else same <= 3

    def test_the_mask_lies_in_the_box(self, material):
        for scale in (0.5, 0.8, 1.0, 2.2, 3.0):
            for glyph in material.glyphs[:20]:
                one = digit(47.3, 52.5, scale, glyph=glyph)
                assert scenes.box(one) == mask_box(scenes.render(Scene((one,))).masks[0])

    @pytest.mark.parametrize(("scale", "side"), [(0.5, 5), (1, 10), (3, 30)])
    def test_scales(self, scale, side):
        left, top, right, bottom = scenes.box(digit(50, 40, scale, glyph=square()))
        assert (right - left, bottom - top) == (side, side)
        assert abs((left + right) / 2 - 50) <= 0.5 and abs((top + bottom) / 2 - 40) <= 0.5

    def test_ink_that_is_too_faint_is_not_painted(self):
        for level, painted in ((25, False), (26, True)):
            glyph = square()
            glyph[8, 20] = level  # 5 pixels off to the right
            assert (scenes.box(digit(glyph=glyph))[2] - scenes.box(digit(glyph=glyph))[0] == 16) == painted
        faint = scenes.render(Scene((digit(glyph=square() // 11),)))
        assert not faint.image.any() and not faint.masks.any()

    def test_an_empty_glyph_paints_nothing(self):
        empty = digit(31, 42, glyph=np.zeros((28, 28), np.uint8))
        shown = scenes.render(Scene((empty, digit(70, 70, glyph=square()))))
        assert not shown.masks[0].any() and shown.masks[1].sum() == 100
        left, top, right, bottom = scenes.box(empty)
        assert (right - left, bottom - top) == (0, 0) and (left, top) == (31, 42)
        assert scenes.overlapping(Scene((empty, empty))) == []

    @pytest.mark.parametrize(("x", "y"), [(0, 50), (100, 50), (50, 0), (50, 100), (0, 0), (100, 100), (3.2, 97.9)])
    def test_what_reaches_outside_is_clipped(self, x, y):
        whole = scenes.render(Scene((digit(50, 50, 2),)))
        left, top, right, bottom = scenes.box(digit(x, y, 2))
        assert min(left, top) < 0 or max(right, bottom) > SIDE
        shown = scenes.render(Scene((digit(x, y, 2),)))
        dx, dy = left - scenes.box(digit(50, 50, 2))[0], top - scenes.box(digit(50, 50, 2))[1]
        padded = np.pad(whole.masks[0], SIDE)
        assert (
            shown.masks[0] == padded[SIDE - dy : 2 * SIDE - dy, SIDE - dx : 2 * SIDE - dx]
        ).all() and shown.masks.any()
        assert (shown.image.any(-1) == shown.masks[0]).all()

    @pytest.mark.parametrize(("x", "y"), [(-50, 50), (150, 50), (50, -50), (50, 1e6), (-1e6, -1e6)])
    def test_what_lies_outside_is_not_there(self, x, y):
        shown = scenes.render(Scene((digit(x, y, 3),), (Crop(square()[:8, :8], (9, 9, 9), x, y),)))
        assert not shown.image.any() and not shown.masks.any()

    def test_the_later_hides_the_earlier(self):
        below, above, apart = (
            digit(50, 50, 2, 0, glyph=square()),
            digit(60, 55, 1, 5, glyph=square()),
            digit(20, 80, 1, 3, glyph=square()),
        )
        scene = Scene((below, above, apart))
        assert scenes.overlapping(scene) == [(0, 1)]
        shown = scenes.render(scene)
        assert shown.masks.sum(0).max() == 1 and shown.masks.sum((1, 2)).tolist() == [400 - 5 * 10, 100, 100]
        assert (shown.image[50:60, 55:60] == colours.noisy(0)[5]).all()
        turned = scenes.render(Scene((above, below)))
        assert turned.masks.sum((1, 2)).tolist() == [50, 400] and scenes.overlapping(Scene((above, below))) == [(0, 1)]
        assert scenes.overlapping(Scene()) == [] and scenes.render(Scene()).masks.shape == (0, SIDE, SIDE)

    def test_boxes_that_meet_without_ink_do_not_overlap(self):
        ring = square(20)
        ring[5:21, 7:23] = 0
        inside = digit(50, 50, 0.5, 1, glyph=square(10))
        assert scenes.overlapping(Scene((digit(50, 50, 1, glyph=ring), inside))) == []

    def test_moving_adding_and_reordering_keep_every_colour(self):
        one, two = digit(25, 25, colour=2, glyph=square()), digit(70, 70, colour=6, glyph=square())
        moved = dataclasses.replace(one, x=60.0, y=20.0)
        first, second = (
            pictured(Scene((one, two), seed=9)),
            pictured(Scene((two, digit(20, 80, colour=1), moved), seed=9)),
        )
        assert (first[25, 25] == second[20, 60]).all() and (first[70, 70] == second[70, 70]).all()

    def test_crops_and_the_background_lie_below(self):
        back = np.full((SIDE, SIDE, 3), 77, np.uint8)
        crop = Crop(np.full((8, 6), 255, np.uint8), (10, 200, 30), 50, 50, 2.0)
        shown = pictured(Scene((digit(50, 50, 0.5, 8, glyph=square(8)),), (crop,), back, seed=1))
        assert (shown[42:58, 44:56].reshape(-1, 3) == (10, 200, 30)).all(1).sum() == 16 * 12 - 16
        assert (shown[48:52, 48:52] == colours.noisy(1)[8]).all() and (shown[:40] == 77).all()

    def test_a_batch_is_the_same_pictures(self, material):
        made = [scenes.random_scene(seed, material, variant) for seed in range(4) for variant in scenes.VARIANTS]
        images, answers = scenes.batch(made)
        assert (
            images.shape == (12, 3, SIDE, SIDE)
            and answers.shape == (12, 9)
            and images.dtype == answers.dtype == np.uint8
        )
        assert (images == np.stack([scenes.render(scene).image for scene in made]).transpose(0, 3, 1, 2)).all()
        assert (answers == np.stack([scenes.labels(scene) for scene in made])).all()
        assert scenes.batch([])[0].shape == (0, 3, SIDE, SIDE)

    def test_the_answers_of_a_hand_made_scene(self):
        scene = Scene(
            (digit(colour=2, label=7), digit(colour=0, label=-1), digit(colour=8, label=1), digit(colour=8, label=0))
        )
        assert scenes.labels(scene).tolist() == [ABSENT, ABSENT, 7, *[ABSENT] * 5, 0]

    @pytest.mark.parametrize("wrong", [
        {"scale": 0.4}, {"scale": 3.1}, {"scale": math.nan}, {"x": math.inf}, {"y": math.nan}, {"colour": 9}, {"colour": -1}, {"label": 10},
        {"glyph": np.zeros((27, 28), np.uint8)}, {"glyph": np.zeros((28, 28))},
    ])  # fmt: skip
    def test_what_is_no_digit_is_refused(self, wrong):
        with pytest.raises(ValueError, match="must be"):
            dataclasses.replace(digit(), **wrong)

    def test_what_is_no_scene_is_refused(self):
        for wrong in (
            {"background": np.zeros((99, 100, 3), np.uint8)},
            {"background": np.zeros((100, 100, 3))},
            {"seed": -1},
        ):
            with pytest.raises(ValueError, match="must be"):
                Scene(**wrong)
        for glyph in (
            np.zeros((0, 4), np.uint8),
            np.zeros((4, 0), np.uint8),
            np.zeros((4, 29), np.uint8),
            np.zeros((4, 4)),
        ):
            with pytest.raises(ValueError, match="must be"):
                Crop(glyph, (1, 2, 3), 5, 5)


class TestChance:
    @pytest.mark.parametrize("variant", scenes.VARIANTS)
    def test_promises(self, material, variant):
        counts = Counter()
        for seed in range(150):
            scene = scenes.random_scene(seed, material, variant)
            boxes = [scenes.box(one) for one in scene.digits]
            counts[len(boxes)] += 1
            assert len({one.colour for one in scene.digits}) == len(scene.digits)
            assert all(
                left >= 0 and top >= 0 and right <= SIDE and bottom <= SIDE for left, top, right, bottom in boxes
            )
            for one, other in combinations(boxes, 2):  # at least a pixel between them
                assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
            assert scenes.overlapping(scene) == []
            scales = [one.scale for one in scene.digits]
            assert 0.5 <= min(scales) and max(scales) <= 3
            assert (scene.background is not None) == (variant == "background") and bool(scene.crops) == (
                variant == "distractor"
            )
        assert set(counts) == {5, 6, 7, 8, 9} and min(counts.values()) > 10

    def test_labels_are_those_of_the_glyphs(self, material):
        for seed in range(50):
            scene = scenes.random_scene(seed, material)
            wanted = np.full(9, ABSENT)
            for one in scene.digits:
                number = next(n for n, glyph in enumerate(material.glyphs) if np.shares_memory(glyph, one.glyph))
                wanted[one.colour] = material.labels[number]
            assert (scenes.labels(scene) == wanted).all() and scenes.labels(scene).dtype == np.uint8

    def test_the_ink_found_beforehand_is_the_digits_own(self, material):
        for one in scenes.random_scene(0, material).digits:
            assert one.ink == dataclasses.replace(one).ink

    def test_distractors_touch_no_digit(self, material):
        number = Counter()
        for seed in range(150):
            scene = scenes.random_scene(seed, material, "distractor")
            number[len(scene.crops)] += 1
            grown = np.zeros((SIDE, SIDE), bool)
            for left, top, right, bottom in map(scenes.box, scene.digits):
                grown[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = True
            crops = scenes.render(dataclasses.replace(scene, digits=())).image.any(-1)
            assert crops.any() and not (crops & grown).any()
            assert all(6 <= side <= 12 for crop in scene.crops for side in crop.glyph.shape) and all(
                0.7 <= crop.scale <= 2 for crop in scene.crops
            )
        assert set(number) == {4, 5, 6, 7, 8}

    def test_sizes_are_spread(self, material):
        scales = np.array([one.scale for seed in range(300) for one in scenes.random_scene(seed, material).digits])
        shares = np.histogram(np.log(scales), np.log([0.5, 0.5 * 6 ** (1 / 3), 0.5 * 6 ** (2 / 3), 3.001]))[0] / len(
            scales
        )
        assert shares.min() > 0.15  # log-uniform thirds, the largest the rarer for want of room

    def test_the_same_seed_is_the_same_scene(self, material):
        for variant in scenes.VARIANTS:
            one, again, other = (scenes.random_scene(seed, material, variant) for seed in (11, (11,), 12))
            assert (
                one.seed == again.seed
                and (pictured(one) == pictured(again)).all()
                and (pictured(one) != pictured(other)).any()
            )
        one, again = scenes.training_scene(1, 5, material), scenes.training_scene(1, 5, material)
        assert (pictured(one) == pictured(again)).all()

    def test_scenes_stay_what_they_were(self):
        """On every machine and in later versions: numbers were measured on them.

        Of squares, since another Pillow may draw strokes otherwise.
        """
        blocks = Material(np.stack([square(side) for side in range(6, 16)]), np.arange(10, dtype=np.uint8))
        made = [scenes.random_scene(seed, blocks, "distractor") for seed in (0, 1)]
        assert [(one.label, NAMES[one.colour], *scenes.box(one)) for one in made[0].digits[:2]] == [
            (4, "yellow", 39, 80, 58, 99),
            (7, "orange", 88, 66, 97, 75),
        ]
        assert [zlib.crc32(scenes.render(scene).image.tobytes()) for scene in made] == [1059193493, 1943819779]

    def test_the_variants_share_their_digits(self, material):
        def placed(scene: Scene) -> list[tuple]:
            return [(one.label, one.colour, one.x, one.y, one.scale) for one in scene.digits]

        for number in range(20):
            plain, *others = (scenes.held_out(variant, number, material) for variant in scenes.VARIANTS)
            assert all(placed(plain) == placed(other) and plain.seed == other.seed for other in others)
            mixed = scenes.training_scene(3, number, material)
            assert placed(mixed) == placed(scenes.random_scene((0, 3, number), material))

    def test_training_mixes_the_variants(self, material):
        found = Counter()
        for number in range(600):
            scene = scenes.training_scene(0, number, material)
            found["background" if scene.background is not None else "distractor" if scene.crops else "plain"] += 1
        assert sum(scenes.VARIANT_SHARES) == 1
        assert all(
            abs(found[variant] / 600 - share) < 0.07
            for variant, share in zip(scenes.VARIANTS, scenes.VARIANT_SHARES, strict=True)
        )

    def test_held_out_scenes_are_never_trained_on(self, material, monkeypatch):
        seeds: list[tuple[int, ...]] = []
        words: list[bytes] = []
        made = np.random.default_rng
        monkeypatch.setattr(
            np.random, "default_rng", lambda seed: (words.append(np.asarray(seed).tobytes()), made(seed))[1]
        )
        stream = chance._stream
        monkeypatch.setattr(chance, "_stream", lambda seed: (seeds.append(seed), stream(seed))[1])
        for number in range(30):
            scenes.held_out("plain", number, material)
        held, held_words = set(seeds), set(words)
        seeds.clear(), words.clear()
        for seed in (0, 1, 2, 2**32, 2**63):
            for number in range(30):
                scenes.training_scene(seed, number, material)
        assert len(held) == 30 and not held & set(seeds) and not held_words & set(words)
        assert {len(seed) for seed in held} == {2} and {len(seed) for seed in seeds} == {3}

    def test_seeds_of_other_lengths_or_halves_are_other_seeds(self, material):
        pictures = [
            pictured(scenes.random_scene(seed, material)) for seed in (0, (0, 0), (0, 0, 0), 1, (0, 1), (1, 0), 2**32)
        ]
        assert all((one != other).any() for one, other in combinations(pictures, 2))
        for wrong in (-1, 2**64, (0, -1)):
            with pytest.raises(ValueError, match="seed"):
                scenes.random_scene(wrong, material)

    def test_what_cannot_be_made_is_refused(self, material):
        bare = Material(material.glyphs, material.labels)
        with pytest.raises(ValueError, match="no photographs"):
            scenes.random_scene(0, bare, "background")
        with pytest.raises(ValueError, match="variant must be"):
            scenes.held_out("noisy", 0, material)
        for glyphs, labels, photographs in (
            (np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8), None),  # no ink
            (material.glyphs[:, :27], material.labels, None),
            (material.glyphs, material.labels[:5], None),
            (material.glyphs, material.labels, np.zeros((2, 3, 32, 32), np.uint8)),
        ):
            with pytest.raises(ValueError):
                Material(glyphs, labels, photographs)

    def test_glyphs_without_ink_or_with_faint_ink(self, material):
        glyphs = np.concatenate([np.zeros((50, 28, 28), np.uint8), material.glyphs[:3] // 4])
        faint = Material(glyphs, np.zeros(53, np.uint8))
        for variant in ("plain", "distractor"):
            scene = scenes.random_scene(0, faint, variant)
            assert all(one.glyph.any() for one in scene.digits)

    def test_there_is_room_for_nine_of_the_largest(self):
        full = Material(np.full((2, 28, 28), 255, np.uint8), np.zeros(2, np.uint8))
        for seed in range(20):
            scene = scenes.random_scene(seed, full, "distractor")
            assert 5 <= len(scene.digits) <= 9 and scenes.overlapping(scene) == []


class TestMaterial:
    def test_mnist_and_cifar(self, need_data):
        need_data("mnist")
        need_data("cifar10")
        made = scenes.material("test")
        assert made.glyphs.shape == (10_000, 28, 28) and made.photographs.shape == (10_000, 32, 32, 3)
        assert len(made.inked) == 10_000
        for variant in scenes.VARIANTS:
            many = [scenes.held_out(variant, number, made) for number in range(100)]
            assert not any(map(scenes.overlapping, many))
            assert all(len(scene.crops) >= 4 for scene in many) == (variant == "distractor")
        found = Counter(one.label for number in range(200) for one in scenes.held_out("plain", number, made).digits)
        assert set(found) == set(range(10))

    def test_without_the_photographs_and_without_mnist(self, need_data, tmp_path):
        with pytest.raises(MissingData, match="mnist"):
            scenes.material("test", tmp_path)
        need_data("mnist")
        from explorer.data.datasets import root_of

        (tmp_path / "MNIST").symlink_to((root_of() / "MNIST").resolve())
        assert scenes.material("test", tmp_path).photographs is None
