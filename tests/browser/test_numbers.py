"""Numbers beside a model are those of its metrics.json, with what they are told of: the label, greys, factors, steps and minutes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from explorer.catalogue import TRAINED, Card, read_card


def opened(page: Page, address: str, model: str) -> Card:
    page.goto(f"{address}?model={model}")
    return read_card(TRAINED / model)


def number(card: Card, metric: str, digits: int) -> str:
    return f"{card.metrics[metric]['value']:.{digits}f}"


def test_nats_told_the_class_and_not_with_steps_and_minutes(page: Page, server: str) -> None:
    card = opened(page, f"{server}/pixels", "gated-pixelcnn-mnist")
    about = page.locator(".gx-pixels .about")
    expect(about).to_contain_text(f"Test set: {number(card, 'nll', 1)} nats a picture")
    expect(about).to_contain_text(f" told the class, {number(card, 'nll_no_class', 1)} not told")
    expect(about).to_contain_text(f"Trained for {card.steps:,} steps in {card.seconds / 60:.0f} minutes.")


def test_mig_is_told_by_factor(page: Page, server: str) -> None:
    card = opened(page, f"{server}/latents", "bvae-shapes-10d")
    factors = card.metrics["mig"]["factors"]
    told = ", ".join(f"{name} {share:.2f}" for name, share in factors.items())
    expect(page.locator(".gx-latents .about")).to_contain_text(f"MIG {number(card, 'mig', 3)} (by factor: {told})")


def test_a_bound_says_whether_the_label_is_given_and_of_what_pictures_it_is(page: Page, server: str) -> None:
    card = opened(page, f"{server}/latents", "cvae-mnist-16d")
    about = page.locator(".gx-latents .about")
    bound = card.metrics["neg_elbo"]["value"]
    expect(about).to_contain_text(
        f"−ELBO {bound:.1f} nats given the label (not given it, at most {bound + 2.302585:.1f})"
    )
    expect(about).to_contain_text("made black and white")


def test_a_model_without_a_prior_does_not_sample_from_one(page: Page, server: str) -> None:
    opened(page, f"{server}/latents", "ae-mnist-2d")
    button = page.locator(".gx-latents").get_by_role("button", name="Sample", exact=True)
    expect(button).to_have_attribute("title", re.compile("a normal|the normal that was fitted to the codes"))
    page.get_by_role("combobox", name="Model").select_option("vae-mnist-2d")
    expect(button).to_have_attribute("title", re.compile("from the prior"))


def test_the_gaps_say_with_how_many_codes_they_were_measured(page: Page, server: str) -> None:
    card = opened(page, f"{server}/manifold", "vae-frey-2d")
    row = page.locator(".gx-manifold .measure").filter(has_text="gaps")
    expect(row).to_contain_text(f"here are {card.metrics['gap_share']['codes']:,}.")


def test_the_three_terms_of_a_codes_loss(page: Page, server: str, need_data) -> None:
    need_data("mnist")
    opened(page, f"{server}/codes", "vqvae-mnist")
    loss = page.get_by_role("region", name="The loss of this picture")
    expect(loss.locator("dt")).to_have_text(["reconstruction", "codes", "commitment"])
    distance = loss.locator("dd").nth(1)
    expect(distance).to_have_text(re.compile(r"^\d+\.\d{3}$"))
    expect(loss.locator("dd").nth(2)).to_have_text(f"0.25 × {distance.inner_text()}")
    expect(loss).to_contain_text("There is no KL among them")


@pytest.mark.parametrize(("over", "seen"), [("mnist", True), ("cifar10", False)])
def test_what_the_class_is_worth_to_a_prior_over_codes(page: Page, server: str, over: str, seen: bool) -> None:
    prior = read_card(TRAINED / f"vqprior-{over}")
    opened(page, f"{server}/codes", f"vqvae-{over}")
    told, untold = (prior.metrics[name]["value"] for name in ("nll", "nll_no_class"))
    settings = page.locator(".dream-settings")
    expect(settings).to_contain_text(
        f"Told the class, it needs {untold - told:.1f} of {untold:.1f} nats a picture less."
    )
    words = "hardly be seen in what it draws"
    if seen:
        share = prior.metrics["class_share"]["value"]
        expect(settings).to_contain_text(f"A classifier reads {100 * share:.1f} % of its draws as asked.")
        expect(settings).not_to_contain_text(words)
    else:
        expect(settings).to_contain_text(words)
