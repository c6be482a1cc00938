"""The Sketches page's routes, links and code: what is streamed is what the model draws, and nonsense gets a sentence."""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

import explorer
from explorer import sketching
from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.data import strokes
from explorer.models import pen
from explorer.pages import routes
from explorer.pages.sketches import PAGE, own, turning
from explorer.pages.sketches.view import SketchesView
from explorer.serving.links import to_query
from explorer.sketching import latents
from tests.unit.test_sketch_rnn import build
from tests.unit.test_sketching import ByStep
from tests.unit.wire import array

NAME = "sketch-small"
ROOF = "nAQPoASfAcEEoAE"  # (60, 120), (128, 40), (200, 120), then the pen is lifted
JOB = {"id": 7, "way": "on", "model": NAME, "drawn": ROOF, "label": 2, "n": 1, "seed": 5, "temperature": 0.8}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("sketchers")
    save(build(longest=30).eval(), made / NAME, dataset="things", class_names=["a", "b", "c"])
    save(build(latents=0, classes=0, longest=30).eval(), made / "alone")
    return made


@pytest.fixture(scope="module")
def catalogue(folder):
    return Catalogue([folder], trained=folder / "none")


@pytest.fixture(scope="module")
def client(catalogue):
    app = FastAPI()
    app.include_router(routes(catalogue, pages=[PAGE]))
    return TestClient(app)


def done(client, job: dict) -> list[dict]:
    """All that is told of a job, to its end."""
    with client.websocket_connect("/api/sketches") as socket:
        socket.send_json(job)
        told = [socket.receive_json()]
        while told[-1]["event"] not in ("end", "error", "stopped"):
            told.append(socket.receive_json())
    assert all(one["id"] == job.get("id") for one in told)
    return told


def rows_of(told: list[dict], which: int = 0) -> np.ndarray:
    """x, y and pen of a drawing as it was streamed, up to its end."""
    points = np.array([one["points"][which] for one in told if one["event"] == "point"])
    over = np.flatnonzero(points[:, 2] == 2)
    return points[: over[0]] if len(over) else points


@pytest.mark.parametrize("more", [{}, {"n": 9}, {"n": 1, "number": 4}, {"drawn": ""}, {"label": None}])
def test_what_is_streamed_is_what_the_model_draws(client, catalogue, more):
    job = JOB | more
    told = done(client, job)
    model, drawn = catalogue.load(NAME), own.read(job["drawn"])
    numbers = list(range(9)) if job["n"] == 9 else [job.get("number", 0)]
    labels = None if job["label"] is None else torch.full((len(numbers),), job["label"])
    given = {"seed": job["seed"], "numbers": numbers, "temperature": job["temperature"], "labels": labels}
    z = latents.fitting(model, drawn.beginning(), **given)
    expected = sketching.draw(model, len(numbers), z, beginning=drawn.beginning(), **given).numpy()
    for which, rows in enumerate(expected):
        three = strokes.from_stroke5(rows)
        places = three[:, :2].cumsum(0)[len(drawn.points) :] + strokes.PAPER / 2
        found = rows_of(told, which)
        np.testing.assert_allclose(found[:, :2], places, atol=0.02)
        np.testing.assert_array_equal(found[:, 2], three[len(drawn.points) :, 2])
    # Each step's surprise is that of the expectation that was told before it, and the known points have theirs, too.
    known = told[1]
    m = known["components"]
    width = 6 * m + 3
    before = array(known["next"], "<f4", len(drawn.points) + 1, width)
    watched = numbers.index(job.get("number", 0)) if job["n"] == 9 else 0
    rows = torch.from_numpy(np.concatenate([drawn.beginning(), expected[watched][len(drawn.points) :]]))
    later = [array(one["next"], "<f4", 1, width) for one in told if one["event"] == "point"]
    costs = known["surprise"] + [one["surprise"][watched] for one in told if one["event"] == "point"]
    for flat, row, cost in zip([*before, *(one[0] for one in later)], rows, costs, strict=False):
        parts = np.split(flat, np.cumsum([m, 2 * m, 2 * m, m]))
        sizes = ((m,), (m, 2), (m, 2), (m,), (3,))
        point = pen.log_prob(
            sketching.NextPoint(*(torch.tensor(part).reshape(size) for part, size in zip(parts, sizes, strict=True))),
            row,
        )
        assert [-float(part) for part in point] == pytest.approx(cost, abs=2e-2)
        if row[4]:
            break


