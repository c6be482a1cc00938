"""Limits of what is taken from a page, a link or a script, wherever it is read."""

MAX_SEED = 2**31 - 1
