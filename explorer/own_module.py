"""Runs a person's Python file beside a checkpoint, once a place: files of one name in two folders are two modules, and
what they import from their folders is each folder's own.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from explorer.refusal import UnusableCheckpoint

_lock = threading.RLock()  # while a file is run, imports look into its folder


def load(file: Path) -> ModuleType:
    """The module of ``file``; it may import its neighbours, as it could where it was saved.

    Raises UnusableCheckpoint where it does not run.
    """
    place = str(file.parent.resolve())
    unique = f"explorer_own_{sha256(place.encode()).hexdigest()[:12]}_{file.stem}"
    with _lock:
        if unique in sys.modules:
            return sys.modules[unique]
        spec = importlib.util.spec_from_file_location(unique, file)
        sys.modules[unique] = module = importlib.util.module_from_spec(spec)
        before = set(sys.modules)
        sys.path.insert(0, place)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # a stranger's file may fail in any way; the app must go on
            del sys.modules[unique]
            raise UnusableCheckpoint(f"{file.name} does not run: {type(error).__name__}: {error}") from error
        finally:
            sys.path.remove(place)
            _forget_neighbours(Path(place), before)
            if place not in sys.path:
                sys.path.append(place)  # for what is imported only when it is called
    return module


def _forget_neighbours(place: Path, before: set[str]) -> None:
    """Take what was imported out of ``place`` since ``before`` out of Python's list of modules.

    Whoever imported it keeps it; what another folder has under the same name is another module or package.
    """
    new = set(sys.modules) - before
    theirs = {name for name in new if "." not in name and _lies_in(place, sys.modules[name])}
    for name in new:
        if name.partition(".")[0] in theirs:
            del sys.modules[name]


def _lies_in(place: Path, module: ModuleType) -> bool:
    """Whether a module is a file of ``place``, or a package in it; what lies deeper, as a library does, is neither."""
    found = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [])), None)
    return found is not None and place in Path(found).resolve().parents[:2]
