"""Experiments to try, folds that the address opens, and tours, as a visitor and a lecturer use them."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from explorer.serving.tours import LECTURES


def test_an_experiment_asks_first_and_then_tells(page: Page, server: str):
    page.goto(f"{server}/manifold")
    page.get_by_role("link", name="The likeliest place", exact=True).click()
    lesson = page.get_by_role("article", name="The likeliest place")
    expect(lesson).to_be_visible()
    assert "cursor=0,0" in page.url, "the view stands ready"
    answer = lesson.locator(".answer")
    expect(answer).to_be_hidden()
    lesson.get_by_label("The clearest digit.").check()
    expect(answer).to_contain_text("No pixel is brighter than 0.71")
    lesson.get_by_role("link", name="More on this").click()
    fold = page.locator("#why-cells-of-equal-prior-mass")
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator(".katex").first).to_be_visible()
    lesson.get_by_role("button", name="Close this experiment").click()
    expect(lesson).to_be_hidden()
    assert "#" not in page.url


def test_a_tour_is_gone_through_by_keys(page: Page, server: str):
    steps = [
        step for step in json.loads((LECTURES / "wpi.json").read_text(encoding="utf-8"))["steps"] if "link" in step
    ]
    first, second = (urlsplit(step["link"]) for step in steps[:2])
    page.goto(f"{server}/?tour=wpi")
    bar = page.get_by_role("complementary", name="Tour: WPI 541, class 17")
    expect(bar.locator(".count")).to_have_text(f"1 of {len(steps)}")
    expect(bar.locator(".words")).to_contain_text(steps[0]["title"])
    expect(page.locator(f"#{first.fragment}")).to_have_attribute("open", "")
    expect(bar.get_by_role("button", name="The view before")).to_be_disabled()
    page.keyboard.press("PageDown")
    expect(bar.locator(".count")).to_have_text(f"2 of {len(steps)}")
    page.wait_for_url(f"**{second.path}?{second.query}*")
    expect(page.locator(f".gx{second.path.replace('/', '-')}")).to_be_visible()
    page.keyboard.press("PageUp")
    expect(bar.locator(".count")).to_have_text(f"1 of {len(steps)}")
    bar.get_by_text("List", exact=True).click()
    bar.get_by_role("button", name="Density estimation and anomalies").click()
    page.wait_for_url("**/restore?subject=fashion*")
    expect(page.get_by_role("article", name="Easy is not typical")).to_be_visible()
    bar.get_by_role("button", name="End the tour").click()
    expect(bar).to_have_count(0)
    page.reload()
    expect(page.locator(".gx-restore")).to_be_visible()
    expect(bar).to_have_count(0)


def test_home_has_the_lectures_and_opens_a_list_of_ones_own(page: Page, watched, server: str):
    page.goto(server)
    expect(page.locator(".gx-home .lecture")).to_have_count(5)
    column = page.locator(".gx-home .lecture", has_text="Cornell 5788")
    expect(column.locator("li.absent")).to_have_count(0)
    expect(column.locator("a[href*='/sketches']")).to_be_visible()
    chosen = page.locator(".gx-home .lectures input[type=file]")
    torn = {"name": "torn.json", "mimeType": "application/json", "buffer": b'{"steps": [{"link": "/nowhere"}]}'}
    chosen.set_input_files(torn)
    expect(page.locator(".gx-home .lectures .gx-error")).to_contain_text("Step 1 leads to no page")
    watched.expect_error("400")
    mine = {"title": "Mine", "steps": [{"title": "Codes", "link": "/codes?model=vqvae-mnist"}, {"title": "Later"}]}
    chosen.set_input_files({**torn, "buffer": json.dumps(mine).encode()})
    page.wait_for_url("**/codes?model=vqvae-mnist*")
    expect(page.get_by_role("complementary", name="Tour: Mine").locator(".count")).to_have_text("1 of 1")


def test_the_link_as_a_code_for_a_hall(page: Page, server: str):
    page.goto(f"{server}/latents?model=vae-mnist-2d&z=1,0.5")
    page.get_by_role("button", name="QR code").click()
    shown = page.get_by_role("dialog", name="The link as a QR code")
    expect(shown).to_contain_text("/latents?model=vae-mnist-2d&z=1,0.5")
    expect(shown).to_contain_text("works on this machine only")
    page.wait_for_function("document.querySelector('.gx-link-code img').naturalWidth > 100")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
