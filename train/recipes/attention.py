"""Attention to scenes of coloured digits; mask correctness as published is that of Khandelwal and Sigal 2019."""

from __future__ import annotations

from train.recipe import Recipe

SCENES = (
    "coloured digits of MNIST rendered by explorer.data.scenes, half of them on black, a quarter among "
    "parts of digits, a quarter on photographs of CIFAR-10"
)

RECIPES = [
    Recipe(
        name="attention-san",
        title="Coloured digits, one mask (SAN)",
        about="Stacked attention: one mask over the last feature map, all its values at once.",
        dataset="scenes",
        model="attention",
        arguments={"kind": "san"},
        steps=5_000,
        minutes=9,
        batch=32,
        rate=0.002,
        bf16=False,
        data=SCENES,
        published={"correctness": 0.1258},
    ),
    Recipe(
        name="attention-nctx",
        title="Coloured digits, local masks (\u00acCTX)",
        about=(
            "Progressive attention without context: a mask at each of three stages, every value from the features "
            "of its own cell."
        ),
        dataset="scenes",
        model="attention",
        arguments={"kind": "nctx"},
        steps=5_000,
        minutes=19,
        batch=32,
        rate=0.002,
        bf16=False,
        data=SCENES,
        published={"correctness": 0.2017},
    ),
    Recipe(
        name="attention-ctx",
        title="Coloured digits, local masks with context (CTX)",
        about=(
            "Progressive attention with local context: a mask at each of three stages, every value from its cell "
            "and the eight around it."
        ),
        dataset="scenes",
        model="attention",
        arguments={"kind": "ctx"},
        steps=5_000,
        minutes=22,
        batch=32,
        rate=0.002,
        bf16=False,
        data=SCENES,
        targets={"accuracy": 0.9},
        published={"correctness": 0.2835},
    ),
    Recipe(
        name="attention-arnn",
        title="Coloured digits, AttentionRNN",
        about=(
            "Masks whose values are generated one after another along the diagonals, so that each knows what was "
            "decided next to it."
        ),
        dataset="scenes",
        model="attention_rnn",
        steps=5_000,
        minutes=46,
        batch=32,
        rate=0.002,
        bf16=False,
        data=SCENES,
        targets={"accuracy": 0.9, "correctness": 0.3729},
        published={"correctness": 0.3729},
    ),
]
