"""The view of the Classes page: exact in its link, clamped where it is wrong, and code that makes the same sheet."""

from __future__ import annotations

import urllib.parse
from pathlib import Path

import pytest
import torch

from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.limits import MAX_SEED
from explorer.models.cvae import ConditionalVAE
from explorer.pages.classes.view import ROWS, STYLES, ClassesView
from explorer.serving import links

CLASSES, LATENTS = 4, 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two conditional models that were never trained."""
    place = tmp_path_factory.mktemp("conditional")
    torch.manual_seed(0)
    for name in ("first", "second"):
        save(ConditionalVAE((1, 6, 6), CLASSES, LATENTS, 8, 1), place / name, title=name)
    return place


@pytest.fixture
def conditional(folder: Path, tmp_path: Path) -> Catalogue:
    return Catalogue([folder], trained=tmp_path / "nothing")


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize(
    "fields",
    [
        {
            "model": "second",
            "mode": "one",
            "cls": 2,
            "z": [0.5, -1.25, 3],
            "seed": 7,
            "temperature": 0.3,
            "shift": [0, 0.1, 0],
            "together": 1,
            "smooth": 1,
        },
        {
            "model": "first",
            "locked": [2, 9],
            "styles": [1, 2, 3, 4, 5, 6],
            "a": 4,
            "b": 9,
            "t": 0.25,
            "one": 1,
            "two": 0,
            "row": 5,
        },
        {"model": "first"},
    ],
)
def test_a_view_survives_its_link(conditional, fields):
    view, notes = ClassesView.read(fields, conditional)
    again, more = ClassesView.read(parse(links.to_query(view)), conditional)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize(
    "value",
    ["nan", "1e999", "", "abc", "[]", "<script>alert(1)</script>", "9" * 5000, "-1e308", "\x00", "😀", "1,2,3", "True"],
)
def test_a_hostile_value_gives_a_view_in_range(conditional, value):
    view, _ = ClassesView.read(dict.fromkeys(ClassesView.__dataclass_fields__, value), conditional)
    assert view.model == "first" and view.mode == "sheet"
    assert all(0 <= number < CLASSES for number in (view.cls, view.one, view.two)) and all(
        0 <= row < ROWS for row in (view.a, view.b, view.row)
    )
    assert 0 <= view.t <= 1 and 0 <= view.temperature <= 2 and 0 <= view.seed <= MAX_SEED
    assert len(view.z) in (0, LATENTS) and len(view.styles) == LATENTS * len(view.locked)
    assert ClassesView.read(parse(links.to_query(view)), conditional)[0] == view and "<" not in links.to_query(view)


@pytest.mark.parametrize(
    "locked, styles",
    [
        ([1], [1, 2]),
        ([0], [1, 2, 3]),
        ([ROWS], [1, 2, 3]),
        ([2, 2], [1] * 6),
        ([5, 3], [1] * 6),
        ([1.5], [1, 2, 3]),
        ([], [1]),
    ],
)
def test_kept_rows_that_do_not_fit_are_left_out_and_said(conditional, locked, styles):
    view, notes = ClassesView.read({"locked": locked, "styles": styles}, conditional)
    assert view.locked == view.styles == [] and "kept rows" in notes[0]


def test_without_a_conditional_model_it_says_how_to_get_one(catalogue):
    with pytest.raises(LookupError, match="python -m train cvae-mnist-16d"):
        ClassesView.read({}, catalogue)  # the own model of this catalogue takes no class


def run(code: str, folder: Path) -> dict:
    scope: dict = {}
    exec(code.replace("the folder given with --models", str(folder)), scope)  # the code that the page prints
    return scope


def test_the_code_makes_the_sheet(conditional, folder):
    fields = {
        "model": "first",
        "seed": 5,
        "temperature": 0.5,
        "z": [1, -1, 0.5],
        "shift": [0.25, 0, 0],
        "locked": [3],
        "styles": [2, 2, 2],
    }
    view, _ = ClassesView.read(fields, conditional)
    model = conditional.load("first")
    styles = model.sample_latents(STYLES, temperature=0.5, generator=torch.Generator().manual_seed(5)) + torch.tensor(
        [0.25, 0, 0]
    )
    styles[0], styles[3] = torch.tensor([1, -1, 0.5]), torch.tensor([2.0, 2, 2])
    found = run(view.script(conditional.card("first")), folder)["pictures"]
    assert found.shape == (ROWS * CLASSES, 1, 6, 6)
    for row, cls in ((0, 0), (0, 3), (3, 1), (9, 2)):
        torch.testing.assert_close(
            found[row * CLASSES + cls], model.decode(styles[row : row + 1], torch.tensor([cls]))[0]
        )
    one, _ = ClassesView.read(fields | {"mode": "one", "cls": 2}, conditional)
    found = run(one.script(conditional.card("first")), folder)["pictures"]
    torch.testing.assert_close(found, model.decode(styles, torch.full((STYLES,), 2)))
