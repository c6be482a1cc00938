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
FINDER, CONTRAST = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("layout.js", "contrast.js"))
MOST_SHIFT = 0.1  # what Chromium's own guideline calls good
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
def test_all_can_be_read_and_nothing_overlaps_or_is_cut(watched: Watched, server: str, path: str, theme: str) -> None:
    page = opened(watched, server, path, f"__theme={theme}")
    page.evaluate(CONTRAST)
    assert page.evaluate("faintTexts()") == []
    assert sweep(page, THEMES[theme]) == {}


@pytest.mark.parametrize(("theme", "faint"), [("light", "#8a929c"), ("dark", "#4d5661")])
def test_what_can_hardly_be_read_is_found(watched: Watched, server: str, theme: str, faint: str) -> None:
    page = opened(watched, server, "latents", f"__theme={theme}")
    page.evaluate(CONTRAST)
    page.add_style_tag(content=f".gx .gx-note, .gx .gx-field {{ color: {faint} !important; }}")
    assert page.evaluate("faintTexts()")


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
    "path, harm, said",
    [
        ("latents", ".gx-latents .hero { margin-bottom: -80px; position: relative; left: 60px }", "over each other"),
        ("latents", ".gx-latents .tools .gx-row { overflow: hidden; width: 60px }", "cut"),
        ("latents", ".gx-latents .model-bar .gx-select { margin-left: 1500px }", "outside"),
        (
            "latents",
            ".gx-latents .latent-name b { display: block; width: 6px; overflow: hidden; text-overflow: ellipsis }",
            "cut",
        ),
        ("restore", ".gx-restore .method-row .help { max-height: 16px; overflow: hidden }", "cut"),  # in what scrolls
    ],
)
def test_what_overlaps_or_is_cut_is_found(watched: Watched, server: str, path: str, harm: str, said: str) -> None:
    page = opened(watched, server, path)
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
