"""Drawings in strokes: models that go on with a pen, and the classifier that judges them."""

from __future__ import annotations

from train.recipe import Recipe

RECIPES = [
    Recipe(
        name="sketchrnn-things",
        title="Eight things, in strokes",
        about=(
            "A recurrent network that is told one of eight things and draws it with a pen, point by point, "
            "or goes on from your strokes."
        ),
        first=("sketches",),
        dataset="things",
        model="sketch_rnn",
        arguments={"scale": 42.2, "latents": 32, "classes": 8, "dropout": 0.25},
        steps=10_000,
        minutes=24,
        batch=64,
        rate=0.002,
        beta_from=0.01,
        anneal=0.999,
        free=16.0,
        data="course drawings of eight things (no licence stated), simplified to 4 of 256 units, the class given",
        targets={"class_share": 0.8, "class_share_middle": 0.8},
    ),
    Recipe(
        name="sketchrnn-kanji",
        title="Kanji, in strokes",
        about="The same network on Chinese characters as they are written in Japan, stroke by stroke; told nothing.",
        dataset="kanji",
        model="sketch_rnn",
        arguments={"scale": 51.9, "latents": 32, "dropout": 0.1, "longest": 100},
        steps=2_100,
        minutes=4,
        batch=64,
        rate=0.002,
        beta_from=0.01,
        anneal=0.999,
        free=16.0,
        data="KanjiVG kanji (CC BY-SA 3.0), simplified to 2 of 256 units",
    ),
    Recipe(
        name="sketchrnn-quickdraw",
        title="Doodles of 344 words",
        about=(
            "The same network on a sample of the game Quick, Draw!: 21 drawings of each of 344 words, too few to learn "
            "a word by, so it is told none and learns how people doodle."
        ),
        dataset="quickdraw",
        model="sketch_rnn",
        arguments={"scale": 43.9, "latents": 32, "dropout": 0.25},
        steps=12_000,
        minutes=18,
        batch=64,
        rate=0.002,
        beta_from=0.01,
        anneal=0.999,
        free=16.0,
        data="drawings of 344 words from quickdraw.withgoogle.com (CC BY 4.0), simplified to 4 of 256 units",
    ),
    Recipe(
        name="classifier-things",
        title="Eight things, judge",
        about="A convolutional classifier of strokes, trained apart, that says which of eight things a drawing shows.",
        dataset="things",
        model="stroke_classifier",
        arguments={"classes": 8, "scale": 42.2},
        steps=1_500,
        minutes=4,
        batch=100,
        rate=0.002,
        decay=0.05,
        bf16=False,
        data="course drawings of eight things (no licence stated), simplified to 4 of 256 units",
        targets={"accuracy": 0.85},
    ),
]
