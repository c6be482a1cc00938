"""What is trained, on what, and for how long. One entry a checkpoint; budgets are wall-clock minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from torch import nn

from explorer.models import REGISTRY


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run beside its seed.

    ``minutes`` is the budget on one CPU core, ``gpu_minutes`` on a GPU; where ``steps`` is given it decides instead (a small
    set is learnt by heart when a fast machine goes on), and ``minutes`` is what they take. ``batch`` counts pictures of all
    processes together. ``beta`` weighs the KL; over the first share ``warm`` of the budget it goes there from ``beta_from``: from 0, so that
    latents are found before they are priced, or down from a high price, so that they are found one by one and what is worth
    most has latents of its own (the same end as the growing capacity of Burgess et al. 2018, arXiv:1804.03599).
    ``bf16`` asks for bfloat16 products where the processor has them. ``data`` says in the metrics which pictures the numbers are of.
    """

    title: str
    about: str
    dataset: str
    model: str
    arguments: dict[str, Any] = field(default_factory=dict)
    minutes: float = 5
    gpu_minutes: float = 5
    steps: int | None = None
    batch: int = 128
    rate: float = 1e-3
    decay: float = 0.0
    beta: float = 1.0
    beta_from: float = 0.0
    warm: float = 0.02
    binarize: bool = False
    bf16: bool = True
    data: str = ""

    def build(self) -> nn.Module:
        return REGISTRY[self.model](**self.arguments)

    def beta_at(self, progress: float) -> float:
        """The weight of the KL at a share of the budget: on a straight line up from 0, by a constant factor down."""
        if progress >= self.warm:
            return self.beta
        share = progress / self.warm
        return self.beta_from ** (1 - share) * self.beta**share if self.beta_from else self.beta * share

    @property
    def over(self) -> str:
        """Of a prior over codes the name of the model that makes them; nothing of all others."""
        return self.arguments.get("over", "")

    @property
    def variational(self) -> bool:
        return self.model in ("vae", "conv_vae", "cvae")


_DENOISED = "damaged in many ways: Gaussian noise up to sigma 1, salt and pepper, holes, blur, fewer pixels"
_DYNAMIC = "dynamic binarization, drawn from a fixed seed"
_CIFAR10 = "CIFAR-10 as JPEG files of quality 75"
_SCENES = 5000  # steps, the same for all kinds of attention
_SCENE_DATA = "coloured digits of MNIST rendered by explorer.scenes, half of them on black, a quarter among parts of digits, a quarter on photographs of CIFAR-10"
_SHAPES = "shapes rendered by explorer.shapes, black and white"

