// Requests to the explorer's own routes. Every error is an Error whose message may be shown as it is.

import { placed } from "./place.js";

/**
 * The message of whatever was thrown, for a person.
 * @param {unknown} error
 * @returns {string}
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** What is said where there is no answer. */
export const SILENT = "The explorer does not answer. Is it still running? Your view is kept; try again.";

/** Tells "answered" with every answer of the server. */
export const news = new EventTarget();

/**
 * @param {Response} response
 * @returns {Promise<Error>}  what the server says of its refusal
 */
async function refusal(response) {
  let said;
  try {
    said = (await response.json())?.error;
  } catch {
    // Not JSON: told below.
  }
  return new Error(said ?? `The server answered ${response.status}. Reload the page and try again.`);
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 * @throws {Error} where the server refuses or does not answer
 * @throws {DOMException} named "AbortError" where `options.signal` ended the request
 */
async function send(url, options) {
  let response;
  try {
    response = await fetch(placed(url), options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Error(SILENT);
  }
  news.dispatchEvent(new Event("answered"));
  if (!response.ok) throw await refusal(response);
  return response;
}

/**
 * @param {unknown} body
 * @returns {RequestInit}
 */
const asJSON = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/**
 * @param {BodyInit} body
 * @returns {RequestInit}
 */
const asBytes = (body) => ({ method: "POST", headers: { "Content-Type": "application/octet-stream" }, body });

/**
 * @template T
 * @param {string} url
 * @returns {Promise<T>}  the answer, taken at its word: say T by the type of what it is assigned to
 */
export const getJSON = async (url) => (await send(url)).json();

/**
 * @template T
 * @param {string} url
 * @param {unknown} body  is sent as JSON
 * @returns {Promise<T>}
 */
export const postJSON = async (url, body) => (await send(url, asJSON(body))).json();

/**
 * @template T
 * @param {string} url
 * @param {Uint8Array<ArrayBuffer> | ArrayBuffer | Blob} body
 * @returns {Promise<T>}
 */
export const postBytes = async (url, body) => (await send(url, asBytes(body))).json();

/**
 * POST JSON, or a Blob as it is, and get a Blob (a GIF, say).
 * @param {string} url
 * @param {unknown} body
 * @returns {Promise<Blob>}
 */
export const postForBlob = async (url, body) =>
  (await send(url, body instanceof Blob ? asBytes(body) : asJSON(body))).blob();

/**
 * @param {string} url
 * @returns {Promise<ArrayBuffer>}
 */
export const getBuffer = async (url) => (await send(url)).arrayBuffer();

/**
 * A path with a query.
 * @param {string} path
 * @param {{[name: string]: string | number | boolean}} fields
 */
export const query = (path, fields) =>
  `${path}?${new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]))}`;
