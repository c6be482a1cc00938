"""The pages, one file each, and the shell around them."""

from __future__ import annotations

import gradio as gr

from explorer.pages import attention, classes, codes, home, latents, manifold, pixels, restore
from explorer.routes.assets import WIDGETS

# (path, name in the navigation, function that builds it); the first is the start page
PAGES = [
    ("", "Home", home.build), ("latents", "Latents", latents.build), ("manifold", "Manifold", manifold.build),
    ("classes", "Classes", classes.build), ("pixels", "Pixels", pixels.build), ("codes", "Codes", codes.build),
    ("attention", "Attention", attention.build), ("restore", "Restore", restore.build),
]

THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.teal,
    neutral_hue=gr.themes.colors.slate,
    font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"],
    font_mono=["ui-monospace", "DejaVu Sans Mono", "monospace"],
)
LOOK = {
    "theme": THEME,
    "head": "".join(
        f'<link rel="stylesheet" href="/widgets/{style.name}">'
        for style in sorted(WIDGETS.glob("*.css"), key=lambda style: (style.name != "shell.css", style.name))
    ),
    "footer_links": ["settings"],
}
SERVING = {"ssr_mode": False, "run_history": False, "max_file_size": "5mb"}


def build() -> gr.Blocks:
    """All pages, not yet served; what they show they ask the server's routes for."""
    with gr.Blocks(title="Generative Explorer", analytics_enabled=False, delete_cache=(3600, 3600)) as demo:
        gr.Navbar(main_page_name=PAGES[0][1])
        PAGES[0][2]()
    for path, name, page in PAGES[1:]:
        with demo.route(name, f"/{path}"):
            gr.Navbar(main_page_name=PAGES[0][1])
            page()
    return demo
