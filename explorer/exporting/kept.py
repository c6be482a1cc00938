"""Graphs of decoders, made on demand in a process of their own and kept by the hash of what they are made of."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from explorer.catalogue import Card
from explorer.refusal import Refusal

MOST_BYTES = 20 * 2**20  # of weights that a browser is given
MOST_SECONDS = 180  # that one may take
KEPT = 200  # files; the oldest go
PARTS = {"decode": {"decode"}, "codes": {"quantize"}, "encode": {"encode", "decode"}}  # and what each needs
VERSION = 1  # of what a graph takes and gives: a kept file of another one is not used
MODELS = Path(__file__).resolve().parents[1] / "models"
NICE = 10  # making a graph waits for everybody who drags


class NoGraph(Refusal):
    """There is no graph of a model; pictures come from the server as before."""


def parts(card: Card) -> tuple[str, ...]:
    """The parts of a model that a browser may have."""
    try:
        size = (card.folder / "model.safetensors").stat().st_size
    except OSError:
        return ()
    if size > MOST_BYTES:
        return ()
    found = (part for part, needed in PARTS.items() if needed <= set(card.can))
    return tuple(part for part in found if part != "encode" or not card.conditions)  # a class is found by many draws


def cache_folder() -> Path:
    """Where graphs are kept: EXPLORER_CACHE, or the user's folder for such files, or a passing one."""
    named = os.environ.get("EXPLORER_CACHE")
    system = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    folder = Path(named) if named else Path(system or Path.home() / ".cache") / "generative-explorer"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="generative-explorer-"))


class Kept:
    """One graph is made at a time; who asks for the same waits for the same.

    A model's own Python file is run to make it, as it is to show it.
    """

    def __init__(self, folder: Path | None = None):
        self._folder = folder
        self._making: dict[str, asyncio.Task[Path]] = {}
        self._refused: dict[str, str] = {}  # by name, with the sentence that says why
        self._turn = asyncio.Semaphore(1)

    @property
    def folder(self) -> Path:
        self._folder = self._folder or cache_folder()
        return self._folder

    async def file(self, card: Card, part: str) -> Path:
        """The graph of a part of a usable model, made where it is not there yet. Raises NoGraph."""
        if part not in parts(card):
            raise NoGraph(f"{card.name} has no part {part[:20]!r} for a browser.", 404)
        name = await asyncio.to_thread(name_of, card, part)
        file = self.folder / f"{name}.onnx"
        if file.is_file():
            return file
        if name in self._refused:
            raise NoGraph(self._refused[name])
        if name not in self._making:
            task = self._making[name] = asyncio.create_task(self._make(card, part, file))
            task.add_done_callback(lambda _: self._making.pop(name))
        return await asyncio.shield(self._making[name])

    async def _make(self, card: Card, part: str, file: Path) -> Path:
        """Raises NoGraph where the model does what a graph can't, which stays so as long as its files do, or where the
        machine had no time for it.
        """
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "explorer.exporting", str(card.folder), part, str(file)),
                cwd=Path(__file__).resolve().parents[2],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            _step_back(process.pid)
            try:
                await asyncio.wait_for(process.wait(), MOST_SECONDS)
            except asyncio.TimeoutError:  # not the built-in one before Python 3.11
                raise NoGraph(f"{card.name} has no graph after {MOST_SECONDS} s; it is tried again.") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode != 0 or not file.is_file():
            sentence = f"{card.name} does what a graph for browsers can't, so its pictures come from the server."
            self._refused[file.stem] = sentence
            raise NoGraph(sentence)
        await asyncio.to_thread(forget_oldest, self.folder)
        return file


def _step_back(process: int) -> None:
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process, NICE)


def name_of(card: Card, part: str) -> str:
    """What the graph is made of, as a name: weights, card, the Python files of its class, and our version."""
    made_of = sha256(f"{VERSION} {part}".encode())
    folder = card.folder
    ours = card.module.startswith("explorer.models.")
    code = MODELS.glob("*.py") if ours else [*folder.glob("*.py"), *folder.parent.glob("*.py")]
    for file in (folder / "model.safetensors", folder / "config.json", *sorted(code)):
        made_of.update(sha256(file.read_bytes()).digest())
    return made_of.hexdigest()[:32]


def forget_oldest(folder: Path) -> None:
    """Keep the newest files only."""
    files = sorted(folder.glob("*.onnx"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[KEPT:]:
        file.unlink(missing_ok=True)
