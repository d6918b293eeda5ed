/**
 * Lists that people put in order: by dragging an entry's handle, by its up and down buttons, or by the arrow keys on the
 * handle (Home and End go to the ends). The order is that of the form's hidden fields and is saved with the form's
 * button; without script the buttons send the form.
 */

/** @param {HTMLElement} list */
function entries(list) {
  return [...list.children].filter((one) => one instanceof HTMLLIElement);
}

/** Buttons that lead nowhere are off; the numbers are told anew. @param {HTMLElement} list */
function settle(list) {
  const all = entries(list);
  for (const [place, entry] of all.entries()) {
    for (const button of entry.querySelectorAll("button[data-move]")) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const way = Number(button.dataset.move);
      button.disabled = way < 0 ? place === 0 : place === all.length - 1;
      button.value = `${way < 0 ? "up" : "down"}:${place}`;
    }
    const number = entry.querySelector("[data-place]");
    if (number) number.textContent = String(place + 1);
    for (const button of entry.querySelectorAll("button[name=remove]")) button.setAttribute("value", String(place));
  }
}

/** What a screen reader hears. @param {HTMLElement} list @param {HTMLLIElement} entry */
function tell(list, entry) {
  const told = list.closest("[data-sorting]")?.querySelector("[data-told]");
  const name = entry.querySelector("b")?.textContent ?? "";
  if (told) told.textContent = `${name} ${entries(list).indexOf(entry) + 1} / ${entries(list).length}`;
}

/** @param {HTMLElement} list @param {HTMLLIElement} entry @param {number} place */
function put(list, entry, place) {
  const wanted = Math.max(0, Math.min(entries(list).length - 1, place));
  const before = entries(list).indexOf(entry);
  if (before === wanted) return;
  // The others go around it: an entry that leaves the page for a moment would lose the focus, and the finger on it.
  for (let at = before; at < wanted; at += 1) list.insertBefore(/** @type {Element} */ (entry.nextElementSibling), entry);
  for (let at = before; at > wanted; at -= 1) {
    list.insertBefore(/** @type {Element} */ (entry.previousElementSibling), entry.nextElementSibling);
  }
  settle(list);
  tell(list, entry);
  list.closest("[data-sorting]")?.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
}

/** @param {HTMLElement} list @param {HTMLLIElement} entry @param {HTMLElement} control @param {number} way */
function move(list, entry, control, way) {
  put(list, entry, entries(list).indexOf(entry) + way);
  // The button may have become the one that leads nowhere.
  const other = entry.querySelector(`button[data-move="${-way}"]`);
  if (control instanceof HTMLButtonElement && control.disabled && other instanceof HTMLElement) other.focus();
  else control.focus();
}

/** @param {HTMLElement} list @param {HTMLLIElement} entry @param {HTMLElement} grip @param {PointerEvent} event */
function drag(list, entry, grip, event) {
  grip.setPointerCapture(event.pointerId);
  entry.classList.add("is-dragged");
  /** @param {PointerEvent} moved */
  const follow = (moved) => {
    const others = entries(list).filter((one) => one !== entry);
    const place = others.filter((one) => {
      const box = one.getBoundingClientRect();
      return moved.clientY > box.top + box.height / 2;
    }).length;
    put(list, entry, place);
  };
  const release = () => {
    entry.classList.remove("is-dragged");
    grip.removeEventListener("pointermove", follow);
  };
  grip.addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(end, release, { once: true });
}

for (const list of document.querySelectorAll("[data-sorting] [data-sorted]")) {
  if (!(list instanceof HTMLElement)) continue;
  for (const grip of list.querySelectorAll("[data-grip]")) grip.removeAttribute("hidden");
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-move]") : null;
    const entry = button?.closest("li");
    if (!(button instanceof HTMLButtonElement) || !(entry instanceof HTMLLIElement)) return;
    event.preventDefault();
    move(list, entry, button, Number(button.dataset.move));
  });
  list.addEventListener("keydown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const entry = grip?.closest("li");
    if (!(grip instanceof HTMLElement) || !(entry instanceof HTMLLIElement)) return;
    const way = { ArrowUp: -1, ArrowDown: 1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    move(list, entry, grip, way);
  });
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const entry = grip?.closest("li");
    if (!(grip instanceof HTMLElement) || !(entry instanceof HTMLLIElement) || event.button !== 0) return;
    event.preventDefault();
    grip.focus();
    drag(list, entry, grip, event);
  });
}
