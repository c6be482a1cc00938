"""The shell in the browser: the heading and its menu, light and dark, contrast, and a page from outside."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.pages import PAGES
from tests.browser.conftest import App, Watched
from tests.pages import write_page

READY = "document.querySelector('.gx:not(.gx-header)')?.childElementCount > 0"


def test_the_theme_switch_stays_on_the_page_and_is_kept(watched, server):
    page = watched.open(color_scheme="light")
    page.goto(f"{server}/latents?model=vae-mnist-2d&z=1,1")
    address = page.url
    switch = page.get_by_role("button", name="Dark theme")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.evaluate("window.stayed = true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.url == address and page.evaluate("window.stayed && document.body.classList.contains('dark')")
    page.goto(f"{server}/manifold")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [390, 320])
def test_the_menu_of_a_phone_takes_one_line(watched, server, width):
    page = watched.open(viewport={"width": width, "height": 800})
    page.goto(f"{server}/codes")
    header = page.locator(".gx-header")
    assert header.bounding_box()["height"] <= 64
    menu, link = header.get_by_role("button", name="Codes"), header.get_by_role("link", name="Pixels")
    expect(link).to_be_hidden()
    menu.click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    menu.click()
    link.click()
    page.wait_for_url("**/pixels")
    expect(page.get_by_role("heading", name="Pixels", exact=True)).to_be_visible()


def test_gradios_own_bar_and_footer_are_not_there(page, server):
    page.goto(f"{server}/latents")
    page.wait_for_function(READY)
    assert page.locator("footer:visible, .nav-holder:visible").count() == 0
    assert page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts() == [
        one.name for one in PAGES if one.path
    ]


def test_a_page_from_outside_is_served(browser, tmp_path):
    running = App(tmp_path, "--pages", str(write_page(tmp_path)))
    watched = Watched(browser, running.url)
    try:
        page = watched.open()
        page.goto(running.url)
        page.get_by_role("link", name="Weights", exact=True).first.click()
        expect(page.get_by_role("heading", name="Weights")).to_be_visible()
        page.wait_for_function("Number(document.querySelector('.gx-weights .total')?.textContent) > 1e6")
        assert page.locator(".total").evaluate("node => getComputedStyle(node).fontSize") == "40px"
        expect(page.get_by_role("heading", name="What a weight is")).to_be_visible()
        expect(page.get_by_text("A weight is a number that was learnt.")).to_be_visible()
        assert not watched.faults
    finally:
        watched.close()
        running.end()


def test_what_a_tooltip_says_opens_without_a_mouse(watched, server):
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{server}/restore?subject=mnist&methods=none")
    word = page.locator(".gx-restore dt[title]").first
    word.scroll_into_view_if_needed()
    word.tap()
    hint = page.get_by_role("tooltip")
    expect(hint).to_have_text(word.get_attribute("title"))
    area = hint.bounding_box()
    assert 0 <= area["x"] and area["x"] + area["width"] <= 390
    page.keyboard.press("Escape")
    expect(hint).to_have_count(0)
    word.tap()
    expect(hint).to_be_visible()
    page.locator("h1").tap()
    expect(hint).to_have_count(0)


SHARING = """
window.handed = [];
navigator.canShare = ({ files }) => files.length > 0;
navigator.share = async ({ title, url, files = [] }) => {
  handed.push({ title, url, files: await Promise.all(files.map(async (file) => [file.type, file.size])) });
  if (window.refusal) throw new DOMException("", refusal);
};
"""

PLACES = """
[...document.querySelectorAll(".gx-header > *, h1, .gx-panel")]
  .map((node) => node.getBoundingClientRect())
  .filter(({ width }) => width)
  .map(({ x, y, width, height }) => [x + scrollX, y + scrollY, width, height].map(Math.round))
"""


def test_a_phone_hands_on_the_link_with_its_picture(watched, server):
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True)
    page.add_init_script(SHARING)
    link = f"{server}/latents?model=vae-mnist-2d&z=1,-0.5"
    page.request.get(link.replace("/latents?", "/posters/latents.png?"))  # whatever a first one waits for is there
    page.goto(f"{link}&__theme=dark#why")
    share = page.locator(".gx-header .share")
    share.tap()
    page.wait_for_function("handed.length === 1")
    picture = page.request.get(link.replace("/latents?", "/posters/latents.png?")).body()
    title = "Latents: Generative Explorer"
    assert page.evaluate("handed[0]") == {"title": title, "url": link, "files": [["image/png", len(picture)]]}
    page.evaluate("refusal = 'AbortError'")
    share.tap()
    page.wait_for_function("handed.length === 2")
    said = share.get_by_role("status")
    expect(said).to_be_empty()
    page.evaluate("refusal = 'NotAllowedError'")
    before = page.evaluate(PLACES)
    share.tap()
    expect(said).to_have_text("Link copied")
    expect(said).to_be_in_viewport(ratio=1)
    assert page.evaluate(PLACES) == before
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(said).to_be_empty()
    take_along = page.locator(".gx-panel").filter(has_text="Take it with you")
    take_along.get_by_role("button", name="Copy link").tap()
    expect(take_along.get_by_role("status")).to_have_text("Copied. The link restores this view.")
    assert page.evaluate(PLACES) == before
    page.evaluate("refusal = ''")
    page.goto(f"{server}/bounds")  # no picture of its own: the link alone
    share.tap()
    page.wait_for_function("handed.length === 1")
    assert page.evaluate("handed[0].files") == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        header = page.locator(".gx-header")
        assert header.bounding_box()["height"] <= 64
        name, menu = header.locator(".name").bounding_box(), header.locator(".menu").bounding_box()
        assert name["x"] + name["width"] <= menu["x"] and menu["width"] > 40


def test_where_a_browser_can_not_share_nothing_offers_it(watched, server):
    page = watched.open()
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(f"{server}/latents")
    page.wait_for_function(READY)
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()
    expect(page.locator(".gx-header .share")).to_be_hidden()


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_systems_stand_in_one_line_beside_the_sign_of_a_decoder(watched: Watched, server: str, width: int) -> None:
    page = watched.open(viewport={"width": width, "height": 800})
    page.goto(f"{server}/codes")
    page.wait_for_selector(".gx-header .source", state="attached")
    page.evaluate("document.querySelector('.gx-header .source').classList.remove('gx-hidden')")
    expect(page.locator(".gx-header .source")).to_be_visible()
    tops = page.locator(".gx-header nav ul").first.locator("a").evaluate_all("all => all.map((a) => a.offsetTop)")
    assert len(tops) > 5 and len(set(tops)) == 1
    page.close()
