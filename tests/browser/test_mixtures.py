"""The Mixtures page: its arithmetic against scikit-learn and SciPy, and what is on it."""

from __future__ import annotations

import io
import json
import re
import warnings

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from scipy.interpolate import PchipInterpolator
from scipy.stats import expon, kstest, norm

from explorer.catalogue import TRAINED, Catalogue
from explorer.pages.mixtures.view import MixturesView

IMPORTS = """
  const m = await import("/explorer/pages/mixtures/mixture.js");
  const t = await import("/explorer/pages/mixtures/transform.js");
"""
LIGHT = "/explorer/pages/mixtures/style.css"  # what of the server's is there at once: arithmetic needs no page
HEIGHTS = [-3.5, -2.0, -1.8, -0.1, 0.4, 2.9, 3.3]


def nats(name: str) -> str:
    """What the patch prior gives the photograph that the page opens with, as measured."""
    measured = json.loads((TRAINED / "experiments.json").read_text())["mixtures"]
    return f"{measured[name]:.1f}"


def open_light(page: Page, server: str) -> None:
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(server + LIGHT)


def js(page: Page, body: str, argument=None):
    """What a function of the page's two arithmetic modules, ``m`` and ``t``, gives for ``a``."""
    return page.evaluate(f"async (a) => {{ {IMPORTS} {body} }}", argument)


