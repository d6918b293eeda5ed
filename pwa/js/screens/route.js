/**
 * The route by floor, in walking order: the building as a metro line. It always knows the next point; any stop can be
 * opened, skipped with a reason, or opened again.
 *
 * @import { Walk } from "./walk.js"
 */
import { pointOf } from "../domain/places.js";
import { banner } from "../elements/banner.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { counts, progressBar, progressLegend } from "../elements/progress.js";
import { list } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle, person, personName } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { dropPatrol, skipStop, startPatrol, unskipStop } from "../store/patrols.js";
import { openFloors, routeLine } from "./route/line.js";
import { unitLine } from "./route/units.js";
import { kindTag, leftWords, peopleWords, roundName } from "./today/rounds.js";
import { isFinished, nextPoint, walkOfRound } from "./walk.js";

/** /app/route/:round_id @param {{round_id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openRoute({ round_id }) {
  let walk = await walkOfRound(round_id);
  if (!walk) return notToday();
  const opened = openFloors(walk);
  /** @type {{skipping: string | null}} */
  const ui = { skipping: null };
  const again = async () => {
    walk = (await walkOfRound(round_id)) ?? walk;
    refreshIf(screen);
  };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: `${walk.today.route.name} ${roundName(walk)}`,
    view: () => view(/** @type {Walk} */ (walk), opened, ui.skipping),
    actions: {
      floor: (element) => {
        const id = element.dataset.at ?? "";
        if (!opened.delete(id)) opened.add(id);
        refreshIf(screen);
      },
      "skip-menu": (element) => {
        ui.skipping = ui.skipping === element.dataset.at ? null : (element.dataset.at ?? null);
        refreshIf(screen);
      },
      skip: async (element) => {
        const point_id = element.dataset.at ?? "";
        const patrol =
          walk?.patrol ?? (walk ? await startPatrol({ person: person(), bundle: bundle(), today: walk.today }) : null);
        if (!patrol) return;
        await skipStop(patrol.patrol_id, point_id, /** @type {HTMLInputElement} */ (element).value || null);
        ui.skipping = null;
        await again();
        const name = bundle().data.places.points.find((point) => point.id === point_id)?.name ?? "";
        toast(_("已跳过{name}", { name }), () => unskip(patrol.patrol_id, point_id));
      },
      "take-over": async () => {
        if (!walk) return;
        const patrol = await startPatrol({ person: person(), bundle: bundle(), today: walk.today });
        await again();
        toast(_("接过来了，从没巡的点接着走"), async () => {
          await dropPatrol(patrol.patrol_id);
          await again();
        });
      },
      unskip: (element) => unskip(walk?.patrol?.patrol_id ?? "", element.dataset.at ?? ""),
    },
  };
  return screen;

  /** @param {string} patrolId @param {string} pointId */
  async function unskip(patrolId, pointId) {
    await unskipStop(patrolId, pointId);
    await again();
  }
}

/** @returns {Promise<import("../shell.js").Screen>} */
async function notToday() {
  await go("/app/", { replace: true });
  return { title: _("今日"), view: () => html`` };
}

/** Two people, one round: both records are kept, and nobody has to choose. @param {Walk} walk */
function together(walk) {
  const both = walk.stops.filter((stop) => stop.state === "done" && walk.seen.has(stop.point_id));
  if (both.length === 0) return "";
  const names = [...new Set(both.map((stop) => personName(walk.seen.get(stop.point_id)?.person_id)))].filter(Boolean);
  const points = both.map((stop) => pointOf(bundle().data, stop.point_id)?.name ?? "").filter(Boolean);
  const shown = points.length > 3 ? [...points.slice(0, 2), _("等 {n} 个点", { n: points.length })] : points;
  return banner({
    icon: "users",
    title: _("{names}也巡了{points}", { names: list(names), points: list(shown) }),
    text: _("两份都留着，不用您选。"),
  });
}

/** @param {Walk} walk @param {Set<string>} opened @param {string | null} skipping */
function view(walk, opened, skipping) {
  const { ok, defect, skip, seen } = counts(walk);
  return html`${topbar({ title: `${walk.today.route.name} ${roundName(walk)}`, back: "/app/", backLabel: _("返回今日") })}
  <main id="main" class="screen">
    <section class="hero" aria-label="${_("进度")}">
      <div class="between"><div class="bigcount"><b>${ok + defect + skip + seen}</b><span>${_("/ {total} 个点", { total: walk.stops.length })}</span></div><span class="left">${icon("clock")}${walk.today.phase === "before" ? _("未到时间") : leftWords(walk)}</span></div>
      ${progressBar(walk)}${progressLegend(walk)}${kindTag(walk)}
    </section>
    ${walk.is_mine ? "" : banner({ icon: "users", title: _("这是{names}的班次", { names: peopleWords(walk) }), text: walk.seen.size > 0 ? _("您可以接过来，从没巡的点接着走。已经巡过的都留着，不用重来。") : _("您可以接过来。同事巡过哪些点，您的第一个点传好以后就会显示。") })}
    ${together(walk)}
    ${isFinished(walk) ? banner({ kind: "ok", icon: "ok", title: _("这次巡查已经结束"), text: _("点开一个点，还可以改或补。") }) : ""}
    ${walk.today.phase === "after" && !isFinished(walk) ? banner({ kind: "warn", icon: "clock", title: _("这个时段已过"), text: _("现在去算补巡。可以继续，会标上“时段外”。") }) : ""}
    ${routeLine(walk, opened, skipping)}${unitLine(walk)}
  </main>
  ${bottom(walk)}`;
}

/** @param {Walk} walk */
function bottom(walk) {
  if (isFinished(walk)) return "";
  if (!walk.is_mine) {
    const take = html`<button type="button" class="btn btn--primary btn--lg" data-do="take-over">${icon("users")}${_("接过来，我来巡")}</button>`;
    return walk.stops.length + walk.units.length > 0 ? actionbar(take) : "";
  }
  const next = nextPoint(walk);
  const finish = html`<a class="btn btn--lg${next ? "" : " btn--primary"}" href="/app/finish/${walk.today.round.round_id}">${icon("check")}${next ? _("小结") : _("看小结，结束巡查")}</a>`;
  if (!next) return actionbar(finish);
  const begun = walk.open_points.includes(next.id);
  const words = begun ? _("接着查 {name}", { name: next.name }) : _("扫码 {name}", { name: next.name });
  const primary = html`<a class="btn btn--primary btn--lg" href="${begun ? `/app/point/${next.id}` : `/app/scan/${next.id}`}">${icon(begun ? "next" : "scan")}${words}</a>`;
  return actionbar(html`${walk.patrol ? finish : ""}${primary}`);
}
