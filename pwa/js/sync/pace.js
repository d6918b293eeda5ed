/**
 * The pace of one round of sending: waits after a failure, ends the round after three in a row.
 *
 * @import { RequestFailed } from "./client.js"
 */
import { waitBeforeRetry } from "../domain/backoff.js";
import { nowMs } from "../store/clock.js";
import { contact, noteContact } from "../store/contact.js";

const FAILURES_A_ROUND = 3;

/** A longer wait is not sat out with the sender's lock held: the round ends and a later one goes on. */
const LONGEST_WAIT_IN_ROUND_MS = 10_000;

/** Contact is written down this often while all goes well. */
const CONTACT_NOTED_EVERY_MS = 5_000;

/** The round is over for now; what is left stays in the outbox. */
export class RoundOver extends Error {
  /** @override */
  name = "RoundOver";
}

export class Pace {
  #inARow = 0;
  #failuresBefore = 0;
  #notedAt = 0;
  #sleep;
  #random;

  /** @param {{ sleep: (ms: number) => Promise<void>, random: () => number }} means */
  constructor({ sleep, random }) {
    this.#sleep = sleep;
    this.#random = random;
  }

  /** @returns {Promise<Pace>} going on where the last round left off */
  async begin() {
    this.#failuresBefore = (await contact()).failures_count;
    return this;
  }

  /** The server has answered. */
  async succeeded() {
    const now = nowMs();
    const isNoted = this.#inARow + this.#failuresBefore === 0 && Math.abs(now - this.#notedAt) < CONTACT_NOTED_EVERY_MS;
    if (isNoted) return;
    this.#inARow = 0;
    this.#failuresBefore = 0;
    this.#notedAt = now;
    await noteContact({
      contact_at: new Date(now).toISOString(),
      is_offline: false,
      failures_count: 0,
      retry_at: null,
      held_until: null,
    });
  }

  /**
   * Waits as long as the failure asks for.
   *
   * @param {RequestFailed} failure of kind "network" or "retry"
   * @throws {RoundOver} at the third in a row, or when the wait is long
   */
  async failed(failure) {
    this.#inARow += 1;
    const failures_count = this.#failuresBefore + this.#inARow;
    const wait = waitBeforeRetry(failures_count, this.#random(), failure.retry_after_ms);
    const until = (/** @type {number} */ ms) => new Date(nowMs() + ms).toISOString();
    await noteContact({
      is_offline: failure.kind === "network",
      failures_count,
      retry_at: until(wait),
      held_until: failure.retry_after_ms > 0 ? until(failure.retry_after_ms) : null,
    });
    if (this.#inARow >= FAILURES_A_ROUND || wait > LONGEST_WAIT_IN_ROUND_MS) throw new RoundOver();
    await this.#sleep(wait);
  }
}
