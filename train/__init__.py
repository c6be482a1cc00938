"""Training from raw data to ``trained/NAME``: ``python -m train``. May import explorer.models, never pages."""
