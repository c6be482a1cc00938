"""What README says is so: its tables are the files', and its own model works as written."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from benchmarks.readme import ROOT, TABLES, filled
from explorer.catalogue import Catalogue

README = ROOT / "README.md"


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.parent.name)
def test_tables_are_those_of_the_files(file):
    assert filled(file) == file.read_text(encoding="utf-8"), "run: python -m benchmarks.readme"


def test_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) < 160


def test_the_versions_on_spaces_are_those_of_the_requirements():
    version = re.search(r"^sdk_version: (\S+)$", README.read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert f"gradio=={version}\n" in (ROOT / "requirements.txt").read_text()


def test_the_own_model_works_as_written(tmp_path):
    source = next(
        block
        for block in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
        if "class Stripes" in block
    )
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "stripes.py").write_text(source)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "my/stripes.py"], cwd=tmp_path, env=environment, check=True)
    catalogue = Catalogue([tmp_path / "my"], trained=tmp_path / "none")
    assert [card.can for card in catalogue.cards("decode")] == [("decode",)]
    assert catalogue.load("stripes").shape == (1, 28, 28)


def test_the_python_works_as_written():
    source = next(
        block
        for block in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
        if "explorer.cards()" in block
    )
    *lines, last = source.strip().splitlines()
    names: dict = {}
    exec("\n".join(lines), names)  # noqa: S102
    restored = eval(last, names)  # noqa: S307
    assert (
        names["mean"].shape == (16, 2) and restored.shape == (256, 256) and 0 <= restored.min() <= restored.max() <= 1
    )
