/** Vacant units: those due first. Each opens with its checklist like a point. */
import { placeLine } from "../domain/places.js";
import { empty } from "../elements/banner.js";
import { tabbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybeBundle, person } from "../session.js";
import { unitRow } from "./today/sections.js";
import { unitsDone } from "./walk.js";

/** /app/units @returns {Promise<import("../shell.js").Screen>} */
export async function openUnits() {
  const data = maybeBundle()?.data;
  const due = data?.day.units_due ?? [];
  const done = data ? await unitsDone() : new Set();
  const others = (data?.places.units ?? []).filter(
    (unit) => unit.vacant && unit.checklists.length > 0 && !due.some((one) => one.unit_id === unit.id),
  );
  return {
    title: _("空置房"),
    view: () => html`${topbar({ title: _("空置房"), sub: person().person.name })}
    <main id="main" class="screen">
      ${due.length > 0 ? html`<section><div class="section-h"><h2>${_("今天要看的")}</h2></div><ul class="rows">${due.map((one) => unitRow(one, done.has(one.unit_id)))}</ul></section>` : ""}
      ${due.length === 0 ? empty({ icon: "key", title: _("今天没有要看的空置房"), text: _("到期的会出现在这里。") }) : ""}
      ${
        data && others.length > 0
          ? html`<section><div class="section-h"><h2>${_("其他空置房")}</h2></div><ul class="rows">${others.map(
              (unit) =>
                html`<li><a class="row" href="/app/unit/${unit.id}"><span class="glyph">${icon("key")}</span><span class="grow"><b>${placeLine(data, unit).building} ${unit.name}</b></span>${icon("right")}</a></li>`,
            )}</ul></section>`
          : ""
      }
    </main>${tabbar("units")}`,
  };
}
