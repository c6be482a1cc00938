"""The look that all pages share, as Gradio's launch wants it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gradio as gr

from explorer.ui.shell.page import Page

UI = Path(__file__).resolve().parent.parent
FIRST = Path(__file__).with_name("first.css")  # stands in the page itself
THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.teal,
    neutral_hue=gr.themes.colors.slate,
    font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"],
    font_mono=["ui-monospace", "DejaVu Sans Mono", "monospace"],
)


def stylesheets(pages: Iterable[Page]) -> list[str]:
    """Addresses of all stylesheets: the shell's, what pages share, and then each page's own."""
    linked = (style for style in UI.rglob("*.css") if style != FIRST)
    shared = sorted(linked, key=lambda style: (style.name != "shell.css", style))
    own = [f"pages/{page.files}/{style.name}" for page in pages for style in sorted(page.folder.glob("*.css"))]
    return [f"/explorer/{path}" for path in [*(f"ui/{style.relative_to(UI).as_posix()}" for style in shared), *own]]


def look(pages: Iterable[Page]) -> dict[str, Any]:
    """Theme, head and footer (there is none)."""
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in stylesheets(pages))
    first = f"<style>{FIRST.read_text(encoding='utf-8')}</style>"
    script = '<script src="/explorer/ui/shell/theme.js"></script>'
    return {"theme": THEME, "head": first + links + script, "footer_links": []}
