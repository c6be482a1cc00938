"""What trained models are measured by, as far as more than one kind of model, or a page, knows of it."""
