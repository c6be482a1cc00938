"""Tours: lists of ready views that are gone through one after the other, in a lecture for example.

A tour is a JSON file that anyone can write: ``{"title": ..., "about": ..., "steps": [{"title": ..., "sentence": ...,
"link": "/pixels?model=..."}, ...]}``. A step without a link is named and passed over. The five lectures come with the
app, ``app.py --tours DIR`` adds the files of a folder, and the start page opens one from the visitor's own disk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from explorer.refusal import Refusal
from explorer.serving.assets import UI
from explorer.serving.context import Context, read_json
from explorer.serving.reading import read_object

LECTURES = UI / "tour" / "lectures"
MOST_STEPS = 200
MOST_TEXT = 500
MOST_LINK = 8000
MOST_BYTES = 2**20
LINK = re.compile(r"/([a-z0-9_]*)(?:[?#][^\s\\]*)?")
NAME = re.compile(r"[\w-]{1,64}")


class BadTour(Refusal):
    """What was given is no tour; the message says what is wrong with it."""


def read(content: dict[str, Any], pages: Collection[str]) -> dict[str, Any]:
    """A tour as the pages take it, with nothing but what they know; ``pages`` are the paths that links may lead to.

    Raises BadTour.
    """
    steps = content.get("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise BadTour(f'A list of views needs "steps", from 1 to {MOST_STEPS} of them.')
    read_steps = [_step(number, step, pages) for number, step in enumerate(steps, 1)]
    if not any(step["link"] for step in read_steps):
        raise BadTour('No step of this list has a "link".')
    return {"title": _text(content, "title", "The list"), "about": _text(content, "about", ""), "steps": read_steps}


def _step(number: int, step: Any, pages: Collection[str]) -> dict[str, str]:
    if not isinstance(step, dict):
        raise BadTour(f'Step {number} is not of the form {{"title": ..., "link": ...}}.')
    link = step.get("link", "")
    found = LINK.fullmatch(link) if isinstance(link, str) and len(link) <= MOST_LINK else None
    if link and (found is None or found[1] not in pages):
        raise BadTour(f"Step {number} leads to no page of this app; a link is like /pixels?model=pixelcnn-mnist.")
    return {"title": _text(step, "title", f"Step {number}"), "sentence": _text(step, "sentence", ""), "link": link}


def _text(source: dict[str, Any], name: str, default: str) -> str:
    value = source.get(name, default)
    return value[:MOST_TEXT] if isinstance(value, str) else default


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in (LECTURES, *folders):
        yield from sorted(file for file in folder.glob("*.json") if NAME.fullmatch(file.stem))


def add(api: APIRouter, context: Context) -> None:
    pages = {page.path for page in context.pages}

    @api.get("/api/tours")
    def tours() -> dict[str, Any]:
        """Every tour there is by name, a person's own before one of ours; and what is wrong with those left out."""
        found, notes = {}, []
        for file in _files(context.tours):
            try:
                if file.stat().st_size > MOST_BYTES:
                    raise BadTour("It is too long.")
                found[file.stem] = read(read_object(file.read_text(encoding="utf-8")), pages)
            except (OSError, ValueError) as error:
                notes.append(f"{file.name} is no list of views: {error}")
        return {"tours": found, "notes": notes}

    @api.post("/api/tour")
    async def check(request: Request) -> dict[str, Any]:
        """A tour from the visitor's own disk, as it is read here."""
        return read(await read_json(request), pages)
