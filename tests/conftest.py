"""What every test may use. Whatever could not run is said in red at the end, never passed over."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import pytest

from explorer.catalogue import model_class
from explorer.checkpoint import save
from explorer.data import datasets, photo_sets

MADE_OF = {"scenes": "mnist"}  # a set that is made of another, which is what can be fetched
NOT_RUN = "NOT RUN:"  # begins the reason of a test that could not run; read again from the reports of all workers


def did_not_run(why: str) -> None:
    """End this test as not run; the summary repeats why. Where CI runs, that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{why} (in CI everything has to run)")
    pytest.skip(f"{NOT_RUN} {why}")


@pytest.fixture
def need_data():
    """need_data("mnist") gives nothing where the set is on disk and ends the test loudly where it is not."""

    def need(name: str) -> None:
        if name in photo_sets.FILES:
            if not photo_sets.there(name):
                did_not_run(f"{photo_sets.FILES[name]} is not on this disk: set EXPLORER_DATA")
        elif not datasets.test_count(name):
            fetched = MADE_OF.get(name, name)
            did_not_run(
                f"the data set {name} is not on this disk: set EXPLORER_DATA, or python -m train download {fetched}"
            )

    return need


def pytest_terminal_summary(terminalreporter) -> None:
    reasons = Counter(
        report.longrepr[2].partition(NOT_RUN)[2].strip()
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and NOT_RUN in report.longrepr[2]
    )
    for why, count in reasons.items():
        terminalreporter.write_line(f"NOT RUN, {count} tests: {why}", red=True, bold=True)


OWN = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Stripes(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: two latents are the phase and the width of stripes.\"\"\"

        def __init__(self, size: int = 8):
            super().__init__()
            self.shape, self.latents = (1, size, size), 2
            self.weight = nn.Parameter(torch.linspace(0, 6, size))

        def decode(self, z):
            wave = torch.sigmoid(3 * torch.sin(self.weight * z[:, 1:].exp().clamp(max=20) + z[:, :1]))
            return wave[:, None, None, :].expand(-1, *self.shape)
    """
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with ``stripes.py`` and a checkpoint ``mine`` of its class."""
    (tmp_path / "stripes.py").write_text(OWN)
    kind = model_class("stripes:Stripes", tmp_path / "mine")
    save(
        kind(size=8),
        tmp_path / "mine",
        title="Stripes",
        about="Stripes of any width.",
        module="stripes:Stripes",
        range=[[-3, 3], [-1, 2]],
    )
    return tmp_path
