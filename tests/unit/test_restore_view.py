"""The Restore page's view: exact through its link where it is in range, clamped and said so where it is not."""

from __future__ import annotations

import urllib.parse

import pytest

from explorer.limits import MAX_SEED
from explorer.pages.restore.view import MOST_METHODS, RestoreView
from explorer.restoring.damage import KINDS
from explorer.serving import links

HOSTILE = [
    "nan",
    "inf",
    "-1e999",
    "",
    "abc",
    "null",
    "[]",
    "<script>alert(1)</script>",
    "9" * 5000,
    "\x00",
    "😀",
    "../../etc/passwd",
    "test:-1",
    "photo:../x",
    "%00",
    7,
    None,
    [1],
    {},
]


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {
            "subject": "photo",
            "picture": "photo:camera",
            "kind": "gaussian",
            "strength": 25,
            "seed": 3,
            "methods": ["tv", "gmm-photographs/single"],
            "left": "clean",
            "right": "tv",
        },
        {"subject": "fashion", "picture": "test:9999", "kind": "blur", "strength": 1.25},
        {"subject": "mnist", "methods": ["pca-mnist-50d@16", "vae-mnist-50d/descent"], "right": "pca-mnist-50d@16"},
        {"methods": ["none"]},
    ],
)
def test_a_view_survives_its_link(catalogue, fields):
    view, notes = RestoreView.read(fields, catalogue)
    again, more = RestoreView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_gives_a_view_in_range(catalogue, value):
    view, _ = RestoreView.read(dict.fromkeys(RestoreView.__dataclass_fields__, value), catalogue)
    assert view.subject in ("", "mnist", "fashion", "photo") and view.kind in KINDS
    limits = KINDS[view.kind].small
    assert view.strength is None or limits.low <= view.strength <= limits.high
    assert 0 <= view.seed <= MAX_SEED
    again, notes = RestoreView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == []
    assert "<" not in links.to_query(view) and "%00" not in links.to_query(view)


@pytest.mark.parametrize("kind", KINDS)
def test_strengths_are_those_of_the_kind_and_of_the_pictures(catalogue, kind):
    for subject, limits in (("mnist", KINDS[kind].small), ("photo", KINDS[kind].photograph)):
        for asked, wanted in ((-5, limits.low), (1e9, limits.high), (limits.default, limits.default)):
            view, notes = RestoreView.read({"subject": subject, "kind": kind, "strength": asked}, catalogue)
            assert view.strength == wanted
            assert bool(notes) == (asked != wanted)


def test_what_is_left_out_is_said(catalogue):
    view, notes = RestoreView.read(
        {"subject": "photo", "picture": "test:3", "methods": "tv,<b>,tv", "left": "a b", "kind": "fire"}, catalogue
    )
    assert (view.picture, view.methods, view.left, view.kind) == ("", ["tv"], "damaged", "gaussian")
    assert len(notes) == 4 and all(note.endswith(".") for note in notes)
    view, _ = RestoreView.read({"methods": [f"method-{number}" for number in range(1000)]}, catalogue)
    assert len(view.methods) == MOST_METHODS
