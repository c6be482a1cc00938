"""A file a kind of model: its inputs, its loss, its measures, the files beside its checkpoints, what ranks a sweep."""

from __future__ import annotations

from train.kinds.attention import Attentive
from train.kinds.autoencoder import Autoencoding
from train.kinds.autoregressive import Autoregressive
from train.kinds.classifier import Classifying
from train.kinds.code_prior import OverCodes
from train.kinds.conditional import Conditional
from train.kinds.denoiser import Denoising
from train.kinds.kind import Kind
from train.kinds.patch_prior import OverPatches
from train.kinds.pca import PrincipalComponents
from train.kinds.ppca import LinearGaussian
from train.kinds.stacked import Stacked
from train.kinds.strokes import Naming, Sketching
from train.kinds.vae import Variational
from train.kinds.vq import Quantised
from train.recipe import Recipe
from train.workspace import Workspace

_CLASSES: tuple[type[Kind], ...] = (
    Autoencoding,
    Variational,
    Stacked,
    Conditional,
    PrincipalComponents,
    LinearGaussian,
    Classifying,
    Denoising,
    OverPatches,
    Autoregressive,
    Quantised,
    OverCodes,
    Attentive,
    Sketching,
    Naming,
)
KINDS: dict[str, type[Kind]] = {model: kind for kind in _CLASSES for model in kind.models}


def kind_of(recipe: Recipe, workspace: Workspace | None = None) -> Kind:
    """The kind of a recipe's model, at work in a workspace."""
    return KINDS[recipe.model](recipe, workspace)
