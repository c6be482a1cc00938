"""The Bounds page: its arithmetic against torch and SciPy, and what is on it."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect
from scipy.integrate import quad
from scipy.stats import norm
from torch.distributions import Bernoulli, Normal, kl_divergence

from explorer.models import ProbabilisticPCA

ARITHMETIC = """async ({bells, line, x, q, projected, way}) => {
  const jensen = await import("/explorer/pages/bounds/jensen.js");
  const kl = await import("/explorer/pages/bounds/divergence.js");
  const linear = await import("/explorer/pages/bounds/linear_model.js");
  const { sumOf, TARGETS, SAID } = await import("/explorer/pages/bounds/bernoulli.js");
  const { LogMean } = await import("/explorer/ui/maths/log_mean.js");
  const { ticks } = await import("/explorer/ui/plot/ticks.js");
  const [p, other] = bells;
  const humps = kl.logHumps(p);
  const log = new LogMean();
  for (const value of [-1000, 700, 3, -Infinity, 699]) log.add(value);
  const fit = (forward) => {
    let bell = {mean: 0.5, std: 1};
    for (let i = 0; i < 400; i++) bell = kl.descend(kl.logHumps({mean: 2, std: 0.4}), bell, forward);
    return bell;
  };
  return {
    jensen: Object.fromEntries(Object.entries(jensen.CURVES).map(([name, curve]) =>
      [name, jensen.sides(curve, [1, 9, 4], jensen.normalised([1, 2, 1]))])),
    closed: kl.klOfBells(p, other),
    integrated: kl.klByIntegral(kl.logBell(p), kl.logBell(other)),
    humps: [-2, 0, 1.7].map(humps),
    humpsKl: kl.klByIntegral(humps, kl.logBell(other)),
    drawn: kl.klByDraws(kl.logBell(p), kl.logBell(other), kl.draws(p, false, 50000, 3)),
    drawnHumps: kl.klByDraws(humps, kl.logBell(other), kl.draws(p, true, 50000, 3)),
    covers: fit(true), picks: fit(false),
    terms: linear.terms(line, x, q), posterior: linear.posteriorOf(line, x),
    many: linear.termsOfMany(projected, linear.between(linear.posteriors(projected), way)),
    pixels: sumOf(TARGETS, SAID),
    log: log.value, ticks: ticks(-0.3, 1, 5),
  };
}"""


def test_the_arithmetic_is_torchs_and_scipys(page: Page, server: str):
    p, q = Normal(1.0, 0.5), Normal(0.3, 1.2)
    line, x, own = {"w": 1.3, "b": -0.2, "sigma": 0.7}, 1.2, {"mean": 0.4, "std": 0.6}
    draw = np.random.default_rng(0)
    images = draw.random((60, 1, 4, 3)).astype(np.float32)
    model, picture = ProbabilisticPCA.fit(images, 3), torch.from_numpy(images[:1])
    centred, along = model.project(picture)
    projected = {
        "pixels": 12,
        "variance": float(model.variance),
        "distance": float(centred.square().sum()),
        "lengths": model.weight.square().sum(1).tolist(),
        "along": along[0].tolist(),
        "evidence": float(model.evidence(picture)),
    }
    given = {
        "bells": [{"mean": 1, "std": 0.5}, {"mean": 0.3, "std": 1.2}],
        "line": line,
        "x": x,
        "q": own,
        "projected": projected,
        "way": 0.4,
    }
    page.goto(f"{server}/bounds")
    found = page.evaluate(ARITHMETIC, given)

    points, weights = np.array([1, 9, 4]), np.array([0.25, 0.5, 0.25])
    curves = {"log": np.log, "exp": np.exp, "square": np.square, "minus-log": lambda v: -np.log(v)}
    for name, f in curves.items():
        of_mean, mean_of = float(f(weights @ points)), float(weights @ f(points))
        expected = {"mean": 5.75, "ofMean": of_mean, "meanOf": mean_of, "gap": abs(mean_of - of_mean)}
        assert found["jensen"][name] == pytest.approx(expected), name

    closed = float(kl_divergence(p, q))
    assert found["closed"] == pytest.approx(closed, rel=1e-6) and found["integrated"] == pytest.approx(closed, rel=1e-6)
    humps = lambda v: 0.5 * (norm.pdf(v, 1, 0.5) + norm.pdf(v, -1, 0.5))  # noqa: E731
    assert found["humps"] == pytest.approx([math.log(humps(v)) for v in (-2, 0, 1.7)])
    area = quad(lambda v: humps(v) * (math.log(humps(v)) - norm.logpdf(v, 0.3, 1.2)), -10, 10)[0]
    assert found["humpsKl"] == pytest.approx(area, rel=1e-6)
    for name, true in (("drawn", closed), ("drawnHumps", area)):
        assert abs(found[name]["value"] - true) < 4 * found[name]["error"] < 0.1
    assert found["covers"] == pytest.approx({"mean": 0, "std": math.sqrt(4.16)}, abs=0.02)  # the target's own moments
    assert found["picks"] == pytest.approx({"mean": 2, "std": 0.4}, abs=0.02)

    evidence = norm.logpdf(x, line["b"], math.hypot(line["w"], line["sigma"]))
    z = lambda v: norm.pdf(v, 0.4, 0.6)  # noqa: E731
    reconstruction = quad(lambda v: z(v) * norm.logpdf(x, 1.3 * v - 0.2, 0.7), -6, 7)[0]
    terms = found["terms"]
    assert terms["evidence"] == pytest.approx(evidence) and terms["reconstruction"] == pytest.approx(reconstruction)
    assert terms["prior"] == pytest.approx(float(kl_divergence(Normal(0.4, 0.6), Normal(0.0, 1.0))), rel=1e-5)
    assert terms["reconstruction"] - terms["prior"] + terms["posterior"] == pytest.approx(evidence)

    many = found["many"]
    exact = model.encode(picture)
    between = Normal(0.4 * exact.mean, exact.std**0.4)
    noise = between.sample((100_000,))
    sampled = float(model.log_prob(picture, noise).mean())
    assert many["reconstruction"] == pytest.approx(sampled, abs=0.2)
    assert many["prior"] == pytest.approx(float(kl_divergence(between, Normal(0.0, 1.0)).sum()), rel=1e-4)
    assert many["posterior"] == pytest.approx(float(kl_divergence(between, Normal(*exact)).sum()), rel=1e-4)
    assert many["elbo"] + many["posterior"] == pytest.approx(many["evidence"], rel=1e-5)

    said, targets = torch.tensor([0.08, 0.83, 0.58, 0.21, 0.42]), torch.tensor([0.1, 0.8, 0.7, 0.23, 0.5])
    pixels = found["pixels"]
    assert pixels["sum"] == pytest.approx(-2.719, abs=1e-3) and pixels["best"] == pytest.approx(-2.669, abs=1e-3)
    assert pixels["gap"] == pytest.approx(float(kl_divergence(Bernoulli(targets), Bernoulli(said)).sum()), rel=1e-4)
    assert found["log"] == pytest.approx(np.logaddexp(700, 699) - math.log(5))
    assert found["ticks"] == [0, 0.5, 1]


def test_points_bells_and_q_are_moved_by_keys_and_hand_and_stay_in_the_link(page: Page, server: str):
    page.goto(f"{server}/bounds")
    says = page.locator(".gx-bounds .jensen .says")
    expect(says).to_have_text("f(E[x]) = 1.609 ≥ E[f(x)] = 1.099, gap 0.511. ln x is concave.")
    page.get_by_role("button", name="exp x").click()
    expect(says).to_contain_text("≤")
    page.get_by_role("button", name="Add a point").click()
    expect(page.locator(".jensen .gx-grip")).to_have_count(3)
    places = page.locator(".jensen .gx-grip").evaluate_all("all => all.map((one) => one.getAttribute('aria-valuenow'))")
    assert len(set(places)) == 3  # no point lies on another one
    page.locator(".jensen").get_by_role("button", name="Reset").click()
    expect(says).to_contain_text("1.609")

    kl = page.locator(".gx-bounds .divergence .says")
    expect(kl).to_contain_text("KL(p, q) = 0.818, KL(q, p) = 2.807")
    mean = page.get_by_role("slider", name="Mean of p")
    box = mean.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=4)
    page.mouse.up()
    assert float(mean.get_attribute("aria-valuenow")) > 1.3
    expect(page).to_have_url(re.compile("p_mean="))

    elbo = page.locator(".gx-bounds .elbo .says")
    expect(elbo).to_have_text(re.compile("ELBO −5.106 . gap 3.499 = ln p.x. −1.607"))
    page.get_by_role("button", name="q = posterior").click()
    expect(elbo).to_contain_text("there is no gap")
    page.get_by_role("slider", name="Mean of q").last.press("ArrowRight")
    expect(elbo).to_contain_text(re.compile(r"gap 0\.025 = ln p\(x\) −1\.607"))
    term = page.locator(".derivation .term[data-term=posterior]").last
    term.hover()
    expect(page.locator(".derivation .term.marked")).to_have_count(4)
    expect(page.locator(".gx-bounds .pixels .says")).to_contain_text("−2.669")
    page.get_by_role("slider", name="pixel 5").press("ArrowUp")
    expect(page.locator(".gx-bounds .pixels .says")).to_contain_text("0.047")

    expect(page).to_have_url(re.compile("pixels="))  # what was moved last is in the address
    page.reload()
    expect(elbo).to_contain_text("gap 0.025")
    page.goto(f"{server}/bounds?target=humps&p_mean=2&p_std=0.4&q_mean=0.5&q_std=1&direction=qp")
    page.get_by_role("button", name="Fit q").click()
    expect(page.get_by_role("button", name="Fit q")).to_be_visible(timeout=60_000)
    assert float(page.get_by_role("slider", name="Mean of q").first.get_attribute("aria-valuenow")) > 1.8


def test_the_evidence_of_a_digit_is_drawn_improved_and_known_for_two_latents(page: Page, server: str, need_data):
    need_data("mnist")
    page.goto(f"{server}/bounds?model=vae-mnist-2d&test=1&digits=1")
    evidence = page.locator(".gx-bounds .evidence")
    evidence.scroll_into_view_if_needed()
    expect(evidence.get_by_role("row", name="1,000 draws of the prior")).to_be_visible(timeout=60_000)
    exactly = evidence.get_by_role("row", name="exactly").locator("td")
    expect(exactly).to_have_text(re.compile(r"\d"), timeout=60_000)  # the row stands before its sum is there

    def nats(name: str) -> float:
        return float(evidence.get_by_role("row", name=name).locator("td").inner_text().replace("−", "-"))

    exact, first = nats("exactly"), nats("ELBO")
    assert first < exact and abs(nats("draws of q, weighted") - exact) < 1 and nats("not weighted") > exact + 2
    short, said = exact - nats("draws of the prior"), evidence.locator(".says").inner_text()
    if short > 1:
        assert f"prior is {short:.1f} nats short of ln p(x)" in said
    else:
        assert "often enough" in said
    assert said.endswith("here more.")  # as the table says
    evidence.get_by_role("button", name="Improve q").click()
    expect(evidence.get_by_text("price of amortisation")).to_be_visible(timeout=60_000)
    assert first < nats("ELBO of the improved q") < exact
    digits = page.locator(".gx-bounds .elbo")
    digits.get_by_role("button", name="q = posterior").click()
    expect(digits.locator(".says")).to_contain_text("there is no gap")
