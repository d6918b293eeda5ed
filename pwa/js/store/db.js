/**
 * The phone's one database. Every write is `durability: "strict"` and resolves only when its transaction is complete
 * (a relaxed commit can lose a photo's bytes at power-off). Nothing here is a Blob: some browsers lose those.
 *
 * @import { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "../../lib/idb.js"
 * @import { Bundle, DiaryDraft, Draft, IncidentDraft, Lock, OutboxReport, Patrol, Photo, SealedVisit, SignedIn, WorkDraft } from "../types.js"
 */
import { openDB } from "../../lib/idb.js";

const NAME = "louxun";
/** 2: diaries, incidents, locks. */
const VERSION = 2;

/**
 * @typedef {DBSchema & {
 *   facts: { key: string, value: Record<string, any> & { key: string } },
 *   people: { key: string, value: SignedIn },
 *   bundles: { key: [string, string], value: Bundle },
 *   drafts: { key: string, value: Draft, indexes: { person_id: string } },
 *   work_drafts: { key: [string, string], value: WorkDraft, indexes: { person_id: string } },
 *   visits: { key: string, value: SealedVisit, indexes: { person_id: string } },
 *   patrols: { key: string, value: Patrol, indexes: { person_id: string } },
 *   photos: { key: [string, string], value: Photo, indexes: { person_id: string } },
 *   photo_bytes: { key: [string, string], value: { person_id: string, sha256: string, bytes: ArrayBuffer } },
 *   outbox: { key: string, value: OutboxReport, indexes: { person_id: string } },
 *   lines: { key: string, value: { id: string, bytes: ArrayBuffer } },
 *   chains: { key: [string, string], value: { device_id: string, person_id: string, seq: number, digest: string } },
 *   pictures: { key: [string, string], value: { person_id: string, sha256: string, bytes: ArrayBuffer, mime: string } },
 *   diaries: { key: [string, string, string], value: DiaryDraft, indexes: { person_id: string } },
 *   incidents: { key: string, value: IncidentDraft, indexes: { person_id: string } },
 *   locks: { key: string, value: Lock },
 * }} Schema
 *
 * @typedef {StoreNames<Schema>} StoreName
 * @typedef {IDBPTransaction<Schema, StoreName[], "readwrite">} WriteTransaction
 * @typedef {IDBPTransaction<Schema, StoreName[], "readonly">} ReadTransaction
 * @typedef {"reload-needed"|"blocked"|"lost"} Trouble "reload-needed": a newer app wants the database; "blocked": an
 *   older tab holds it; "lost": the browser's storage does not answer
 */

/** The phone has no room left. What was saved before stands; this write is not saved. */
export class StoreFull extends Error {
  /** @override */
  name = "StoreFull";
}

/** @type {Promise<IDBPDatabase<Schema>>|null} */
let opening = null;

/** @type {Set<(trouble: Trouble) => void>} */
const troubleListeners = new Set();

/** @type {() => Promise<boolean>} */
let makeRoom = async () => false;

/** Making room writes too; on a phone too full even for that it must not call for room again, without end. */
let isMakingRoom = false;

/**
 * @param {(trouble: Trouble) => void} listener
 * @returns {() => void} stops listening
 */
export function onStoreTrouble(listener) {
  troubleListeners.add(listener);
  return () => troubleListeners.delete(listener);
}

/**
 * What to do when the phone is full; true lets the write be tried once more.
 *
 * @param {() => Promise<boolean>} action
 */
export function whenFull(action) {
  makeRoom = action;
}

