// Copies the browser libraries from node_modules to where they are served from (git-ignored): `npm run libs`.
// No third-party file is committed; package-lock.json says which bytes these are.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

/** from node_modules → where it is served from */
const copies = [
  ["idb/build/index.js", "pwa/lib/idb.js"],
  ["idb/build/index.d.ts", "pwa/lib/idb.d.ts"],
  ["idb/build/entry.d.ts", "pwa/lib/entry.d.ts"],
  ["idb/build/database-extras.d.ts", "pwa/lib/database-extras.d.ts"],
  ["idb/build/async-iterators.d.ts", "pwa/lib/async-iterators.d.ts"],
  ["idb/build/util.d.ts", "pwa/lib/util.d.ts"],
  ["idb/build/wrap-idb-value.d.ts", "pwa/lib/wrap-idb-value.d.ts"],
  ["qr-scanner/qr-scanner.min.js", "pwa/lib/qr-scanner.js"],
  ["qr-scanner/types/qr-scanner.d.ts", "pwa/lib/qr-scanner.d.ts"],
  ["htmx.org/dist/htmx.min.js", "server/static/lib/htmx.js"],
];

for (const [from, to] of copies) {
  const target = fileURLToPath(new URL(to, root));
  await mkdir(dirname(target), { recursive: true });
  await copyFile(fileURLToPath(new URL(`node_modules/${from}`, root)), target);
}
await writeFile(fileURLToPath(new URL("pwa/lib/qr-scanner-engine.js", root)), await scannerEngine());

/**
 * qr-scanner starts its worker from a blob of text, which our Content-Security-Policy rightly forbids. The same text as
 * a file of its own is allowed, and is kept for offline with the rest.
 */
async function scannerEngine() {
  let text = "";
  const blob = globalThis.Blob;
  globalThis.Worker = /** @type {any} */ (class {});
  globalThis.Blob = /** @type {any} */ (
    class extends blob {
      constructor(/** @type {string[]} */ parts, /** @type {BlobPropertyBag} */ options) {
        super(parts, options);
        text = parts.join("");
      }
    }
  );
  const { createWorker } = await import(new URL("node_modules/qr-scanner/qr-scanner-worker.min.js", root).href);
  createWorker();
  globalThis.Blob = blob;
  if (!text.includes("onmessage")) throw new Error("qr-scanner's worker has another shape than we know");
  return text;
}

console.log(`${copies.length + 1} browser library files are in place.`);
