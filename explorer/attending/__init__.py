"""Attention to scenes of coloured digits: what the Attention page asks of models that say where they looked.

    from explorer.attending.stock import Stock
    from explorer.attending.work import look
    from explorer.data.scenes import plain, render
    scene = Stock().build(plain.Arranged(seed=17))         # a held-out scene, or one arranged by hand
    found = look(model, render(scene).image, question=3)   # probabilities, and a mask a stage

Importing this package imports no torch; ``explorer.attending.work`` and ``explorer.attending.search``, which compute,
do.
"""
