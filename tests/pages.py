"""A page that is not part of the project, as somebody would write it: one folder."""

from __future__ import annotations

import textwrap
from pathlib import Path

INIT = '''
from dataclasses import dataclass
from pathlib import Path

from explorer.serving.links import Reader, pick_model
from explorer.ui.shell.page import IDEAS, Page


def needs(card):
    return "decode" in card.can


@dataclass
class WeightsView:
    """Which model is weighed."""

    model: str

    @classmethod
    def read(cls, source, catalogue):
        read = Reader(source)
        return cls(pick_model(read, catalogue.suited(needs), "").name), read.notes

    def script(self, card):
        return f'import explorer\\nexplorer.load("{card.name}")\\n'


def add(api, context):
    @api.get("/api/PATH/total")
    def total():
        return {"total": sum(card.parameters for card in context.catalogue.suited(needs))}


PAGE = Page(
    path="PATH",
    name="Weights",
    group=IDEAS,
    sentence="How many numbers all models have together.",
    folder=Path(__file__).parent,
    fold="What a weight is",
    view=WeightsView,
    needs=needs,
    routes=(add,),
)
'''
BENCH = """
import { el } from "../../ui/canvas/paint.js";
import { getJSON } from "../../ui/transport/api.js";

export async function mount(root) {
  const { total } = await getJSON("/api/PATH/total");
  root.replaceChildren(el("p", { class: "total" }, String(total)));
}
"""


def write_page(place: Path, path: str = "weights") -> Path:
    """The page's folder, written into ``place``."""
    folder = place / f"page_{path}"
    folder.mkdir()
    files = {"__init__.py": INIT, "bench.js": BENCH, "style.css": ".gx-PATH .total { font-size: 40px; }\n"}
    for name, text in files.items():
        (folder / name).write_text(textwrap.dedent(text).replace("PATH", path))
    (folder / "explanation.md").write_text("A weight is a number that was learnt.\n")
    return folder
