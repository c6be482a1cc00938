"""Decoders in the browser: the server's pictures, no server needed while a hand moves, and no harm where it can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Route, expect

from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.exporting.graph import export
from explorer.exporting.kept import name_of
from explorer.models import REGISTRY
from tests.browser.conftest import App, Watched
from tests.browser.test_latents import Bench, becomes, decode, pixels

SIGN = ".gx-header .source:not(.gx-hidden)"
NAME = "here"
MADE = 60_000  # ms: 14 MB of WebAssembly are compiled


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("local")
    model = REGISTRY["vae"](shape=(1, 28, 28), latents=3, width=32, depth=1)
    with torch.no_grad():
        for weight in model.decoder.parameters():
            weight.mul_(3)  # nobody trained it: so pictures differ
    save(model.eval(), folder / NAME, dataset="mnist", range=[(-3.0, 3.0)] * 3)
    return folder


@pytest.fixture(scope="module")
def app(tmp_path_factory, folder: Path) -> Iterator[App]:
    logs = tmp_path_factory.mktemp("app")
    card = Catalogue([folder]).card(NAME)
    (logs / "graphs").mkdir()  # where App lets graphs be kept: making one is another test's
    for part in ("decode", "encode"):
        graph = export(Catalogue([folder]).load(NAME), part)
        (logs / "graphs" / f"{name_of(card, part)}.onnx").write_bytes(graph)
    torch.manual_seed(1)
    OTHER[:] = [export(REGISTRY["vae"](shape=(1, 28, 28), latents=3, width=32, depth=1).eval(), "decode")]
    running = App(logs, "--models", str(folder), browser_models=True)
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="module")
def server(app: App) -> str:
    return app.url


def test_a_drag_needs_no_server_once_the_decoder_is_here(watched: Watched, server: str, folder: Path) -> None:
    page = watched.open(alone=True)
    bench = Bench(page, server, f"model={NAME}")
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(socket.url)))
    bench.drag(0, 0.9)
    becomes(bench.picture(), decode(NAME, bench.z(), folder)[0])
    expect(page.locator(SIGN)).to_have_text("decoded here", timeout=MADE)
    before = len(sent)
    page.context.set_offline(True)
    bench.drag(1, 0.2)
    z = bench.z()
    assert z[1] < -1
    becomes(bench.picture(), decode(NAME, z, folder)[0])
    expect(page.locator(".gx-stage > .gx-error")).to_be_hidden()
    assert len(sent) == before
    page.context.set_offline(False)
    page.close()


def test_a_drawing_is_encoded_here_and_its_bounds_follow(watched: Watched, server: str, folder: Path) -> None:
    page = watched.open(alone=True)
    bench = Bench(page, server, f"model={NAME}")
    numbers = page.locator(".own-row .numbers")
    with page.expect_response(lambda answer: "part=encode" in answer.url, timeout=MADE):
        bench.draw((0.5, 0.2), (0.48, 0.5), (0.46, 0.8))
    expect(numbers).to_contain_text("IWAE")
    expect(page.locator(SIGN)).to_have_text("decoded here", timeout=MADE)
    page.wait_for_timeout(1000)  # compiled, and compared with what the server found
    model = Catalogue([folder]).load(NAME)

    def comes_to_rest() -> None:
        """The sliders stand where the model has the whole drawing."""
        drawn = torch.tensor(pixels(page.locator(".gx-pad canvas")) / 255, dtype=torch.float32)
        with torch.no_grad():
            mean = model.encode(drawn[None, None]).mean[0].tolist()
        for _ in range(100):
            if bench.z() == pytest.approx(mean, abs=1e-3):
                return
            page.wait_for_timeout(100)
        assert bench.z() == pytest.approx(mean, abs=1e-3)

    page.context.set_offline(True)
    bench.draw((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))
    expect(numbers).to_contain_text("…")  # the bound takes the server's many draws
    comes_to_rest()
    expect(page.locator(".gx-stage > .gx-error")).to_be_hidden()
    page.context.set_offline(False)
    expect(numbers).not_to_contain_text("…")  # asked for again, by itself
    comes_to_rest()
    page.close()
    watched.expect_error("ERR_INTERNET_DISCONNECTED")


def cut(route: Route) -> None:
    answer = route.fetch()
    body = answer.body()
    route.fulfill(response=answer, body=body[: len(body) // 2])


OTHER: list[bytes] = []  # the graph of another model, made before a browser waits for it


def of_another(route: Route) -> None:
    route.fulfill(body=OTHER[0], content_type="application/octet-stream")


def failing_later(route: Route) -> None:
    """The worker's script, which fails at whatever a hand waits for."""
    answer = route.fetch()
    start = "if (!data.graph) {"
    assert start in answer.text()
    fails = f"{start} if (data.urgent) {{ self.postMessage({{ id: data.id, error: 'failed' }}); return; }}"
    route.fulfill(response=answer, body=answer.text().replace(start, fails))