def test_a_link_shows_in_betweens_only_of_two_drawings(catalogue):
    both = {"first": "0gUfvgUf", "last": "0gUfvgUf", "between": "1"}
    assert SketchesView.read(both, catalogue)[0].between == 1
    assert SketchesView.read(both | {"last": ""}, catalogue)[0].between == 0
    assert SketchesView.read(both | {"between": "0"}, catalogue)[0].between == 0


def test_drawn_again_from_z_and_the_way_between_two(client, catalogue):
    model, roof = catalogue.load(NAME), own.read(ROOF)
    labels = torch.tensor([2])
    z = latents.of_drawing(model, roof.whole(), labels)
    expected = sketching.draw(model, 1, z, labels, seed=5, temperature=0.8).numpy()[0]
    for way, other in (("again", ""), ("between", "0gUfvgUf")):
        told = done(client, JOB | {"way": way, "n": 9, "other": other})
        assert told[-1]["event"] == "end" and "next" not in told[1]
        places = strokes.from_stroke5(expected)[:, :2].cumsum(0) + strokes.PAPER / 2
        np.testing.assert_allclose(rows_of(told)[:, :2], places, atol=0.02)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"model": "nobody"}, "nobody"),
        ({"way": "back"}, "The way must be one of"),
        ({"drawn": "!!"}, "The strokes can't be read"),
        ({"drawn": "nAQ" * 2000}, "The strokes can't be read"),
        ({"drawn": 7}, "The strokes can't be read"),
        ({"label": 3}, "The class must be"),
        ({"label": True}, "The class must be"),
        ({"temperature": -1}, "The temperature must be"),
        ({"seed": 2**31}, "The seed must be"),
        ({"n": 10}, "n must be 1 to 9"),
        ({"way": "again", "drawn": ""}, "Draw something first"),
        ({"way": "between", "other": ""}, "Draw something first"),
        ({"model": "alone"}, "knows no classes"),
        ({"model": "alone", "label": None, "way": "again"}, "reads no drawings"),
    ],
)
def test_what_can_t_be_drawn_is_refused_with_a_sentence(client, more, said):
    last = done(client, JOB | more)[-1]
    assert last["event"] == "error" and said in last["message"]


def test_a_decoder_alone_goes_on_and_the_next_job_replaces_it(client):
    with client.websocket_connect("/api/sketches") as socket:
        for number in (1, 2):
            socket.send_json(JOB | {"id": number, "model": "alone", "label": None, "n": 9, "temperature": 0.0})
        last = {}
        while not (last.get("id") == 2 and last["event"] in ("end", "error")):
            last = socket.receive_json()
    assert last["event"] == "end"


def test_z_is_chosen_by_how_well_it_explains_the_beginning(catalogue):
    model, rows = catalogue.load(NAME), own.read(ROOF).beginning()
    tried = sketching.latents_of(3, range(latents.TRIED), model.latents)
    log = latents.log_likelihoods(model, rows, tried)
    slow = latents.log_likelihoods(ByStep(model), rows, tried)
    torch.testing.assert_close(log, slow, rtol=1e-4, atol=1e-3)
    alone = torch.stack([-torch.from_numpy(np.add(*sketching.surprise(model, rows, z[None]))).sum() for z in tried[:4]])
    torch.testing.assert_close(log[:4].double(), alone.double(), rtol=1e-4, atol=1e-3)
    numbers = range(400)
    chosen = latents.fitting(model, rows, 3, numbers)
    shares = (chosen[:, None] == tried).all(-1).float().mean(0)
    assert torch.allclose(shares, torch.softmax(log, 0), atol=0.08)
    empty = latents.fitting(model, rows[:0], 3, numbers)
    assert torch.equal(empty, sketching.latents_of(3, numbers, model.latents))
    assert not latents.fitting(model, rows, 3, [0], 0.0).any()


def test_strokes_in_a_link_come_back_and_nonsense_does_not():
    drawn = own.read(ROOF)
    places = drawn.points[:, :2].cumsum(0) + 128
    assert places.tolist() == [[60, 120], [128, 40], [200, 120]]
    assert drawn.points[:, 2].tolist() == [0, 0, 1] and drawn.by_model == [False] * 3
    assert not len(own.read("").points)
    for text in ("nAQ", "n", "é", None, "A" * (own.MOST_TEXT + 1), "____"):
        assert own.read(text) is None, text