def test_em_is_scikit_learns_step_by_step(page: Page, server: str):
    mixture_module = pytest.importorskip("sklearn.mixture")
    open_light(page, server)
    random = np.random.default_rng(3)
    starts = [
        ([0.5, 0.3, 0.2], [-2.0, 0.5, 3.0], [0.8, 0.5, 1.0], random.normal(0, 2.5, 60)),
        ([0.5, 0.5], [-2.0, 3.2], [1.0, 0.4], np.r_[random.normal(-2, 1, 12), 3.0]),  # collapses
        ([0.2, 0.2, 0.2, 0.2, 0.2], [-4.0, -2.0, 0.0, 2.0, 4.0], [0.7] * 5, random.normal(1, 0.6, 25)),
        ([1.0], [5.0], [0.1], np.array([-6.0, 0.25])),
    ]
    for weights, means, deviations, points in starts:
        steps = js(
            page,
            """let now = a.mixture; const found = [];
            for (let i = 0; i < 25; i++) {
              const before = m.likelihood(now, a.points);
              now = m.emStep(now, a.points);
              found.push([before, ...now.weights, ...now.means, ...now.deviations]);
            }
            return found;""",
            {
                "mixture": {"weights": weights, "means": means, "deviations": deviations},
                "points": points.tolist(),
            },
        )
        theirs = mixture_module.GaussianMixture(
            len(weights),
            max_iter=1,
            warm_start=True,
            reg_covar=1e-3,
            weights_init=weights,
            means_init=np.array(means)[:, None],
            precisions_init=1 / np.array(deviations)[:, None, None] ** 2,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one step is no convergence, which is not asked here
            for found in steps:
                if len(weights) > len(points):
                    break
                theirs.fit(points[:, None])
                expected = [
                    theirs.lower_bound_,
                    *theirs.weights_,
                    *theirs.means_[:, 0],
                    *np.sqrt(theirs.covariances_[:, 0, 0]),
                ]
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_densities_and_moments_are_scipys(page: Page, server: str):
    open_light(page, server)
    shares = js(
        page,
        "return a.x.map((x) => [m.logDensity(a.mixture, x), ...m.responsibilities(a.mixture, x)]);",
        {"mixture": {"weights": [0.7, 0.3], "means": [-1, 2], "deviations": [0.5, 1.5]}, "x": [-40, -1, 0.3, 5]},
    )
    for x, (whole, *found) in zip([-40, -1, 0.3, 5], shares, strict=True):
        joint = np.log([0.7, 0.3]) + norm.logpdf(x, [-1, 2], [0.5, 1.5])
        assert whole == pytest.approx(np.logaddexp(*joint)) and sum(found) == pytest.approx(1)
        assert found == pytest.approx(np.exp(joint - whole))
    drawn = js(
        page,
        "return m.draws({weights: [0.7, 0.3], means: [-1, 2], deviations: [0.5, 1.5]}, 20000, 5).map((d) => [d.bell, d.x]);",
    )
    bells, x = np.array(drawn).T
    assert bells.mean() == pytest.approx(0.3, abs=0.01)
    assert kstest(x, lambda v: 0.7 * norm.cdf(v, -1, 0.5) + 0.3 * norm.cdf(v, 2, 1.5)).pvalue > 0.01

    made = js(
        page,
        """const out = {};
        for (const [name, base] of a.pairs) {
          const f = t.rising(name, base, a.heights);
          const places = base === "uniform" ? a.uniform : a.normal;
          const h = 1e-5;
          out[`${name} ${base}`] = {
            x: places.map(f.value), p: places.map((z) => t.baseDensity(base)(z) / f.slope(z)),
            ...t.moments(f, base), drawn: t.baseDraws(base, 20000, 11).map(f.value),
          };
        }
        return out;""",
        {
            "pairs": [(f, base) for f in ("logistic", "humps", "hand") for base in ("normal", "uniform")]
            + [("quantile", "uniform"), ("log", "uniform")],
            "heights": HEIGHTS,
            "uniform": (uniform := np.linspace(0.02, 0.98, 25).tolist()),
            "normal": (normal := np.linspace(-3.6, 3.6, 25).tolist()),
        },
    )
    assert made["quantile uniform"]["p"] == pytest.approx(norm.pdf(made["quantile uniform"]["x"]), rel=1e-8)
    assert made["log uniform"]["p"] == pytest.approx(expon.pdf(-np.array(made["log uniform"]["x"])), rel=1e-9)
    assert [made["log uniform"][name] for name in ("mean", "variance")] == pytest.approx([-1, 1], abs=1e-6)
    assert kstest(-np.array(made["log uniform"]["drawn"]), "expon").pvalue > 0.01
    assert kstest(made["quantile uniform"]["drawn"], "norm").pvalue > 0.01
    for name, found in made.items():
        f, base = name.split()
        made_by = {"np": np, "norm": norm}
        places = np.array(uniform if base == "uniform" else normal)
        value = function_of(MixturesView(f=f, base=base, knots=HEIGHTS), made_by)
        slopes = (value(places + 1e-6) - value(places - 1e-6)) / 2e-6
        p = 1 if base == "uniform" else norm.pdf(places)
        assert found["x"] == pytest.approx(value(places), rel=1e-9), name
        assert found["p"] == pytest.approx(p / slopes, rel=1e-5), name
        t = np.linspace(-8, 8, 20_001)
        x = value(norm.cdf(t) if base == "uniform" else t)
        mean = np.average(x[1:-1], weights=norm.pdf(t[1:-1]))
        variance = np.average((x[1:-1] - mean) ** 2, weights=norm.pdf(t[1:-1]))
        assert [found["mean"], found["variance"]] == pytest.approx([mean, variance], rel=1e-4, abs=1e-6), name
    inner = PchipInterpolator(np.linspace(0, 1, 7), HEIGHTS)(uniform)[5:-5]
    assert made["hand uniform"]["x"][5:-5] == pytest.approx(inner)  # SciPy bends its end pieces otherwise


def function_of(view: MixturesView, scope: dict):
    """The function of the view's script, of arrays."""
    from scipy.interpolate import CubicHermiteSpline

    lines = [line for line in view._function() if not line.startswith(("random", "z =", "print"))]
    code = compile("\n".join(lines), "<code>", "exec")

    def value(z):
        made = {"CubicHermiteSpline": CubicHermiteSpline, "z": np.asarray(z), **scope}
        exec(code, made)
        return made["x"]

    return value


def test_bells_are_dragged_fitted_undone_and_linked(page: Page, server: str):
    page.goto(f"{server}/mixtures")
    bench = page.locator(".gx-mixtures .bells")
    cells = bench.locator(".bells-table tbody tr").first.locator("td")
    expect(cells).to_have_text(["50 %", "−2.00", "0.80"])
    top, side = (bench.get_by_role("slider", name=f"Bell 1, its {what}") for what in ("mean", "deviation"))
    area = top.bounding_box()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 20, steps=4)
    page.mouse.up()
    expect(cells.nth(1)).not_to_have_text("−2.00")
    expect(cells.nth(0)).not_to_have_text("50 %")
    page.wait_for_timeout(500)  # the hand rests, which ends a step of Undo
    side.press("ArrowRight")
    expect(cells.nth(2)).not_to_have_text("0.80")
    page.wait_for_timeout(500)
    page.keyboard.press("Control+z")
    expect(cells.nth(2)).to_have_text("0.80")
    undo = bench.get_by_role("button", name="Undo", exact=True)
    while undo.is_enabled():  # once, where the hand did not rest on its way
        page.keyboard.press("Control+z")
    expect(cells).to_have_text(["50 %", "−2.00", "0.80"])

    points = bench.get_by_role("group", name="Your points: click")
    points.scroll_into_view_if_needed()
    area = points.bounding_box()
    for share in (0.3, 0.5, 0.7):
        page.mouse.click(area["x"] + 44 + share * (area["width"] - 54), area["y"] + 20)
    said = bench.locator(".em-said")
    expect(said).to_contain_text("3 points")
    found = page.evaluate(
        "() => fetch('/api/link/mixtures', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}}).then((r) => r.status)"
    )
    assert found == 200
    bench.get_by_role("button", name="Take one away").click()
    expect(said).to_contain_text("2 points")
    bench.get_by_role("button", name="Clear points").click()
    expect(bench.get_by_role("button", name="EM step")).to_be_disabled()
    bench.get_by_role("button", name="Undo", exact=True).click()
    expect(said).to_contain_text("2 points")

    bench.get_by_role("button", name="Draw 200 points").click()
    expect(said).to_contain_text("Step 0")
    before = float(re.search(r"ln p = (\S+) nats", said.inner_text())[1].replace("−", "-"))
    bench.get_by_role("button", name="EM step").click()
    expect(said).to_contain_text("Step 1")
    after = float(re.search(r"ln p = (\S+) nats", said.inner_text())[1].replace("−", "-"))
    assert after > before
    bench.get_by_role("button", name="Run EM").click()
    expect(bench.get_by_role("button", name="Run EM")).to_be_visible(timeout=60_000)
    bench.get_by_role("group", name="Number of bells").get_by_role("button", name="5").click()
    expect(bench.locator(".bells-table tbody tr")).to_have_count(5)
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.wait_for_url("**/mixtures?*weights=*")
    table = bench.locator(".bells-table tbody").inner_text()
    page.reload()
    expect(bench.locator(".bells-table tbody tr")).to_have_count(5)
    assert bench.locator(".bells-table tbody").inner_text() == table
    expect(said).to_contain_text("200 points")


