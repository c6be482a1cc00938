"""The recipe of the container: what it copies is there, what it leaves out is not needed, and its check is answered.

There is no Docker where the tests run: each line is looked at, and the commands that can run here are run.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import parse
from explorer import __version__
from explorer.catalogue import Catalogue
from tests.unit.wire import served

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
OURS = {"app", "explorer", "train"}


def of(instruction: str) -> list[str]:
    """What stands behind each instruction of that name."""
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(f"{instruction} ")]


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(of("ENV"))))


@pytest.fixture(scope="module")
def needed(tmp_path_factory) -> set[str]:
    """The packages that the container's own command picks."""
    folder = tmp_path_factory.mktemp("container")
    (folder / "requirements.txt").write_text((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    command = re.search(r"sed .*? > app\.txt", " ".join(of("RUN")))[0]
    subprocess.run(command, shell=True, cwd=folder, check=True)
    return {line.partition("==")[0] for line in (folder / "app.txt").read_text().splitlines() if line[0] != "#"}


def test_what_is_copied_is_there_and_lets_itself_be():
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    for copied in of("COPY"):
        owner, source, _ = copied.split()
        assert owner == "--chown=user" and (ROOT / source).exists() and f"!{source}" in ignored
    assert "*" in ignored


def test_nobody_is_root_when_it_starts():
    assert of("USER") == ["user"] and "--uid 1000 user" in of("RUN")[0]
    begins = [line.partition(" ")[0] for line in LINES if line and line[0].isupper()]
    assert begins.index("USER") < begins.index("CMD") and begins[-1] == "CMD"


def test_the_app_part_of_the_requirements_is_whole_and_no_more(needed):
    assert {"gradio", "torch", "numpy", "mcp", "plotly"} <= needed
    assert not needed & {"pytest", "accelerate", "umap-learn", "playwright", "ruff"}
    files = [ROOT / "app.py", *(ROOT / "explorer").rglob("*.py")]
    assert len(files) > 150
    roots = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                roots |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                roots.add(node.module.partition(".")[0])
    others = roots - set(sys.stdlib_module_names) - OURS
    names = {"PIL": "pillow", "skimage": "scikit-image"}
    with_gradio = {"fastapi", "starlette", "uvicorn", "anyio", "httpx"}  # it brings them
    only_to_train = {"sklearn"}  # where a PCA is fitted
    left = {names.get(one, one.replace("_", "-")) for one in others - with_gradio - only_to_train}
    assert left <= {one.replace("_", "-") for one in needed}


def test_it_listens_where_it_says_and_is_asked_how_it_is(monkeypatch):
    for name, value in environment().items():
        if name.startswith("GRADIO_"):
            monkeypatch.setenv(name, value)
    assert json.loads(of("CMD")[0]) == ["python", "app.py"]
    options = parse([])
    assert options.host == "0.0.0.0" and [str(options.port)] == of("EXPOSE")
    check = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])
    assert check[:2] == ["python", "-c"] and "/health" in check[2]
    ast.parse(check[2])


def test_the_app_says_how_it_is(tmp_path, own):
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "config.json").write_text("{}")
    catalogue = Catalogue([own], trained=tmp_path / "none")
    client = served(catalogue)
    found = client.get("/health").json()
    assert found["ok"] and found["version"] == __version__ and found["models"] == 1 and found["damaged"] == ["damaged"]
    assert found["loaded"] == found["waiting"] == 0 and found["memory_mb"] > 50
    catalogue.load("mine")
    assert client.get("/health").json()["loaded"] == 1
