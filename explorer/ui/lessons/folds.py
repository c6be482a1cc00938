"""A page's explanation: what stands above the first heading is the page in a minute, each heading a fold of its own."""

from __future__ import annotations

import re
from html import escape

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def anchor(title: str) -> str:
    """The name of a fold in addresses: ``#why-the-chain-rule``."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text in a minute, and the folds: each a title and its Markdown."""
    minute, *rest = HEADING.split(text)
    return minute.strip(), [(title.strip(), body.strip()) for title, body in zip(rest[::2], rest[1::2], strict=True)]


def folded(text: str, title: str) -> str:
    """The Markdown of a whole explanation, with HTML for the folds; ``title`` heads them."""
    minute, folds = split(text)
    parts = [f"## In a minute\n\n{minute}", f"## {title}"]
    for heading, body in folds:
        summary = f"<summary>{escape(heading)}</summary>"
        parts.append(f'<details class="gx-topic" id="why-{anchor(heading)}">{summary}\n\n{body}\n\n</details>')
    return "\n\n".join(parts)
