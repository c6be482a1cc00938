"""Uploads cut to a face's place: found, guessed or moved, always on the picture, and told as every other step is."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.data import face_place, images
from explorer.data.face_place import FRAMES, LEAST, WHOLE, Place, chosen, cut, guess, inside
from explorer.models.pca import PCA
from tests.unit.faces_drawn import drawn_face
from tests.unit.wire import served

SHAPE = (3, 64, 64)


@pytest.mark.parametrize(
    ("size", "middle", "radius"),
    [((400, 300), (130, 160), 60), ((300, 500), (150, 180), 70), ((600, 400), (450, 200), 80)],
)
def test_the_square_lies_around_a_face_as_the_data_sets_do(size, middle, radius):
    picture = drawn_face(size, middle, radius)
    x, y, width = face_place.face_box(picture)
    assert abs(x - middle[0]) < radius / 4 and abs(y - middle[1]) < radius / 4 and radius < width < 3 * radius
    for dataset, frame in FRAMES.items():
        place, found = chosen(picture, dataset, {})
        assert found and abs(place.across / WHOLE - x / size[0]) < 0.11  # it may have to come back onto the picture
        assert place.side / WHOLE * min(size) == pytest.approx(min(width / frame.box, min(size)), abs=1)


def test_without_a_face_it_begins_in_the_middle_and_of_a_portrait_in_the_upper_third():
    assert guess((300, 200)) == Place(500, 500, 1000)
    tall = guess((200, 300))
    assert tall.across == 500 and tall.down < 400 and tall.side < 1000
    flat = Image.new("RGB", (200, 300), "grey")
    assert chosen(flat, "lfw", {}) == (tall, False)
    assert chosen(flat, "lfw", {"side": 300})[0].side == 300
    assert chosen(flat, "lfw", {"across": 400, "down": 500, "side": 300}) == (Place(400, 500, 300), None)


@pytest.mark.parametrize("size", [(2, 2), (3, 500), (200, 100), (64, 64)])
def test_it_stays_on_the_picture(size):
    picture = Image.new("RGB", size)
    for wanted in (Place(0, 0, 0), Place(1000, 1000, 1000), Place(999, 0, 500), Place(-50, 5000, 10**6)):
        place = inside(wanted, size)
        assert LEAST <= place.side <= WHOLE
        wide, tall = cut(picture, place).size
        assert 2 <= wide == tall <= min(size)


def test_it_is_a_step_of_the_chain():
    picture = drawn_face()
    found = images.prepare(picture, SHAPE, "lfw")
    assert [stage.name for stage in found.stages] == ["face", "fill"] and all(stage.on for stage in found.stages)
    assert found.notes == ["The square lies where a face was found: move it, or change its size."]
    corner = images.prepare(picture, SHAPE, "lfw", {"across": 0, "down": 0, "side": 200})
    assert corner.place == Place(75, 100, 200) and np.ptp(corner.pixels, (1, 2)).max() == 0  # only ground there
    whole = images.prepare(picture, SHAPE, "lfw", {"face": 0})
    assert (whole.pixels == images.prepare(picture, SHAPE, "cifar10").pixels).all() and not whole.stages[0].on
    assert images.prepare(picture, SHAPE, "cifar10").place is None
    own = images.prepare(picture.resize((64, 64)), SHAPE, "faces")
    assert (own.pixels.transpose(1, 2, 0) == np.asarray(picture.resize((64, 64)))).all() and not own.stages[0].auto
    flat = images.prepare(Image.new("RGB", (90, 90)), SHAPE, "faces")
    assert flat.notes == ["No face was found: move the square to one."]


def test_without_scikit_images_cascade_nothing_is_found(monkeypatch):
    monkeypatch.setattr(face_place, "_cascade", lambda: None)
    assert face_place.face_box(drawn_face()) is None


def test_a_place_is_read_from_a_query():
    told = images.switches("across:0,down:1000,side:412,face:1")
    assert told == {"across": 0, "down": 1000, "side": 412, "face": 1}
    for bad in ("across:1001", "down:-1", "side:", "side:0.5"):
        with pytest.raises(ValueError, match="thousandths"):
            images.switches(bad)


def test_the_route_tells_where_it_is_and_what_it_lies_on(tmp_path):
    save(PCA.fit(np.random.default_rng(0).random((5, *SHAPE)), 3), tmp_path / "pca", dataset="faces")
    save(PCA.fit(np.random.default_rng(0).random((5, *SHAPE)), 3), tmp_path / "other", dataset="things")
    client, out = served(Catalogue([tmp_path], trained=tmp_path / "nothing")), io.BytesIO()
    drawn_face((800, 600), (260, 320), 120).save(out, "PNG")
    found = client.post(
        "/api/picture?model=pca&steps=across:200,down:700,side:300,mirror:1", content=out.getvalue()
    ).json()
    place = found["place"]
    assert (place["across"], place["down"], place["side"]) == (200, 700, 300)
    under = Image.open(io.BytesIO(base64.b64decode(place["under"])))
    assert under.format == "JPEG" and under.size == (place["width"], place["height"]) == (384, 288)
    assert under.getpixel((384 - 125, 154))[0] > 150  # mirrored, as the chain begins
    assert "place" not in client.post("/api/picture?model=other", content=out.getvalue()).json()
