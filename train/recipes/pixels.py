"""Autoregressive models of pixels."""

from __future__ import annotations

from train.recipe import DYNAMIC, Recipe

# dilations of eight layers: they see the whole picture so far, at the price of near neighbours alone
FAR = [1, 1, 2, 4, 1, 2, 4, 8]

RECIPES = [
    Recipe(
        name="pixelcnn-mnist",
        first=("training",),
        title="Digits, PixelCNN",
        about=(
            "Masked convolutions: each pixel from the pixels above it and left of it, with a blind spot to the "
            "upper right."
        ),
        dataset="mnist",
        model="pixelcnn",
        arguments={"dilations": [1, 2, 4] * 5},
        steps=10_000,
        minutes=25,
        batch=32,
        rate=0.004,
        bf16=True,
        data=f"MNIST, {DYNAMIC}",
    ),
    Recipe(
        name="gated-pixelcnn-mnist",
        first=("pixels",),
        title="Digits, Gated PixelCNN",
        about=(
            "Two stacks of gated convolutions, one for the rows above and one for the pixels to the left, spread wide "
            "enough to see the whole digit so far: no blind spot, and it can be told which digit."
        ),
        dataset="mnist",
        model="gated_pixelcnn",
        arguments={"classes": 10, "channels": 24, "layers": 8, "dilations": FAR, "place": True},
        steps=10_000,
        minutes=40,
        batch=32,
        rate=0.002,
        data=f"MNIST, {DYNAMIC}, the label given",
    ),
    Recipe(
        name="gated-pixelcnn-mnist-near",
        title="Digits, Gated PixelCNN of a near field",
        about=(
            "Eight layers of near neighbours alone: it sees ten rows up, so that it may begin a second digit below the "
            "first."
        ),
        dataset="mnist",
        model="gated_pixelcnn",
        arguments={"classes": 10, "channels": 24, "layers": 8},
        steps=6_200,
        minutes=60,
        batch=32,
        rate=0.002,
        bf16=False,
        data=f"MNIST, {DYNAMIC}, the label given",
    ),
    Recipe(
        name="gated-pixelcnn-mnist-16",
        title="Digits in 16 greys, Gated PixelCNN",
        about="The same two stacks, with more channels, over sixteen grey levels: each pixel is one choice of sixteen.",
        dataset="mnist",
        model="gated_pixelcnn",
        arguments={"classes": 10, "levels": 16, "channels": 32, "layers": 8, "dilations": FAR, "place": True},
        steps=6_000,
        minutes=45,
        batch=32,
        rate=0.002,
        data="MNIST in 16 grey levels, the label given",
    ),
    Recipe(
        name="gated-pixelcnn-fashion-16",
        title="Clothes in 16 greys, Gated PixelCNN",
        about="Garments in sixteen grey levels, pixel by pixel, by kind of garment.",
        dataset="fashion",
        model="gated_pixelcnn",
        arguments={"classes": 10, "levels": 16, "channels": 24, "layers": 8, "dilations": FAR, "place": True},
        steps=5_000,
        minutes=65,
        batch=32,
        rate=0.002,
        bf16=False,
        data="Fashion-MNIST in 16 grey levels, the label given",
    ),
    Recipe(
        name="pixelcnnpp-mnist",
        title="Digits in 256 greys, PixelCNN++",
        about="All 256 grey levels as one smooth distribution: a mixture of logistics, cut into 256 steps.",
        dataset="mnist",
        model="pixelcnnpp",
        arguments={"classes": 10, "levels": 256, "channels": 32, "mixtures": 10},
        steps=27_000,
        minutes=95,
        batch=16,
        rate=0.002,
        data="MNIST in 256 grey levels, the label given",
    ),
    Recipe(
        name="pixelrnn-row-mnist",
        first=("training",),
        title="Digits, PixelRNN (Row LSTM)",
        about=(
            "A recurrent network that runs down the picture row by row: each pixel from a triangle of pixels above it."
        ),
        dataset="mnist",
        model="pixelrnn",
        arguments={"kind": "row", "channels": 32, "layers": 2},
        steps=7_000,
        minutes=25,
        batch=32,
        rate=0.004,
        bf16=True,
        data=f"MNIST, {DYNAMIC}",
    ),
    Recipe(
        name="pixelrnn-diagonal-mnist",
        first=("training",),
        title="Digits, PixelRNN (Diagonal BiLSTM)",
        about=(
            "Two recurrent networks that run along the picture's diagonals, from both sides: each pixel from all "
            "pixels before it but one."
        ),
        dataset="mnist",
        model="pixelrnn",
        arguments={"kind": "diagonal", "channels": 24, "layers": 2},
        steps=6_000,
        minutes=25,
        batch=32,
        rate=0.004,
        bf16=True,
        data=f"MNIST, {DYNAMIC}",
    ),
    Recipe(
        name="multiscale-mnist",
        title="Digits, multi-scale PixelCNN",
        about="A small picture first, then twice finer and twice finer again, each scale told the one before.",
        dataset="mnist",
        model="multiscale",
        arguments={"dilations": [1, 1, 2, 1, 2, 4], "place": True},
        steps=5_000,
        minutes=30,
        batch=32,
        rate=0.002,
        bf16=True,
        data=f"MNIST, {DYNAMIC}",
    ),
]
