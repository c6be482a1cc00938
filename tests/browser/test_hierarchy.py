"""The Hierarchy page, under a hand: what is decoded is what its groups hold, whoever drew, cooled, mixed or painted them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.latents import groups
from explorer.latents.inference import Inference
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on, draw_on_pad
from tests.browser.test_layout import CONTRAST, WIDTHS, sweep
from tests.browser.test_layout import opened as laid_out
from tests.unit import stackers

LISTEN = """
new MutationObserver(() => {
  const root = document.querySelector('.gx-hierarchy');
  if (!root || root.heard) return;
  root.heard = true;
  root.addEventListener('gx-painted', ({ detail }) => { window.painted = [...detail.z]; window.times = (window.times ?? 0) + 1; });
}).observe(document, { childList: true, subtree: true });
"""
READ = "c => { const {width, height} = c; return [...c.getContext('2d').getImageData(0, 0, width, height).data]; }"
BIG, CHANGES = ".hero canvas.big", ".hero canvas.difference"
SIZES = ((4, 4, 4), (2, 7, 7), (1, 14, 14))  # of stackers' model of three groups
FIRST, SECOND, THIRD = groups.slices(SIZES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("stacked")
    stackers.write(place)
    return place


@pytest.fixture(scope="module")
def app(folder: Path, tmp_path_factory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("app"), "--models", str(folder))
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="module")
def server(app: App) -> str:
    return app.url


@pytest.fixture(scope="module")
def kept_contexts() -> Iterator[dict]:
    kept: dict = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def work(folder: Path, tmp_path: Path) -> Inference:
    return Inference(Catalogue([folder], trained=tmp_path / "nothing"))


def opened(page: Page, server: str, query: str = "model=three") -> Page:
    page.add_init_script(LISTEN)
    page.goto(f"{server}/hierarchy?{query}")
    page.wait_for_function("window.painted")
    return page


def settled(page: Page) -> np.ndarray:
    """z of the picture on the page, once nothing changes it any more."""
    before: list[float] = []
    for _ in range(80):
        found = page.evaluate("painted")
        if found and found == before:
            return np.array(found, np.float32)[None]
        before = found
        page.wait_for_timeout(250)
    raise AssertionError("the picture does not come to rest")


def after(page: Page, act: Callable[[], object]) -> np.ndarray:
    """z of the picture that comes of what is done."""
    times = page.evaluate("times")
    act()
    page.wait_for_function("(before) => times > before", arg=times)
    return settled(page)


def grey(canvas: Locator) -> np.ndarray:
    """The red of each pixel, as many as the canvas has."""
    width, height = canvas.evaluate("c => [c.width, c.height]")
    return np.array(canvas.evaluate(READ), np.uint8).reshape(height, width, 4)[..., 0]


def row(page: Page, level: int) -> Locator:
    return page.locator(".group-row").nth(level)


def test_one_group_is_drawn_anew_and_the_others_are_held(page: Page, server: str, work: Inference):
    opened(page, server)
    first = settled(page)
    assert np.allclose(first, groups.drawn(SIZES, [0] * 3, [1] * 3), atol=1e-6), "page and code draw alike"
    assert (grey(page.locator(BIG)) == work.decode("three", first)[0, 0]).all()
    second = after(page, row(page, 1).get_by_role("button", name="Redraw").click)
    assert (second[:, FIRST] == first[:, FIRST]).all() and (second[:, THIRD] == first[:, THIRD]).all()
    assert np.allclose(second, groups.drawn(SIZES, [0, 1, 0], [1] * 3), atol=1e-6)
    change = grey(page.locator(BIG)).astype(int) - work.decode("three", first)[0, 0]
    assert change.any() and (grey(page.locator(CHANGES))[change > 40] > 0).all(), "and the change is shown"
    taken = row(page, 2).locator(".thumb").nth(5)
    expect(taken).to_have_attribute("aria-pressed", "false")
    third = after(page, taken.click)
    assert np.allclose(third, groups.drawn(SIZES, [0, 1, 5], [1] * 3), atol=1e-6)
    expect(taken).to_have_attribute("aria-pressed", "true")
    row(page, 0).get_by_role("button", name="Lock").click()
    fourth = after(page, page.get_by_role("button", name="Draw all").click)
    assert np.allclose(fourth, groups.drawn(SIZES, [0, 6, 6], [1] * 3), atol=1e-6), "a locked group stays"
    assert (after(page, lambda: page.keyboard.press("Control+z")) == third).all()


def test_temperatures_arcs_and_mixtures(page: Page, server: str):
    opened(page, server, "model=three&seeds=1,2,3")
    warm = after(page, row(page, 2).get_by_role("button", name="0.6").click)
    assert np.allclose(warm, groups.drawn(SIZES, [1, 2, 3], [1, 1, 0.6]), atol=1e-6)
    expect(page.locator(".hero").get_by_role("button", name="0.6")).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Temperature of the group 14 × 14").focus()
    assert not after(page, lambda: page.keyboard.press("Home"))[:, THIRD].any()
    same = after(page, row(page, 2).get_by_role("button", name="Redraw").click)
    assert not same[:, THIRD].any(), "at temperature 0 there is nothing to draw"
    mix = page.locator(".mix")
    mix.get_by_role("button", name="14 × 14").click()
    cell = mix.locator(".strip").nth(2).locator(".thumb").nth(3)  # A 2, seed 1, with B 3, seed 13
    assert np.allclose(after(page, cell.click), groups.drawn(SIZES, [1, 13, 1], [1, 1, 0]), atol=1e-6)
    spread = page.locator(".batch-row .gx-note")
    page.locator(".batch").scroll_into_view_if_needed()
    for at in range(4):
        expect(spread.nth(at)).to_contain_text("spread 0.")
    shown = [float(text.split()[1]) for text in spread.all_text_contents()]
    assert shown[0] == 0 < shown[1] < shown[3], "colder draws are closer together"
    row(page, 0).get_by_role("button", name="Walk").click()
    page.wait_for_function("(before) => times > before + 3", arg=page.evaluate("times"))
    row(page, 0).get_by_role("button", name="Pause").click()
    moved, link = settled(page), copied_link(page)
    seed, turn = (link[name].split(",")[0] for name in ("seeds", "turns"))
    assert float(turn) > 0
    assert np.allclose(moved, groups.drawn(SIZES, [int(seed), 13, 1], [1, 1, 0], [float(turn), 0, 0]), atol=1e-5)


def test_a_brush_moves_a_cell_and_the_link_brings_it_back(page: Page, server: str, work: Inference, watched: Watched):
    opened(page, server, "model=grid")
    z = settled(page)
    one = after(page, lambda: draw_on(page.locator(".hero .cell-pad canvas"), (0.19, 0.19), (0.19, 0.19)))
    cell = groups.cell(((2, 8, 8),), 0, 1, 1)
    assert sorted(np.flatnonzero(one != z)) == sorted(cell) and np.allclose((one - z)[0, cell], 2, atol=1e-6)
    pictures = [work.decode("grid", either)[0].astype(int) for either in (z, one)]
    assert (grey(page.locator(BIG)) == pictures[1][0]).all()
    change = np.abs(pictures[1] - pictures[0]).mean(0)
    assert change[4:8, 4:8].mean() > 2 * change.mean() and not change[24:].any(), "the change is where the brush was"
    shown = np.array(page.locator(CHANGES).evaluate(READ)).reshape(32, 32, 4)[..., :3]
    moved = np.abs(shown - 127.5).max(-1) > 1  # of pictures in colour grey is no difference
    assert moved[change > 20].all() and not moved[24:].any() and not moved[:, 24:].any()
    expect(page.locator(".told")).to_contain_text("% of it under the painted cells")
    page.locator(".brush-panel select").select_option("1")
    pad = page.locator(".brush-panel .cell-pad canvas")
    pad.focus()
    page.keyboard.press("ArrowRight")
    two = after(page, lambda: page.keyboard.press("Space"))
    assert len(np.flatnonzero(two != one)) == 1, "keys paint too, on one map"
    page.get_by_role("button", name="Draw anew").click()
    bottom = lambda: draw_on(pad, (0.06, 0.94), (0.44, 0.94))  # noqa: E731
    drawn = after(page, bottom)
    assert len(np.flatnonzero(drawn != two)) == 4
    picture = page.locator(BIG).evaluate(READ)
    copied_link(page)
    again = opened(watched.open(), server, page.url.partition("?")[2])
    assert np.allclose(settled(again), drawn, atol=1e-6) and again.locator(BIG).evaluate(READ) == picture
    page.get_by_role("button", name="Take back").click()
    assert np.allclose(after(page, bottom), two, atol=1e-6)
    assert np.allclose(after(page, page.get_by_role("button", name="Take all back").click), z, atol=1e-6)


def test_a_test_picture_is_taken_apart(page: Page, server: str, work: Inference, watched: Watched, need_data):
    need_data("mnist")
    opened(page, server)
    page.get_by_role("tab", name="Test set").click()
    page.get_by_label("Number of the test picture").fill("4")
    given = after(page, lambda: page.get_by_label("Number of the test picture").press("Enter"))
    panel = page.locator(".given")
    found = work.encode("three", datasets.test_picture("mnist", 4)[0])
    mean, kl = np.array([found["mean"]], np.float32), np.array(found["kl"])
    assert np.allclose(given, mean, atol=1e-5), "every group is the picture's"
    captions = panel.locator(".kl-maps figcaption")
    for level, part in enumerate((FIRST, SECOND, THIRD)):
        expect(captions.nth(level)).to_contain_text(f"{kl[part].sum():.1f} nats")
    area = panel.locator(".kl-map").nth(1)
    size = area.bounding_box()
    area.hover(position={"x": size["width"] * 2.5 / 7, "y": size["height"] * 4.5 / 7})
    nats = kl[SECOND].reshape(2, 7, 7).sum(0)[4, 2]
    expect(panel).to_contain_text(f"Group 7 × 7, row 5, column 3: {nats:.2f} nats")
    first = after(page, panel.locator(".first-row").nth(0).locator(".thumb").nth(0).click)
    assert np.allclose(first[:, FIRST], mean[:, FIRST], atol=1e-5) and not first[:, FIRST.stop :].any()
    two = after(page, panel.locator(".first-row").nth(1).locator(".thumb").nth(1).click)
    assert np.allclose(two[:, SECOND], mean[:, SECOND], atol=1e-5)
    assert not np.allclose(two[:, THIRD], mean[:, THIRD], atol=0.01)
    left = after(page, row(page, 1).get_by_role("button", name="From picture").click)
    assert not np.allclose(left[:, SECOND], mean[:, SECOND], atol=0.01)
    link = copied_link(page)
    assert (link["index"], link["held"]) == ("4", "0")
    again = opened(watched.open(), server, page.url.partition("?")[2])
    expect(again.locator(".given")).to_be_visible()
    assert np.allclose(settled(again), left, atol=1e-5)
    page.get_by_role("tab", name="Draw", exact=True).click()
    own = after(page, lambda: draw_on_pad(page, (0.3, 0.2), (0.7, 0.2), (0.4, 0.8)))
    assert not np.allclose(own, mean, atol=0.1)
    assert "held" not in copied_link(page), "a link can't name a picture of one's own, and holds what it became"
    again = opened(watched.open(), server, page.url.partition("?")[2])
    assert np.allclose(settled(again), own, atol=0.0051)
    page.locator(".model-bar select").select_option("own")
    expect(page.get_by_text("Blocks has no encoder: it can't take a picture.")).to_be_visible()
    expect(page.locator(".group-row")).to_have_count(2)
    expect(panel).to_be_hidden()


def test_a_stranger_s_model_and_none_at_all(page: Page, server: str, watched: Watched, folder: Path, work: Inference):
    phone = opened(watched.open(viewport={"width": 390, "height": 844}), server, "model=own")
    assert (grey(phone.locator(BIG)) == work.decode("own", settled(phone))[0, 0]).all()
    drawn = after(phone, row(phone, 1).get_by_role("button", name="Redraw").click)
    assert np.allclose(drawn, groups.drawn(((1, 2, 2), (1, 4, 4)), [0, 1], [1, 1]), atol=1e-6)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    with phone.expect_download() as film:
        row(phone, 1).get_by_role("button", name="GIF").click()
    assert film.value.suggested_filename == "hierarchy-own-4x4.gif"
    page.route("**/api/models", lambda route: route.fulfill(body="[]", content_type="application/json"))
    page.goto(f"{server}/hierarchy")
    expect(page.get_by_text("No model with groups of latents yet")).to_be_visible()
    expect(page.locator(".gx-hierarchy .gx-code")).to_have_text("python -m train hvae-mnist")


@pytest.mark.parametrize("theme, widths", [("light", WIDTHS), ("dark", [390, 1440])])
def test_nothing_overlaps_where_all_is_shown(watched: Watched, server: str, theme: str, widths: list[int], need_data):
    need_data("mnist")
    page = laid_out(watched, server, "hierarchy", f"model=three&index=4&painted=0,1&draw=3&__theme={theme}")
    expect(page.locator(".given")).to_be_visible()
    page.evaluate(CONTRAST)
    assert page.evaluate("faintTexts()") == []
    assert sweep(page, widths) == {}
