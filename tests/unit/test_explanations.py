"""The explanations say what the checkpoints' own files say: every number is filled in, and what is claimed of them holds."""

from __future__ import annotations

import json
import re

import pytest
import torch

import explorer
from explorer.catalogue import Card, Catalogue
from explorer.pages import PAGES
from explorer.sampling import noise, sample
from explorer.ui.shell.explained import ABSENT, NUMBER, explained

CARDS = {card.name: card for card in Catalogue().cards()}
TEXTS = {
    page.name: (page.folder / "explanation.md").read_text(encoding="utf-8")
    for page in PAGES
    if (page.folder / "explanation.md").is_file()
}
WRITTEN = {name: explained(text, CARDS.values()) for name, text in TEXTS.items()}
PRIVATE_WORDS = re.compile(r"\bhears?\b|\bheard\b|foretell|foretold|charged with")


def value(name: str, metric: str) -> float:
    return CARDS[name].metrics[metric]["value"]


def test_a_number_is_that_of_the_card_in_the_form_that_was_asked_for():
    card = Card(
        name="a-b",
        folder=None,
        seconds=90,
        metrics={"mse": {"value": 0.12345}, "mig": {"value": 0.5, "factors": {"x": 0.25}}},
    )
    text = "{{a-b mse .2f}} {{a-b mse .1%}} {{a-b run.seconds/60 .1f}} {{a-b mig.factors.x .2f}} {{a-b mig}}"
    assert explained(text, [card]) == "0.12 12.3% 1.5 0.25 0.5"
    assert explained("{{a-b nll}}, {{c mse .2f}}", [card]) == f"{ABSENT}, {ABSENT}"


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_of_a_text_is_there(name):
    assert ABSENT not in WRITTEN[name] and "{{" not in WRITTEN[name]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_use_the_words_of_the_field(name):
    assert not PRIVATE_WORDS.findall(TEXTS[name])


def test_attention_names_the_task_of_the_lecture_and_what_was_exchanged():
    assert "question and answer are exchanged" in WRITTEN["Attention"]
    assert len(NUMBER.findall(TEXTS["Attention"])) == 12


def test_the_best_masks_do_not_give_the_best_answers():
    arnn, local = "attention-arnn", ("attention-nctx", "attention-ctx")
    assert value(arnn, "correctness") > max(value(name, "correctness") for name in local)
    assert value(arnn, "accuracy") < min(value(name, "accuracy") for name in local)


def test_a_class_makes_a_picture_likelier_and_both_numbers_are_told():
    told, not_told = value("gated-pixelcnn-mnist", "nll"), value("gated-pixelcnn-mnist", "nll_no_class")
    assert told < not_told
    assert f"{told:.1f} nats a picture when it is told the class and {not_told:.1f} when not" in WRITTEN["Pixels"]


def test_nats_of_pixels_do_not_rank_architectures():
    row, diagonal, plain = "pixelrnn-row-mnist", "pixelrnn-diagonal-mnist", "pixelcnn-mnist"
    assert CARDS[row].seconds < CARDS[diagonal].seconds < CARDS[plain].seconds
    assert value(row, "nll") < value(diagonal, "nll")
    binary = [card for card in CARDS.values() if "autoregress" in card.can and not card.over and levels(card) == 2]
    assert max(binary, key=lambda card: card.seconds).name == plain
    assert min(binary, key=lambda card: card.seconds).name == "multiscale-mnist"


def levels(card: Card) -> int:
    return json.loads((card.folder / "config.json").read_text()).get("levels", 2)


@pytest.mark.parametrize("name", ["gated-pixelcnn-mnist", "pixelcnn-mnist", "pixelrnn-row-mnist"])
def test_the_likeliest_level_everywhere_is_a_black_picture_in_any_class(name):
    model = explorer.load(name)
    told = [torch.arange(10)] if CARDS[name].conditions else []
    canvas = torch.full((10 if told else 1, *model.shape), -1.0)
    assert sample(model, canvas, *told, temperature=0.0, noise=noise(model.shape, 0, len(canvas))).max() == 0
