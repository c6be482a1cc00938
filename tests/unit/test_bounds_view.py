"""The view of the Bounds page: what a link may say, and code that gives the numbers on the page."""

from __future__ import annotations

import pytest

from explorer.catalogue import Catalogue
from explorer.pages.bounds.view import BoundsView
from explorer.serving.links import to_query

CATALOGUE = Catalogue()


def test_a_link_without_anything_is_the_lecture():
    view, notes = BoundsView.read({}, CATALOGUE)
    assert view.model == "vae-mnist-50d" and notes == [] and to_query(view) == "model=vae-mnist-50d"


def test_what_is_out_of_range_is_held_and_told():
    view, notes = BoundsView.read({"p_std": "9", "xs": "1,2,3", "weights": "1,1", "curve": "cosine"}, CATALOGUE)
    assert view.p_std == 3 and view.xs == view.weights == [] and view.curve == "log" and len(notes) == 2
    kept, _ = BoundsView.read({"xs": "1,2,3,4,5,6", "weights": "1,0.5,-1,1,1,1"}, CATALOGUE)
    assert len(kept.xs) == 5 and kept.weights == [1, 0.5, 1, 1, 1]


def test_the_page_opens_without_a_model(tmp_path):
    view, notes = BoundsView.read({"x": "2"}, Catalogue([], trained=tmp_path))
    assert view.model == "" and view.x == 2 and notes == []


def test_the_code_gives_both_sides_of_the_bound_and_the_evidence_by_draws(capsys, need_data):
    need_data("mnist")
    view, _ = BoundsView.read({"model": "vae-mnist-2d", "test": "1"}, CATALOGUE)
    exec(compile(view.script(CATALOGUE.card("vae-mnist-2d")), "<code>", "exec"), {})
    lines = capsys.readouterr().out.strip().splitlines()
    told, drawn = next(line for line in lines if line.startswith("tensor")), lines[-1]
    elbo, gap, whole, evidence = (float(part.strip("tensor()")) for part in told.split(") "))
    assert elbo == pytest.approx(-5.106, abs=0.05) and gap == pytest.approx(3.499, abs=1e-3)
    assert whole == pytest.approx(evidence, abs=0.05)
    _, weighted, bound = map(float, drawn.split())
    assert bound < -190 < weighted < -187
