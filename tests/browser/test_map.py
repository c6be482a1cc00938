"""The Map page in a browser: what is under the hand, lassos on two maps, a picture of one's own, links, and no map."""

from __future__ import annotations

import json
import math

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched
from tests.browser.hands import Fingers

MODEL, BESIDE = "vae-mnist-50d", "ae-mnist-50d"


def opened(page: Page, server: str, query: str = f"model={MODEL}") -> Locator:
    page.goto(f"{server}/map?{query}")
    pane = page.locator(".gx-map .pane").first
    expect(pane.locator(".loading")).to_have_count(0)
    expect(pane.locator(".hand-picture")).to_have_attribute(
        "data-how", "point" if "cursor" not in query else "neighbours"
    )
    return pane


def at(canvas: Locator, fx: float, fy: float) -> tuple[float, float]:
    box = canvas.bounding_box()
    return box["x"] + fx * box["width"], box["y"] + fy * box["height"]


def bright(canvas: Locator) -> int:
    """How many pixels of a canvas are bright."""
    return canvas.evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 0; i < d.length; i += 4) n += d[i] + d[i + 1] + d[i + 2] > 330 && d[i + 3] > 100; return n; }"
    )


def white(canvas: Locator) -> int:
    """How many pixels of a canvas are white: those of pictures, as no class has that colour."""
    return canvas.evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 0; i < d.length; i += 4) n += Math.min(d[i], d[i + 1], d[i + 2]) > 245; return n; }"
    )


def test_the_hand_decodes_holds_and_zooms_and_a_link_brings_it_back(page: Page, server: str):
    pane = opened(page, server)
    canvas, picture = pane.locator("canvas.map"), pane.locator(".hand-picture")
    expect(page.locator(".gx-map .legend .chip")).to_have_count(10)
    # Between points: another code, said to be blended; and empty land where no point is near.
    page.mouse.move(*at(canvas, 0.02, 0.02))
    expect(picture).to_have_attribute("data-how", "neighbours")
    expect(pane.locator(".far b")).to_have_text("empty land on the map")
    expect(pane.locator(".how")).to_contain_text("weighted by nearness")
    z = json.loads(f"[{picture.get_attribute('data-z')}]")
    assert len(z) == 50
    # A click holds it there, whatever the pointer does then; its code is that of the link to Latents.
    page.mouse.click(*at(canvas, 0.45, 0.5))
    release = pane.get_by_role("button", name="Let go")
    expect(release).to_be_visible()
    page.wait_for_timeout(300)
    held = picture.get_attribute("data-z")
    page.mouse.move(*at(canvas, 0.1, 0.8))
    page.wait_for_timeout(300)
    assert picture.get_attribute("data-z") == held
    link = pane.get_by_role("link", name="Open on Latents").get_attribute("href")
    assert link.startswith(f"/latents?model={MODEL}&z=")
    # Zooming in brings small pictures; dragging moves the map and lets the cursor be.
    assert white(canvas) < 50
    page.mouse.move(*at(canvas, 0.6, 0.25))
    for _ in range(7):
        page.mouse.wheel(0, -120)
    expect(pane.locator(".pane-head span")).not_to_have_text("the whole map")
    page.wait_for_timeout(800)
    assert white(canvas) > 300
    page.mouse.down()
    page.mouse.move(*at(canvas, 0.5, 0.35), steps=4)
    page.mouse.up()
    page.wait_for_url("**span=*")
    shown, address = pane.locator(".pane-head span").inner_text(), page.url
    assert "cursor=" in address or "picked=" in address
    page.reload()
    expect(pane.locator(".pane-head span")).to_have_text(shown)
    expect(picture).to_have_attribute("data-z", held)
    # By keys: let go, move, whole map.
    canvas.focus()
    page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("data-z", held)
    expect(release).to_be_hidden()
    page.keyboard.press("0")
    expect(pane.locator(".pane-head span")).to_have_text("the whole map")
    page.keyboard.press("Enter")
    expect(release).to_be_visible()
    page.keyboard.press("Escape")
    expect(release).to_be_hidden()
    # Classes that are hidden are neither on the map any more nor found by the hand.
    many = bright(canvas)
    page.mouse.move(*at(canvas, 0.45, 0.5))
    nearest = pane.locator(".near span")
    expect(nearest).to_contain_text("test picture")
    page.get_by_role("button", name="None", exact=True).click()
    page.wait_for_timeout(200)
    assert bright(canvas) < many / 5
    expect(pane.get_by_text("Every class is hidden.")).to_be_visible()
    page.mouse.move(*at(canvas, 0.47, 0.5))
    page.locator(".gx-map .legend .chip").first.click()
    expect(nearest).to_contain_text("(0)")
    expect(page.locator(".gx-map .gx-stage > .gx-error")).to_be_hidden()


