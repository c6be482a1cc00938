"""The view of the Hierarchy page: exact in its link, clamped where it is wrong, and code that makes the same picture."""

from __future__ import annotations

import urllib.parse
from pathlib import Path

import numpy as np
import pytest
import torch

import explorer
from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.latents import groups
from explorer.latents.inference import Inference
from explorer.limits import MAX_SEED
from explorer.pages.hierarchy.view import PUSHED, TOOLS, HierarchyView, needs
from explorer.serving import links
from explorer.trial import lacking
from tests.unit import stackers
from tests.unit.wire import served

FIELDS = {
    "model": "three",
    "seeds": [3, 0, MAX_SEED],
    "temperatures": [1, 0.6, 0],
    "turns": [0, 0.25, 0],
    "locked": [1],
    "held": [0, 2],
    "index": 41,
    "painted": [0, 1.5, 63, -2, 357, 0.25],
    "level": 2,
    "plane": 0,
    "tool": "draw",
    "amount": -1.5,
    "a": 5,
    "b": 6,
    "mixed": [1, 2],
    "batch": 8,
    "warmed": 1,
    "smooth": 1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("stacked")
    stackers.write(place)
    return place


@pytest.fixture
def stacked(folder: Path, tmp_path: Path) -> Catalogue:
    return Catalogue([folder], trained=tmp_path / "nothing")


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize("fields", [FIELDS, {"model": "grid", "seeds": [7], "painted": [127, 12]}, {"model": "own"}])
def test_a_view_survives_its_link(stacked, fields):
    view, notes = HierarchyView.read(fields, stacked)
    again, more = HierarchyView.read(parse(links.to_query(view)), stacked)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


def test_all_that_can_be_painted_goes_into_a_link(stacked):
    painted = [number for place in range(358) for number in (place, -11.99)]
    view, _ = HierarchyView.read({"model": "three", "painted": painted}, stacked)
    assert HierarchyView.read(parse(links.to_query(view)), stacked)[0].painted == painted
    assert 1792 * len("1791,-11.99,") < links.MAX_TEXT + 1792, "the largest model that is shipped has 1,792 latents"


@pytest.mark.parametrize(
    "value",
    ["nan", "1e999", "", "abc", "[]", "<script>alert(1)</script>", "9" * 5000, "-1e308", "\x00", "😀", "1,2,3", "True"],
)
def test_a_hostile_value_gives_a_view_in_range(stacked, value):
    view, _ = HierarchyView.read(dict.fromkeys(HierarchyView.__dataclass_fields__, value), stacked)
    assert view.model == "three" and view.tool in TOOLS
    assert all(0 <= seed <= MAX_SEED for seed in (*view.seeds, view.a, view.b, view.batch))
    assert all(0 <= part <= 2 for part in (*view.temperatures, *view.turns)) and -1 <= view.warmed <= 2
    assert all(level in (0, 1, 2) for level in (*view.locked, *view.held, *view.mixed, view.level))
    assert all(abs(number) <= PUSHED for number in view.painted[1::2])
    assert HierarchyView.read(parse(links.to_query(view)), stacked)[0] == view and "<" not in links.to_query(view)


@pytest.mark.parametrize(
    "fields",
    [{"seeds": [1, 2]}, {"seeds": [1, 2, 0.5]}, {"temperatures": "a,1,1"}, {"held": [0]}, {"painted": [1]}]
    + [{"painted": painted} for painted in ([3, 1, 2, 1], [358, 1], [0.5, 1])]
    + [{"model": "own", "index": 3}],
)
def test_what_does_not_fit_is_left_out_and_said(stacked, fields):
    view, notes = HierarchyView.read(fields, stacked)
    assert len(notes) == 1 and view == HierarchyView.read({"model": view.model}, stacked)[0]


def test_what_lies_outside_is_clamped_and_said_once_with_the_right_ends(stacked):
    view, notes = HierarchyView.read({"temperatures": [1, 5, -1], "seeds": [1, 2, -3]}, stacked)
    assert view.temperatures == [1, 2, 0] and view.seeds == [1, 2, 0]
    assert notes == [
        "What lay outside 0 to 2,147,483,647 in the link's seeds was clamped.",
        "What lay outside 0 to 2 in the link's temperatures was clamped.",
    ]
    assert HierarchyView.read({"temperatures": "x"}, stacked)[1] == [
        "The link's temperatures should be 3 numbers: left out."
    ]


def shown(catalogue: Catalogue, view: HierarchyView, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """z, and the picture as bytes, that the printed code makes."""
    scope: dict = {}
    exec(view.script(catalogue.card(view.model)).replace("the folder given with --models", str(folder)), scope)
    return scope["z"], scope["picture"].mul(255).round().to(torch.uint8).numpy()


@pytest.mark.parametrize("model, drawn", [("three", 0), ("three", 5), ("grid", 0), ("own", 0)])
def test_the_code_makes_the_picture(stacked, folder, model, drawn):
    count = len(stacked.card(model).groups)
    fields = {"model": model, "seeds": [7] * count, "temperatures": [0.6] * count, "painted": [1, 2.5], "draw": drawn}
    z, picture = shown(stacked, HierarchyView.read(fields, stacked)[0], folder)
    own = groups.drawn(stacked.card(model).groups, [7] * count, [0.6] * count)
    own[0, 1] += 2.5
    assert np.array_equal(z, own) and np.array_equal(picture, Inference(stacked).decode(model, own, None, drawn))


def test_the_code_takes_groups_from_a_picture(stacked, folder, need_data):
    need_data("mnist")
    fields = {"model": "three", "held": [0, 2], "index": 3, "turns": [0, 0.5, 0]}
    z, _ = shown(stacked, HierarchyView.read(fields, stacked)[0], folder)
    given = torch.from_numpy(datasets.test_picture("mnist", 3)[0])[None] / 255
    mean = explorer.load("three", folder).encode(given).mean.numpy()
    first, second, third = groups.slices(stacked.card("three").groups)
    assert np.allclose(z[:, first], mean[:, first]) and np.allclose(z[:, third], mean[:, third])
    assert np.allclose(
        z[:, second], groups.drawn(stacked.card("three").groups, [0] * 3, [1] * 3, [0, 0.5, 0])[:, second]
    )


def test_a_model_of_a_class_from_outside_is_on_the_page(stacked):
    card = stacked.card("own")
    assert needs(card) and lacking("Hierarchy", list(card.can), card.latents, card.conditions) == []
    assert "explorer.models" not in card.module
    found = served(stacked).get("/api/models").json()
    assert {card["name"] for card in found if "hierarchy" in card["pages"]} == {"three", "grid", "own"}
    assert not any("latents" in card["pages"] for card in found)


def test_without_such_a_model_the_view_is_of_none(catalogue):
    answer = served(catalogue).get("/api/view/hierarchy?seeds=1")
    assert answer.status_code == 200 and answer.json()["view"]["model"] == ""
    assert served(catalogue).post("/api/link/hierarchy", json={}).json() == {"query": "model=", "code": ""}
