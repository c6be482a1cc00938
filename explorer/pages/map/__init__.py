"""Map: codes of many latents laid out in two dimensions, and decoded wherever one points."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.map import routes
from explorer.pages.map.poster import poster
from explorer.pages.map.view import MapView, needs
from explorer.ui.shell.page import SYSTEMS, Page

PAGE = Page(
    path="map",
    name="Map",
    group=SYSTEMS,
    sentence="The codes of a whole test set on one map: point anywhere, and what lies there is decoded.",
    folder=Path(__file__).parent,
    fold="How to read a map, with the formulas",
    view=MapView,
    needs=needs,
    routes=(routes.add,),
    poster=poster,
)
