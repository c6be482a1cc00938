"""Training on a folder of somebody's own pictures: ``python -m train new NAME --pictures DIR --like vae``.

What comes before torch: the folder is looked at, a recipe made of what was found, and every picture decoded once.
"""