RECIPES: dict[str, Recipe] = {
    "ae-mnist-2d": Recipe(
        "Digits, plain autoencoder",
        "Squeezes a digit through two numbers with nothing to keep those numbers in order.",
        "mnist",
        "autoencoder",
        {"latents": 2, "width": 400, "depth": 3},
        minutes=3,
        data="grey MNIST",
    ),
    "vae-mnist-2d": Recipe(
        "Digits, 2 latents",
        "A variational autoencoder whose two numbers lay all digits out on one plane without gaps.",
        "mnist",
        "vae",
        {"latents": 2, "width": 400, "depth": 3},
        minutes=7,
        gpu_minutes=10,
        binarize=True,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "vae-mnist-50d": Recipe(
        "Digits, 50 latents",
        "A variational autoencoder with room for fifty numbers, which finds sharp digits and uses about half of them.",
        "mnist",
        "vae",
        {"latents": 50, "width": 512, "depth": 2},
        minutes=40,
        gpu_minutes=20,
        batch=256,
        rate=2e-3,
        decay=0.02,
        binarize=True,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "vae-fashion-2d": Recipe(
        "Clothes, 2 latents",
        "A variational autoencoder that lays shoes, bags and shirts out on one plane.",
        "fashion",
        "vae",
        {"latents": 2, "width": 400, "depth": 3},
        minutes=4,
        binarize=True,
        data=f"Fashion-MNIST, {_DYNAMIC}",
    ),
    "vae-frey-2d": Recipe(
        "Faces, 2 latents",
        "One person's face on a plane: one way leads from frown to smile, the other turns the head.",
        "frey",
        "vae",
        {"shape": [1, 28, 20], "latents": 2, "width": 256, "depth": 2, "likelihood": "gaussian"},
        minutes=1,
        steps=7000,
        decay=0.05,
        warm=0.0,
        data="Frey faces, grey in [0, 1], every tenth frame; a density, not a probability",
    ),
    "ae-mnist-50d": Recipe(
        "Digits, plain autoencoder, 50 latents",
        "Squeezes a digit through fifty numbers, which keep nearly all of it.",
        "mnist",
        "autoencoder",
        {"latents": 50, "width": 512, "depth": 2},
        minutes=6,
        batch=256,
        bf16=False,
        data="grey MNIST",
    ),
    "pca-mnist-50d": Recipe(
        "Digits, principal components",
        "The linear autoencoder in closed form: fifty directions in which digits differ most, each a slider.",
        "mnist",
        "pca",
        {"latents": 50},
        minutes=0.2,
        data="grey MNIST",
    ),
    "pca-fashion-50d": Recipe(
        "Clothes, principal components",
        "The linear autoencoder in closed form: fifty directions in which clothes differ most, each a slider.",
        "fashion",
        "pca",
        {"latents": 50},
        minutes=0.2,
        data="grey Fashion-MNIST",
    ),
    "cvae-mnist-16d": Recipe(
        "Digits by class, 16 latents",
        "A conditional VAE: it is told which digit, so its sixteen numbers are left with the handwriting.",
        "mnist",
        "cvae",
        {"latents": 16, "width": 512, "depth": 2},
        minutes=20,
        gpu_minutes=10,
        batch=256,
        rate=2e-3,
        decay=0.02,
        binarize=True,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}, the label given",
    ),
    "cvae-fashion-16d": Recipe(
        "Clothes by class, 16 latents",
        "A conditional VAE: it is told which garment, so its sixteen numbers are left with cut, tone and pattern.",
        "fashion",
        "cvae",
        {"latents": 16, "width": 512, "depth": 2},
        minutes=30,
        gpu_minutes=10,
        batch=256,
        rate=2e-3,
        decay=0.02,
        beta=2.0,
        binarize=True,
        bf16=False,
        data=f"Fashion-MNIST, {_DYNAMIC}, the label given",
    ),
    "classifier-mnist": Recipe(
        "Digits, judge",
        "A convolutional classifier, trained apart from all others, that says which digit a generated picture shows.",
        "mnist",
        "classifier",
        {"channels": 16},
        minutes=8,
        gpu_minutes=3,
        batch=128,
        rate=2e-3,
        decay=0.05,
        bf16=False,
        data="grey MNIST, training pictures moved by up to 2 pixels",
    ),
    "classifier-fashion": Recipe(
        "Clothes, judge",
        "A convolutional classifier, trained apart from all others, that says which garment a generated picture shows.",
        "fashion",
        "classifier",
        {"channels": 24},
        minutes=10,
        gpu_minutes=3,
        batch=128,
        rate=2e-3,
        decay=0.05,
        bf16=False,
        data="grey Fashion-MNIST, training pictures moved by up to 2 pixels",
    ),
    "dae-mnist": Recipe(
        "Digits, denoiser",
        "A convolutional denoising autoencoder: shown damaged digits, it gives back what was there.",
        "mnist",
        "dae",
        minutes=45,
        bf16=False,
        gpu_minutes=10,
        batch=128,
        data=f"grey MNIST, {_DENOISED}",
    ),
    "dae-fashion": Recipe(
        "Clothes, denoiser",
        "A convolutional denoising autoencoder: shown damaged clothes, it gives back what was there.",
        "fashion",
        "dae",
        minutes=30,
        bf16=False,
        gpu_minutes=10,
        batch=128,
        data=f"grey Fashion-MNIST, {_DENOISED}",
    ),
    "pixelcnn-mnist": Recipe(
        "Digits, PixelCNN",
        "Masked convolutions: each pixel from the pixels above it and left of it, with a blind spot to the upper right.",
        "mnist",
        "pixelcnn",
        minutes=45,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "gated-pixelcnn-mnist": Recipe(
        "Digits, Gated PixelCNN",
        "Two stacks of gated convolutions, one for the rows above and one for the pixels to the left: no blind spot, and it can be told which digit.",
        "mnist",
        "gated_pixelcnn",
        {"classes": 10, "channels": 24, "layers": 8},
        minutes=45,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}, the label given",
    ),
    "gated-pixelcnn-mnist-16": Recipe(
        "Digits in 16 greys, Gated PixelCNN",
        "The same network over sixteen grey levels: every pixel is one choice of sixteen.",
        "mnist",
        "gated_pixelcnn",
        {"classes": 10, "levels": 16, "channels": 24, "layers": 8},
        minutes=45,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="MNIST in 16 grey levels, the label given",
    ),
    "gated-pixelcnn-fashion-16": Recipe(
        "Clothes in 16 greys, Gated PixelCNN",
        "Garments in sixteen grey levels, pixel by pixel, by kind of garment.",
        "fashion",
        "gated_pixelcnn",
        {"classes": 10, "levels": 16, "channels": 24, "layers": 8},
        minutes=45,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="Fashion-MNIST in 16 grey levels, the label given",
    ),
    "pixelcnnpp-mnist": Recipe(
        "Digits in 256 greys, PixelCNN++",
        "All 256 grey levels as one smooth distribution: a mixture of logistics, cut into 256 steps.",
        "mnist",
        "pixelcnnpp",
        {"levels": 256},
        minutes=30,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="MNIST in 256 grey levels",
    ),
    "pixelrnn-row-mnist": Recipe(
        "Digits, PixelRNN (Row LSTM)",
        "A recurrent network that runs down the picture row by row: each pixel from a triangle of pixels above it.",
        "mnist",
        "pixelrnn",
        {"kind": "row", "channels": 16, "layers": 2},
        minutes=45,
        gpu_minutes=8,
        batch=64,
        rate=3e-3,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "pixelrnn-diagonal-mnist": Recipe(
        "Digits, PixelRNN (Diagonal BiLSTM)",
        "Two recurrent networks that run along the picture's diagonals, from both sides: each pixel from all pixels before it.",
        "mnist",
        "pixelrnn",
        {"kind": "diagonal", "channels": 16, "layers": 2},
        minutes=45,
        gpu_minutes=8,
        batch=64,
        rate=3e-3,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "multiscale-mnist": Recipe(
        "Digits, multi-scale PixelCNN",
        "A small picture first, then twice finer and twice finer again, each scale told the one before.",
        "mnist",
        "multiscale",
        minutes=30,
        gpu_minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=f"MNIST, {_DYNAMIC}",
    ),
    "vae-shapes-10d": Recipe(
        "Shapes, 10 latents",
        "A convolutional variational autoencoder of squares, ellipses and hearts.",
        "shapes",
        "conv_vae",
        {"latents": 10},
        minutes=5,
        batch=64,
        warm=0.0,
        data=_SHAPES,
    ),
    "bvae-shapes-10d": Recipe(
        "Shapes, 10 latents, beta 4",
        "The same with the price of a latent raised fourfold, so that fewer latents each mean one thing.",
        "shapes",
        "conv_vae",
        {"latents": 10},
        minutes=5,
        batch=64,
        beta=4.0,
        beta_from=100.0,
        warm=0.8,
        data=_SHAPES,
    ),
    "vqvae-mnist": Recipe(
        "Digits in 49 codes, VQ-VAE",
        "A digit as 7x7 code numbers from a codebook of 128: change a number, and a part of the digit changes.",
        "mnist",
        "vqvae",
        {"codes": 128},
        minutes=8,
        batch=64,
        rate=2e-3,
        warm=0.0,
        bf16=False,
        data="grey MNIST",
    ),
    "vqvae-fashion": Recipe(
        "Clothes in 49 codes, VQ-VAE",
        "A garment as 7x7 code numbers from a codebook of 256.",
        "fashion",
        "vqvae",
        {"codes": 256},
        minutes=8,
        batch=64,
        rate=2e-3,
        warm=0.0,
        bf16=False,
        data="grey Fashion-MNIST",
    ),
    "vqvae-cifar10": Recipe(
        "Colour photographs in 64 codes, VQ-VAE",
        "A small colour photograph as 8x8 code numbers from a codebook of 256.",
        "cifar10",
        "vqvae",
        {"shape": [3, 32, 32], "codes": 256, "channels": 48},
        minutes=20,
        gpu_minutes=10,
        batch=64,
        rate=2e-3,
        warm=0.0,
        bf16=False,
        data=_CIFAR10,
    ),
    "vqvae2-fashion": Recipe(
        "Clothes on two levels, VQ-VAE-2",
        "A garment as 7x7 coarse codes and 14x14 fine ones: the coarse say what it is, the fine how it is made.",
        "fashion",
        "vqvae2",
        {"codes": 128},
        minutes=10,
        batch=64,
        rate=2e-3,
        warm=0.0,
        bf16=False,
        data="grey Fashion-MNIST",
    ),
    "vqprior-mnist": Recipe(
        "Codes of digits, Gated PixelCNN",
        "Draws the 49 codes of a digit one after the other, told which digit.",
        "mnist",
        "code_prior",
        {"over": "vqvae-mnist", "levels": 128, "classes": 10},
        minutes=15,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="codes of vqvae-mnist, the label given",
    ),
    "vqprior-fashion": Recipe(
        "Codes of clothes, Gated PixelCNN",
        "Draws the 49 codes of a garment one after the other, told which kind.",
        "fashion",
        "code_prior",
        {"over": "vqvae-fashion", "levels": 256, "classes": 10},
        minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="codes of vqvae-fashion, the label given",
    ),
    "vqprior-cifar10": Recipe(
        "Codes of colour photographs, Gated PixelCNN",
        "Draws the 64 codes of a small photograph one after the other, told what is on it.",
        "cifar10",
        "code_prior",
        {"over": "vqvae-cifar10", "shape": [1, 8, 8], "levels": 256, "classes": 10},
        minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="codes of vqvae-cifar10, the label given",
    ),
    "vqprior2-fashion-top": Recipe(
        "Coarse codes of clothes, Gated PixelCNN",
        "Draws the 7x7 coarse codes of a garment, told which kind.",
        "fashion",
        "code_prior",
        {"over": "vqvae2-fashion", "levels": 128, "classes": 10},
        minutes=8,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="coarse codes of vqvae2-fashion, the label given",
    ),
    "attention-san": Recipe(
        "Coloured digits, one mask (SAN)",
        "Stacked attention: one mask over the last feature map, all its values at once.",
        "scenes",
        "attention",
        {"kind": "san"},
        minutes=20,
        steps=_SCENES,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=_SCENE_DATA,
    ),
    "attention-nctx": Recipe(
        "Coloured digits, local masks (\u00acCTX)",
        "Progressive attention without context: a mask at each of three stages, every value from the features of its own cell.",
        "scenes",
        "attention",
        {"kind": "nctx"},
        minutes=30,
        steps=_SCENES,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=_SCENE_DATA,
    ),
    "attention-ctx": Recipe(
        "Coloured digits, local masks with context (CTX)",
        "Progressive attention with local context: a mask at each of three stages, every value from its cell and the eight around it.",
        "scenes",
        "attention",
        {"kind": "ctx"},
        minutes=30,
        steps=_SCENES,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=_SCENE_DATA,
    ),
    "attention-arnn": Recipe(
        "Coloured digits, AttentionRNN",
        "Masks whose values are generated one after another along the diagonals, so that each knows what was decided next to it.",
        "scenes",
        "attention_rnn",
        {},
        minutes=45,
        steps=_SCENES,
        batch=32,
        rate=2e-3,
        bf16=False,
        data=_SCENE_DATA,
    ),
    "vqprior2-fashion-bottom": Recipe(
        "Fine codes of clothes, Gated PixelCNN",
        "Draws the 14x14 fine codes of a garment around its coarse ones, told both these and which kind.",
        "fashion",
        "code_prior",
        {
            "over": "vqvae2-fashion",
            "shape": [1, 14, 14],
            "levels": 128,
            "top": 128,
            "classes": 10,
            "channels": 32,
            "layers": 8,
        },
        minutes=15,
        batch=32,
        rate=2e-3,
        bf16=False,
        data="fine codes of vqvae2-fashion, the label and the coarse codes given",
    ),
}
