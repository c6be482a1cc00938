"""Who may import whom, as pyproject.toml says it: downwards, without circles."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = "Data sets are made of what lies below them"


def check_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the packages in ``root``."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_imports_run_downwards() -> None:
    checked = check_imports(ROOT)
    assert checked.returncode == 0 and "0 broken" in checked.stdout, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("explorer/catalogue.py", "from explorer import previews", "Imports run downwards"),
        ("explorer/data/datasets.py", "from explorer.data import scenes", DATA),
        ("explorer/data/datasets.py", "def late():\n    from explorer.data.scenes import held", DATA),
        ("explorer/data/decoding.py", "from explorer.data.images import to_pil", DATA),
        ("explorer/data/unplaced.py", "import numpy", DATA),
        ("explorer/models/vae.py", "from explorer import limits", "Models import nothing of ours above them"),
        ("explorer/pages/home/__init__.py", "from explorer.pages import latents", "Pages never import each other"),
        ("explorer/data/images.py", "import gradio", "The library below the pages knows no Gradio"),
        ("train/loop.py", "import explorer.serving", "Training never imports pages, controls or routes"),
    ],
)
def test_an_import_upwards_is_found(tmp_path: Path, file: str, line: str, broken: str) -> None:
    for package in ("explorer", "train"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    checked = check_imports(tmp_path)
    assert checked.returncode == 1 and f"{broken} BROKEN" in checked.stdout, checked.stdout + checked.stderr
