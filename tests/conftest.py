"""What every test may use. Whatever could not run is said in red at the end, never passed over."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import pytest

from explorer import datasets

_not_run: dict[str, int] = {}


def did_not_run(why: str) -> None:
    """End this test as not run; the summary repeats why. Where CI runs, that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{why} (in CI everything has to run)")
    _not_run[why] = _not_run.get(why, 0) + 1
    pytest.skip(why)


@pytest.fixture
def need_data():
    """need_data("mnist") gives nothing where the set is on disk and ends the test loudly where it is not."""

    def need(name: str) -> None:
        if not datasets.test_count(name):
            did_not_run(f"the data set {name} is not on this disk: set EXPLORER_DATA, or python -m train download {name}")

    return need


def pytest_terminal_summary(terminalreporter) -> None:
    for why, count in _not_run.items():
        terminalreporter.write_line(f"NOT RUN, {count} tests: {why}", red=True, bold=True)
