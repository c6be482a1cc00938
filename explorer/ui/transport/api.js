// Requests to the explorer's own routes. Every error is an Error whose message may be shown as it is.

async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    /* not JSON: told below */
  }
  if (!response.ok)
    throw new Error(body?.error ?? `The server answered ${response.status}. Reload the page and try again.`);
  return body;
}

async function send(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The explorer does not answer. Is it still running? Your view is kept; try again.");
  }
  return response;
}

export const getJSON = async (url) => answer(await send(url));

export const postJSON = async (url, body) =>
  answer(
    await send(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

/** `body` is a Uint8Array, an ArrayBuffer or a File. */
export const postBytes = async (url, body) =>
  answer(
    await send(url, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body,
    }),
  );

/** POST JSON, or a Blob as it is, and get a Blob (a GIF, say). */
export async function postForBlob(url, body) {
  const raw = body instanceof Blob;
  const response = await send(url, {
    method: "POST",
    headers: { "Content-Type": raw ? "application/octet-stream" : "application/json" },
    body: raw ? body : JSON.stringify(body),
  });
  if (!response.ok) return answer(response);
  return response.blob();
}

/** GET raw bytes as an ArrayBuffer. */
export async function getBuffer(url) {
  const response = await send(url);
  if (!response.ok) return answer(response);
  return response.arrayBuffer();
}

export const query = (path, fields) => `${path}?${new URLSearchParams(fields)}`;