def test_a_lasso_stands_out_on_both_maps_and_an_own_picture_finds_its_place(page: Page, server: str, need_data):
    need_data("mnist")
    pane = opened(page, server, f"model={MODEL}&beside={BESIDE}")
    other = page.locator(".gx-map .pane").nth(1)
    expect(other.locator(".hand-picture")).to_have_attribute("data-how", "point")
    expect(page.locator(".gx-map .worth table")).to_have_count(2)
    canvas = pane.locator("canvas.map")
    page.set_viewport_size({"width": 800, "height": 720})
    tops = [one.bounding_box()["y"] for one in (canvas, other.locator("canvas.map"))]
    assert tops[0] == tops[1], "the maps stand level under names of one line and of two"
    assert canvas.bounding_box()["width"] > 320, "and take the width of the page"
    page.set_viewport_size({"width": 1280, "height": 720})
    before = bright(other.locator("canvas.map"))
    page.get_by_role("button", name="Lasso", exact=True).click()
    loop = [at(canvas, 0.6 + 0.13 * math.cos(a / 3), 0.17 + 0.13 * math.sin(a / 3)) for a in range(19)]
    page.mouse.move(*loop[0])
    page.mouse.down()
    for corner in loop[1:]:
        page.mouse.move(*corner)
    page.mouse.up()
    said = page.locator(".gx-map .lasso [role=status]")
    expect(said).to_contain_text("points: 3 ")
    page.wait_for_timeout(300)
    assert bright(other.locator("canvas.map")) < before / 2, "what is not in the loop stands back on the other map"
    words = said.inner_text()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(said).to_contain_text("Write a name first")
    page.get_by_label("Name of the selection").fill("threes")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".gx-map .selection")).to_contain_text("threes")
    expect(said).to_contain_text("threes is kept")
    page.wait_for_url("**lasso=*")
    # A test picture taken as one's own: its code is its own nearest.
    page.get_by_role("tab", name="Test set").click()
    page.get_by_label("Number of the test picture").fill("42")
    page.get_by_label("Number of the test picture").press("Enter")
    near = page.locator(".gx-map .own-result").first.locator(".own-near figure")
    expect(near).to_have_count(5)
    assert float(near.first.locator("figcaption span").last.inner_text()) < 0.2
    expect(page.locator(".gx-map .own-result")).to_have_count(2)
    expect(page.locator(".gx-map .own-here p").first).to_contain_text("Its code lies among those of the test set.")
    page.wait_for_url("**own=*")
    page.reload()
    expect(said).to_have_text(words)
    expect(near).to_have_count(5)
    page.get_by_role("button", name="As code").click()
    expect(page.locator(".gx-map .code code")).to_contain_text("maps.inside(places")
    page.get_by_role("button", name="Clear", exact=True).first.click()
    expect(said).to_contain_text("Press Lasso")


