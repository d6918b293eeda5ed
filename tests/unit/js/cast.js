/**
 * The people and places the tests speak of, and a phone with an empty memory.
 *
 * @import { BundleAnswer, BundleData, Item, Person, SignedIn, ShrunkPhoto } from "../../../pwa/js/types.js"
 */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { bundleOf, replaceBundle } from "../../../pwa/js/store/bundles.js";
import { closeStore } from "../../../pwa/js/store/db.js";
import { deviceId, keepPerson } from "../../../pwa/js/store/people.js";

export const SITE = "00000000-0000-7000-8000-000000000001";
export const LIN = "00000000-0000-7000-8000-000000000010";
export const CHEN = "00000000-0000-7000-8000-000000000011";
export const EAST = "00000000-0000-7000-8000-000000000021";
export const WEST = "00000000-0000-7000-8000-000000000022";
export const DOOR = "00000000-0000-7000-8000-000000000031";
export const BOX = "00000000-0000-7000-8000-000000000032";
export const WALL = "00000000-0000-7000-8000-000000000033";
export const FLAT = "00000000-0000-7000-8000-000000000041";
export const ROUND = "00000000-0000-7000-8000-000000000051";
export const ORDER = "00000000-0000-7000-8000-000000000061";
export const LEAK = "00000000-0000-7000-8000-000000000071";

/** A phone nobody has used. */
export async function freshPhone() {
  await closeStore();
  globalThis.indexedDB = new IDBFactory();
}

/**
 * @param {string} id
 * @param {Partial<Item>} [more]
 * @returns {Item}
 */
export function item(id, more = {}) {
  return {
    id,
    text: { zh: id, en: id },
    fault: { zh: `${id}坏`, en: `${id} bad` },
    type: "pass",
    frequency: "daily",
    severity: "major",
    department: "engineering",
    photo: "on_defect",
    ...more,
  };
}

/** @returns {BundleData} one building, two points, a vacant unit, one round this morning */
export function siteData() {
  return structuredClone({
    places: {
      buildings: [{ id: "b", name: "3栋" }],
      floors: [{ id: "f25", building_id: "b", name: "25层", ordinal: 25 }],
      points: [
        {
          id: EAST,
          name: "25层 东侧走廊",
          number: "3125",
          code_hashes: ["5365bcbe7dcc7c2ccb0a14130a4dc3a7195437ba3b27be26adb1ca25721eb448"],
          floor_id: "f25",
          assets: [
            { id: DOOR, kind: "fire-door", name: "防火门 A", checklists: ["fire-door"] },
            {
              id: BOX,
              kind: "hydrant-box",
              name: "消火栓箱 1",
              checklists: ["hydrant-box"],
              limits: { HY09: { min: 0.15 } },
            },
            { id: WALL, kind: "wall", name: "墙壁", checklists: ["wall"] },
          ],
        },
        {
          id: WEST,
          name: "25层 西侧走廊",
          number: "3126",
          code_hashes: [],
          floor_id: "f25",
          assets: [{ id: "w-lamp", kind: "lamp", name: "灯", checklists: ["lamp"] }],
        },
      ],
      units: [{ id: FLAT, name: "1702", building_id: "b", floor_id: null, vacant: true, checklists: ["vacant-unit"] }],
    },
    checklists: [
      {
        key: "fire-door",
        version: 3,
        name: { zh: "防火门", en: "Fire door" },
        items: [
          item("FD01", { severity: "critical", close_h: 1, department: "security" }),
          item("FD02", { close_h: 24 }),
          item("FD09", { frequency: "yearly" }),
        ],
      },
      {
        key: "hydrant-box",
        version: 1,
        name: { zh: "消火栓箱", en: "Hydrant box" },
        items: [
          item("HY09", {
            type: "number",
            unit: "MPa",
            severity: "critical",
            ok: { min: 0.07, max: 1 },
            bands: [
              { max: 0.07, severity: "critical" },
              { min: 1, severity: "major" },
            ],
          }),
        ],
      },
      { key: "wall", version: 1, name: { zh: "墙壁", en: "Wall" }, items: [item("WA01", { severity: "minor" })] },
      { key: "lamp", version: 1, name: { zh: "灯", en: "Lamp" }, items: [item("LA01", { severity: "minor" })] },
      {
        key: "vacant-unit",
        version: 2,
        name: { zh: "空置房", en: "Vacant unit" },
        items: [
          item("VU01"),
          item("VU06", { type: "number", unit: "m³", meter: { kind: "water", growth_max: 0.1 } }),
          item("VU20", { blocking: true }),
          item("VU90", { frequency: "event" }),
        ],
      },
    ],
    plan: {
      routes: [{ id: "r", name: "3栋", stops: [EAST, WEST] }],
      windows: [{ id: "w", name: { zh: "上午", en: "Morning" }, start: "09:30", end: "12:00" }],
      rounds: [
        {
          round_id: ROUND,
          route_id: "r",
          window_id: "w",
          date: "2026-11-23",
          person_ids: [LIN],
          due: { [DOOR]: ["FD01", "FD02"], [BOX]: ["HY09"], [WALL]: ["WA01"], "w-lamp": ["LA01"] },
          proof: [{ asset_id: DOOR, item: "FD01" }],
        },
      ],
    },
    day: {
      people: [{ id: LIN, name: "林" }],
      departments: [{ id: "d", key: "engineering", name: "工程" }],
      open_defects: [
        {
          id: LEAK,
          asset_id: WALL,
          unit_id: null,
          checklist: "wall",
          item: "WA01",
          spot: "窗下",
          severity: "minor",
          order_id: null,
          photo: null,
          sightings_count: 1,
          opened_at: "2026-11-21T02:00:00.000Z",
        },
      ],
      orders: [
        {
          id: ORDER,
          number: "W-1123-07",
          site_id: SITE,
          state: "dispatched",
          severity: "major",
          department_id: "d",
          person_id: null,
          defect_ids: [],
          sightings_count: 1,
          due: {},
          escalated: false,
          steps: [],
          created_at: "2026-11-23T00:00:00.000Z",
        },
      ],
      retakes: [],
      keys: [],
      units_due: [],
      last_readings: [{ unit_id: FLAT, item: "VU06", value: 120, at: "2026-11-16T02:00:00.000Z" }],
      last_photos: [],
      briefing: [],
      note: null,
      emergency_phones: [],
    },
    settings: {
      photo_max_px: 2048,
      photo_max_bytes: 8388608,
      gallery_allowed: false,
      location: false,
      parcel_key: null,
      photo_prints: [],
    },
  });
}

