"""Attentive classifiers: questions about coloured digits, answered, and where the model looks as it answers."""

from __future__ import annotations

from torch import nn

from train import scenes
from train.data import as_inputs
from train.evaluation import Effort, Evaluation, HeldOut
from train.kinds.kind import FEW, Kind, Ranking
from train.measures import attention


class Attentive(Kind):
    """Cross-entropy of the answers to some of the questions that a picture allows."""

    models = ("attention", "attention_rnn")
    unit = "nats per question"

    first = 200  # each is asked for every colour on it
    checked = FEW

    def inputs(self, pixels, labels, generator):
        return as_inputs(pixels, False), *scenes.asked(labels, generator)

    @property
    def ranking(self) -> Ranking:
        return Ranking("correctness", "mask correctness", ("accuracy",))

    def measure(self, model: nn.Module, held: HeldOut, effort: Effort) -> Evaluation:
        """Answers and masks over held-out scenes, which are rendered anew with their digits' masks."""
        questions = len(held.grey) if effort.smoke else attention.QUESTIONS
        return Evaluation(attention.measure(model, self.workspace.data, questions))

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        return attention.quick(model, held.grey, held.labels)
