"""Data sets, photographs, and pictures of one's own. Here those sets are registered that are made of other sets."""

from explorer.data import datasets, scenes

datasets.register("scenes", scenes.SOURCE)
