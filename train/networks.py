"""The networks that a recipe's ``model`` may be."""

from __future__ import annotations

from torch import nn

from explorer.models import REGISTRY
from explorer.models.patch_prior import PatchPrior
from explorer.models.sketch_rnn import SketchRNN
from explorer.models.stroke_classifier import StrokeClassifier

NETWORKS: dict[str, type[nn.Module]] = REGISTRY | {
    "patch_prior": PatchPrior,
    "sketch_rnn": SketchRNN,
    "stroke_classifier": StrokeClassifier,
}
