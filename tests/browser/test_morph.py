"""One kept picture dragged onto another shows what lies between them."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

KEPT = [
    {"model": "vae-mnist-2d", "z": [-1.5, 0.5], "weights": [], "label": "one"},
    {"model": "vae-mnist-2d", "z": [1.2, -0.7], "weights": [], "label": "two"},
    {"model": "ae-mnist-2d", "z": [1, 1], "weights": [], "label": "other"},
]


def test_a_kept_picture_on_another_morphs_them_by_hand_and_by_keys(page, server):
    page.goto(f"{server}/manifold")
    page.evaluate("kept => localStorage.setItem('gx-kept', kept)", json.dumps(KEPT))
    page.reload()
    one, two = (page.get_by_role("button", name=f"Show {name}", exact=True) for name in ("one", "two"))
    expect(two).to_be_enabled()
    one.scroll_into_view_if_needed()
    one.drag_to(two)
    expect(page).to_have_url(f"{server}/latents?model=vae-mnist-2d&z=-1.5,0.5&a=-1.5,0.5&b=1.2,-0.7")
    expect(page.locator(".path-strip")).to_be_visible()
    page.get_by_role("button", name="Morph two").press("Enter")
    page.get_by_role("button", name="Morph other").press("Enter")
    expect(page.get_by_text("A morph is between two pictures of one model.")).to_be_visible()
    page.get_by_role("button", name="Morph two").press("Enter")
    page.get_by_role("button", name="Morph one").press("Enter")
    path = page.locator(".path")
    expect(path.get_by_role("button", name="Pause")).to_be_visible()
    path.get_by_role("button", name="Pause").click()
    expect(page).to_have_url(re.compile(r"a=1\.2,-0\.7&b=-1\.5,0\.5"))
