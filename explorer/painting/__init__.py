"""Painting pixel by pixel: a model ready to paint, and the record of it in arrays that a browser can play.

Importing this package imports no torch; ``explorer.painting.work``, which computes, does.
"""
