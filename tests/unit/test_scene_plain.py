"""A scene as plain data comes back as it was, from JSON and from a link, paints the same pixels, and what is none is
refused.
"""

from __future__ import annotations

import base64
import json
import math
import re
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from explorer.data import scenes
from explorer.data.scenes import Digit, Material, Scene, plain
from explorer.data.scenes.plain import Arranged, BadScene, Placed
from tests.unit.lookers import strokes

BITS = np.random.default_rng(0).integers(0, 2, (28, 28)).astype(np.uint8)
OWN = "own:" + base64.urlsafe_b64encode(np.packbits(BITS).tobytes()).decode().rstrip("=")
DIGITS = (
    Placed("test:1234", 7, 0, 50.0, 40.25, 1.5), Placed("dream:3:17", 3, 8, -12.5, 0.0, 0.5), Placed(OWN, -1, 4, 99.99, 150.0, 3.0), Placed("test:0", 0, 0, 1.0, 2.0, 1.123456),
)  # fmt: skip


def test_json_and_back():
    upload = np.random.default_rng(1).integers(0, 256, 30_000, np.uint8).tobytes()
    for arranged in (
        Arranged(),
        Arranged(17, DIGITS, True, "seed"),
        Arranged(plain.MOST_SEED, (), False, "photo:coffee"),
        Arranged(3, None, True, "upload", upload),
    ):
        sent = json.dumps(arranged.plain())
        assert plain.read(json.loads(sent)) == arranged
        assert ("upload" in json.loads(sent)) == (arranged.background == "upload")
    assert plain.read({}) == Arranged()
    assert plain.read({"background": "seed", "upload": "x"}).upload is None


@pytest.mark.parametrize(
    "digits", [None, (), DIGITS, DIGITS[:1], DIGITS * 3], ids=["own", "none", "four", "one", "twelve"]
)
def test_a_link_and_back(digits):
    text = plain.dump(digits)
    assert plain.parse(text) == digits and re.fullmatch(r"[A-Za-z0-9,~._-]*", text) and len(text) <= plain.MOST_TEXT
    query = urlencode({"digits": text}, safe=",")
    assert query == f"digits={text}" and dict(parse_qsl(query, keep_blank_values=True)) == {"digits": text}


def test_what_has_a_range_is_clamped():
    far = {"glyph": "test:00012", "label": 99, "colour": 44, "x": 1e9, "y": -1e9, "scale": 7}
    assert plain.read({"seed": 2**40, "digits": [far]}) == Arranged(
        plain.MOST_SEED, (Placed("test:12", 9, 8, 150.0, -50.0, 3.0),)
    )
    near = {"glyph": OWN + "=", "label": -7, "colour": -1, "x": 10.004, "y": 3, "scale": 0}
    assert plain.read({"seed": -5, "digits": [near]}) == Arranged(0, (Placed(OWN, -1, 0, 10.0, 3.0, 0.5),))
    assert plain.parse("t5~99~44~1e9~-1e9~7")[0] == Placed("test:5", 9, 8, 150.0, -50.0, 3.0)


GOOD = {"glyph": "test:1", "label": 1, "colour": 0, "x": 5, "y": 5, "scale": 1}


@pytest.mark.parametrize("wrong", [
    None, [], "scene", 7, {"seed": "17"}, {"seed": 1.5}, {"seed": True}, {"digits": "none"}, {"digits": {}}, {"digits": [1]}, {"digits": [GOOD] * 13},
    {"background": "photo:../../etc"}, {"background": "photo:"}, {"background": 1}, {"background": "elsewhere"},
    {"background": "upload"}, {"background": "upload", "upload": "AAAA"}, {"background": "upload", "upload": "ä" * 40_000}, {"background": "upload", "upload": 5},
    *({"digits": [GOOD | change]} for change in (
        {"x": math.nan}, {"y": math.inf}, {"x": "5"}, {"x": None}, {"scale": True}, {"scale": -math.inf}, {"colour": 0.5}, {"colour": "red"}, {"label": None},
        {"glyph": None}, {"glyph": "test:-1"}, {"glyph": "test:123456"}, {"glyph": "test:²"}, {"glyph": "test:٣"}, {"glyph": "dream:10:1"}, {"glyph": "own:"}, {"glyph": OWN[:-1]},
        {"glyph": OWN[:-1] + "%"}, {"glyph": "t1"},
    )),
], ids=lambda wrong: str(wrong)[:60])  # fmt: skip
def test_what_is_no_scene_is_refused_with_a_sentence(wrong):
    with pytest.raises(BadScene, match=r"^[A-Z].*\.$"):
        plain.read(wrong)


@pytest.mark.parametrize("wrong", ["rubbish", "t1", "t1~1~1~1~1", "t1~1~1~1~1~1~1", "t1~nan~1~1~1~1", "t1~1~1~inf~1~1", "x1~1~1~1~1~1", "test:1~1~1~1~1~1", "~~~~~", ",", "t1~1~1~1~1~1,",
                                   "t²~1~1~1~1~1", ",".join(["t1~1~1~1~1~1"] * 13), "none,none"])  # fmt: skip
def test_what_is_no_link_is_refused_with_a_sentence(wrong):
    with pytest.raises(BadScene, match=r"\.$"):
        plain.parse(wrong)


def test_a_drawing_is_its_bits():
    assert (plain.drawn(OWN) == 255 * BITS).all() and plain.drawn(OWN).dtype == np.uint8
    for value, level in (("A", 0), ("_", 255)):
        assert (
            plain.drawn(plain.read({"digits": [GOOD | {"glyph": "own:" + value * 131}]}).digits[0].glyph) == level
        ).all()


def test_written_out_a_scene_paints_the_same_pixels_in_few_letters():
    """Scales get as few decimals as do not matter, and the material's numbers name the glyphs."""
    material = Material(np.stack([strokes(seed) for seed in range(40)]), (np.arange(40) % 10).astype(np.uint8))
    lengths = []
    for seed in range(80):
        scene = scenes.random_scene(seed, material)
        written = [plain.place(digit, f"test:{digit.number}") for digit in scene.digits]
        read = plain.parse(plain.dump(tuple(written)))
        assert read == tuple(written)
        again = [
            Digit(material.glyphs[int(one.glyph.removeprefix("test:"))], one.label, one.colour, one.x, one.y, one.scale)
            for one in read
        ]
        first, second = scenes.render(scene), scenes.render(Scene(tuple(again), seed=scene.seed))
        assert (first.image == second.image).all() and (first.masks == second.masks).all()
        lengths += [len(f"{one.scale:.10g}") for one in written]
    assert np.mean(lengths) < 4.5


def test_an_own_digit_has_no_number():
    assert Digit(strokes(0), 1, 0, 5, 5, 1).number == -1
