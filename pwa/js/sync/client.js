/**
 * One request to the server, and what its answer means. An answer that is not ours (a hotel's sign-in page, a proxy's
 * error) counts as no answer.
 *
 * @import { Problem } from "../types.js"
 */
import { isWorthRetrying, retryAfterMs } from "../domain/backoff.js";
import { noteExchange, nowIso, nowMs } from "../store/clock.js";
import { language } from "../store/language.js";

/**
 * @typedef {"network"|"retry"|"unauthorized"|"refused"} FailureKind
 *   network: no answer of ours; retry: the server asks for patience; unauthorized: sign in again; refused: as it is,
 *   this will never be taken
 */

/** A request that did not bring what was asked. */
export class RequestFailed extends Error {
  /**
   * @param {FailureKind} kind
   * @param {string} message
   * @param {{ status?: number, problem?: Problem|null, retry_after_ms?: number, cause?: unknown }} [more]
   */
  constructor(kind, message, { status = 0, problem = null, retry_after_ms = 0, cause } = {}) {
    super(message, { cause });
    this.name = "RequestFailed";
    this.kind = kind;
    this.status = status;
    this.problem = problem;
    this.retry_after_ms = retry_after_ms;
  }
}

/**
 * @typedef {object} Ask
 * @property {string} path from the origin
 * @property {"GET"|"POST"|"PUT"|"DELETE"} [method]
 * @property {string|null} [token]
 * @property {unknown} [json] body as JSON
 * @property {ArrayBuffer|Uint8Array<ArrayBuffer>} [bytes] body as it is
 * @property {Record<string, string>} [headers]
 * @property {"json"|"bytes"|"nothing"} [wants]
 * @property {number} [patience_ms]
 *
 * @typedef {{ status: number, json: any, bytes: ArrayBuffer|null, headers: Headers }} Answer
 * @typedef {typeof globalThis.fetch} Fetch
 */

const PATIENCE_MS = 60_000;

/**
 * @param {Ask} ask
 * @param {Fetch} [fetch]
 * @returns {Promise<Answer>} of status 2xx or 304
 * @throws {RequestFailed} for everything else
 */
export async function request(ask, fetch = globalThis.fetch) {
  const response = await reach(ask, fetch);
  const { status, headers } = response;
  if (!response.ok && status !== 304) throw await failureOf(response);
  try {
    const answer = await answerOf(response, ask.wants ?? "json");
    if (typeof answer.json?.server_time === "string") await noteExchange(answer.json.server_time);
    return { status, headers, ...answer };
  } catch (cause) {
    if (cause instanceof RequestFailed) throw cause;
    throw new RequestFailed("network", `${ask.path}: the answer broke off`, { status, cause });
  }
}

/**
 * @param {Ask} ask
 * @param {Fetch} fetch
 */
async function reach({ path, method = "GET", token, json, bytes, headers = {}, patience_ms = PATIENCE_MS }, fetch) {
  const isJson = json !== undefined;
  try {
    return await fetch(path, {
      method,
      headers: {
        Accept: "application/json, application/problem+json",
        "Accept-Language": await language(),
        "Louxun-Client-Time": nowIso(),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(isJson ? { "Content-Type": "application/json" } : {}),
        ...headers,
      },
      body: isJson ? JSON.stringify(json) : bytes,
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(patience_ms),
    });
  } catch (cause) {
    throw new RequestFailed("network", `${path}: not reached`, { cause });
  }
}

/**
 * @param {Response} response
 * @param {"json"|"bytes"|"nothing"} wants
 * @returns {Promise<{ json: any, bytes: ArrayBuffer|null }>}
 */
async function answerOf(response, wants) {
  if (response.status === 304 || response.status === 204) return { json: null, bytes: null };
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("text/html")) throw foreign(response);
  if (wants === "bytes") return { json: null, bytes: await response.arrayBuffer() };
  if (wants === "nothing") {
    await response.arrayBuffer(); // read to the end, so that the connection can be used again
    return { json: null, bytes: null };
  }
  if (!type.includes("json")) throw foreign(response);
  return { json: await response.json(), bytes: null };
}

/** @param {Response} response */
function foreign(response) {
  return new RequestFailed("network", `${response.url}: not our server's answer`, { status: response.status });
}

/**
 * @param {Response} response of status 4xx or 5xx
 * @returns {Promise<RequestFailed>}
 */
async function failureOf(response) {
  const { status } = response;
  const problem = await problemOf(response);
  const retry_after_ms = retryAfterMs(response.headers.get("Retry-After"), nowMs());
  const about = { status, problem, retry_after_ms };
  const message = `${response.url}: ${status} ${problem?.code ?? ""}`;
  if (isWorthRetrying(status)) return new RequestFailed("retry", message, about);
  if (status === 413) return new RequestFailed("refused", message, about); // a proxy may say so before our server
  if (!problem) return new RequestFailed("network", message, about);
  return new RequestFailed(status === 401 ? "unauthorized" : "refused", message, about);
}

/**
 * @param {Response} response
 * @returns {Promise<Problem|null>} null: the words are not our server's
 */
async function problemOf(response) {
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/problem+json")) return null;
  try {
    const problem = await response.json();
    return typeof problem?.code === "string" ? problem : null;
  } catch {
    return null; // broken off, or not JSON: then it says nothing
  }
}
