"""The one training loop. A wall-clock budget stops it, and its clock drives the schedules of rate and beta."""

from __future__ import annotations

import math
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from tqdm import tqdm

from explorer.data import datasets
from train.data import Order, source
from train.recipes import Recipe
from train.state import Average, load_state, save_state
from train.tasks import TASKS

MAX_NORM = 200.0  # of a gradient, several times what is usual: above it a step is shortened
AGREE = 10  # steps between two looks at the main process's clock, where there are several
CHECK = 2000  # validation pictures that are scored as training goes on
POINTS = 40  # of the history


class Interrupted(Exception):
    """The person pressed Ctrl-C; the state is saved."""


@dataclass(frozen=True)
class Run:
    """How a recipe is run this time."""

    name: str
    recipe: Recipe
    seed: int = 0
    minutes: float | None = None
    steps: int | None = None
    device: str = "auto"
    root: str | Path | None = None
    state: Path = Path("runs")
    resume: bool = False
    save_every: float = 30.0  # seconds
    compiled: bool = False  # torch.compile: needs a C++ compiler, and a minute before the first step

    @property
    def file(self) -> Path:
        return self.state / self.name / f"seed-{self.seed}.safetensors"


@dataclass(frozen=True)
class Result:
    """A trained model, on the CPU with its averaged weights, and how it came about."""

    model: nn.Module
    seconds: float
    steps: int
    history: list[dict[str, Any]]
    device: str
    precision: str
    processes: int = 1


def low_precision(device: str, wanted: bool) -> bool:
    """Whether bfloat16 products are faster here than float32 ones."""
    if not wanted:
        return False
    return (
        torch.cuda.is_bf16_supported()
        if device == "cuda"
        else torch.backends.mkldnn.is_available() and torch.cpu._is_avx512_bf16_supported()
    )


