"""How likely is this picture? The numbers are the model's, and the known failure of likelihood is shown as one."""

from __future__ import annotations

import base64
import io
import json
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from explorer.catalogue import TRAINED
from tests.browser.hands import draw_on_pad


@pytest.fixture
def fold(page: Page, server: str, need_data) -> Page:
    need_data("fashion")
    need_data("mnist")
    page.goto(f"{server}/restore?subject=mnist&picture=test:3")
    page.locator(".likely summary").click()
    expect(page.locator(".likely .verdict")).to_contain_text("nats")
    return page


def verdict(page: Page) -> tuple[float, float]:
    """The bound in nats, and the share of the test set below it in percent."""
    text = page.locator(".likely .verdict").inner_text().replace("−", "-")
    found = re.search(r"(-?[\d.]+) nats: (?:([\d.]+) %|(less|likelier))", text)
    return float(found[1]), float(found[2]) if found[2] else {"less": 0.0, "likelier": 100.0}[found[3]]


def ask(page: Page, model: str) -> None:
    page.evaluate(
        "document.querySelector('.gx-typicality').addEventListener('gx-painted', () => { window.told = true; }, {once: true})"
    )
    page.get_by_label("According to").select_option(model)
    page.wait_for_function("window.told")
    page.evaluate("window.told = false")


def test_a_test_picture_stands_where_its_bound_stands(fold: Page, server: str) -> None:
    ask(fold, "vae-mnist-50d")
    pixels = fold.request.get(f"{server}/api/test-picture?model=vae-mnist-50d&index=3").json()["pixels"]
    score = fold.request.post(f"{server}/api/score?model=vae-mnist-50d", data=base64.b64decode(pixels)).json()
    own = json.loads((TRAINED / "vae-mnist-50d" / "typicality.json").read_text())["sets"]["mnist"]
    for name, bound in (("ELBO", "elbo"), ("IWAE bound", "iwae")):
        fold.locator(".likely").get_by_role("button", name=name).click()
        value, below = verdict(fold)
        assert value == pytest.approx(score[bound], abs=0.06)
        assert below == pytest.approx(sum(one < score[bound] for one in own[bound]) / 10, abs=0.6)
        chart = fold.locator(".likely .js-plotly-plot")
        chart.scroll_into_view_if_needed()
        fold.wait_for_function(
            "value => document.querySelector('.likely .js-plotly-plot').data?.at(-1).x[0].toFixed(1) === value",
            arg=f"{score[bound]:.1f}",
        )
        counts = chart.evaluate("plot => plot.data[0].customdata.map(([count]) => count)")
        assert 0.95 * len(own[bound]) < sum(counts) <= len(own[bound])


def test_a_model_of_clothes_likes_digits_and_the_page_says_so(fold: Page, server: str) -> None:
    fold.goto(f"{server}/restore?subject=mnist&picture=test:2")  # a one: nearly all of it is black
    fold.locator(".likely summary").click()
    expect(fold.locator(".likely .verdict")).to_contain_text("nats")
    ask(fold, "vae-fashion-2d")
    stored = json.loads((TRAINED / "vae-fashion-2d" / "typicality.json").read_text())
    assert stored["auroc"]["elbo"] < 0.5
    note = fold.locator(".likely .typicality > .gx-note")
    expect(note).to_contain_text(f"AUROC {stored['auroc']['elbo']:.3f}")
    expect(note).to_contain_text("finds strangers likelier")
    _, below = verdict(fold)
    assert below > 50, "this digit is above most clothes"


def test_photographs_have_no_such_model(fold: Page) -> None:
    fold.get_by_role("button", name="Photographs").click()
    expect(fold.locator(".likely")).to_contain_text("No model here says how likely a photograph is")


def test_of_a_part_it_is_asked_whether_it_is_a_digit(fold: Page) -> None:
    picture = Image.new("L", (300, 300), "white")
    for y in (30, 130, 230):
        for x in (30, 130, 230):
            ImageDraw.Draw(picture).line([(x, y), (x + 40, y + 40)], fill="black", width=9)
    file = io.BytesIO()
    picture.save(file, "PNG")
    fold.get_by_role("tab", name="Upload").click()
    fold.locator(".source-file").first.set_input_files(
        {"name": "nine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(fold.get_by_text("this is a part of it only")).to_be_visible()
    expect(fold.locator(".likely .verdict")).to_contain_text("nats, of this part only: is it a digit?")
    fold.get_by_role("tab", name="Draw").click()
    draw_on_pad(fold, (0.5, 0.2), (0.5, 0.8))
    expect(fold.locator(".likely .verdict")).not_to_contain_text("of this part only")
