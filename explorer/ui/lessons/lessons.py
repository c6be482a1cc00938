"""Experiments to try ("Try this"): a ready view, what to press, a guess, and then what is seen and why.

They stand in a page's ``try_this.json``; numbers in their texts are those of the checkpoints, see ``explained``. All of
it is plain HTML: ``lessons.js`` only opens what the address names.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

FILE = "try_this.json"


@dataclass(frozen=True)
class Lesson:
    """One experiment.

    Attributes:
        name: in addresses, after ``#try-``.
        title: of its chip.
        view: the query of the ready view.
        press: what to do there.
        ask: what the visitor is to guess.
        guesses: the answers to choose from; ``right`` is the place of the right one.
        see: what happens.
        why: the reason.
        more: the fold of the explanation that says more; empty for none.
    """

    name: str
    title: str
    view: str
    press: str
    ask: str
    guesses: tuple[str, ...]
    right: int
    see: str
    why: str
    more: str = ""


def read(folder: Path) -> list[Lesson]:
    """The lessons of a page's folder; none where it has no such file."""
    file = folder / FILE
    if not file.is_file():
        return []
    return [Lesson(**{**one, "guesses": tuple(one["guesses"])}) for one in json.loads(file.read_text(encoding="utf-8"))]


def written(lessons: list[Lesson], path: str, fill: Callable[[str], str]) -> str:
    """The lessons' HTML on the page ``/path``, in one line, as Markdown takes it; ``fill`` writes the numbers."""
    if not lessons:
        return ""
    chips = "".join(
        f'<a class="gx-btn chip" href="/{path}{escape(fill(lesson.view))}#try-{lesson.name}">{escape(lesson.title)}</a>'
        for lesson in lessons
    )
    cards = "".join(_card(lesson, path, fill) for lesson in lessons)
    head = f'<div class="chips"><b>Try this</b>{chips}</div>'
    return f'<section class="gx gx-try" aria-label="Try this">{head}{cards}</section>'


def _card(lesson: Lesson, path: str, fill: Callable[[str], str]) -> str:
    def said(text: str) -> str:
        return escape(fill(text), quote=False)

    guesses = "".join(
        f"<label{' class=right' if place == lesson.right else ''}>"
        f'<input type="radio" name="{lesson.name}"> <span>{said(guess)}</span></label>'
        for place, guess in enumerate(lesson.guesses)
    )
    more = f' <a class="gx-why" href="/{path}#why-{lesson.more}">More on this</a>' if lesson.more else ""
    return (
        f'<article class="gx-panel lesson" id="try-{lesson.name}" aria-label="{escape(lesson.title)}">'
        '<button class="gx-btn quiet shut" type="button" aria-label="Close this experiment" title="Close">×</button>'
        f"<h2>{escape(lesson.title)}</h2>"
        f"<p>{said(lesson.press)}</p>"
        f"<fieldset><legend>{said(lesson.ask)}</legend>{guesses}</fieldset>"
        f'<p class="answer" role="status"><b>What you see.</b> {said(lesson.see)} '
        f"<b>Why.</b> {said(lesson.why)}{more}</p>"
        "</article>"
    )
