"""The Training page below the live run: films, shaken codes and curves."""

from __future__ import annotations

import io
import json
import math
import re

from PIL import Image
from playwright.sync_api import Page, expect

from explorer.catalogue import TRAINED, read_card

FILMED = [folder.name for folder in sorted(TRAINED.iterdir()) if (folder / "film.json").is_file()]


def test_films_shake_and_curves(page: Page, server: str, need_data):
    need_data("mnist")
    page.goto(
        f"{server}/training?film={FILMED[0]}&snapshot=3&shaken=ae-mnist-50d,vae-mnist-50d&curves=vae-mnist-2d,ae-mnist-2d"
    )

    films = page.locator(".gx-training .films")
    plane = films.locator(".film-plane")
    films.scroll_into_view_if_needed()
    expect(plane).to_have_attribute("data-step", "3")
    films.get_by_role("button", name="One step on").click()
    expect(plane).to_have_attribute("data-step", "4")
    films.get_by_role("slider").press("Home")
    expect(films.locator("dd").first).to_have_text("0")
    films.get_by_role("combobox", name="Speed, in snapshots").select_option("60")
    films.get_by_role("button", name="Play").click()
    expect(films.get_by_role("slider")).to_have_attribute("aria-valuetext", "59 of 59 snapshots")
    expect(page).not_to_have_url(re.compile("snapshot="))
    with page.expect_download() as download:
        films.get_by_role("button", name="Save GIF of the film").click()
    gif = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert gif.n_frames > 50 and gif.height == gif.width + 28

    shake = page.locator(".gx-training .shake")
    shake.scroll_into_view_if_needed()
    rows = shake.locator(".shake-row")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".share")).to_have_text(re.compile(r"of 12 still read as 7"))
    shake.get_by_role("slider", name="Strength of the shake").fill("0")
    expect(rows.first.locator(".share")).to_have_text("12 of 12 still read as 7")
    expect(page).to_have_url(re.compile("shake=0"))
    told = {
        name: read_card(TRAINED / name).metrics["shake"]["shares"]["0.3"] for name in ("ae-mnist-50d", "vae-mnist-50d")
    }
    said = shake.locator(".shake-told")
    for share in told.values():
        expect(said).to_contain_text(f"{math.floor(100 * share + 0.5)} %")  # a browser rounds a half up
    better = "without a prior" if told["ae-mnist-50d"] > told["vae-mnist-50d"] else "with a prior"
    expect(said).to_contain_text(f"{better} bears it better")
    shake.get_by_role("button", name="Take Digits, 50 latents away").click()
    expect(rows).to_have_count(1)

    curves = page.locator(".gx-training .histories")
    curves.scroll_into_view_if_needed()
    expect(curves.locator(".gx-chart .main-svg").first).to_be_visible()
    expect(curves.locator(".gx-chart")).to_have_count(2)  # nats and squared errors
    expect(curves).to_contain_text("Clothes, principal components")
    curves.get_by_role("combobox", name="Add a model").select_option("pixelcnn-mnist")
    expect(curves.locator(".standing")).to_contain_text(re.compile(r"After 41\d seconds.*nats per image.*PixelCNN"))
    expect(curves.locator(".gx-chart")).to_have_count(2)
    curves.get_by_role("button", name="Steps").click()
    runs = [json.loads((TRAINED / name / "history.json").read_text()) for name in ("vae-mnist-2d", "pixelcnn-mnist")]
    shortest = min(run["points"][-1]["step"] for run in runs)
    expect(curves.locator(".standing")).to_contain_text(f"After {shortest:,} steps")
    expect(page).to_have_url(re.compile("against=steps"))
