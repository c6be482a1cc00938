"""The shell in the browser: the heading and its menu, light and dark, contrast, and a page from outside."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.pages import PAGES
from tests.browser.conftest import App, Watched
from tests.pages import write_page

READY = "document.querySelector('.gx:not(.gx-header)')?.childElementCount > 0"
# Every visible text of at least one letter, its colour laid over whatever lies behind it: the ratio of WCAG 2.1, section 1.4.3.
CONTRAST = """() => {
  const read = (text) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const luminance = (rgb) => rgb.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      layers.unshift(read(style.backgroundColor));
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!/[\\p{L}\\p{N}]/u.test(text) || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest(":disabled, [aria-hidden=true], svg, option, .katex-mathml, .over-picture")) continue;
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const behind = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (behind.some((one) => one instanceof HTMLCanvasElement || one instanceof HTMLImageElement)) continue;
    const below = ground(node);
    if (!below) continue;
    const [light, dim] = [luminance(over(read(getComputedStyle(node).color), below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dim + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.tagName}.${node.className} ${text.slice(0, 40)}`);
  }
  return found;
}"""


@pytest.mark.parametrize(("scheme", "faint"), [("light", "#8a929c"), ("dark", "#4d5661")])
def test_every_text_can_be_read(watched, server, scheme, faint):
    page = watched.open(color_scheme=scheme)
    for one in PAGES:
        page.goto(f"{server}/{one.path}")
        page.wait_for_function(READY)
        page.wait_for_function(f"document.body.classList.contains('dark') === {str(scheme == 'dark').lower()}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(CONTRAST) == [], one.name
    page.add_style_tag(content=f".gx .gx-note, .gx .gx-field {{ color: {faint} !important; }}")
    assert page.evaluate(CONTRAST), "what can't be read is found"


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
