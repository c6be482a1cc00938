// Where the app lies: at the root of its host, or below a path that a proxy gave it.

const HERE = "/explorer/ui/transport/place.js";
const root = new URL(import.meta.url).pathname.replace(new RegExp(`${HERE}$`), "");

/**
 * An address within the app as the browser has to ask for it. Twice does no harm.
 * @param {string} path  from the app's root, as in "/latents?model=x"; anything else stays as it is
 */
export const placed = (path) => (path.startsWith("/") && !path.startsWith(`${root}/`) ? root + path : path);
