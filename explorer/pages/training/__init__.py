"""Training: a small network learns while one watches, and can be changed on the way."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.training import live, records
from explorer.pages.training.view import TrainingView
from explorer.ui.shell.page import IDEAS, Page

PAGE = Page(
    path="training",
    name="Training",
    group=IDEAS,
    sentence="Press Play: a network learns in front of you. Change what it sees, the noise or the price while it does.",
    folder=Path(__file__).parent,
    fold="How a network learns, with the formulas",
    view=TrainingView,
    routes=(live.add, records.add),
)
