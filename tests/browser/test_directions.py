"""Directions under a hand on the Latents page: made of two groups, dragged, undone, kept, and taken along."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import copied_link
from tests.browser.test_latents import FLAT, Bench, becomes, decode, strip

AT = 6 / 13 + 0.5 / 13 + 3 / 13  # of the strip: the tenth of thirteen pictures, half of the reach to the right


class Directions(Bench):
    def make(self, begins: str, leads: str, name: str = "") -> Locator:
        panel = self.page.locator(".directions")
        if panel.get_by_role("button", name="Make one").get_attribute("aria-pressed") == "false":
            panel.get_by_role("button", name="Make one").click()
        for box, begin in zip(panel.locator("select").all()[:2], (begins, leads), strict=True):
            option = box.locator("option").filter(has_text=re.compile(rf"^{begin}\b"))
            expect(option).to_have_count(1)
            box.select_option(option.get_attribute("value"))
        panel.get_by_role("button", name="Make it").click()
        return self.row(name or f"{begins} → {leads}")

    def row(self, name: str) -> Locator:
        return self.page.locator(f".direction[data-name='{name}']")

    def vector(self) -> np.ndarray:
        """Of the only direction of the copied link: middle, reach and AUC stand before it."""
        return np.array(copied_link(self.page)["along"].split(","), float)


def test_a_direction_is_made_dragged_undone_kept_and_taken_along(page: Page, server: str) -> None:
    bench = Directions(page, server)
    row = bench.make("1", "0")
    expect(row).to_contain_text(re.compile(r"AUC (1\.000|0\.99\d)"))
    expect(page.locator(".direction-maker [role=status]")).to_contain_text("others are told apart with an AUC of")
    middle, reach, _, *vector = bench.vector()
    before, vector = np.array(bench.z()), np.array(vector)
    place = before @ vector / (vector @ vector) - middle
    amounts = np.linspace(-reach, reach, 13) - place
    becomes(row.locator(".strip"), strip(decode(FLAT, before + amounts[:, None] * vector)), slack=3)

    slider = row.get_by_role("slider")
    area = slider.bounding_box()
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(area["x"] + AT * area["width"], y, steps=10)
    page.mouse.up()
    value = float(slider.get_attribute("aria-valuenow"))
    assert value == pytest.approx(reach / 2, abs=0.03)
    moved = before + (value - place) * vector
    assert bench.z() == pytest.approx(moved, abs=2e-3), "the latents' sliders follow"
    bench.shows(FLAT, bench.z())

    bench.button("Undo").first.click()
    assert bench.z() == pytest.approx(before)
    expect(slider).to_have_attribute("aria-valuenow", re.compile(rf"^{round(place, 2):g}"))
    bench.button("Redo").first.click()
    query = copied_link(page)
    assert query["named"] == "1 → 0" and np.array(query["z"].split(","), float) == pytest.approx(moved, abs=2e-3)
    bench.button("As code").click()
    expect(page.locator(".gx-latents .gx-code")).to_contain_text('"1 \\u2192 0": torch.tensor([')

    row.get_by_role("button", name="Keep 1 → 0").click()
    bench.drag(0, 0.2)  # a latent moves z along the direction, too
    z = np.array(bench.z())
    expected = round(z @ vector / (vector @ vector) - middle, 2)
    assert float(slider.get_attribute("aria-valuenow")) == pytest.approx(expected, abs=0.02)
    page.reload()  # the address is that of the view
    expect(row.get_by_role("slider")).to_be_visible()
    row.get_by_role("button", name="Take 1 → 0 off the page").click()
    expect(row).to_have_count(0)
    bench.button("Undo").first.click()
    expect(row).to_have_count(1)
    bench.button("Redo").first.click()
    page.locator(".direction-chips").get_by_role("button", name="1 → 0", exact=True).click()
    expect(row).to_contain_text("kept")


def test_a_direction_at_right_angles_to_another_leaves_it_where_it_is(page: Page, server: str) -> None:
    bench = Directions(page, server)
    first = bench.make("1", "0")
    expect(first).to_have_count(1)
    page.locator(".direction-maker select").nth(2).select_option(label="1 → 0")
    second = bench.make("1", "7", "1 → 7 ⊥")
    expect(second).to_have_count(1)
    expect(page.locator(".directions")).to_contain_text("is 0.00: all but at right angles")
    place = first.get_by_role("slider").get_attribute("aria-valuenow")
    second.get_by_role("slider").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert float(first.get_by_role("slider").get_attribute("aria-valuenow")) == pytest.approx(float(place), abs=0.011)
    bench.page.locator(".latent[data-index='0'] .lock").click()
    bench.page.locator(".latent[data-index='1'] .lock").click()
    expect(second.get_by_role("slider")).to_have_attribute("aria-disabled", "true")
