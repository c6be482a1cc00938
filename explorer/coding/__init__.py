"""Pictures as code numbers: what the Codes page asks of a model with codebooks, in NumPy and plain lists.

All levels of a picture's codes follow each other in one flat list, the *cells*: the coarsest grid first, each row by
row.

    from explorer.coding.work import coder_of
    coder = coder_of(catalogue, "vqvae-mnist")
    cells = coder.encode(pixels)                       # uint8 (n, c, h, w) -> (n, cells)
    pixels = coder.decode(cells)                       # and back

Importing this package imports no torch; ``explorer.coding.work``, which computes, does.
"""
