// Seeds: of a draw's noise, whole numbers that the server takes.

export const MAX_SEED = 2 ** 31 - 1;

/** A short seed, by chance. */
export const anySeed = () => Math.floor(Math.random() * 100_000);
