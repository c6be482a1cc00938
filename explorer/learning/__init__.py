"""Learning: the arithmetic of a step, which ``train/`` shares, and runs of small autoencoders that can be watched."""
