"""Below the map: a row of pictures along a direction, its strip and film, analogies, neighbourhoods, a lassoed group."""

from __future__ import annotations

import io
import json
import re
import urllib.request

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from explorer.catalogue import TRAINED
from explorer.latents import directions, maps
from tests.browser.hands import copied_link
from tests.browser.test_latents import FLAT, becomes, decode, strip


def asked(server: str, path: str, **content) -> dict:
    """What a route says, as the page asks it."""
    request = urllib.request.Request(
        f"{server}/api/{path}?model={FLAT}",
        json.dumps(content).encode(),
        {"Content-Type": "application/json"},
    )
    return json.load(urllib.request.urlopen(request))


class Bench:
    def __init__(self, page: Page, server: str, query: str = f"model={FLAT}"):
        self.page = page
        page.goto(f"{server}/map?{query}")
        self.root = page.locator(".directions-bench")
        page.locator(".directions-place").scroll_into_view_if_needed()
        expect(self.root.locator(".direction-row canvas")).to_have_count(8)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def make(self, begins: str, leads: str) -> None:
        """A direction between two of the groups that the form offers."""
        self.button("Make one").click()
        for box, value in zip(self.root.locator(".direction-maker select").all()[:2], (begins, leads), strict=True):
            expect(box.locator(f"option[value='{value}']")).to_have_count(1)
            box.select_option(value)
        self.button("Make it").click()
        expect(self.root.locator(".direction")).to_have_count(1)


def test_a_row_moves_along_a_direction_and_is_saved(page: Page, server: str) -> None:
    bench = Bench(page, server)
    row = asked(server, "group-pictures", group={"attribute": "class", "value": 0}, n=8, seed=0)["pictures"]
    canvases = bench.root.locator(".direction-row canvas")
    before = np.array([one["z"] for one in row])
    becomes(canvases.nth(3), decode(FLAT, before)[3])
    bench.make("class:0", "class:1")
    vector = np.array(
        asked(
            server,
            "direction",
            those={"attribute": "class", "value": 1},
            others={"attribute": "class", "value": 0},
        )["vector"]
    )
    amount = bench.root.get_by_role("slider", name="How far")
    amount.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    moved = before + float(amount.input_value()) * vector
    assert float(amount.input_value()) == pytest.approx(0.15)
    for index in (0, 7):
        becomes(canvases.nth(index), decode(FLAT, moved)[index], slack=3)

    with page.expect_download() as download:
        bench.button("Save strip").click()
    saved = np.asarray(Image.open(download.value.path()).convert("L"), int)
    assert saved.shape == (8 * 28 * 2, 9 * 28 * 2)
    assert np.abs(saved[::2, ::2][:28, 4 * 28 : 5 * 28] - decode(FLAT, before)[0]).max() <= 3, "the middle is the row"
    with page.expect_download() as download:
        bench.button("Save GIF").click()
    film = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert film.n_frames == 46 and film.width > 8 * 28

    link = copied_link(page)
    assert link["named"] == "0 → 1" and np.array(link["along"].split(","), float)[3:] == pytest.approx(vector)
    bench.button("Open on Latents").click()
    page.wait_for_url("**/latents?*")
    expect(page.locator(".direction[data-name='0 → 1']").get_by_role("slider")).to_be_visible()


