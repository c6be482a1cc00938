"""What each page shows, as plain data: a view is the query string of its link, and the code that makes the same picture."""

from explorer.views.attention import AttentionView
from explorer.views.classes import ClassesView
from explorer.views.codes import CodesView
from explorer.views.latents import LatentsView
from explorer.views.manifold import ManifoldView
from explorer.views.pixels import PixelsView
from explorer.views.restore import RestoreView

VIEWS = {
    "latents": LatentsView, "manifold": ManifoldView, "classes": ClassesView, "restore": RestoreView, "pixels": PixelsView, "codes": CodesView,
    "attention": AttentionView,
}  # fmt: skip

__all__ = ["VIEWS", "AttentionView", "ClassesView", "CodesView", "LatentsView", "ManifoldView", "PixelsView", "RestoreView"]
