"""What every page is made of, beside its widget: a heading with one sentence, and the explanation folded below."""

from __future__ import annotations

import gradio as gr

import explorer

FORMULAS = [{"left": "$$", "right": "$$", "display": True}, {"left": "$", "right": "$", "display": False}]


def heading(title: str, sentence: str) -> None:
    gr.Markdown(f"# {title}\n{sentence}")


def explanation(label: str, text: str) -> None:
    """Markdown with TeX between dollar signs, in a fold that is closed at first."""
    with gr.Accordion(label, open=False):
        gr.Markdown(text, elem_classes="gx-explained", latex_delimiters=FORMULAS)


def opening(default: str, preview: str) -> str:
    """The checkpoint whose ``preview`` file is on a page before any script ran: the default, else the first that has it."""
    names = [card.name for card in explorer.models() if card.usable and (card.folder / preview).is_file()]
    return default if default in names else next(iter(names), "")
