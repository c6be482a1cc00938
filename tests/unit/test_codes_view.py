"""The Codes page's view: codes survive their link, what is out of range is said, and its code decodes what the page
shows.
"""

from __future__ import annotations

import urllib.parse

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient

import explorer
from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.limits import MAX_SEED
from explorer.pages import routes
from explorer.pages.codes.view import ORDERS, SOURCE, CodesView
from explorer.serving import links
from tests.unit import coders
from tests.unit.coders import CODES, SHAPE

COUNT = {"one": 6, "two": 30, "bare": 6, "plain": 6, "broken": 6, "nowhere": 6}
HOSTILE = ["nan", "inf", "-1e999", "", "abc", "null", "[]", "<script>alert(1)</script>", "9" * 5000, "\x00", "😀", "test:-1", "test:17;", "test:", "1,2,3,4", "-1,0", "1.5,2", "²",
           ",".join(["10"] * 6), ",".join(["11"] * 6), ",".join(["1"] * 5000), 7, None, [1], [0] * 6, [0.5] * 6, [None] * 6, [1] * 30, {}, True]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return coders.write(tmp_path_factory.mktemp("coders"))


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize("fields", [
    {"model": "one"},
    {"model": "one", "source": "test:9999", "cells": [0, 10, 3, 4, 5, 0], "code": 10, "order": "map", "beside": "test:0", "morph": 0.25, "label": "2", "temperature": 0.7,
     "seed": 2**31 - 1, "kept": [0, 5]},
    {"model": "two", "cells": list(range(10)) * 3, "level": 1, "code": 0, "order": "similarity", "kept": [29]},
], ids=str)  # fmt: skip
def test_a_view_survives_its_link(catalogue, fields):
    view, notes = CodesView.read(fields, catalogue)
    again, more = CodesView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("model", ["one", "two", "nowhere", None])
def test_a_hostile_value_gives_a_view_in_range(catalogue, value, model):
    view, _ = CodesView.read(
        dict.fromkeys(CodesView.__dataclass_fields__, value) | ({"model": model} if model else {}), catalogue
    )
    count, codes = COUNT[view.model], catalogue.card(view.model).code_count
    assert len(view.cells) in (0, count) and all(type(code) is int and 0 <= code < codes for code in view.cells)
    assert view.kept == sorted(set(view.kept)) and all(type(place) is int and 0 <= place < count for place in view.kept)
    assert (
        0 <= view.level < max(1, len(catalogue.card(view.model).grids))
        and -1 <= view.code < codes
        and view.order in ORDERS
    )
    assert all(not name or SOURCE.fullmatch(name) for name in (view.source, view.beside))
    assert (
        0 <= view.morph <= 1
        and 0 <= view.temperature <= 2
        and 0 <= view.seed <= MAX_SEED
        and view.label in (("", "0", "1", "2") if view.model == "one" else ("",))
    )
    again, notes = CodesView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == []
    assert "<" not in links.to_query(view) and "%00" not in links.to_query(view)
    compile(view.script(catalogue.card(view.model)), "code", "exec")


def test_what_is_left_out_is_said(catalogue):
    wrong = {
        "model": "one",
        "source": "own",
        "cells": "1,2,3,4,5,11",
        "level": 1,
        "code": 11,
        "order": "size",
        "beside": "x",
        "morph": 2,
        "label": "3",
        "kept": "6",
    }
    view, notes = CodesView.read(wrong, catalogue)
    assert view == CodesView("one", code=10, morph=1.0) and len(notes) == 9
    assert CodesView.read({"model": "two", "label": "0"}, catalogue)[1]  # its priors know no classes
    with pytest.raises(LookupError, match="python -m train"):
        CodesView.read({}, Catalogue(trained=catalogue.card("one").folder / "nothing"))


def made(view: CodesView, catalogue: Catalogue, monkeypatch) -> np.ndarray:
    """The picture of the view's code, uint8."""
    monkeypatch.setattr(explorer, "load", lambda name, *folders: catalogue.load(name))
    scope = {}
    with torch.no_grad():
        exec(view.script(catalogue.card(view.model)), scope)
    return (scope["picture"] * 255).round().byte().numpy()


@pytest.mark.parametrize("name", ["one", "two"])
def test_codes_to_picture_to_link_to_codes(catalogue, monkeypatch, name):
    """What is repainted comes back from its link, and its code decodes the very picture of the page."""
    app = FastAPI()
    app.include_router(routes(catalogue))
    client, grey = TestClient(app), np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8)
    cells = client.post(f"/api/codes/encode?model={name}", content=grey.tobytes()).json()["cells"]
    cells[-1] = (cells[-1] + 1) % CODES
    link = client.post(
        "/api/link/codes", json={"model": name, "source": "test:3", "cells": cells, "level": 0, "code": -1, "kept": []}
    ).json()
    told = client.get(f"/api/view/codes?{link['query']}").json()
    assert told["notes"] == [] and told["view"]["cells"] == cells and told["view"]["code"] == -1
    with client.websocket_connect(f"/api/codes/decode?model={name}") as socket:
        socket.send_bytes(np.array(told["view"]["cells"], "<u2").tobytes())
        while (message := socket.receive()).get("bytes") is None:
            pass
    view, _ = CodesView.read(told["view"], catalogue)
    picture = made(view, catalogue, monkeypatch)
    assert link["code"] == view.script(catalogue.card(name))
    assert picture.shape == (1, *SHAPE) and picture.std() > 0 and picture.tobytes() == message["bytes"]


def test_the_code_of_a_test_picture_codes_it(catalogue, monkeypatch):
    greys = np.random.default_rng(1).integers(0, 256, (4, *SHAPE), np.uint8)
    monkeypatch.setattr(datasets, "test_picture", lambda name, index, root=None, shape=None: (greys[index].copy(), 0))
    model = catalogue.load("two")
    with torch.no_grad():
        expected = [
            (model.decode_codes(model.encode_codes(torch.from_numpy(grey)[None] / 255)) * 255).round().byte().numpy()
            for grey in greys
        ]
    assert (made(CodesView("two", source="test:3"), catalogue, monkeypatch) == expected[3]).all()
    assert (made(CodesView("two"), catalogue, monkeypatch) == expected[0]).all() and (expected[0] != expected[3]).any()


def test_a_prior_over_codes_has_no_page_of_its_own(catalogue):
    view, notes = CodesView.read({"model": "prior"}, catalogue)
    assert view.model != "prior" and len(notes) == 1
