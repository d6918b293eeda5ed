/**
 * A server in memory that answers as the protocol says, and a network that does what the test scripts.
 *
 * @import { Means } from "../../../pwa/js/sync/drain.js"
 */
import { createHash } from "node:crypto";

/** @typedef {{ method: string, path: string, token: string, body: any }} Asked */

export const NETWORK_DOWN = "network down";
export const ANSWER_LOST = "answer lost";

export class ScriptedServer {
  /** @type {Asked[]} */
  asked = [];
  /** @type {Map<string, { id: string, person: string, photos: string[], lost: string[] }>} kept lines by digest */
  kept = new Map();
  /** @type {Map<string, Set<string>>} digests by the person who sent them */
  photos = new Map();
  /** @type {Set<string>} tokens that are taken no longer */
  ended = new Set();
  /** @type {any} */
  bundle = null;
  now = "2026-11-23T04:00:00.000Z";
  /** @type {{ matches: (asked: Asked) => boolean, act: string|((asked: Asked) => Response|Promise<Response>), times: number }[]} */
  #script = [];

  /**
   * The next requests that match are dealt with in another way.
   *
   * @param {string|((asked: Asked) => boolean)} what part of "METHOD path", or a judge
   * @param {string|((asked: Asked) => Response|Promise<Response>)} act NETWORK_DOWN, ANSWER_LOST or an answer
   * @param {number} [times]
   */
  script(what, act, times = 1) {
    const matches =
      typeof what === "string" ? (/** @type {Asked} */ one) => `${one.method} ${one.path}`.includes(what) : what;
    this.#script.push({ matches, act, times });
  }

  /** @returns {string[]} "METHOD path" of everything asked, without queries */
  get log() {
    return this.asked.map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  }

  /** @type {typeof globalThis.fetch} */
  fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    const asked = {
      method: init.method ?? "GET",
      path: String(input),
      token: headers.get("Authorization")?.slice(7) ?? "",
      body: init.body,
    };
    this.asked.push(asked);
    const step = this.#script.find((one) => one.times > 0 && one.matches(asked));
    if (!step) return this.#answer(asked);
    step.times -= 1;
    if (step.act === NETWORK_DOWN) throw new TypeError("Failed to fetch");
    if (step.act === ANSWER_LOST) {
      this.#answer(asked);
      throw new TypeError("Failed to fetch");
    }
    if (typeof step.act === "string") throw new Error(`no such act: ${step.act}`);
    return await step.act(asked);
  };

  /**
   * @param {Asked} asked
   * @returns {Response}
   */
  #answer(asked) {
    if (this.ended.has(asked.token)) return problem(401, "token-revoked");
    const route = `${asked.method} ${asked.path.split("?")[0]}`;
    if (route === "POST /api/v1/reports")
      return json({ results: linesOf(asked).map((line) => this.#take(line)), server_time: this.now });
    if (route === "POST /api/v1/reports/status")
      return json({ states: JSON.parse(asked.body).ids.map((/** @type {string} */ id) => this.#status(id)) });
    if (route === "POST /api/v1/photos/missing")
      return json({
        missing: JSON.parse(asked.body).sha256.filter((/** @type {string} */ one) => !this.#sentBy(asked).has(one)),
      });
    if (route.startsWith("PUT /api/v1/photos/")) return this.#takePhoto(asked);
    if (route === "POST /api/v1/heartbeat") return new Response(null, { status: 204 });
    if (route === "GET /api/v1/bundle") return this.bundle ? json(this.bundle) : new Response(null, { status: 304 });
    if (route === "DELETE /api/v1/devices/current") {
      this.ended.add(asked.token);
      return new Response(null, { status: 204 });
    }
    return problem(404, "not-found");
  }

  /** @param {Asked} asked */
  #sentBy({ token }) {
    const sent = this.photos.get(token) ?? new Set();
    this.photos.set(token, sent);
    return sent;
  }

  /** @param {Buffer} line */
  #take(line) {
    const digest = sha256(line);
    const { id, person_id, body } = JSON.parse(line.toString());
    const outcome = this.kept.has(digest) ? "repeat" : "stored";
    const photos = [...new Set([...(body.photos ?? []).map((/** @type {any} */ one) => one.sha256)])];
    this.kept.set(digest, { id, person: person_id, photos, lost: [] });
    for (const lost of body.lost_photos ?? [])
      for (const row of this.kept.values()) if (row.id === body.of) row.lost.push(lost);
    const receipt = {
      report_id: id,
      digest,
      outcome: "stored",
      received_at: this.now,
      photos,
      kid: "k",
      alg: "Ed25519",
      signature: "s",
    };
    return { id, digest, outcome, receipt, missing_photos: this.#missing(photos), flags: [] };
  }

  /** @param {string} id */
  #status(id) {
    const row = [...this.kept.values()].find((one) => one.id === id);
    if (!row) return { id, state: "unknown", missing_photos: [], damaged_photos: [] };
    const missing_photos = this.#missing(row.photos).filter((one) => !row.lost.includes(one));
    return { id, state: missing_photos.length > 0 ? "waiting_photos" : "complete", missing_photos, damaged_photos: [] };
  }

  /** @param {string[]} photos */
  #missing(photos) {
    return photos.filter((one) => ![...this.photos.values()].some((sent) => sent.has(one)));
  }

  /** @param {Asked} asked */
  #takePhoto(asked) {
    const digest = asked.path.split("/").at(-1) ?? "";
    if (sha256(Buffer.from(asked.body)) !== digest) return problem(422, "digest-mismatch", { retry: true });
    const sent = this.#sentBy(asked);
    const isHeld = sent.has(digest);
    sent.add(digest);
    return json({}, isHeld ? 200 : 201);
  }
}

/**
 * The means of a round: this server, no real waiting, no luck.
 *
 * @param {ScriptedServer} server
 * @param {{ locks?: Means["locks"], random?: number }} [more]
 * @returns {Means & { waits: number[] }} waits: milliseconds asked for
 */
export function meansOf(server, { locks = null, random = 0.5 } = {}) {
  /** @type {number[]} */
  const waits = [];
  const sleep = (/** @type {number} */ ms) => {
    waits.push(ms);
    return Promise.resolve();
  };
  return { fetch: server.fetch, sleep, random: () => random, locks, waits };
}

/** Web Locks enough for one lock at a time. @returns {NonNullable<Means["locks"]>} */
export function oneLock() {
  let isHeld = false;
  const request = async (
    /** @type {string} */ _name,
    /** @type {unknown} */ _options,
    /** @type {(lock: unknown) => Promise<unknown>} */ work,
  ) => {
    if (isHeld) return work(null);
    isHeld = true;
    try {
      return await work({});
    } finally {
      isHeld = false;
    }
  };
  return /** @type {NonNullable<Means["locks"]>} */ (/** @type {unknown} */ ({ request }));
}

/**
 * @param {Asked} asked
 * @returns {Buffer[]}
 */
export function linesOf({ body }) {
  return Buffer.from(body)
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => Buffer.from(line));
}

/**
 * @param {unknown} value
 * @param {number} [status]
 */
export function json(value, status = 200) {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
}

/**
 * @param {number} status
 * @param {string} code
 * @param {{ retry?: boolean, headers?: Record<string, string> }} [more]
 */
export function problem(status, code, { retry = false, headers = {} } = {}) {
  const body = JSON.stringify({ type: `/problems/${code}`, title: code, status, code, retry });
  return new Response(body, { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

/** @param {Buffer} bytes */
export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
