"""Every page at every width, in both themes: nothing overlaps or is cut, nothing jumps on loading, all can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer import pages
from tests.browser.conftest import Watched

PATHS = [page.path for page in pages.PAGES]
WIDTHS = [320, 360, 390, 480, 600, 761, 900, 1020, 1100, 1275, 1440, 1920]
THEMES = {"light": WIDTHS, "dark": [390, 1440]}  # colours move nothing: the dark theme is looked at where most are
FINDER = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
MOST_SHIFT = 0.1  # what Chromium's own guideline calls good
LEAST_CONTRAST = 4.5
BUSY = """
() => new Promise((resolve) => {
  let timer;
  const end = () => { observer.disconnect(); resolve(); };
  const again = () => { clearTimeout(timer); timer = setTimeout(end, 700); };
  const observer = new MutationObserver(again);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
  setTimeout(end, 8000);
  again();
})
"""
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
FAINT = """
() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map((value) => linear(value / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(one);
      if (backgroundImage !== "none" || one.matches("canvas, img")) return null;
      const [r, g, b, a = 1] = parts(backgroundColor);
      if (a === 1) return [r, g, b];
      if (a > 0) return null;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.querySelector(".gradio-container"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || owner.closest("svg, option, script, style, :disabled, [inert], .katex")) continue;
    if (!owner.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const under = ground(owner);
    const style = getComputedStyle(owner);
    if (!under || !parts(style.color).every(Number.isFinite) || owner.closest(".hint")) continue;
    const [a, b] = [light(parts(style.color)), light(under)].sort((one, two) => two - one);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < LEAST) found.add(`${contrast.toFixed(1)} : 1, “${text.slice(0, 40)}” .${owner.className}`);
  }
  return [...found];
}
""".replace("LEAST", str(LEAST_CONTRAST))


def opened(watched: Watched, server: str, path: str, query: str = "", width: int = 1440, **more) -> Page:
    page = watched.open(viewport={"width": width, "height": 900}, reduced_motion="reduce", **more)
    page.goto(f"{server}/{path}?{query}")
    bench = page.locator(".gx-body .gx")
    expect(bench.locator(".gx-panel:visible, .gx-stage:visible, section:visible").first).to_be_visible()
    page.evaluate(BUSY)
    return page


def faults_at(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    page.wait_for_timeout(200)  # charts follow their boxes a little later
    return page.evaluate("layoutFaults()")


def sweep(page: Page, widths: list[int] = WIDTHS) -> dict[int, list[str]]:
    page.evaluate(FINDER)
    found = {width: faults_at(page, width) for width in widths}
    return {width: faults for width, faults in found.items() if faults}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_overlaps_or_is_cut_at_any_width(watched: Watched, server: str, path: str, theme: str) -> None:
    page = opened(watched, server, path, f"__theme={theme}")
    assert sweep(page, THEMES[theme]) == {}


@pytest.mark.parametrize(
    "path, query",
    [
        ("latents", "model=vae-mnist-2d&beside=vae-mnist-50d"),
        ("latents", "model=cvae-fashion-16d"),
        ("classes", "model=cvae-fashion-16d"),
        ("manifold", "model=vae-mnist-2d&beside=ae-mnist-2d&points=1"),
        ("pixels", "n=16"),
    ],
)
def test_nothing_overlaps_where_more_is_shown(watched: Watched, server: str, path: str, query: str) -> None:
    assert sweep(opened(watched, server, path, query)) == {}


def test_many_kept_pictures_find_their_places(watched: Watched, server: str) -> None:
    page = opened(watched, server, "latents", "model=vae-mnist-2d")
    for _ in range(4):
        page.locator(".tools").get_by_role("button", name="Sample").click()
        page.wait_for_timeout(300)
        page.locator(".tools").get_by_role("button", name="Keep").click()
    expect(page.locator(".gx-tray .tray-tile")).to_have_count(4)
    assert sweep(page) == {}


@pytest.mark.parametrize(
    "harm, said",
    [
        (".gx-latents .hero { margin-bottom: -80px; position: relative; left: 60px }", "over each other"),
        (".gx-latents .tools .gx-row { overflow: hidden; width: 60px }", "cut"),
        (".gx-latents .model-bar .gx-select { margin-left: 1500px }", "outside"),
        (".gx-latents .latent-name b { display: block; width: 6px; overflow: hidden; text-overflow: ellipsis }", "cut"),
    ],
)
def test_what_overlaps_or_is_cut_is_found(watched: Watched, server: str, harm: str, said: str) -> None:
    page = opened(watched, server, "latents")
    page.evaluate(FINDER)
    page.add_style_tag(content=harm)
    assert any(said in fault for fault in faults_at(page, 1440))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_jumps_while_a_phone_loads_the_page(watched: Watched, server: str, path: str, theme: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, alone=True)
    page.add_init_script(SHIFTS)
    page.goto(f"{server}/{path}?__theme={theme}")
    page.evaluate(BUSY)
    assert sum(page.evaluate("shifts")) < MOST_SHIFT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PATHS)
def test_all_text_stands_out_from_its_ground(watched: Watched, server: str, path: str, theme: str) -> None:
    page = opened(watched, server, path, f"__theme={theme}")
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_of_the_keyboard_is_seen(watched: Watched, server: str, theme: str) -> None:
    """Check boxes, buttons, links of the heading and ranges have a ring."""
    page = opened(watched, server, "manifold", f"__theme={theme}")
    page.locator("body").press("Tab")
    for control in (
        ".gx-header li a",
        '.gx-manifold input[type="checkbox"]',
        ".gx-manifold .gx-btn",
        ".gx-manifold input[type=range]",
    ):
        node = page.locator(control).locator("visible=true").first
        node.focus()
        style, width = node.evaluate(
            "node => { const s = getComputedStyle(node); return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        assert style == "solid" and width >= 2, control
