"""The explanations say what the checkpoints' own files say: every number is filled in, and what is claimed of them holds."""

from __future__ import annotations

import re

import pytest

from explorer.catalogue import Card, Catalogue
from explorer.pages import PAGES
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
