"""The home page in a browser: pictures that answer, and a card for every checkpoint."""

from __future__ import annotations

import json
import re

import numpy as np
from playwright.sync_api import Page, expect


def models(page: Page, server: str) -> list[dict]:
    return page.request.get(f"{server}/api/models").json()


def test_every_checkpoint_has_a_card_that_opens(page: Page, server: str):
    page.goto(server)
    listed = models(page, server)
    usable = [card for card in listed if card["usable"]]
    cards = page.locator(".gx-home .model")
    expect(cards).to_have_count(len(usable))
    listed = {card["title"]: card for card in usable}
    assert len(listed) == len(usable)
    headings = cards.get_by_role("heading").all_text_contents()
    assert sorted(headings) == sorted(listed)
    for i, card in enumerate(listed[heading] for heading in headings):
        can = set(card["can"])
        opens = {
            "Latents": "decode" in can and "groups" not in can,
            "Hierarchy": "groups" in can,
            "Manifold": "decode" in can and card["latents"] == 2,
            "Map": {"decode", "encode"} <= can and "groups" not in can,
            "Classes": {"decode", "condition"} <= can,
            "Restore": bool(can & {"denoise", "patch_prior"}),
            "Pixels": "autoregress" in can and not card["over"],
            "Codes": "quantize" in can or bool(card["over"]),
            "Attention": "attend" in can,
            "Sketches": "sketch" in can,
        }
        for page_name, opened in opens.items():
            expect(cards.nth(i).get_by_role("link", name=page_name)).to_have_count(int(opened))
        if opens["Latents"]:
            expect(cards.nth(i).get_by_role("link", name="Latents")).to_have_attribute(
                "href", f"/latents?model={card['name']}"
            )
        if opens["Pixels"]:
            expect(cards.nth(i).get_by_role("link", name="Pixels")).to_have_attribute(
                "href", f"/pixels?model={card['name']}"
            )
        if opens["Codes"]:  # a prior opens with the model whose codes it draws
            expect(cards.nth(i).get_by_role("link", name="Codes")).to_have_attribute(
                "href", f"/codes?model={card['over'] or card['name']}"
            )
    two = next(i for i, heading in enumerate(headings) if listed[heading]["latents"] == 2)
    cards.nth(two).get_by_role("link", name="Manifold").click()
    expect(page.locator(".gx-manifold .plane").first).to_be_visible()
    assert f"model={listed[headings[two]]['name']}" in page.url


def test_it_opens_on_the_way_from_one_face_to_another(watched, server: str):
    page = watched.open()
    opening = next(card for card in models(page, server) if "" in card["first"])
    still = page.request.get(server).text()
    assert f"/previews/{opening['name']}/first.png" in still  # before any script
    page.goto(server)
    face, slider = page.locator(".gx-home .morph canvas.face"), page.locator(".gx-home .morph .strip-slider")
    play = page.locator(".gx-home .morph button")
    expect(play).to_have_text("Pause")
    places = {face.evaluate("c => c.toDataURL()")}
    page.wait_for_timeout(600)
    assert face.evaluate("c => c.toDataURL()") not in places  # it lives
    play.click()
    there, stood = slider.get_attribute("aria-valuenow"), face.evaluate("c => c.toDataURL()")
    page.wait_for_timeout(300)
    assert (slider.get_attribute("aria-valuenow"), face.evaluate("c => c.toDataURL()")) == (there, stood)
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0 % of the way"
    first = face.evaluate("c => [...c.getContext('2d').getImageData(0, 0, 64, 64).data]")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    assert slider.get_attribute("aria-valuetext") == "50 % of the way" and play.inner_text() == "Play"
    page.locator(".gx-home .morph a").click()
    expect(page.locator(".path-strip")).to_be_visible()
    big = page.locator(".gx-latents canvas.big").first
    shown = "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].join()"
    page.wait_for_function(  # the very picture that the way begins with
        f"([s, wanted]) => {{ const c = document.querySelector(s); return c && ({shown})(c) === wanted; }}",
        arg=[".gx-latents canvas.big", ",".join(map(str, first))],
    )
    assert big.evaluate("c => c.width") == 64

    page = watched.open(reduced_motion="reduce")
    page.goto(server)
    expect(page.locator(".gx-home .morph button")).to_have_text("Play")
    page.route("**/morph.json", lambda route: route.fulfill(status=404, body="{}"))
    page.goto(server)
    expect(page.locator(".gx-home .door").first).to_be_visible()
    expect(page.locator(".gx-home .morph")).to_have_count(0)
    watched.expect_error("404")


