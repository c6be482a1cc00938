"""python -m benchmarks [--only NAME ...]: measure, print the tables, and write benchmarks/results.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import (
    attention,
    brush,
    classes,
    crowd,
    distance,
    dragging,
    groups,
    live_training,
    maps,
    own_pictures,
    painting,
    photographs,
    sampling,
    scenes,
    sketches,
    steps,
    visitors,
)
from benchmarks.serving import quantiles, serving
from explorer.catalogue import Catalogue

MODEL, PLANE = "vae-mnist-50d", "vae-mnist-2d"
STARTS = 5  # of the app, for the first page
STARTED = {"OMP_NUM_THREADS": "1", "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}  # as app.py sets them
RESULTS = Path(__file__).parent / "results.json"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def probed(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(dragging.PROBE)
    page.goto(url)
    return page


def bench_first_page(browser: Browser) -> dict:
    """Seconds from the start of the process to the first page, beside those that `import gradio` takes, turn by turn."""
    times, behind, gradio = [], [], []
    import_seconds()  # what lies on the disk lies in memory then, for both
    for _ in range(STARTS):
        gradio.append(import_seconds())
        with serving("app.py") as app:
            times.append(app.first_page)
        behind.append(times[-1] - gradio[-1])
    return {
        "seconds until the first page, median": statistics.median(times),
        "worst of five": max(times),
        "import gradio alone: seconds, median": statistics.median(gradio),
        "first page behind import gradio, s, median": statistics.median(behind),
    }


def import_seconds() -> float:
    """Seconds that a process which imports Gradio and nothing else lives."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import gradio"], check=True, env=os.environ | STARTED)
    return time.perf_counter() - began


def bench_drag(browser: Browser) -> dict:
    """Drag to painted picture, ours against gr.Slider -> gr.Image."""
    with serving("app.py") as app:
        page = probed(browser, f"{app.url}/latents?model={MODEL}")
        slider = page.locator(".gx-latents .strip-slider").first
        slider.wait_for()
        slider.scroll_into_view_if_needed()
        files = app.count_files()
        ours = dragging.drag(page, slider.bounding_box())
        page.wait_for_timeout(500)
        value = float(slider.get_attribute("aria-valuenow"))
        stale = not page.evaluate("(value) => probe.last.some((part) => Math.abs(part - value) < 0.005)", value)
        files = app.count_files() - files
        page.context.close()
    with serving("-m", "benchmarks.peers", "--model", MODEL) as peer:
        page = probed(browser, peer.url)
        slider = page.locator("#slider input[type=range]")
        slider.wait_for()
        theirs = dragging.drag(page, slider.bounding_box())
        their_files = peer.count_files()
        page.context.close()
    found: dict = {}
    for who, drag in (("", ours), ("gr.Slider -> gr.Image: ", theirs)):
        for label, times in (("step", drag.steps), ("input to frame", drag.frames)):
            found[f"{who}{label} ms, median"], found[f"{who}{label} ms, 95th"] = quantiles(times)
        found[f"{who}pictures/s at 60 moves/s"] = drag.pictures_per_second
    return found | {
        "stale picture at the end": stale,
        "files written": files,
        "gr.Slider -> gr.Image: files written": their_files,
        "ratio of medians, step": quantiles(theirs.steps)[0] / quantiles(ours.steps)[0],
        "ratio of medians, input to frame": quantiles(theirs.frames)[0] / quantiles(ours.frames)[0],
    }


def bench_crowd(browser: Browser) -> dict:
    """Sixteen people at once: requests a second, ours against Gradio's /run."""
    seconds = 6.0
    with serving("app.py") as app:
        ours = crowd.sockets(app.url, MODEL, Catalogue().card(MODEL).latents, seconds)
    with serving("-m", "benchmarks.peers", "--model", MODEL) as peer:
        theirs = crowd.run_route(peer.url, seconds)
    return {
        "people": crowd.PEOPLE,
        "requests/s": len(ours) / seconds,
        "ms, median": quantiles(ours)[0] * 1e3,
        "ms, 95th": quantiles(ours)[1] * 1e3,
        "/run: requests/s": len(theirs) / seconds,
        "/run: ms, median": quantiles(theirs)[0] * 1e3,
        "/run: ms, 95th": quantiles(theirs)[1] * 1e3,
        "ratio of requests/s": len(ours) / len(theirs),
    }