def test_a_link_holds_the_view_and_the_code_draws_the_same(catalogue, folder):
    source = {
        "model": NAME,
        "drawn": ROOF,
        "label": "2",
        "seed": "5",
        "temperature": "0.8",
        "n": "9",
        "step": "4",
        "first": ROOF,
    }
    view, notes = SketchesView.read(source, catalogue)
    assert not notes and view.drawn == ROOF and view.n == 9
    again, _ = SketchesView.read(dict(part.split("=") for part in to_query(view).split("&")), catalogue)
    assert again == view
    bad = {"model": "x", "drawn": "!", "label": "9", "temperature": "hot", "n": "3", "seed": "-4"}
    assert len(SketchesView.read(bad, catalogue)[1]) == 6
    assert SketchesView.read({"model": NAME}, catalogue)[0].label == "0", "it opens with a class"
    with pytest.raises(LookupError, match="python -m train"):
        SketchesView.read({}, SimpleNamespace(suited=lambda needs: []))
    code = view.script(catalogue.card(NAME)).replace("the folder given with --models", str(folder))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, space := {})
    assert printed.getvalue().count("<svg") == 9
    model, rows = explorer.load(NAME, folder), own.read(ROOF).beginning()
    given = {"seed": 5, "numbers": list(range(9)), "temperature": 0.8, "labels": torch.full((9,), 2)}
    z = latents.fitting(model, rows, **given)
    assert torch.equal(space["drawings"], sketching.draw(model, 9, z, beginning=rows, **given))


def test_a_z_in_the_hand_decides_the_endings_and_each_slider_shows_where_it_leads(client, catalogue, folder):
    model, drawn = catalogue.load(NAME), own.read(ROOF)
    chosen = done(client, JOB)[1]["z"]
    told = done(client, JOB | {"z": chosen})
    assert told[1]["z"] == chosen
    np.testing.assert_allclose(rows_of(told), rows_of(done(client, JOB)), atol=0.1), "it is the z that chance chose"
    # A slider's drawings are those that the paper shows once z is there.
    reach = catalogue.card(NAME).range[1]
    strip = client.post("/api/sketches/strips", json=JOB | {"z": chosen, "latents": [0, 1]}).json()["drawings"]
    assert len(strip) == 2 * turning.STRIP
    for which in (0, 3, 6):
        z = [chosen[0], float(np.linspace(*reach, turning.STRIP)[which]), *chosen[2:]]
        shown = rows_of(done(client, JOB | {"z": z}))
        assert len(strip[turning.STRIP + which]) == len(shown)
        np.testing.assert_allclose(strip[turning.STRIP + which], shown, atol=0.51)
    # z of a whole drawing, and the code of a view that holds one.
    read = client.post("/api/sketches/z", json={"model": NAME, "label": 2, "drawn": ROOF}).json()["z"]
    assert read == pytest.approx(latents.of_drawing(model, drawn.whole(), torch.tensor([2]))[0].tolist(), abs=1e-4)
    held = ",".join(map(str, read))
    view, notes = SketchesView.read({"model": NAME, "label": "2", "seed": "5", "z": held}, catalogue)
    assert not notes and view.z == read
    code = view.script(catalogue.card(NAME)).replace("the folder given with --models", str(folder))
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, space := {})
    given = {"seed": 5, "numbers": [0], "temperature": view.temperature, "labels": torch.tensor([2])}
    assert torch.equal(space["drawings"], sketching.draw(model, 1, torch.tensor([read]), **given))
    for more in (
        {"z": []},
        {"z": [1.0]},
        {"z": [1e9] * len(chosen)},
        {"latents": [4]},
        {"latents": []},
        {"latents": [True]},
    ):
        answer = client.post("/api/sketches/strips", json=JOB | {"z": chosen, "latents": [0]} | more)
        assert answer.status_code in (400, 422) and answer.json()["error"], more


def test_a_film_has_a_frame_a_point_in_the_colours_of_the_page(client):
    answer = client.post("/api/sketches/gif", json={"drawn": [ROOF], "seconds": 3})
    film = Image.open(io.BytesIO(answer.content))
    assert film.n_frames == 3 and film.info["duration"] == 1000
    film.seek(2)
    colours = {colour for _, colour in film.convert("RGB").getcolors(10_000)}
    assert {(0x0C, 0x10, 0x14), (255, 255, 255)} <= colours
    nine = client.post("/api/sketches/gif", json={"drawn": [ROOF, *[""] * 4, ROOF], "seconds": 3})
    sheet = Image.open(io.BytesIO(nine.content))
    assert sheet.n_frames == 3 and sheet.width > sheet.height, "drawn at the same time, beside each other"
    for bad in ({"drawn": [""]}, {"drawn": [ROOF, "!"]}, {"drawn": []}, {"drawn": [ROOF] * 10}, {"drawn": ROOF}):
        assert client.post("/api/sketches/gif", json={"seconds": 3} | bad).status_code == 400
    for seconds in (99, True):
        assert client.post("/api/sketches/gif", json={"drawn": [ROOF], "seconds": seconds}).status_code == 400
