"""Start the Generative Explorer: parse arguments, and serve what ``explorer.application`` puts together."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from explorer.application import Application

# Read by torch and gradio when they are imported: one thread a request is fastest under many, and nothing calls home.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
MOST_WORKERS = 64
WORKER = "EXPLORER_WORKER"  # names the folder that several processes share, in each of them: the port is open already
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
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="processes that serve behind the one port, each with its own models in memory (default: 1)",
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
    if not 0 < options.workers <= MOST_WORKERS:
        parser.error(f"--workers {options.workers}: 1 to {MOST_WORKERS} processes can serve")
    if options.share and options.workers > 1:
        parser.error("--share serves from one process: leave --workers out")
    if WORKER not in os.environ and taken(options.host, options.port):
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


def application(options: argparse.Namespace) -> Application:
    """What is served; the process ends with a sentence where a page of one's own is none."""
    from explorer.application import Application
    from explorer.serving.memory import hold_together

    hold_together()
    sys.setswitchinterval(SWITCH_S)
    try:
        return Application(options, path_of(options.root_path))
    except ValueError as error:
        sys.exit(str(error))


def worker() -> Any:
    """What one of several processes serves, told the same as the first."""
    from explorer.programs.keeper import Keeper

    made = application(parse())
    return Keeper(made.mounted(), Path(os.environ[WORKER]), made.root)


def serve(options: argparse.Namespace) -> None:
    """Serve until interrupted. Raises OSError when the port is taken."""
    import uvicorn

    made = application(options)
    made.tell()
    if options.share:
        made.share()
        return
    address = address_of(options.host, options.port)
    print(f"The Generative Explorer is at {address} (Ctrl+C ends it)", flush=True)
    if options.mcp:
        print(f"Agents find it at {address}{made.root}/gradio_api/mcp", flush=True)
    how = {"host": options.host, "port": options.port, "log_level": "warning", "ws_max_size": 2**20}
    if options.workers == 1:
        uvicorn.run(made.mounted(), **how)
        return
    with tempfile.TemporaryDirectory() as shared:
        os.environ[WORKER] = shared
        uvicorn.run("app:worker", workers=options.workers, factory=True, app_dir=str(Path(__file__).parent), **how)


if __name__ == "__main__":
    serve(parse())
