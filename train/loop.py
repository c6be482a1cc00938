"""The one training loop.

A number of steps is its length and drives the schedules of rate and beta; minutes may cut it short.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from tqdm import tqdm

from explorer.data import datasets
from explorer.learning.descent import MAX_NORM, PRIME, adamw, set_rate, step_seed
from train.data import order, source
from train.film import Film
from train.run import Diverged, Interrupted, Result, Run, describe
from train.state import Average, load_state, save_state

AGREE = 10  # steps between two looks at the main process's clock, where there are several
POINTS = 40  # of the history
APART = 20  # steps between two points of the history, at least
BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} {elapsed}<{remaining}{postfix}"


def train(run: Run) -> Result | None:
    """Train until the steps are done or the minutes used up. Returns None in every process but the main one.

    Raises:
        Interrupted: Ctrl-C; the state is saved and ``resume`` goes on from it.
        Diverged: a loss or a gradient is no number; the state saved before stays.
        MissingData: the data set is not on the disk.
        ValueError: there is no such device, or the state that is to be resumed is another model's.
    """
    training = Training(run)
    with _interruptible() as asked, _progress_bar(training) as bar:
        while training.goes_on(asked):
            training.film()
            training.take_step()
            bar.update(training.step - bar.n)
            if training.is_to_note:
                bar.set_postfix_str(training.note())
            if training.is_to_save:
                training.save()
    if training.main:
        training.save()
    if training.interrupted:
        done = f"{run.name}: stopped at step {training.step} after {training.seconds:.0f} s and saved"
        raise Interrupted(f"{done}; --resume goes on from there.")
    return training.result() if training.main else None


class Training:
    """A run under way: the model, what moves it, and how far it has come.

    Attributes:
        step: how many were taken.
        seconds: how long that took, earlier parts of a resumed run included.
        progress: the share of the run, in steps or in minutes, whichever is further.
    """

    def __init__(self, run: Run):
        self.run, self.recipe, self.kind = run, run.recipe, run.kind
        cpu = _on_cpu(run.device)
        self.low = low_precision("cpu" if cpu else "cuda", self.recipe.bf16)
        self.accelerator = Accelerator(cpu=cpu, mixed_precision="bf16" if self.low else "no")
        self.device, self.main = self.accelerator.device, self.accelerator.is_main_process
        self.rank, self.processes = self.accelerator.process_index, self.accelerator.num_processes

        root = self.kind.workspace.data
        self.pictures = source(self.recipe.dataset, root, self.device)
        validation = datasets.load(self.recipe.dataset, "validation", root)
        self.check = [torch.from_numpy(part[: self.kind.checked].copy()).to(self.device) for part in validation]
        self.order = order(self.pictures, self.recipe.batch, run.seed)

        torch.manual_seed(run.seed)
        self.model = self.recipe.build().to(self.device)
        self.optimizer = adamw(self.model, self.recipe.rate, self.recipe.decay)
        self.average = Average(self.model)
        self.generator = torch.Generator(self.device)
        done = self._saved()
        self.step, self.history = done["step"], done["history"]
        self.snapshots = Film(self.kind, run.steps, self.check, done.get("film")) if self.kind.filmed else None
        self.wrapped, self.prepared = self.accelerator.prepare(self.model, self.optimizer)
        self.called = torch.compile(self.wrapped) if run.compiled else self.wrapped

        self.progress, self.interrupted = 0.0, False
        self.began = time.monotonic() - done["seconds"]
        self.saved = time.monotonic()
        self._time_share, self._terms = 0.0, []

    def _saved(self) -> dict[str, Any]:
        """The progress that is saved, its weights put back; or that of a run which begins."""
        if self.run.resume and self.run.file.is_file():
            return load_state(self.run.file, self.model, self.average, self.optimizer)
        return {"step": 0, "seconds": 0.0, "history": []}

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def is_to_note(self) -> bool:
        """Whether the history gets a point after this step."""
        return self.main and self.step % max(APART, self.run.steps // POINTS) == 0

    @property
    def is_to_save(self) -> bool:
        return self.main and time.monotonic() - self.saved > self.run.save_every

    def goes_on(self, asked: Callable[[], bool]) -> bool:
        """Whether there is a next step; all processes agree. ``asked`` says whether the person wants an end."""
        if self.processes == 1 or self.step % AGREE == 0:
            share = self.seconds / (60 * self.run.minutes) if self.run.minutes else 0.0
            clock = torch.tensor([share, float(asked())], device=self.device)
            if self.processes > 1:
                torch.distributed.broadcast(clock, 0)
            self._time_share, interrupted = clock.tolist()
            self.interrupted = bool(interrupted)
        self.progress = max(self.step / self.run.steps, self._time_share)
        return self.progress < 1 and not self.interrupted

    def take_step(self) -> None:
        """One batch, one move of the weights. Raises Diverged before anything moves."""
        set_rate(self.optimizer, self.recipe.rate_at(self.progress))
        self._seed()
        numbers = self.order.numbers(self.step, self.rank, self.processes)
        pixels, labels = self.pictures.take(numbers), self.pictures.labels(numbers)
        beta = self.recipe.beta_at(self.progress)
        loss, terms = self.kind.step(self.called, pixels, labels, beta, self.generator)
        self.accelerator.backward(loss)
        norm = self.accelerator.clip_grad_norm_(self.wrapped.parameters(), MAX_NORM)
        self._refuse_what_is_no_number(loss.detach(), norm)
        self.prepared.step()
        self.prepared.zero_grad()
        self.average.update(self.step)
        self._terms.append(terms)
        self.step += 1

    def _seed(self) -> None:
        """Every draw of a step follows from the run's seed and the step's number: a resumed run goes on alike."""
        number = step_seed(self.run.seed, self.step, self.rank, self.processes)
        self.generator.manual_seed(number)
        torch.manual_seed(number + PRIME**2)  # of dropout, which takes no generator

    def _refuse_what_is_no_number(self, loss: Tensor, norm: Tensor) -> None:
        bad = (~(loss.isfinite() & torch.as_tensor(norm).isfinite())).float()
        if self.processes > 1:
            torch.distributed.all_reduce(bad, torch.distributed.ReduceOp.MAX)
        if bad:
            self._diverged(f"the loss was {float(loss):g} and its gradient's norm {float(norm):g}")

    def _diverged(self, what: str) -> None:
        raise Diverged(
            f"{self.run.name}: at step {self.step + 1} {what}, so the run stopped; nothing was saved of it, and the "
            "checkpoint stays as it was. A lower rate, or bf16=False in the recipe, may help."
        )

    def note(self) -> str:
        """Append a point to the history: means since the last one, and the averaged weights' validation loss.

        Returns them for the progress bar. Raises Diverged where the validation loss is no number.
        """
        with self._averaged() as model:
            validation = self.kind.check(model, *self.check)
            notes = self.kind.notes(model, self.check[0])
        if not math.isfinite(validation):
            self._diverged(f"the validation loss was {validation:g}")
        reconstruction, *kl = torch.stack(self._terms).mean(0).tolist()
        self._terms = []
        loss = reconstruction + self.recipe.beta * sum(kl)
        point = {
            "step": self.step,
            "seconds": round(self.seconds, 1),
            "loss": loss,
            "reconstruction": reconstruction,
            "validation": validation,
        }
        parts = {"kl": [round(value, 4) for value in kl]} if kl else {}
        self.history.append(point | notes | parts)
        return f"loss {loss:.2f}, validation {validation:.2f} ({self.kind.unit})"

    @contextmanager
    def _averaged(self) -> Iterator[nn.Module]:
        """The model with its averaged weights, in evaluation mode."""
        self.average.swap()
        self.model.eval()
        yield self.model
        self.model.train()
        self.average.swap()

    def film(self, *, last: bool = False) -> None:
        """Take a snapshot where the film has one at this step, or where it is the ``last``."""
        film = self.snapshots
        if film is None or not self.main or film.last >= self.step or not (last or film.is_due(self.step)):
            return
        with self._averaged() as model:
            film.take(model, self.step, self.seconds)

    def save(self) -> None:
        progress = {"step": self.step, "seconds": self.seconds, "history": self.history}
        if self.snapshots is not None:
            progress["film"] = self.snapshots.frames
        save_state(self.run.file, self.model, self.average, self.optimizer, progress)
        self.saved = time.monotonic()

    def result(self) -> Result:
        """The model with its averaged weights. Ends the training: the weights that moved are given up."""
        self.film(last=True)
        self.average.swap()
        model = self.accelerator.unwrap_model(self.wrapped, keep_fp32_wrapper=False)
        return Result(
            model.cpu().eval(),
            self.seconds,
            self.step,
            {"unit": self.kind.unit, "points": self.history},
            describe(self.device),
            "bf16" if self.low else "float32",
            self.processes,
            cut=self.step < self.run.steps,
            film=self.snapshots.content() if self.snapshots is not None else None,
        )


def low_precision(device: str, wanted: bool) -> bool:
    """Whether bfloat16 products are faster here than float32 ones."""
    if not wanted:
        return False
    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    return torch.backends.mkldnn.is_available() and torch.cpu._is_avx512_bf16_supported()


def _on_cpu(device: str) -> bool:
    """Whether to train on the CPU. Raises ValueError where a GPU is asked for and there is none."""
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("There is no CUDA device here; --device cpu trains without one.")
    return device == "cpu" or (device == "auto" and not torch.cuda.is_available())


@contextmanager
def _progress_bar(training: Training) -> Iterator[tqdm]:
    bar = tqdm(
        total=training.run.steps,
        initial=training.step,
        disable=not training.main,
        desc=training.run.name,
        bar_format=BAR,
        mininterval=1,
    )
    with bar:
        yield bar


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C ask for an end instead of breaking off anywhere; gives what says whether it did."""
    asked = False

    def ask(*_: Any) -> None:
        nonlocal asked
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