@pytest.mark.parametrize(
    "where, harm",
    [
        ("**/*.wasm*", lambda route: route.abort()),
        ("**/api/browser-model*", cut),
        ("**/api/browser-model*", of_another),
        ("**/local/worker.js", failing_later),
    ],
    ids=["no WebAssembly", "a graph cut short", "another model's graph", "a worker that fails later"],
)
def test_the_server_goes_on(watched: Watched, server: str, folder: Path, where: str, harm: Callable) -> None:
    page = watched.open(alone=True)
    page.route(where, harm)
    page.add_init_script("window.places = []; addEventListener('gx-source', (e) => places.push(e.detail.place), true)")
    bench = Bench(page, server, f"model={NAME}")
    with page.expect_response(lambda answer: "browser-model" in answer.url, timeout=MADE):
        bench.drag(0, 0.9)
    becomes(bench.picture(), decode(NAME, bench.z(), folder)[0])
    if harm is failing_later:
        page.wait_for_function("places[0] === 'browser'")
    else:
        page.wait_for_timeout(2000)  # what should not happen has no moment of its own
        assert page.evaluate("places") == []
    bench.drag(1, 0.2)
    becomes(bench.picture(), decode(NAME, bench.z(), folder)[0])
    if harm is failing_later:
        page.wait_for_function("places.join() === 'browser,server'")
    expect(page.locator(SIGN)).to_have_count(0)
    expect(page.locator(".gx-stage > .gx-error")).to_be_hidden()
    page.close()
    for fault in ("ERR_FAILED", "wasm", "falling back to ArrayBuffer"):  # the runtime says so itself
        watched.expect_error(fault)


def changed(route: Route, *changes: tuple[str, str]) -> None:
    """A script of the page's own with other words in it."""
    answer = route.fetch()
    body = answer.text()
    for old, new in changes:
        assert body.count(old) == 1
        body = body.replace(old, new)
    route.fulfill(response=answer, body=body)


KEPT = "? session :"  # where the graphics processor's session is chosen
LOST = "? Object.assign(session, { run: () => Promise.reject(new Error('the device is lost')) }) :"


@pytest.mark.parametrize(
    ("wasm", "changes", "processors"),
    [
        (None, (), ["gpu"]),
        (None, (("const SHARE = 1e9", "const SHARE = 0"),), []),
        (None, (("const ALIKE = 1;", "const ALIKE = -1;"),), []),
        (None, ((KEPT, LOST),), ["gpu", "cpu"]),
        ("**/*.jspi.wasm*", (), []),
    ],
    ids=["it is used", "it is slower", "it makes other pictures", "its device is lost", "its runtime is blocked"],
)
def test_the_graphics_processor(watched: Watched, server: str, folder: Path, wasm, changes, processors) -> None:
    page = watched.open(alone=True)
    page.goto(server)
    if not page.evaluate("async () => 'Suspending' in WebAssembly && !!(await navigator.gpu?.requestAdapter())"):
        pytest.skip("NOT RUN: this browser has no WebGPU, not even by a program")
    # A program is no quicker than WebAssembly: here it is taken for a processor that is, by a hand that sees all.
    begin = (("const SHARE = 1;", "const SHARE = 1e9;"), ("const SOFTWARE = false", "const SOFTWARE = true"))
    page.route("**/local/gpu.js", lambda route: changed(route, *begin, *changes))
    page.route("**/local/worker.js", lambda route: changed(route, ("FRAME_MS = 1000 / 60", "FRAME_MS = 0")))
    tried: list[str] = []
    page.on("request", lambda request: tried.append(request.url) if "jspi.wasm" in request.url else None)
    if wasm:
        page.route(wasm, lambda route: route.abort())
    page.add_init_script("window.ran = []; addEventListener('gx-processor', (e) => ran.push(e.detail.processor), true)")
    bench = Bench(page, server, f"model={NAME}")
    bench.drag(0, 0.9)
    expect(page.locator(SIGN)).to_have_text("decoded here", timeout=MADE)
    assert not tried
    bench.drag(1, 0.2)
    if processors:
        page.wait_for_function("ran.length", timeout=MADE)
    else:
        page.wait_for_timeout(8000 if not wasm else 2000)  # what should not happen has no moment of its own
    assert tried
    bench.drag(2, 0.8)
    becomes(bench.picture(), decode(NAME, bench.z(), folder)[0])
    assert page.evaluate("ran") == processors
    title = page.locator(SIGN).get_attribute("title")
    assert ("graphics processor" in title) is (processors == ["gpu"])
    expect(page.locator(".gx-stage > .gx-error")).to_be_hidden()
    page.close()
    for fault in ("ERR_FAILED", "wasm", "falling back to ArrayBuffer"):  # the runtime says so itself
        watched.expect_error(fault)


@pytest.mark.parametrize("path", ["latents", "manifold"])
def test_a_hand_that_only_draws_has_the_decoder_fetched_while_it_draws(
    watched: Watched, server: str, path: str
) -> None:
    page = watched.open(alone=True)
    page.goto(f"{server}/{path}")
    pad = page.locator(".gx-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.route("**/api/encode*", lambda route: route.abort())  # no picture of the drawing is needed for it
    with page.expect_request(lambda request: "part=decode" in request.url):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
        page.mouse.down()
    page.close()
    watched.expect_error("ERR_FAILED")
