"""Limits of what is taken from a page, a link or a script, wherever it is read."""

MAX_SEED = 2**31 - 1
Z_LIMIT = 1000.0  # of a latent: far outside every plane, and still a harmless number
