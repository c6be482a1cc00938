"""Endpoints as tools of agents: what an agent is told in answer, a text and the pictures to look at."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PIL import Image

from explorer.programs.gate import API

if TYPE_CHECKING:
    import gradio as gr

PATH = f"{API}/mcp"
PNG = "data:image/png;base64,"
MOST_SHOWN = 16  # pictures of one answer
LONGEST = 4000  # characters of a picture that stands in the text, too, so that it can be passed on
SIDE = 224  # pixels that a picture has at least when it is looked at


def serve(demo: gr.Blocks) -> None:
    """Let the tools of an application answer with pictures that an agent sees.

    Raises RuntimeError where Gradio could not make tools of its endpoints.
    """
    if not demo.mcp_server:
        raise RuntimeError(demo.mcp_error)
    demo.mcp_server_obj.postprocess_output_data = told


def told(outputs: list[Any], root_url: str) -> list[Any]:
    """What an endpoint returned, as the parts of an answer."""
    from mcp import types

    found = outputs[0]
    shown = [types.ImageContent(type="image", data=enlarged(url), mimeType="image/png") for url in pictures(found)]
    return [types.TextContent(type="text", text=json.dumps(shortened(found))), *shown[:MOST_SHOWN]]


def pictures(value: Any) -> Iterator[str]:
    """All pictures in JSON, in order."""
    if isinstance(value, str):
        if value.startswith(PNG):
            yield value
        return
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from pictures(part)


def shortened(value: Any) -> Any:
    """JSON without the pictures that are too long to be read as text."""
    if isinstance(value, dict):
        return {name: shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shortened(part) for part in value]
    long = isinstance(value, str) and value.startswith(PNG) and len(value) > LONGEST
    return f"(a picture of {len(value):,} characters: look at it)" if long else value


def enlarged(url: str) -> str:
    """A picture in base64, its pixels as large as they need to be seen."""
    opened = Image.open(io.BytesIO(base64.b64decode(url.removeprefix(PNG))))
    scale = max(1, -(-SIDE // min(opened.size)))
    content = io.BytesIO()
    opened.resize((opened.width * scale, opened.height * scale), Image.Resampling.NEAREST).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()