def test_analogies_neighbours_and_a_lassoed_group(page: Page, server: str) -> None:
    answers: dict[str, list[dict]] = {"analogy": [], "neighbourhood": []}
    page.on(
        "requestfinished",
        lambda request: [
            found.append({"asked": request.post_data_json, "told": request.response().json()})
            for name, found in answers.items()
            if f"/api/{name}" in request.url
        ],
    )
    bench = Bench(page, server)
    figures = bench.root.locator(".analogy canvas")
    expect(bench.root.locator(".analogy-panel .sheet-frames i:not(.cursor)")).to_have_count(4)
    expect(bench.root.locator(".mine-panel .sheet-frames i:not(.cursor)")).to_have_count(16)
    expect(bench.root.locator(".analogy-said")).to_contain_text("A: 9. B, which is most like it: 4.")
    first = answers["analogy"][-1]
    a, b, c = (np.array(first["asked"][name]) for name in "abc")
    becomes(figures.nth(3), decode(FLAT, a - b + c)[0], slack=3)
    becomes(figures.nth(4), decode(FLAT, first["told"]["nearest"][0]["z"])[0], slack=3)
    grid = directions.j_diagram(b, a, c, 7)
    rows = [strip(part) for part in decode(FLAT, grid).reshape(7, 7, 28, 28)]
    becomes(bench.root.locator(".analogy-panel .sheet canvas"), np.concatenate(rows), slack=3)

    stored = maps.read(TRAINED / FLAT)
    around = answers["neighbourhood"][-1]
    wanted, _, _ = directions.mine_grid(stored.codes, np.array(around["asked"]["z"]), 4, 3)
    assert np.array(around["told"]["grid"]) == pytest.approx(wanted, abs=1e-3)

    bench.button("Take as C").click()  # the picture under the hand: test picture 0
    expect(figures.nth(2)).to_be_visible()
    becomes(figures.nth(2), decode(FLAT, stored.codes[0])[0], slack=3)

    page.get_by_role("button", name="Around the cursor").click()
    page.get_by_label("Name of the selection").fill("near the seven")
    page.locator(".gx-map .lasso").get_by_role("button", name="Keep", exact=True).click()
    box = bench.root.locator(".direction-maker select").nth(1)
    expect(box.locator("option:checked")).to_contain_text("near the seven")
    bench.button("Make it").click()
    expect(bench.root.locator(".direction[data-name='near the seven']")).to_contain_text("AUC")
    # Another model of the same pictures has the selection, too, until it is forgotten.
    page.get_by_role("combobox", name="Model").first.select_option("pca-mnist-50d")
    expect(page.locator(".gx-map .selection")).to_contain_text("near the seven")
    for select in (box, bench.root.get_by_label("Pictures of")):
        expect(select.locator("option", has_text="near the seven")).to_have_count(1)
    page.get_by_role("button", name="Forget near the seven").click()
    for select in (box, bench.root.get_by_label("Pictures of")):
        expect(select.locator("option", has_text="near the seven")).to_have_count(0)


def test_another_model_takes_over_and_a_picture_that_is_not_there_is_the_first(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={FLAT}&picked=1000000")
    expect(page.locator(".gx-map .hand-picture").first).to_have_attribute("data-how", "point")
    page.get_by_role("combobox", name="Model").first.select_option("pca-faces-32d")
    canvas = bench.root.locator(".direction-row canvas").first
    expect(canvas).to_have_js_property("width", 64)
    expect(bench.root.locator(".direction-row canvas")).to_have_count(8)
    expect(bench.root.locator(".direction")).to_have_count(1)
    expect(page.locator(".gx-map .gx-error:not(.gx-hidden)").filter(has_text="numbers")).to_have_count(0)


def test_a_long_name_is_counted_and_nowhere_cut_without_a_word(page: Page, server: str) -> None:
    bench = Bench(page, server)
    name = page.get_by_label("Name of the selection")
    page.get_by_role("button", name="Around the cursor").click()
    count = page.locator(".keep-row .letters")
    name.fill("A name that is as long")
    expect(count).to_be_empty()
    name.press_sequentially(" as a name may ever be, and longer")
    expect(name).to_have_value("A name that is as long as a name may eve")
    expect(count).to_have_text("40 of 40 letters: a name can't be longer")
    page.get_by_role("button", name="Keep", exact=True).click()
    kept = page.locator(".selection .gx-btn").first
    expect(kept).to_have_text("A name that is as long as a name may eve")
    assert kept.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    maker = bench.root.locator(".direction-maker")
    bench.button("Make one").click() if not maker.is_visible() else None
    maker.locator("select").first.select_option("class:1")
    expect(maker.get_by_role("textbox")).to_have_value(f"{'1 → A name that is as long as a name may eve'[:39]}…")
    expect(maker.locator(".letters")).to_contain_text("40 of 40 letters")
    maker.get_by_role("button", name="Make it").click()
    head = bench.root.locator(".direction-head b").last
    expect(head).to_have_attribute("title", re.compile("from 1 to A name that is as long as a name may eve$"))
    assert head.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
