"""A question about a scene of coloured digits, and where a model looked for its answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.attending.stock import Stock, asked_of, square_of
from explorer.data.images import to_bytes
from explorer.data.scenes import NAMES, SIDE, box, plain, render
from explorer.programs.endpoint import Endpoints
from explorer.programs.latents import named
from explorer.programs.values import Form, picture_in, read_array, read_file, read_form, read_seed
from explorer.refusal import BadJob, attempt
from explorer.serving.context import Context
from explorer.serving.threads import threaded


def add(endpoints: Endpoints, context: Context) -> None:
    stock = Stock(context.catalogue, context.data)

    @endpoints
    async def attend(
        model: str,
        colour: str = "",
        seed: int = 0,
        scene: dict[str, Any] | None = None,
        picture: str | list[Any] | None = None,
        form: Form = "png",
    ) -> dict[str, Any]:
        """Ask a model for the digit of a colour on a picture of coloured digits: its answer, and where it looked.

        Args:
            model: the name of a model that has this among its "endpoints" (see models).
            colour: "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink" or "white"; empty for that of
                the scene's first digit (needed with a picture of one's own).
            seed: the number of a held-out scene, 0 to 2147483647.
            scene: a scene of one's own instead, as {"seed": 0, "digits": [{"glyph": "test:12", "label": 3, "colour": 0,
                "x": 30, "y": 40, "scale": 1}], "distractors": false, "background": ""}; a glyph is "test:NUMBER" or
                "dream:CLASS:SEED", colours are numbered as above, x and y in pixels of 100.
            picture: a picture of one's own instead: a file as a data URL or in base64, or [3][100][100] in [0, 1].
            form: "png" for the picture as a data URL of a PNG file, "numbers" for [3][100][100] in [0, 1].

        Returns:
            "answer" and "probabilities" of the classes; "masks", the finest first, each with its values ("mask", rows
            of cells) and the side of a "cell" in pixels of the picture; the "picture"; and, of a scene, its "digits"
            with boxes [left, top, right, bottom], the "truth", and the mask's "correctness", "contrast", "overlap".
        """
        read_form(form)
        context.card_of(named(model), "attend")
        if colour and colour not in NAMES:
            raise BadJob(f"The colour must be one of {', '.join(NAMES)}.")
        if picture is not None and not colour:
            raise BadJob("Say which colour is asked for.")
        arranged = plain.Arranged(read_seed(seed)) if scene is None else plain.read(scene)

        def compute() -> dict[str, Any]:
            from explorer.attending import work

            about, inside, wanted, notes = {}, None, colour, []
            if picture is not None:
                image, notes = read_square(picture)
            else:
                made = stock.build(arranged)
                image, masks = render(made)
                if not wanted and not made.digits:
                    raise BadJob("There is no digit on this scene: say which colour is asked for.")
                wanted = wanted or NAMES[made.digits[0].colour]
                asked = asked_of(made, masks, NAMES.index(wanted))
                inside = None if asked is None else masks[asked]
                digits = [
                    {"label": int(one.label), "colour": NAMES[one.colour], "box": [int(side) for side in box(one)]}
                    for one in made.digits
                ]
                truth = None if asked is None or made.digits[asked].label < 0 else int(made.digits[asked].label)
                about = {"digits": digits, "truth": truth}
            found = attempt(model, work.look, context.catalogue.load(model), image, NAMES.index(wanted))
            if inside is not None:
                about |= work.measures(found.whole, inside)
            return about | {
                "colour": wanted,
                "answer": int(found.probs.argmax()),
                "probabilities": [round(float(value), 5) for value in found.probs],
                "masks": [{"cell": one.cell, "mask": np.round(one.mask, 5).tolist()} for one in found.stages],
                "picture": picture_in(image.transpose(2, 0, 1), form),
                "notes": notes,
            }

        return await threaded(compute)


def read_square(value: Any) -> tuple[np.ndarray, list[str]]:
    """A picture of one's own as a scene, uint8 ``(100, 100, 3)``, and notes. Raises BadJob or BadPicture."""
    if isinstance(value, str):
        return square_of(read_file(value))
    return to_bytes(read_array(value, (3, SIDE, SIDE))).transpose(1, 2, 0).copy(), []
