"""What programs may ask of the running app: named endpoints of Gradio, for its client library, for curl and as tools of
an agent (MCP). They compute with what the pages compute with, and PROGRAMS.md beside this file describes them.

An endpoint is a function whose signature gives its arguments, and whose docstring is what programs and agents read of
it; ``gate`` is the way to them, and the only one into Gradio's own routes.
"""

from __future__ import annotations

from explorer.programs import attention, latents, listing, painting, restoring
from explorer.programs.endpoint import Endpoints
from explorer.serving.context import Context

__all__ = ["Endpoints", "endpoints"]


def endpoints(context: Context) -> Endpoints:
    """All of them, over what the pages' routes work on."""
    found = Endpoints()
    for topic in (listing, latents, painting, restoring, attention):
        topic.add(found, context)
    return found
