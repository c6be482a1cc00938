"""The heading of all pages: the name, the pages by group, and the switch between light and dark."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

import gradio as gr

from explorer.ui.shell.page import Page
from explorer.ui.shell.widget import loading

NAME = "Generative Explorer"
# An arrow out of a box, as phones draw it: on narrow screens it stands for the word.
SHARE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15V3M8 7l4-4 4 4M7 11H5v10h14V11h-2"/></svg>'


class Header(gr.HTML):
    """Plain links that work before any script has run.

    ``header.js`` adds the menu of narrow screens, the theme switch and, where the browser can share, a button for it.
    """

    def __init__(self, pages: Iterable[Page], here: Page):
        super().__init__(
            html_template=heading(pages, here),
            js_on_load=loading("/explorer/ui/shell/header.js"),
            apply_default_css=False,
            padding=False,
            elem_classes="gx-top",
        )


def heading(pages: Iterable[Page], here: Page) -> str:
    """The heading's HTML on the page ``here``."""
    groups = []
    for group, members in groupby((page for page in pages if page.group), key=lambda page: page.group):
        links = "".join(f"<li>{_link(page, here)}</li>" for page in members)
        groups.append(f'<section><h2 id="gx-{escape(group)}">{escape(group)}</h2><ul>{links}</ul></section>')
    return (
        '<header class="gx gx-header">'
        f'<a class="name" href="/"{_current(not here.path)}>{NAME}</a>'
        '<button class="gx-btn quiet menu" type="button" aria-expanded="false" aria-controls="gx-pages"'
        " disabled>"
        f"<span>{escape(here.name)}</span></button>"
        f'<nav id="gx-pages" aria-label="Pages">{"".join(groups)}</nav>'
        '<button class="gx-btn quiet share gx-hidden" type="button" title="Send what you see here to somebody"'
        f' data-poster="{escape(here.poster_address)}" data-title="{escape(here.title or f"{here.name}: {NAME}")}">'
        f'{SHARE}<span class="word">Share</span><span class="said" role="status"></span></button>'
        '<button class="gx-btn quiet theme" type="button" aria-label="Dark theme" aria-pressed="false"'
        ' title="Light or dark"></button>'
        "</header>"
    )


def _link(page: Page, here: Page) -> str:
    hint = escape(page.sentence, quote=True)
    return f'<a href="/{page.path}" title="{hint}"{_current(page is here)}>{escape(page.name)}</a>'


def _current(is_here: bool) -> str:
    return ' aria-current="page"' if is_here else ""