/** @returns {Promise<IDBPDatabase<Schema>>} the one connection, opened when first needed */
export function openStore() {
  opening ??= open().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** Closes the connection; the next use opens it again. */
export async function closeStore() {
  const standing = opening;
  opening = null;
  (await standing?.catch(() => null))?.close();
}

/**
 * @template T
 * @param {StoreName[]} stores
 * @param {(tx: ReadTransaction) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function read(stores, work) {
  return onceMoreIfLost(async (db) => {
    const tx = db.transaction(stores, "readonly");
    const result = await work(tx);
    await tx.done;
    return result;
  });
}

/**
 * One strict transaction over all the stores named; all of it is durable when this resolves, or none of it happened.
 *
 * @template T
 * @param {StoreName[]} stores
 * @param {(tx: WriteTransaction) => Promise<T>} work awaits nothing but this transaction's own requests
 * @returns {Promise<T>}
 * @throws {StoreFull} when there is no room even after old confirmed things were removed
 */
export async function write(stores, work) {
  try {
    return await writeOnce(stores, work);
  } catch (error) {
    if (!(error instanceof StoreFull) || isMakingRoom || !(await roomMade())) throw error;
    return writeOnce(stores, work);
  }
}

async function roomMade() {
  isMakingRoom = true;
  try {
    return await makeRoom();
  } finally {
    isMakingRoom = false;
  }
}

/**
 * @template T
 * @param {StoreName[]} stores
 * @param {(tx: WriteTransaction) => Promise<T>} work
 * @returns {Promise<T>}
 */
function writeOnce(stores, work) {
  return onceMoreIfLost(async (db) => {
    const tx = db.transaction(stores, "readwrite", { durability: "strict" });
    const done = tx.done;
    done.catch(() => undefined); // its reason is thrown below; here it only must not go unhandled
    try {
      const result = await work(tx);
      await done;
      return result;
    } catch (error) {
      abandon(tx);
      throw asFull(tx.error ?? error) ?? error;
    }
  });
}

/** @param {WriteTransaction} tx */
function abandon(tx) {
  try {
    tx.abort();
  } catch {
    // it has already been aborted: that is what is wanted
  }
}

/** @param {unknown} error */
function asFull(error) {
  return nameOf(error) === "QuotaExceededError" ? new StoreFull("the phone's storage is full", { cause: error }) : null;
}

/**
 * Browsers lose the connection in the background; the handle is then dead for ever. Dropped, opened anew, tried once.
 *
 * @template T
 * @param {(db: IDBPDatabase<Schema>) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function onceMoreIfLost(use) {
  try {
    return await use(await openStore());
  } catch (error) {
    if (!isLost(error)) throw error;
    await closeStore();
  }
  try {
    return await use(await openStore());
  } catch (error) {
    if (isLost(error)) tell("lost");
    throw error;
  }
}

/** @param {unknown} error */
function isLost(error) {
  return ["InvalidStateError", "UnknownError"].includes(nameOf(error));
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error || (typeof error === "object" && error !== null && "name" in error)
    ? String(error.name)
    : "";
}

/** @param {Trouble} trouble */
function tell(trouble) {
  for (const listener of troubleListeners) listener(trouble);
}

/** @returns {Promise<IDBPDatabase<Schema>>} */
async function open() {
  const db = await openDB(NAME, VERSION, {
    upgrade: (fresh, before) => {
      if (before < 1) createFirst(fresh);
      if (before < 2) createSecond(fresh);
    },
    blocked: () => tell("blocked"),
    terminated: () => {
      opening = null;
    },
  });
  // A newer app in another tab must not wait for this one for ever.
  db.addEventListener("versionchange", () => {
    db.close();
    opening = null;
    tell("reload-needed");
  });
  return /** @type {IDBPDatabase<Schema>} */ (/** @type {unknown} */ (db));
}

/** @param {IDBPDatabase<any>} db */
function createFirst(db) {
  db.createObjectStore("facts", { keyPath: "key" });
  db.createObjectStore("people", { keyPath: "person_id" });
  db.createObjectStore("bundles", { keyPath: ["person_id", "site_id"] });
  db.createObjectStore("lines", { keyPath: "id" });
  db.createObjectStore("chains", { keyPath: ["device_id", "person_id"] });
  db.createObjectStore("photo_bytes", { keyPath: ["person_id", "sha256"] });
  db.createObjectStore("pictures", { keyPath: ["person_id", "sha256"] });
  for (const [name, keyPath] of /** @type {[string, string|string[]][]} */ ([
    ["drafts", "id"],
    ["work_drafts", ["person_id", "order_id"]],
    ["visits", "id"],
    ["patrols", "patrol_id"],
    ["photos", ["person_id", "sha256"]],
    ["outbox", "id"],
  ])) {
    db.createObjectStore(name, { keyPath }).createIndex("person_id", "person_id");
  }
}

/** @param {IDBPDatabase<any>} db */
function createSecond(db) {
  db.createObjectStore("diaries", { keyPath: ["person_id", "site_id", "date"] }).createIndex("person_id", "person_id");
  db.createObjectStore("incidents", { keyPath: "incident_id" }).createIndex("person_id", "person_id");
  db.createObjectStore("locks", { keyPath: "person_id" });
}