def bench_hover(browser: Browser) -> dict:
    """Hover over the manifold: painted pictures a second while the pointer moves."""
    with serving("app.py") as app:
        page = probed(browser, f"{app.url}/manifold?model={PLANE}")
        plane = page.locator(".gx-manifold canvas.plane").first
        plane.wait_for()
        box = plane.bounding_box()
        rates = [dragging.sweep(page, box, 2.5) for _ in range(4)]
        page.context.close()
    return {"pictures/s while hovering, median of three passes": quantiles(rates[1:])[0], "moves/s sent": 60}


def bench_frames(browser: Browser) -> dict:
    """Files and server memory over 5,000 frames."""
    latents = Catalogue().card(MODEL).latents
    with serving("app.py") as app:
        crowd.frames(app.url, MODEL, latents, 500)
        files, memory = app.count_files(), app.memory()
        crowd.frames(app.url, MODEL, latents, 5000)
        return {
            "frames": 5000,
            "files written": app.count_files() - files,
            "server MiB before": memory,
            "server MiB after": app.memory(),
        }


def bench_photographs(browser: Browser) -> dict:
    """EPLL on photographs of 256x256: how long, beside BM3D."""
    return photographs.measure()


def bench_sampling(browser: Browser) -> dict:
    """Gated PixelCNN's sampling on one thread: cached against the slow loop of full passes."""
    return sampling.measure(sampling.GATED)


def bench_greys(browser: Browser) -> dict:
    """The same of PixelCNN++, whose pixels have 256 greys."""
    return sampling.measure(sampling.GREYS)


def bench_scenes(browser: Browser) -> dict:
    """Scenes of coloured digits on one core: pictures with masks, ours against Pillow with a canvas for every digit."""
    return scenes.measure()


def bench_own_pictures(browser: Browser) -> dict:
    """A folder of 20,000 JPEG files of 64x64: from the call to the first step, and its decoding against one by one."""
    return own_pictures.measure()


def bench_steps(browser: Browser) -> dict:
    """Steps of training on one core: bfloat16, features last in memory, compiled and other batches against float32."""
    return steps.measure()


def bench_visitors(browser: Browser) -> dict:
    """48 people at once on one server: drags, paintings, photographs, scenes."""
    return visitors.measure()


def bench_stay(browser: Browser) -> dict:
    """32 people for half an hour, who come and go: errors, and the server's memory."""
    return visitors.soak(30)


BENCHMARKS: dict[str, Callable[[Browser], dict]] = {
    "first-page": bench_first_page,
    "drag": bench_drag,
    "crowd": bench_crowd,
    "hover": bench_hover,
    "frames": bench_frames,
    "classes": classes.measure,
    "photographs": bench_photographs,
    "sampling": bench_sampling,
    "greys": bench_greys,
    "painting": painting.measure,
    "brush": brush.measure,
    "groups": groups.measure,
    "map": maps.measure,
    "attention": attention.measure,
    "sketches": sketches.measure,
    "scenes": bench_scenes,
    "live-training": live_training.measure,
    "own-pictures": bench_own_pictures,
    "steps": bench_steps,
    "distance": distance.measure,
    "visitors": bench_visitors,
    "stay": bench_stay,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS))
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    chromium = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in options.only:
            results[name] = BENCHMARKS[name](browser)
            print(f"\n{name}: {BENCHMARKS[name].__doc__}")
            for label, value in results[name].items():
                print(
                    f"  {label:<52} {value:>10.2f}" if isinstance(value, float) else f"  {label:<52} {value!s:>10}",
                    flush=True,
                )
        results["machine"] = {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "chromium": browser.version,
        }
        browser.close()
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
