"""Painting pixel by pixel as jobs: what a page asks for, checked, and the record of it in numbers that a browser can play.

Importing this package imports no torch; ``explorer.painting.work``, which computes, does.
"""

from explorer.painting.job import EACH, MOST_PICTURES, WAYS, Job, parse

__all__ = ["EACH", "MOST_PICTURES", "WAYS", "Job", "parse"]
