"""Conditional VAEs, and the classifiers that judge what models draw under a class."""

from __future__ import annotations

from train.recipe import DYNAMIC, Recipe

RECIPES = [
    Recipe(
        name="cvae-mnist-16d",
        first=("classes",),
        title="Digits by class, 16 latents",
        about="A conditional VAE: it is told which digit, so its sixteen numbers are left with the handwriting.",
        dataset="mnist",
        model="cvae",
        arguments={"latents": 16, "width": 512, "depth": 2},
        steps=35_000,
        minutes=20,
        batch=256,
        rate=0.002,
        decay=0.02,
        binarize=True,
        bf16=False,
        data=f"MNIST, {DYNAMIC}, the label given",
        targets={"class_share": 0.97},
    ),
    Recipe(
        name="cvae-fashion-16d",
        title="Clothes by class, 16 latents",
        about=(
            "A conditional VAE: it is told which garment, so its sixteen numbers are left with cut, tone and pattern."
        ),
        dataset="fashion",
        model="cvae",
        arguments={"latents": 16, "width": 512, "depth": 2},
        steps=42_000,
        minutes=30,
        batch=256,
        rate=0.002,
        decay=0.02,
        beta=2.0,
        binarize=True,
        bf16=False,
        data=f"Fashion-MNIST, {DYNAMIC}, the label given",
        targets={"class_share": 0.85},
    ),
    Recipe(
        name="classifier-mnist",
        title="Digits, judge",
        about=(
            "A convolutional classifier, trained apart from all others, that says which digit a generated picture "
            "shows."
        ),
        dataset="mnist",
        model="classifier",
        arguments={"channels": 16},
        steps=6_200,
        minutes=8,
        rate=0.002,
        decay=0.05,
        bf16=False,
        data="grey MNIST, training pictures moved by up to 2 pixels",
        targets={"accuracy": 0.99},
    ),
    Recipe(
        name="classifier-fashion",
        title="Clothes, judge",
        about=(
            "A convolutional classifier, trained apart from all others, that says which garment a generated "
            "picture shows."
        ),
        dataset="fashion",
        model="classifier",
        arguments={"channels": 24},
        steps=3_400,
        minutes=10,
        rate=0.002,
        decay=0.05,
        bf16=False,
        data="grey Fashion-MNIST, training pictures moved by up to 2 pixels",
        targets={"accuracy": 0.91},
    ),
    Recipe(
        name="classifier-faces",
        title="Cartoon faces, judge",
        about=(
            "A convolutional classifier, trained apart from all others, that says what is on the head of a generated "
            "face, and whether it wears glasses."
        ),
        dataset="faces-glasses",
        model="classifier",
        arguments={"shape": [3, 64, 64], "classes": 8, "channels": 12},
        steps=1_500,
        minutes=5,
        batch=64,
        rate=0.002,
        decay=0.05,
        bf16=False,
        data="cartoon faces, 64x64, 8-bit colour, training pictures moved by up to 2 pixels",
        targets={"accuracy": 0.95},
    ),
]