def test_components_of_faces_and_a_phone(watched: Watched, server: str):
    page = watched.open(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    pane = opened(page, server, "model=convvae-faces-32d&kind=pca")
    hand, canvas = pane.locator(".hand"), pane.locator("canvas.map")
    assert hand.bounding_box()["y"] < canvas.bounding_box()["y"], "the finger does not lie over the picture"
    assert white(canvas) > 5_000, "few points have small pictures at once"
    # One finger scrolls the page, or, once it was held, moves the cursor; two zoom.
    picture, touch = pane.locator(".hand-picture"), Fingers(canvas).touch
    canvas.scroll_into_view_if_needed()
    before, top = picture.get_attribute("data-z"), page.evaluate("scrollY")
    touch("touchStart", (0.3, 0.9))
    for fy in (0.8, 0.7, 0.6, 0.6):
        touch("touchMove", (0.3, fy))
    page.wait_for_timeout(300)  # the finger rests, so that the page does not go on without it
    touch("touchEnd")
    scrolled = page.evaluate("scrollY")
    assert scrolled > top + 60 and picture.get_attribute("data-z") == before
    touch("touchStart", (0.3, 0.6))
    expect(picture).not_to_have_attribute("data-z", before)
    held = picture.get_attribute("data-z")
    touch("touchMove", (0.3, 0.4))
    touch("touchMove", (0.3, 0.3))
    touch("touchEnd")
    expect(picture).not_to_have_attribute("data-z", held)
    assert page.evaluate("scrollY") == scrolled
    touch("touchStart", (0.45, 0.5), (0.55, 0.5))
    touch("touchMove", (0.3, 0.4), (0.7, 0.6))
    touch("touchMove", (0.2, 0.4), (0.8, 0.6))
    touch("touchEnd")
    expect(pane.locator(".pane-head span")).not_to_have_text("the whole map")
    assert page.evaluate("scrollY") == scrolled
    page.get_by_role("button", name="Whole map").click()
    page.get_by_role("button", name="Lasso", exact=True).click()
    canvas.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    touch("touchStart", (0.2, 0.8))
    for corner in ((0.2, 0.5), (0.2, 0.2), (0.8, 0.2), (0.8, 0.8)):
        touch("touchMove", corner)
    touch("touchEnd")
    expect(page.locator(".gx-map .lasso [role=status]")).to_contain_text("points:")
    assert page.evaluate("scrollY") == scrolled, "a tool takes the finger"
    page.get_by_label("Point of the components' plane").check()
    pane.get_by_role("button", name="Let go").click()
    canvas.hover()
    expect(pane.locator(".hand-picture")).to_have_attribute("data-how", "plane")
    page.get_by_role("button", name="UMAP", exact=True).click()
    expect(page.get_by_label("Point of the components' plane")).to_be_hidden()
    page.wait_for_url(lambda url: "kind=pca" not in url)


def test_a_tap_holds_a_place_and_the_link_brings_it_back(watched: Watched, server: str):
    page = watched.open(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    pane = opened(page, server, f"model={MODEL}&beside={BESIDE}")
    canvas, picture = pane.locator("canvas.map"), pane.locator(".hand-picture")
    opening, entries = page.url, page.evaluate("history.length")
    canvas.scroll_into_view_if_needed()
    found = []
    for place in ((0.02, 0.02), (0.97, 0.96)):
        before = picture.get_attribute("data-z")
        page.touchscreen.tap(*at(canvas, *place))
        expect(pane.get_by_role("button", name="Let go")).to_be_visible()
        expect(picture).not_to_have_attribute("data-z", before)
        page.wait_for_url(lambda url: "cursor=" in url and url not in found)
        found.append(page.url)
    assert page.evaluate("history.length") == entries + 1, "many taps are never in the way of Back"
    numbers = page.url.partition("cursor=")[2].partition("&")[0].split(",")
    assert len(numbers) == 2 and all(len(number.partition(".")[2]) <= 4 for number in numbers)
    held = picture.get_attribute("data-z")
    page.reload()
    expect(picture).to_have_attribute("data-z", held)
    expect(pane.get_by_role("button", name="Let go")).to_be_visible()
    page.go_back()
    page.wait_for_url(opening)
    expect(picture).to_have_attribute("data-how", "point")
    # On the second map what is held is a test picture: both are on it.
    second = page.locator(".gx-map .pane").nth(1)
    expect(second.locator(".hand-picture")).to_have_attribute("data-how", "point")
    second.locator("canvas.map").scroll_into_view_if_needed()
    page.touchscreen.tap(*at(second.locator("canvas.map"), 0.5, 0.5))
    page.wait_for_url("**picked=*")
    expect(second.get_by_role("button", name="Let go")).to_be_visible()
    second.get_by_role("button", name="Let go").click()
    page.wait_for_url(lambda url: "picked" not in url)
    expect(page.get_by_role("button", name="Let go")).to_have_count(0)
