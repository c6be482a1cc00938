"""Gradio's Blocks with all pages made in one go."""

from __future__ import annotations

import gradio as gr


class Pages(gr.Blocks):
    """As ``gr.Blocks``, with ``page`` in place of ``route``.

    ``route`` wants a ``with`` block for every page, and at the end of each Gradio makes the whole web application anew:
    with eight pages that was 0.8 of the 1.1 seconds that the first page came after the import of Gradio. ``page`` goes
    on to the next page within one block.
    """

    def page(self, name: str, path: str) -> None:
        """What is made from here on stands on the page ``/path``; with an empty path, on the start page.

        Gradio's own navigation bar shows none of them: the heading does.
        """
        if path:
            self.pages.append((path, name, False))
        else:
            self.pages[0] = (path, name, False)
        self.current_page = path