def test_the_pictures_answer_to_the_pointer(page: Page, server: str):
    page.emulate_media(reduced_motion="reduce")
    page.goto(server)
    doors = [
        (f".door:has([href*='/{name}'])", ".sheet-box", ".lens")
        for name in ("manifold", "classes", "codes", "sketches", "attention")
    ] + [(".door:has([href*='/latents'])", ".strip-box", ".big")]
    for door, area, shown in doors:
        box, picture = page.locator(f".gx-home {door} {area}"), page.locator(f".gx-home {door} {shown}")
        page.wait_for_function(
            "(selector) => { const c = document.querySelector(selector); return c && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 < 3 && v); }",
            arg=f".gx-home {door} {shown}",
        )
        box.scroll_into_view_if_needed()
        seen = set()
        for fx, fy in [(0.03, 0.1), (0.5, 0.1), (0.97, 0.9)]:
            size = box.bounding_box()
            page.mouse.move(size["x"] + fx * size["width"], size["y"] + fy * size["height"])
            seen.add(picture.evaluate("canvas => canvas.toDataURL()"))
        assert len(seen) == 3


def test_the_arguments_answer_to_the_pointer_and_open(page: Page, server: str):
    page.goto(server)
    ideas = page.locator(".gx-home .idea")
    expect(ideas).to_have_count(4)
    for i in range(4):
        plot = ideas.nth(i).locator("canvas")
        plot.scroll_into_view_if_needed()
        box, seen = plot.bounding_box(), set()
        for part in (0.3, 0.6, 0.9):
            page.mouse.move(box["x"] + part * box["width"], box["y"] + 60)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            seen.add(plot.evaluate("canvas => canvas.toDataURL()"))
        assert len(seen) == 3
    ideas.nth(0).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Bounds", exact=True)).to_be_visible()


def test_the_divider_lies_between_noise_and_what_the_denoiser_makes_of_it(page: Page, server: str):
    page.goto(server)
    divider = page.locator(".gx-home .restore [role=slider]")
    divider.scroll_into_view_if_needed()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.gx-home .restore canvas')].length === 2 && [...document.querySelectorAll('.gx-home .restore canvas')]
          .every((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((v, i) => i % 4 < 3 && v))"""
    )
    noisy, mended = (
        np.array(
            page.locator(f".gx-home .restore .compare-{side}").evaluate(
                "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
            )
        ).reshape(28, 28, 4)[..., 0]
        for side in ("left", "right")
    )
    assert noisy.std() > mended.std() and (mended < 64).mean() > 0.6, "a digit is mostly black, noise is not"
    area = divider.bounding_box()
    page.mouse.move(area["x"] + 0.25 * area["width"], area["y"] + 0.5 * area["height"])
    expect(divider).to_have_attribute("aria-valuenow", re.compile(r"^2[45]"))


def test_models_are_found_by_typing(page: Page, server: str):
    page.goto(server)
    search, cards = page.get_by_role("searchbox"), page.locator(".gx-home .model:visible")
    expect(cards.first).to_be_visible()
    search.fill("fashion quantize")
    expect(cards).to_have_count(2)
    expect(page.locator(".gx-home .kind:visible summary")).to_have_text("Codes, and priors over them 2")
    search.fill("nothing has this")
    expect(page.get_by_text("No model here has all of these words.")).to_be_visible()
    search.fill("")
    assert cards.count() > 30


def test_a_click_on_a_picture_opens_its_page_at_that_place(page: Page, server: str):
    page.goto(server)
    sheet = page.locator(".gx-home .door:has([href*='/classes']) .sheet-box")
    sheet.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.gx-home .door:has([href*=\"/classes\"]) .lens').width > 20")
    area = sheet.bounding_box()
    page.mouse.click(area["x"] + 0.75 * area["width"], area["y"] + 0.5 * area["height"])
    page.wait_for_url("**/classes?*mode=one&cls=7*")


def test_no_model_decodes_on_the_home_page(page: Page, server: str):
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(server)
    page.wait_for_selector(".gx-home .model")
    assert not [url for url in sockets if "/api/decode" in url]


def test_unusable_checkpoints_and_none_at_all(page: Page, server: str):
    broken = {
        "name": "torn<b>",
        "usable": False,
        "reason": "model.safetensors is truncated",
        "title": "torn",
        "can": [],
        "shape": [],
        "latents": 0,
    }
    page.route("**/api/models", lambda route: route.fulfill(body=json.dumps([broken]), content_type="application/json"))
    page.goto(server)
    expect(page.get_by_text("There is no model yet")).to_be_visible()
    expect(page.locator(".gx-home .gx-code")).to_contain_text("python -m train")
    expect(page.locator(".gx-home .broken li")).to_have_text("torn<b>: model.safetensors is truncated.")


def test_phone(watched, server: str):
    page = watched.open(viewport={"width": 390, "height": 844})
    page.goto(server)
    folds = page.locator(".gx-home .kind")
    expect(folds.nth(0)).to_be_visible()
    expect(page.locator(".gx-home .model:visible")).to_have_count(0)
    folds.nth(0).locator("summary").click()
    expect(folds.nth(0).locator(".model").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
