"""The Gradients page: its arithmetic against SciPy, and what is on it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.integrate import quad
from scipy.stats import kstest, norm

from explorer.pages.gradients.view import GradientsView

FUNCTIONS = {
    "square": (lambda z: z**2, lambda z: 2 * z, {}),
    "cubic": (lambda z: z**3, lambda z: 3 * z**2, {}),
    "sine": (lambda z: np.sin(6 * z), lambda z: 6 * np.cos(6 * z), {"omega": 6}),
    "step": (lambda z: float(z > 0), lambda z: 0.0, {}),
    "polynomial": (lambda z: 1 - z + 0.5 * z**4, lambda z: -1 + 2 * z**3, {"coefficients": [1, -1, 0, 0, 0.5]}),
}
THEORY = """async ([view, theta, baseline]) => {
  const { theory } = await import("/explorer/pages/gradients/arithmetic.js");
  const { integrand } = await import("/explorer/pages/gradients/functions.js");
  return theory(integrand({ omega: 6, coefficients: [], ...view }), theta, baseline);
}"""


def integral(g, theta: float) -> float:
    return sum(
        quad(lambda e: g(e) * norm.pdf(e), *ends, limit=400, epsabs=1e-10)[0]
        for ends in [(-9, -theta), (-theta, 9)]  # cut at z = 0, where the step jumps
    )


def expected(value, slope, theta: float, baseline: float) -> dict[str, float]:
    """What theory() is to find, by SciPy's quadrature."""
    true, path = integral(lambda e: value(theta + e) * e, theta), integral(lambda e: slope(theta + e), theta)
    return {
        "value": integral(lambda e: value(theta + e), theta),
        "slope": true,
        "score": integral(lambda e: ((value(theta + e) - baseline) * e) ** 2, theta) - true**2,
        "pathMean": path,
        "path": integral(lambda e: slope(theta + e) ** 2, theta) - path**2,
        "best": integral(lambda e: value(theta + e) * e**2, theta),
    }


def test_theory_is_scipys(page: Page, server: str):
    page.goto(f"{server}/gradients")
    for name, (value, slope, more) in FUNCTIONS.items():
        for theta, baseline in [(0.5, 0.0), (2.0, 7.0), (-1.3, -2.0)]:
            found = page.evaluate(THEORY, [{"f": name, **more}, theta, baseline])
            assert found == pytest.approx(expected(value, slope, theta, baseline), rel=1e-6, abs=1e-7), (name, theta)


def test_the_lectures_numbers(page: Page, server: str):
    page.goto(f"{server}/gradients")
    square = [page.evaluate(THEORY, [{"f": "square"}, 2, baseline]) for baseline in (0, 5, 7)]
    assert [round(one["score"], 6) for one in square] == [87, 42, 38] and round(square[0]["path"], 6) == 4
    sine = page.evaluate(THEORY, [{"f": "sine"}, 0.5, 0])
    assert sine["score"] == pytest.approx(0.5, abs=0.01) and sine["path"] == pytest.approx(18, abs=0.1)
    step = page.evaluate(THEORY, [{"f": "step"}, 0.5, 0])
    assert step["slope"] == pytest.approx(norm.pdf(0.5)) and step["pathMean"] == step["path"] == 0
    noise = page.evaluate(
        """async () => {
          const { normals } = await import("/explorer/ui/maths/random.js");
          const draw = normals(3);
          return Array.from({ length: 20000 }, draw);
        }"""
    )
    assert kstest(noise, "norm").pvalue > 0.01


def test_ten_million_draws_leave_the_page_alive_and_fit_the_theory(page: Page, server: str):
    page.goto(f"{server}/gradients?n=100000")
    says = page.locator(".gx-gradients .says")
    expect(says).to_contain_text(re.compile(r"\((\d|\d\d) estimates\)"))  # some, while others are still drawn
    expect(says).to_contain_text("(100 estimates)")
    row = page.locator(".gx-gradients tbody tr").first
    expect(row.locator("th")).to_have_text("100,000")
    cells = [float(text) for text in row.locator("td").all_inner_texts()]
    assert cells[0] == pytest.approx(4, abs=0.03) and cells[3] == pytest.approx(4, abs=0.01)
    assert cells[1] == pytest.approx(87e-5, rel=0.6) and cells[4] == pytest.approx(4e-5, rel=0.6)
    expect(page.locator(".gx-gradients tr.slide")).to_have_count(1)


def test_it_is_dragged_linked_and_says_where_it_fails(page: Page, server: str):
    page.goto(f"{server}/gradients")
    figure = page.get_by_role("slider", name="Theta: drag the points")
    before = figure.evaluate("canvas => canvas.toDataURL()")
    area = figure.bounding_box()
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 50)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] / 4, area["y"] + 60, steps=5)
    page.mouse.up()
    expect(figure).to_have_attribute("aria-valuenow", "-1.00")
    assert figure.evaluate("canvas => canvas.toDataURL()") != before
    page.get_by_role("button", name="step", exact=True).click()
    expect(page.locator(".gx-gradients .says")).to_contain_text("f has a jump")
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.wait_for_url("**/gradients?f=step&theta=-1*")
    page.get_by_role("button", name="your polynomial").click()
    own = page.get_by_label("Coefficients of 1, z, z², z³ and z⁴")
    own.fill("1, 2, x")
    own.press("Enter")
    expect(page.locator(".gx-gradients .gx-error")).to_contain_text("Write one to five numbers")
    own.fill("0, 3")
    own.press("Enter")
    expect(page.locator(".gx-gradients .says")).to_contain_text("The slope is 3.000")
    page.get_by_role("button", name="Race").click()
    expect(page.get_by_text("step 400 of 400")).to_be_visible()


def test_its_code_gives_the_same_slope():
    for f, slope in {"square": 4, "cubic": 15, "polynomial": 4}.items():
        made: dict = {}
        exec(compile(GradientsView(f=f, theta=2, n=10_000).script(), "<code>", "exec"), made)
        score, path = made["reinforce"].mean(), made["path"].mean()
        scatter, other = made["reinforce"].var(), made["path"].var()
        assert score == pytest.approx(slope, rel=0.1) and path == pytest.approx(slope, rel=0.02) and scatter > other
