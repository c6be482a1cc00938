"""Where what was found of a folder is kept, under the folder of states, and how processes share what one makes."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

KEPT = "_pictures"  # under the folder of states: no checkpoint's name begins so
LOOK_EVERY = 0.2  # seconds
MOST = 3600.0  # seconds that another process may take

Made = TypeVar("Made")


def is_main() -> bool:
    """Whether this process of those that ``accelerate launch`` started speaks for all, and writes what all share."""
    return os.environ.get("RANK", "0") == "0"


def is_first_here() -> bool:
    """Whether it is the one of its machine that looks at pictures and decodes them."""
    return os.environ.get("LOCAL_RANK", "0") == "0"


def place_of(folder: Path, state: Path) -> Path:
    """Where is kept what was found of a folder of pictures."""
    return state / KEPT / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def fingerprint(folder: Path, files: list[Path]) -> str:
    """Of the names, sizes and times of files: it changes where a picture is added, taken away or written again."""
    seen = hashlib.sha256()
    for file in files:
        about = file.stat()
        seen.update(f"{file.relative_to(folder)}\0{about.st_size}\0{about.st_mtime_ns}\n".encode(errors="replace"))
    return seen.hexdigest()[:16]


def made_once(read: Callable[[], Made | None], make: Callable[[], Made]) -> Made:
    """What can be read, or else is made: by one process of each machine, which the others wait for.

    Raises OSError where it does not come.
    """
    until = time.monotonic() + MOST
    while (found := read()) is None:
        if is_first_here():
            return make()
        if time.monotonic() > until:
            raise OSError("The process that decodes the pictures has not ended in an hour.")
        time.sleep(LOOK_EVERY)
    return found


def partial_of(file: Path) -> Path:
    """Where a file is written before it is renamed into its place."""
    return file.with_name(f".{file.name}.{os.environ.get('RANK', '0')}.{os.getpid()}")


def read_json(file: Path) -> Any | None:
    """What a JSON file holds; None where there is none, or half of one."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(file: Path, content: Any) -> None:
    """Write a file at once: nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(file)
    partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    os.replace(partial, file)
