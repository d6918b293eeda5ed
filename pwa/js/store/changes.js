/**
 * Tells every page and worker of this app that something stored has changed, so that screens and the sync chip read
 * anew. Carries the topic only, never data.
 *
 * @typedef {"people"|"bundle"|"draft"|"patrol"|"photo"|"outbox"|"sealed"|"abandoned"|"sync"} Topic "sealed": there is something new to send;
 *   "abandoned": what nobody came back to has been sealed
 */

/** @type {Set<(topic: Topic) => void>} */
const listeners = new Set();

/** @type {BroadcastChannel|null} */
let channel = null;

/** @param {Topic} topic */
export function announce(topic) {
  for (const listener of listeners) listener(topic);
  openChannel()?.postMessage(topic);
}

/**
 * @param {(topic: Topic) => void} listener
 * @returns {() => void} stops listening
 */
export function onChange(listener) {
  openChannel();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function openChannel() {
  if (channel || typeof BroadcastChannel === "undefined") return channel;
  channel = new BroadcastChannel("louxun");
  channel.onmessage = (event) => {
    for (const listener of listeners) listener(event.data);
  };
  // Outside a browser an open channel would keep the process alive.
  if ("unref" in channel && typeof channel.unref === "function") channel.unref();
  return channel;
}
