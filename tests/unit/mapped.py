"""A map of made-up codes beside a checkpoint of two latents, without the minutes that a map by UMAP takes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from explorer.latents.maps import CODES, FILE, QUANTILES, TOLD, Frame, fingerprint, packed


def write(folder: Path, count: int = 40) -> np.ndarray:
    """Codes (count, 2) of ten classes in turn, as the files of their map; what was written."""
    codes = np.random.default_rng(0).normal(size=(count, 2)).astype(np.float32)
    labels = (np.arange(count) % 10).astype(np.uint8)
    gaps = np.linspace(0, 1, QUANTILES, dtype=np.float32)
    np.savez_compressed(
        folder / FILE, **packed(codes), labels=labels, mean=codes.mean(0), axes=np.eye(2, dtype=np.float32), gaps=gaps
    )
    frame = Frame.around(codes)
    worth = {"trustworthiness": 1.0, "continuity": 1.0, "accuracy": None}
    about = {
        "weights": fingerprint(folder),
        "split": "test",
        "count": count,
        "seed": 0,
        "umap": {"n_neighbors": 15, "min_dist": 0.1},
        "measures": {"neighbours": 10, "compared": count},
        "maps": {CODES: {"origin": list(frame.origin), "span": frame.span} | worth},
        "codes": {"accuracy": None},
    }
    (folder / TOLD).write_text(json.dumps(about))
    return codes