/**
 * @param {BundleData} [data]
 * @param {string} [version]
 * @returns {BundleAnswer} as the server answers
 */
export function bundleAnswer(data = siteData(), version = "v1") {
  const parts = Object.fromEntries(
    Object.entries(data).map(([name, part]) => [name, { digest: `${name}-${version}`, data: part }]),
  );
  return { version, site_id: SITE, server_time: "2026-11-23T01:00:00.000Z", parts };
}

/**
 * @param {string} id
 * @param {string} name
 * @returns {Person}
 */
export function person(id, name) {
  return {
    id,
    name,
    sites: [{ id: SITE, name: "千禧花园", role: "patroller", departments: [], time_zone: "Asia/Shanghai" }],
  };
}

/**
 * Signed in, with today's bundle.
 *
 * @param {string} [id]
 * @param {BundleData} [data]
 */
export async function arrive(id = LIN, data = siteData()) {
  const device_id = await deviceId();
  /** @type {SignedIn} */
  const signedIn = await keepPerson({
    device_id,
    token: `token-of-${id}`,
    person: person(id, "某人"),
    server_time: "2026-11-23T01:00:00.000Z",
  });
  await replaceBundle(id, bundleAnswer(data));
  const bundle = await bundleOf(id, SITE);
  if (!bundle) throw new Error("the bundle was not kept");
  return { person: signedIn, bundle };
}

/**
 * A picture as the camera module gives it; another seed, other bytes.
 *
 * @param {number} seed
 * @param {number} [size]
 * @returns {ShrunkPhoto}
 */
export function picture(seed, size = 64) {
  const bytes = new Uint8Array(size).fill(seed).buffer;
  return { bytes, mime: "image/jpeg", width: 1536, height: 2048, darkness: 0.2, blur: 0.1, print: "0123456789abcdef" };
}

/** @type {{ taken_at: string, source: "camera", role: "evidence" }} */
export const TAKEN = { taken_at: "2026-11-23T01:43:40.100Z", source: "camera", role: "evidence" };
