"""``python -m train map NAME``: the codes of the test set laid out in two dimensions, and what each map is worth.

UMAP [1] keeps who is near whom, and makes islands; principal components keep the directions in which codes differ most.
Two latents are a map already, and their principal components would only turn it. Each map is told its

- trustworthiness [2]: how far the neighbours that it shows are neighbours among the codes, too: what it makes up;
- continuity [2]: how far neighbours among the codes are still neighbours on it: what it keeps;
- nearest-neighbour accuracy: the share of points whose label most of their ten nearest have, on the map and, to be
  compared with, among the codes themselves.

``explorer.latents.maps`` reads what is written here.

[1] McInnes, Healy and Melville, UMAP: Uniform Manifold Approximation and Projection, 2018, arXiv:1802.03426
[2] Venna and Kaski, Neighborhood preservation in nonlinear projection methods, 2001
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from explorer.catalogue import Card, Catalogue
from explorer.data import attributes, datasets
from explorer.latents.maps import CODES, FILE, FINE, MOST, PCA, QUANTILES, TOLD, UMAP, Frame, fingerprint, packed
from explorer.latents.stock import encoded
from train.progress import over

SEED = 0
UMAP_NEIGHBOURS, MIN_DIST = 15, 0.1  # as the paper has them
NEIGHBOURS = 10  # of the measures
MEASURED = 5_000  # codes that trustworthiness is taken of: all pairs of them are compared
FEWEST = 30  # codes that make a map

Files = dict[str, Any]


def make(name: str, out: Path, data: Path | None = None) -> Files:
    """The two files of a checkpoint's map, contents by name; ``out`` is the folder that the checkpoint's lies in.

    A third one where attributes of the pictures are known that can't be told without the data set.

    Raises:
        KeyError, UnusableCheckpoint: there is no such checkpoint, or it can't be used.
        ValueError: its codes are no vectors, or too few.
        MissingData: its test pictures are not on this disk.
    """
    catalogue = Catalogue(trained=out)
    card = catalogue.card(name)
    model = catalogue.load(name)
    if "encode" not in card.can or card.groups or not card.latents:
        raise ValueError(f"{name} has no encoder that makes one vector of a picture, so there is nothing to lay out.")
    if not card.dataset:
        raise ValueError(f"{name} does not say what it was trained on: save it with dataset=..., or a folder's path.")
    images, labels = datasets.load(card.dataset, "test", data, tuple(card.shape))
    codes = encoded(model, images[:MOST], labels[:MOST], bool(card.conditions), lambda parts: over(parts, "codes"))
    if len(codes) < FEWEST or codes.shape[1] < 2:
        raise ValueError(f"{name}: a map needs at least {FEWEST} test pictures and two latents.")
    if not np.isfinite(codes).all():
        raise ValueError(f"{name} encodes to what is no number, so no map was made.")
    known = attributes.of(card.dataset, "test", datasets.root_of(data)) if card.dataset in attributes.READ else {}
    files = {attributes.FILE: attributes.packed(known)} if known else {}
    return laid_out(card, codes, labels[:MOST]) | files


def laid_out(card: Card, codes: np.ndarray, labels: np.ndarray) -> Files:
    """The files of a map of ``codes`` (n, latents), whose pictures have ``labels`` (n,)."""
    from sklearn.decomposition import PCA as Components

    components = Components(2, svd_solver="full").fit(codes)
    points = {UMAP: embedded(codes)}
    if codes.shape[1] == 2:
        points[CODES] = codes
    else:
        points[PCA] = components.transform(codes)
    frames = {kind: Frame.around(found) for kind, found in points.items()}
    stored = {kind: np.rint(frames[kind].place(found) * FINE).astype(np.uint16) for kind, found in points.items()}
    stored.pop(CODES, None)  # they are there in any case
    content = packed(codes) | stored
    content |= {"labels": labels.astype(np.uint8), "mean": codes.mean(0), "axes": components.components_}
    content["gaps"] = np.quantile(gaps(codes), np.linspace(0, 1, QUANTILES))
    content = {key: value.astype(np.float32) if value.dtype == float else value for key, value in content.items()}
    file = io.BytesIO()
    np.savez_compressed(file, **content)
    unknown = datasets.UNKNOWN.get(card.dataset)
    told = {
        kind: {"origin": list(frames[kind].origin), "span": frames[kind].span} | worth(codes, found, labels, unknown)
        for kind, found in points.items()
    }
    if PCA in told:
        told[PCA]["explained"] = round(float(components.explained_variance_ratio_.sum()), 4)
    about = {
        "weights": fingerprint(card.folder),
        "split": "test",
        "count": len(codes),
        "seed": SEED,
        "umap": {"n_neighbors": min(UMAP_NEIGHBOURS, len(codes) - 1), "min_dist": MIN_DIST},
        "measures": {"neighbours": NEIGHBOURS, "compared": min(MEASURED, len(codes))},
        "maps": told,
        "codes": {"accuracy": accuracy(codes, labels, unknown)},
    }
    return {FILE: file.getvalue(), TOLD: about}


def embedded(codes: np.ndarray) -> np.ndarray:
    """Codes (n, latents) on a plane (n, 2) by UMAP, from SEED: the same again, in one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a seed costs threads, and what numba says of itself
        from umap import UMAP as Umap

        neighbours = min(UMAP_NEIGHBOURS, len(codes) - 1)
        return Umap(n_neighbors=neighbours, min_dist=MIN_DIST, random_state=SEED, n_jobs=1).fit_transform(codes)


def worth(
    codes: np.ndarray, points: np.ndarray, labels: np.ndarray, unknown: int | None = None
) -> dict[str, float | None]:
    """What a map of codes (n, latents) at points (n, 2) makes up, keeps, and how far it tells classes apart.

    ``unknown`` is the label of pictures of which nothing is known, where there are such.
    """
    from sklearn.manifold import trustworthiness

    few, near = slice(MEASURED), min(NEIGHBOURS, (len(codes) - 1) // 2)
    if points is codes:
        kept = {"trustworthiness": 1.0, "continuity": 1.0}
    else:
        kept = {
            "trustworthiness": round(float(trustworthiness(codes[few], points[few], n_neighbors=near)), 4),
            "continuity": round(float(trustworthiness(points[few], codes[few], n_neighbors=near)), 4),
        }
    return kept | {"accuracy": accuracy(points, labels, unknown)}


def accuracy(points: np.ndarray, labels: np.ndarray, unknown: int | None = None) -> float | None:
    """The share of ``points`` (n, d) whose label most of their ten nearest others have; None without two labels.

    Points with the label ``unknown`` are left out, as neighbours too.
    """
    from sklearn.neighbors import NearestNeighbors

    if unknown is not None:
        points, labels = points[labels != unknown], labels[labels != unknown]
    if len(np.unique(labels)) < 2:
        return None
    near = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(points).kneighbors(return_distance=False)
    votes = np.apply_along_axis(np.bincount, 1, labels[near], minlength=int(labels.max()) + 1)
    return round(float((votes.argmax(1) == labels).mean()), 4)


def gaps(codes: np.ndarray) -> np.ndarray:
    """The distance (n,) from each code to its nearest other one."""
    from sklearn.neighbors import NearestNeighbors

    return NearestNeighbors(n_neighbors=1).fit(codes).kneighbors()[0][:, 0]