def test_a_bell_on_one_point_is_told_and_f_is_bent_by_hand(page: Page, server: str):
    page.goto(f"{server}/mixtures?weights=0.5,0.5&means=-2,3.2&deviations=1,0.4&points=-3,-2.6,-2,-1.5,-1,3&f=log")
    bench = page.locator(".gx-mixtures .bells")
    bench.get_by_role("button", name="Run EM").click()
    expect(bench.locator(".em-note")).to_contain_text("Bell 2 has collapsed")
    expect(bench.locator(".bells-table tbody tr").nth(1)).to_contain_text("0.03")

    bench = page.locator(".gx-mixtures .transform")
    told = bench.locator("dl")
    expect(told).to_contain_text(re.compile(r"mean−1\.000.*variance1\.000", re.DOTALL))
    expect(bench.locator(".transform-note")).to_contain_text("Minus an exponential")
    expect(bench.get_by_role("button", name="normal", exact=True)).to_be_disabled()
    bench.get_by_role("button", name="two humps").click()
    bench.get_by_role("button", name="normal", exact=True).click()
    z = bench.get_by_role("slider", name="z", exact=True)
    before = bench.locator(".transform-said").inner_text()
    z.press("ArrowRight")
    expect(bench.locator(".transform-said")).not_to_have_text(before)
    bench.get_by_role("button", name="by hand").click()
    knot = bench.get_by_role("slider", name="Point 4 of f")
    numbers = told.inner_text()
    for _ in range(60):
        knot.press("ArrowUp")
    expect(told).not_to_have_text(numbers)
    highest = float(bench.get_by_role("slider", name="Point 5 of f").get_attribute("aria-valuetext").split(", ")[-1])
    assert float(knot.get_attribute("aria-valuetext").split(", ")[-1]) < highest  # f goes on rising
    numbers = told.inner_text()
    page.wait_for_timeout(500)  # the hand rests, which ends a step of Undo
    bench.get_by_role("button", name="ln z").click()
    page.keyboard.press("Control+z")
    expect(told).to_have_text(numbers, use_inner_text=True)
    expect(knot).to_be_visible()
    page.get_by_role("button", name="As code", exact=True).click()
    code = page.locator(".gx-mixtures .gx-code code")
    expect(code).to_contain_text("CubicHermiteSpline(places")
    made: dict = {}
    exec(compile(code.inner_text(), "<code>", "exec"), made)
    mean = float(re.search(r"mean\s*(\S+) \(", told.inner_text())[1].replace("−", "-"))
    assert made["x"].mean() == pytest.approx(mean, abs=0.3) and made["shares"].sum() == pytest.approx(1)


