"""The Attention page's view: a scene survives its link, what is out of range is said, and its code asks the models what
the page asks.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.parse

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import explorer
from explorer.catalogue import Catalogue
from explorer.data.scenes import plain
from explorer.limits import MAX_SEED
from explorer.pages import routes
from explorer.pages.attention.view import LOOKS, MOST_STAGE, MOST_STEP, AttentionView
from explorer.serving import links
from tests.unit import lookers

OWN = "own:" + base64.urlsafe_b64encode(np.random.default_rng(0).bytes(98)).decode().rstrip("=")
DIGITS = [
    {"glyph": "test:17", "label": 7, "colour": 3, "x": 30.25, "y": 40.0, "scale": 1.5}, {"glyph": OWN, "label": -1, "colour": 0, "x": 70.0, "y": 60.0, "scale": 2.125},
    {"glyph": "test:5", "label": 5, "colour": 6, "x": 20.0, "y": 80.0, "scale": 0.5},
]  # fmt: skip
HOSTILE = ["nan", "inf", "-1e999", "", "abc", "null", "[]", "<script>alert(1)</script>", "9" * 5000, "\x00", "😀", "t1", "t1~1", "t1~1~1~nan~1~1", "t999999~1~1~1~1~1", "none", "none,", "photo:", "upload",
           ",".join(["t1~1~1~1~1~1"] * 13), "o" + "A" * 131 + "~1~1~1~1~1", 7, None, [1], [], [{}], [DIGITS[0] | {"x": float("nan")}], DIGITS, {}, True, 1.5]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return lookers.data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return lookers.write(tmp_path_factory.mktemp("lookers"))


@pytest.fixture(scope="module")
def client(catalogue, folder) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue, folder))
    return TestClient(app)


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize("fields", [
    {},
    {"model": "arnn", "seed": 2**31 - 1, "digits": "none", "background": "seed", "colour": 0, "stage": 2, "passing": 1, "step": 0},
    {"digits": plain.dump(plain.read({"digits": DIGITS}).digits), "distractors": 1, "background": "photo:coffee", "colour": 8, "look": "contour", "opacity": 0.25, "outline": 1, "step": 24},
], ids=["plain", "none", "full"])  # fmt: skip
def test_a_view_survives_its_link(catalogue, fields):
    view, notes = AttentionView.read(fields, catalogue)
    again, more = AttentionView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())
    assert view == AttentionView(**fields)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("model", ["arnn", "bright", None])
def test_a_hostile_value_gives_a_view_in_range(catalogue, value, model):
    view, _ = AttentionView.read(
        dict.fromkeys(AttentionView.__dataclass_fields__, value) | ({"model": model} if model else {}), catalogue
    )
    assert (
        view.model == (model or "")
        and 0 <= view.seed <= MAX_SEED
        and -1 <= view.colour <= 8
        and view.look in LOOKS
        and 0 <= view.opacity <= 1
    )
    assert (
        -1 <= view.stage <= MOST_STAGE
        and -1 <= view.step <= MOST_STEP
        and {view.distractors, view.outline, view.passing} <= {0, 1}
    )
    digits = plain.parse(view.digits)
    assert digits is None or len(digits) <= plain.MOST_DIGITS
    assert re.fullmatch(r"|seed|photo:\w+", view.background)
    query = links.to_query(view)
    again, notes = AttentionView.read(parse(query), catalogue)
    assert again == view and notes == [] and "<" not in query and "%00" not in query
    compile(view.script(catalogue.card(view.model) if view.model else None), "code", "exec")


def test_what_is_left_out_is_said(catalogue, tmp_path):
    view, notes = AttentionView.read(
        {
            "model": "dreamer",
            "digits": "rubbish",
            "background": "upload",
            "look": "far",
            "colour": 9,
            "stage": 8,
            "opacity": 2,
        },
        catalogue,
    )
    assert (
        view == AttentionView(colour=8, stage=7, opacity=1.0)
        and len(notes) == 7
        and all(note.endswith(".") for note in notes)
    )
    assert AttentionView.read({"digits": None}, catalogue) == (AttentionView(), [])
    with pytest.raises(LookupError, match="python -m train"):
        AttentionView.read({}, Catalogue(trained=tmp_path))


@pytest.mark.parametrize(("scene", "colour", "asked"), [
    ({"seed": 5, "digits": DIGITS, "distractors": True, "background": "photo:coffee"}, 6, 6),
    ({"seed": 8}, -1, None),
    ({"seed": 8, "digits": [], "background": "seed"}, -1, 0),
    ({"seed": 8, "digits": DIGITS}, 1, 1),
])  # fmt: skip
def test_scene_to_link_to_scene_and_its_code(client, catalogue, folder, monkeypatch, capsys, scene, colour, asked):
    """What a link shows is the very picture, and its code prints what the page shows of every model."""
    link = client.post("/api/link/attention", json=scene | {"colour": colour, "model": "arnn"}).json()
    told = client.get(f"/api/view/attention?{link['query']}").json()
    assert told["notes"] == [] and told["view"]["seed"] == scene["seed"] and told["view"]["colour"] == colour
    spec = client.get("/api/scene", params={key: told["view"][key] for key in ("seed", "digits")}).json()
    spec |= {"distractors": bool(told["view"]["distractors"]), "background": told["view"]["background"]}
    names = [card.name for card in catalogue.cards("attend") if card.name in ("san", "arnn", "bright")]
    asked = spec["digits"][0]["colour"] if asked is None else asked
    with client.websocket_connect("/api/attend") as socket:
        socket.send_text(json.dumps({"id": 1, "scene": scene, "colour": asked, "models": names}))
        first = socket.receive_json()
        socket.send_text(json.dumps({"id": 1, "scene": spec, "colour": asked, "models": names}))
        assert socket.receive_json() == first
    monkeypatch.setenv("EXPLORER_DATA", str(folder))
    monkeypatch.setattr(explorer, "cards", lambda *folders: [catalogue.card(name) for name in names])
    monkeypatch.setattr(explorer, "load", lambda name, *folders: catalogue.load(name))
    scope = {}
    exec(link["code"], scope)
    assert scope["image"].tobytes() == base64.b64decode(first["picture"]) and scope["colour"] == asked
    printed = [line for line in capsys.readouterr().out.splitlines() if "correctness" in line]
    assert len(printed) == len(first["models"]) == 3
    for line, model in zip(printed, first["models"], strict=True):
        name, answer, probability, *_ = line.split()
        assert (name, int(answer)) == (model["name"], model["answer"]) and float(probability) == pytest.approx(
            max(model["probs"]), abs=1e-4
        )
        assert f"'correctness': {model['correctness']}" in line


def test_a_model_of_this_project_needs_no_folder(catalogue):
    code = AttentionView(model="").script(None)
    assert "explorer.cards()" in code and "explorer.load(card.name)" in code and "--models" not in code
    assert "--models" in AttentionView(model="arnn").script(catalogue.card("arnn"))
