"""Start the Generative Explorer: parse arguments, put the pages together, serve them."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Read by torch and gradio when they are imported: one thread a request is fastest under many, and nothing calls home.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
SWITCH_S = 0.001  # after which a thread that computes lets one in that answers a drag: a fifth of Python's own


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Handle generative models of images in the browser.")
    parser.add_argument(
        "--host",
        default=os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"),
        help="address to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("GRADIO_SERVER_PORT", "7860")),
        help="port to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--share", action="store_true", help="also serve through a public gradio.live address (needs the internet)"
    )
    parser.add_argument(
        "--models",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder with more checkpoints, or one checkpoint; may be given again. Python files in it are run",
    )
    parser.add_argument(
        "--pages",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="the folder of one more page; may be given again. Python files in it are run",
    )
    parser.add_argument(
        "--tours",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of tours, JSON lists of views that open with ?tour=NAME; may be given again",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder of the data sets, for test pictures (default: EXPLORER_DATA, or data/)",
    )
    parser.add_argument(
        "--mcp",
        action="store_true",
        default=os.environ.get("GRADIO_MCP_SERVER", "").lower() == "true",
        help="also serve what programs may ask as tools of agents (Model Context Protocol), at /gradio_api/mcp",
    )
    parser.add_argument(
        "--no-browser-models",
        dest="browser_models",
        action="store_false",
        help="keep models on the server: browsers get no decoders of their own",
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        metavar="URL",
        help="a web address whose pages may use this app, where a proxy tells it another name; may be given again",
    )
    parser.add_argument(
        "--root-path",
        default=os.environ.get("GRADIO_ROOT_PATH", ""),
        metavar="PATH",
        help="the path, or the whole address, at which a proxy serves the app (default: GRADIO_ROOT_PATH)",
    )
    options = parser.parse_args(arguments)
    for name in ("models", "pages", "tours"):
        for folder in getattr(options, name):
            if not folder.is_dir():
                parser.error(f"--{name} {folder}: there is no such folder")
    if not 0 < options.port < 2**16:
        parser.error(f"--port {options.port}: a port is a number from 1 to 65535")
    if taken(options.host, options.port):
        parser.error(f"port {options.port} is taken: choose another with --port")
    if options.mcp and find_spec("mcp") is None:
        parser.error("--mcp needs the package mcp: python -m pip install mcp")
    if options.data and not options.data.is_dir():
        parser.error(f"--data {options.data}: there is no such folder")
    return options


def path_of(root: str) -> str:
    """The path in what Gradio calls a root path, a path or a whole address: "" at the root of a host, else "/a/b"."""
    return "/".join(["", *filter(None, urlsplit(root).path.split("/"))])


def taken(host: str, port: int) -> bool:
    """Whether somebody listens there already; a host without an address is left to the server to complain of."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return False
    with socket.socket(family, kind, protocol) as probe:
        return probe.connect_ex(address) == 0


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds the app."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(options: argparse.Namespace) -> None:
    """Serve until interrupted. Raises OSError when the port is taken."""
    # Gradio says so whenever pages are mounted, also where server-side rendering is not asked for.
    warnings.filterwarnings("ignore", message="SSR mode is not supported with multi-page apps")
    import uvicorn
    from fastapi import FastAPI
    from gradio import mount_gradio_app

    from explorer import Catalogue, pages, programs
    from explorer.programs import agents
    from explorer.programs.gate import Gate
    from explorer.programs.served import numbers
    from explorer.serving.origin import Origins
    from explorer.ui.shell.door import Door

    catalogue = Catalogue(options.models)
    try:
        shown = (*pages.PAGES, *map(pages.load, options.pages))
    except ValueError as error:
        sys.exit(str(error))
    context = pages.context_of(catalogue, options.data, shown, options.tours, browser_models=options.browser_models)
    origins = None if options.share else Origins((*options.origin, options.root_path))  # shared is open
    api, endpoints = pages.routes_over(context, origins), programs.endpoints(context)
    demo, look = pages.build(context, endpoints), pages.look(shown)

    def guarded(app: Any, root: str = "") -> Gate:
        """Gradio's application as the world may see it."""
        if options.mcp:
            agents.serve(demo)
        door = Door(app, shown, catalogue.cards(every=True), root)
        return Gate(app, door, endpoints, numbers(demo), origins=origins, root=root, agents=options.mcp)

    if options.share:
        app, _, _ = demo.launch(
            server_name=options.host,
            server_port=options.port,
            share=True,
            prevent_thread_lock=True,
            mcp_server=options.mcp,
            **look,
            **pages.SERVING,
        )
        app.router.routes[:0] = api.routes
        app.middleware_stack = guarded(app.middleware_stack)  # it runs already: nothing can be added to it any more
        demo.block_thread()
        return
    app = FastAPI(openapi_url=None)
    app.include_router(api)
    app = mount_gradio_app(
        app,
        demo,
        path="/",
        server_name=options.host,
        server_port=options.port,
        root_path=options.root_path.rstrip("/"),
        mcp_server=options.mcp,
        **look,
        **pages.SERVING,
    )
    for card in catalogue.cards(every=True):
        if not card.usable:
            print(f"{card.name} can't be used: {card.reason}", file=sys.stderr)
    for note in catalogue.notes:
        print(note, file=sys.stderr)
    root = path_of(options.root_path)
    guard = guarded(app, root)
    print(f"The Generative Explorer is at {address_of(options.host, options.port)} (Ctrl+C ends it)", flush=True)
    if options.mcp:
        print(f"Agents find it at {address_of(options.host, options.port)}{root}{agents.PATH}", flush=True)
    sys.setswitchinterval(SWITCH_S)
    uvicorn.run(guard, host=options.host, port=options.port, log_level="warning", ws_max_size=2**20)


if __name__ == "__main__":
    serve(parse())