def test_the_patch_prior_is_opened(page: Page, server: str):
    page.goto(f"{server}/mixtures?sigma=0")
    bench = page.locator(".gx-mixtures .patches")
    about, number = bench.locator(".epll-note"), bench.locator(".epll")
    expect(about).to_contain_text("every 4th patch", timeout=60_000)
    expect(number).to_have_text(nats("clean"))
    tiles = bench.get_by_role("group", name="Components by weight").get_by_role("button")
    commonest = Catalogue().load("gmm-photographs").log_weights.max().exp().item()
    expect(tiles.first).to_have_text(f"{100 * commonest:.1f} %")
    large = bench.locator(".component-large h4").first
    before = large.inner_text()
    bench.get_by_label("Noise", exact=True).fill("25")
    expect(number).to_have_text(nats("noisy_25"))
    photo = bench.locator("canvas.photo")
    photo.scroll_into_view_if_needed()
    area = photo.bounding_box()
    page.mouse.click(area["x"] + 0.1 * area["width"], area["y"] + 0.1 * area["height"])
    expect(large).not_to_have_text(before)
    shown = large.inner_text().split()[1]
    expect(bench.locator(".patch-bar").first.locator("span").nth(1)).to_have_text(shown)
    tiles.nth(2).click()
    expect(large).to_have_text("Component 3 of 200")
    bench.get_by_role("button", name="One flat grey").click()
    bench.get_by_label("Noise", exact=True).fill("0")
    expect(number).to_have_text(nats("flat"))
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.wait_for_url("**/mixtures?model=gmm-photographs&sigma=0&flat=1&row=*&component=2")
    bench.locator("select").select_option("coffee")
    expect(bench).to_contain_text("Rachel Michetti")
    expect(about).to_contain_text("every 4th patch")
    grey = io.BytesIO()
    Image.new("L", (300, 400), 90).save(grey, "PNG")
    file = {"name": "own.png", "mimeType": "image/png", "buffer": grey.getvalue()}
    bench.locator("input[type=file]").set_input_files(file)
    expect(bench).to_contain_text("Yours; a link can't hold it")
    expect(number).to_have_text(nats("flat"))