def train(run: Run) -> Result | None:
    """Train until the budget is used up. Returns None in every process but the main one.

    Raises:
        Interrupted: Ctrl-C; the state is saved and ``resume`` goes on from it.
        MissingData: the data set is not on the disk.
        ValueError: there is no such device.
    """
    recipe, task = run.recipe, TASKS[run.recipe.model]
    if run.device == "cuda" and not torch.cuda.is_available():
        raise ValueError("There is no CUDA device here; --device cpu trains without one.")
    cpu = run.device == "cpu" or (run.device == "auto" and not torch.cuda.is_available())
    low = low_precision("cpu" if cpu else "cuda", recipe.bf16)
    accelerator = Accelerator(cpu=cpu, mixed_precision="bf16" if low else "no")
    device, main, processes = accelerator.device, accelerator.is_main_process, accelerator.num_processes
    budget = 60 * (run.minutes or (recipe.minutes if cpu else recipe.gpu_minutes))

    pictures = source(recipe.dataset, run.root, device)
    check = [
        torch.from_numpy(part[:CHECK].copy()).to(device)
        for part in datasets.load(recipe.dataset, "validation", run.root)
    ]
    order = Order(len(pictures), recipe.batch, run.seed)
    torch.manual_seed(run.seed)
    model = recipe.build().to(device)
    decayed = [
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(decayed, lr=recipe.rate, weight_decay=recipe.decay, fused=True)
    average = Average(model)
    done: dict[str, Any] = {"step": 0, "seconds": 0.0, "history": []}
    if run.resume and run.file.is_file():
        done = load_state(run.file, model, average, optimizer)
    wrapped, fast = accelerator.prepare(model, optimizer)
    called = torch.compile(wrapped) if run.compiled else wrapped

    stop = _on_interrupt()
    generator = torch.Generator(device)
    step, history, began = done["step"], done["history"], time.monotonic() - done["seconds"]
    progress, saved, logged, sums, shown = 0.0, time.monotonic(), time.monotonic(), None, 0
    bar = tqdm(
        total=100,
        disable=not main,
        desc=run.name,
        bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}",
        mininterval=1,
    )
    while True:
        elapsed = time.monotonic() - began
        if processes == 1 or step % AGREE == 0:
            clock = torch.tensor(
                [step / run.steps if run.steps else elapsed / budget, float(stop["asked"])], device=device
            )
            if processes > 1:
                torch.distributed.broadcast(clock, 0)
            progress, asked = clock.tolist()
            if asked or progress >= 1:
                break
        for group in optimizer.param_groups:
            group["lr"] = (
                recipe.rate * min(1.0, progress / 0.01 + 0.01) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
            )
        generator.manual_seed((run.seed * 1_000_003 + step) * processes + accelerator.process_index)
        numbers = order.numbers(step, accelerator.process_index, processes)
        loss, terms = task.step(
            recipe, called, pictures.take(numbers), pictures.labels(numbers), recipe.beta_at(progress), generator
        )
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(wrapped.parameters(), MAX_NORM)
        fast.step()
        fast.zero_grad()
        average.update(step)
        step, shown = step + 1, shown + 1
        sums = terms if sums is None else sums + terms
        now = time.monotonic()
        if (
            main
            and now - logged > min(budget / POINTS, 60)
            and not run.steps
            or main
            and run.steps
            and step % max(20, run.steps // POINTS) == 0
        ):
            history.append(_point(recipe, model, average, check, step, elapsed, sums / shown))
            bar.set_postfix_str(
                f"step {step}, loss {history[-1]['loss']:.2f}, validation {history[-1]['validation']:.2f} ({task.unit})"
            )
            logged, sums, shown = time.monotonic(), None, 0
        if main:
            bar.update(100 * progress - bar.n)
        if main and now - saved > run.save_every:
            save_state(run.file, model, average, optimizer, {"step": step, "seconds": now - began, "history": history})
            saved = time.monotonic()
    seconds = time.monotonic() - began
    if main:
        save_state(run.file, model, average, optimizer, {"step": step, "seconds": seconds, "history": history})
        bar.update(100 * min(progress, 1) - bar.n)
    bar.close()
    stop["restore"]()
    if asked:
        raise Interrupted(
            f"{run.name}: stopped at step {step} after {seconds:.0f} s and saved; --resume goes on from there."
        )
    if not main:
        return None
    average.swap()
    model = accelerator.unwrap_model(wrapped, keep_fp32_wrapper=False)
    return Result(model.cpu().eval(), seconds, step, history, describe(device), "bf16" if low else "float32", processes)


def _point(
    recipe: Recipe, model: nn.Module, average: Average, check: list[Tensor], step: int, elapsed: float, terms: Tensor
) -> dict[str, Any]:
    """One entry of the history: means since the last one, and the averaged weights' validation loss, in the task's unit."""
    average.swap()
    model.eval()
    validation, notes = TASKS[recipe.model].check(recipe, model, *check), TASKS[recipe.model].notes(model, check[0])
    model.train()
    average.swap()
    reconstruction, *kl = terms.tolist()
    loss = reconstruction + recipe.beta * sum(kl)
    point = {
        "step": step,
        "seconds": round(elapsed, 1),
        "loss": loss,
        "reconstruction": reconstruction,
        "validation": validation,
    }
    return point | notes | ({"kl": [round(value, 4) for value in kl]} if kl else {})


def _on_interrupt() -> dict[str, Any]:
    """Let Ctrl-C ask for an end instead of breaking off anywhere."""
    asked: dict[str, Any] = {"asked": False}

    def ask(*_: Any) -> None:
        asked["asked"] = True

    before = signal.signal(signal.SIGINT, ask)
    asked["restore"] = lambda: signal.signal(signal.SIGINT, before)
    return asked


def describe(device: torch.device) -> str:
    """The processor's name for the metrics."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    cpuinfo = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if cpuinfo.is_file()
        else []
    )
    return names[0] if names else "CPU"
