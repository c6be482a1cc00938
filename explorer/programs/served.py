"""The endpoints as Gradio serves them: the one file here that knows Gradio."""

from __future__ import annotations

import functools
import logging
from typing import Any

import gradio as gr

from explorer.programs.endpoint import Endpoint, Endpoints, Function
from explorer.programs.gate import REFUSED
from explorer.refusal import Refusal

AT_ONCE = 8  # calls of one endpoint that come by Gradio's queue; what is heavy also waits for its place
MOST_WAITING = 64  # calls in that queue

log = logging.getLogger(__name__)


class Told(gr.Error):
    """An error that is told as the sentence that it is, to agents as well."""

    def __str__(self) -> str:
        return self.message


def register(demo: gr.Blocks, endpoints: Endpoints) -> None:
    """Put the endpoints into an application, while it is being made.

    Without Gradio's queue where it can be: then curl gets its answer at once, and an agent's call needs no address of
    ours to call back.
    """
    demo.queue(max_size=MOST_WAITING)
    for endpoint in endpoints:
        gr.api(_told(endpoint), api_name=endpoint.name, queue=False, concurrency_limit=AT_ONCE)


def numbers(demo: gr.Blocks) -> dict[int, str]:
    """The names of what can be asked in an application, by the number that Gradio gave each."""
    return {number: one.api_name for number, one in demo.fns.items() if isinstance(one.api_name, str)}


def _told(endpoint: Endpoint) -> Function:
    """The endpoint's function, whose refusals are errors with a sentence for who called, and no traceback."""

    @functools.wraps(endpoint.function)
    async def answer(*arguments: Any) -> Any:
        try:
            return await endpoint.function(*arguments)
        except Refusal as refusal:
            raise Told(refusal.sentence, title=REFUSED, print_exception=False) from None
        except Exception as error:
            log.warning("The endpoint %s failed", endpoint.name, exc_info=True)
            sentence = f"The app failed at this ({type(error).__name__})."
            raise Told(sentence, print_exception=False) from None

    return answer
