"""The Training page: what is seen is what the training loop does, and every button of a live run."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import parse_qs, urlparse

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from explorer.catalogue import Catalogue
from explorer.learning.diet import Diet
from explorer.learning.run import Run
from explorer.learning.settings import Settings, read_plan_text
from explorer.learning.snapshot import Observer
from explorer.learning.sources import Sources
from tests.browser.hands import draw_on

LONG = 60_000
PIXELS = """() => [...document.querySelectorAll(".gx-training .strip-row:last-child canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
})"""


def reconstructions(plan: str, steps: int) -> np.ndarray:
    """What the network on the page should give back of the watched pictures, from the library alone."""
    pictures = Sources(Catalogue()).load("shapes")
    settings = Settings(data="shapes", seed=3, sees=Diet.read("c1"))
    run = Run(pictures, settings, pictures.images[:0], list(read_plan_text(plan)))
    for _ in range(steps):
        run.advance()
    observer = Observer(run)
    return observer.look(run.learners["a"], observer.watched()).reconstructions


def agree(page: Page, expected: np.ndarray) -> bool:
    seen = np.array(page.evaluate(PIXELS))
    return seen.shape == (len(expected), 32 * 32) and np.abs(seen - expected.reshape(seen.shape)).max() <= 2


def test_a_live_run_is_the_loop_s_is_changed_scrubbed_linked_and_kept(page: Page, server: str):
    page.goto(f"{server}/training?data=shapes&seed=3&sees=c1")
    bench, plane = page.locator(".gx-training .bench"), page.locator(".gx-training .plane").first
    expect(plane).to_have_attribute("data-step", "0", timeout=LONG)
    expect(bench.locator(".diet")).to_contain_text("It sees all of class ellipse.")
    bench.get_by_role("button", name="50 steps").click()
    expect(plane).to_have_attribute("data-step", "50", timeout=LONG)
    assert agree(page, reconstructions("", 50))

    bench.get_by_role("button", name="heart").click()
    expect(bench.locator(".diet")).to_contain_text("It sees all of class ellipse and all of class heart.")
    bench.get_by_role("button", name="One step").click()
    expect(plane).to_have_attribute("data-step", "51")
    bench.get_by_role("button", name="Autoencoder: none").first.click()
    expect(bench.locator(".network h3").first).to_have_text("Autoencoder: no noise, no price")
    bench.get_by_role("button", name="One step").click()
    expect(plane).to_have_attribute("data-step", "52")
    plan = "50:sees:c1.c2_51:a:ae"
    changed = reconstructions(plan, 52)
    assert agree(page, changed)

    player = bench.locator(".player")
    player.get_by_label("Back through what was").focus()
    page.keyboard.press("Home")
    expect(plane).to_have_attribute("data-step", "0")
    expect(player).to_contain_text("step 0 of 52")
    page.keyboard.press("End")
    expect(plane).to_have_attribute("data-step", "52")

    with page.expect_download() as film:
        bench.get_by_role("button", name="Export GIF").click()
    assert Image.open(film.value.path()).n_frames >= 10
    with page.expect_download() as kept:
        bench.get_by_role("button", name="Save checkpoint").click()
    names = zipfile.ZipFile(io.BytesIO(kept.value.path().read_bytes())).namelist()
    assert {"live-shapes-52/model.safetensors", "live-shapes-52/run.json"} <= set(names)

    bench.get_by_role("button", name="Copy link", exact=True).click()
    page.wait_for_url("**step=52*")
    assert parse_qs(urlparse(page.url).query)["plan"] == [plan]
    page.reload()
    expect(plane).to_have_attribute("data-step", "52", timeout=LONG)  # the run is repeated from its seed
    assert agree(page, changed)

    bench.get_by_text("Draw one of your own").click()
    draw_on(bench.locator(".gx-pad canvas").first, (0.3, 0.3), (0.7, 0.7))
    bench.get_by_role("button", name="Show it this").click()
    expect(bench.locator(".diet")).to_contain_text("It sees own picture 1.")
    bench.get_by_role("button", name="Play").click()
    expect(plane).to_have_attribute("data-step", re.compile(r"^(5[7-9]|[6-9]\d|\d{3,})$"), timeout=LONG)
    bench.get_by_role("button", name="Pause").click()
    expect(bench.get_by_role("button", name="Play")).to_be_visible()

    bench.get_by_label("A second network beside it").check()
    expect(bench.locator(".plane:visible")).to_have_count(2)
    bench.get_by_role("button", name="One step").click()
    for number in (0, 1):
        expect(bench.locator(".plane").nth(number)).to_have_attribute("data-step", "1", timeout=LONG)
