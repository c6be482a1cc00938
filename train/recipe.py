"""What a recipe says: everything that decides a run beside its seed. Torch comes in when a network is asked for."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

DYNAMIC = "dynamic binarization, drawn from a fixed seed"
MODELS = Path("models")  # where checkpoints of a person's own pictures are written, if nothing else is said
KEPT = "recipe.json"  # beside the weights of a checkpoint whose recipe is not one of this project's
RISE = 0.01  # the share of a run over which the rate rises


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one checkpoint is made.

    Attributes:
        name: of the checkpoint.
        title, about: what a person reads of it.
        dataset, model: keys of ``explorer.data.datasets`` and of ``train.networks.NETWORKS``.
        arguments: the model's.
        steps: length of the run; 0 where there is a closed form.
        minutes: what these steps take on one core of a laptop, about; they limit nothing.
        batch: pictures of all processes together.
        rate, decay: AdamW's, the rate at its highest.
        beta: the weight of the KL; over the first share ``warm`` of the run it goes there from ``beta_from``: from 0,
            so that latents are found before they are priced, or down from a high price, so that they are found one by
            one and what is worth most has latents of its own (the same end as the growing capacity of Burgess et al.
            2018, arXiv:1804.03599).
        anneal: R of an annealing of beta as Ha and Eck have it (arXiv:1704.03477, section 3.3), in place of ``warm``:
            the weight of the KL is beta (1 - (1 - beta_from) R^step); 0 for none.
        free: nats of each group's KL, averaged over a batch, that cost nothing, so that no group is left unused (free
            bits: Kingma et al. 2016, arXiv:1606.04934, eq. 15); of models with groups of latents; of drawings those of
            the whole KL.
        binarize: pictures are drawn black and white, anew for every batch.
        bf16: bfloat16 products where the processor has them.
        data: which pictures the numbers are of, as metrics.json says it.
        latents_of: the splits whose latents are kept for the map, of a model with two.
        targets: measures that the checkpoint has to reach, at least.
        published: measures as the model's paper has them, to be shown beside ours.
        first: paths of the pages that open with it, of all models that they take; one that compares some opens with
            several.
        own: the data set is a folder of a person's own pictures, and the recipe is kept beside the weights.
        class_names: what the classes of such a folder are called, by number; empty where it has none.
    """

    name: str
    title: str
    about: str
    dataset: str
    model: str
    arguments: dict[str, Any] = field(default_factory=dict)
    steps: int = 0
    minutes: float = 5
    batch: int = 128
    rate: float = 1e-3
    decay: float = 0.0
    beta: float = 1.0
    beta_from: float = 0.0
    warm: float = 0.02
    anneal: float = 0.0
    free: float = 0.0
    binarize: bool = False
    bf16: bool = True
    data: str = ""
    latents_of: tuple[str, ...] = ("test",)
    targets: dict[str, float] = field(default_factory=dict)
    published: dict[str, float] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    own: bool = False
    class_names: tuple[str, ...] = ()

    @property
    def network(self) -> type[nn.Module]:
        from train.networks import NETWORKS

        return NETWORKS[self.model]

    @property
    def over(self) -> str:
        """Of a prior over codes the name of the model that makes them; nothing of all others."""
        return self.arguments.get("over", "")

    @property
    def card(self) -> dict[str, Any]:
        """What the checkpoint's card says of it, whatever was measured."""
        more = {"first": list(self.first), "class_names": list(self.class_names)}
        said = {"title": self.title, "about": self.about, "dataset": self.dataset}
        return said | {name: names for name, names in more.items() if names}

    @property
    def plain_data(self) -> str:
        """``data`` without what was done to the pictures."""
        return self.data.split(",")[0]

    def record(self) -> dict[str, Any]:
        """All that it says, as JSON."""
        return asdict(self)

    @classmethod
    def of_record(cls, content: Any, place: Path) -> Recipe:
        """The recipe that ``record`` gave, read from ``place``. Raises ValueError where it is none."""
        sequences = {"latents_of", "first", "class_names"}
        try:
            return cls(**{name: tuple(value) if name in sequences else value for name, value in content.items()})
        except (AttributeError, TypeError):
            raise ValueError(f"{place} holds no recipe: train anew with --again.") from None

    def build(self) -> nn.Module:
        """The model with its first weights."""
        return self.network(**self.arguments)

    def load(self, folder: Path) -> nn.Module:
        """The model in ``folder``, from its weights alone.

        Raises:
            FileNotFoundError: there are none.
            ValueError: they are damaged, or another model's.
        """
        from safetensors import SafetensorError

        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise FileNotFoundError(f"There are no weights in {folder}: train them first.")
        try:
            return self.network.from_pretrained(folder, strict=True, local_files_only=True).eval()
        except (SafetensorError, RuntimeError) as error:
            raise ValueError(f"{weights} is damaged or another model's: {str(error).splitlines()[0]}") from None

    def rate_at(self, progress: float) -> float:
        """The learning rate at a share of the run: a short rise, then half a cosine down to 0."""
        rise = min(1.0, progress / RISE + 0.01)
        return self.rate * rise * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))

    def beta_at(self, progress: float) -> float:
        """The weight of the KL at a share of the run: on a straight line up from 0, by a constant factor down; or
        annealed.
        """
        if self.anneal:
            return self.beta * (1 - (1 - self.beta_from) * self.anneal ** (progress * self.steps))
        if progress >= self.warm:
            return self.beta
        share = progress / self.warm
        return self.beta_from ** (1 - share) * self.beta**share if self.beta_from else self.beta * share
