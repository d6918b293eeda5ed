/**
 * What an order says: the photo from before, where, what, until when, and every step so far.
 *
 * @import { LocalOrder } from "../../domain/orders.js"
 */
import { banner, tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { stateWord, stepWord } from "../../elements/order-words.js";
import { picture } from "../../elements/picture.js";
import { severityTag } from "../../elements/severity.js";
import { sla } from "../../elements/sla.js";
import { clockTime, day, dayAndTime, list } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { bundle, personName } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { beforePhoto, defectsOf, orderPlace, orderTitle } from "./reading.js";

/** @param {LocalOrder} order */
export function photoBefore(order) {
  const sha = beforePhoto(order);
  const [first] = defectsOf(order);
  if (!sha) return "";
  return html`<figure class="bigphoto">${picture(sha, _("修前的照片：{what}", { what: orderTitle(order) }))}<figcaption class="stamp"><span>${_("修前")} ${first ? `${day(first.opened_at)} ${clockTime(first.opened_at)}` : ""}</span></figcaption></figure>`;
}

/** @param {LocalOrder} order */
export function facts(order) {
  const defects = defectsOf(order);
  const hazard = bundle().data.checklists.some((checklist) =>
    checklist.items.some((item) => item.fire_hazard && defects.some((one) => one.item === item.id)),
  );
  const texts = defects.map((defect) =>
    pick(
      bundle()
        .data.checklists.flatMap((one) => one.items)
        .find((item) => item.id === defect.item)?.text,
    ),
  );
  const phone = bundle().data.day.people.find((one) => one.id === order.person_id)?.phone;
  return html`<section class="card">
    <div class="between"><span class="rowx">${severityTag(order.severity)}${order.escalated ? tag("defect", "escal", _("已上报")) : ""}</span>${sla(order)}</div>
    <dl class="kv"><dt>${_("状态")}</dt><dd>${stateWord(order.state)}</dd>${row(_("在哪"), orderPlace(order))}${row(_("毛病"), orderTitle(order))}${row(_("应该是"), list(texts.filter((text) => text !== "")))}${row(
      _("谁在修"),
      personName(order.person_id),
    )}${order.due.safe ? row(_("先防护好"), dayAndTime(order.due.safe, serverNow())) : ""}${order.due.close ? row(_("修好"), _("{time} 前", { time: dayAndTime(order.due.close, serverNow()) })) : ""}</dl>
    ${phone ? html`<a class="btn btn--block" href="tel:${phone}">${icon("phone")}${_("打给{name}", { name: personName(order.person_id) })}</a>` : ""}
    ${hazard ? banner({ kind: "warn", icon: "flag", title: _("消防隐患"), text: _("没修好以前要一直有临时防范措施，关单要有修好的照片。") }) : ""}
  </section>`;
}

/** @param {string} term @param {string} words */
function row(term, words) {
  return words ? html`<dt>${term}</dt><dd>${words}</dd>` : "";
}

/** @param {LocalOrder} order */
export function progress(order) {
  const now = serverNow();
  const told = order.steps.map((step) => {
    const late = step.applied === false;
    return html`<li class="${late ? "is-bad" : "is-done"}">${icon(late ? "flag" : "ok")}<b>${stepWord(step.step)}${late ? _("（没有生效）") : ""}</b><time>${dayAndTime(step.at, now)}</time> <small>${personName(step.person_id)}</small>${
      step.reason || step.note
        ? html`<p>${list([step.reason, step.note].filter((text) => typeof text === "string" && text !== "").map(String))}</p>`
        : ""
    }</li>`;
  });
  const mine = order.pending_steps.map(
    (step) =>
      html`<li class="is-done">${icon("phonesave")}<b>${stepWord(step.step)}</b><time>${dayAndTime(step.at, now)}</time> <small>${_("已存在手机里")}</small></li>`,
  );
  const next = nextWords(order);
  return html`<section class="card" aria-labelledby="steps"><h2 id="steps">${_("进度")}</h2><ol class="tl">${told}${mine}${
    next ? html`<li class="is-now">${icon("next")}<b>${next}</b></li>` : ""
  }</ol></section>`;
}

/** @param {LocalOrder} order */
function nextWords(order) {
  /** @type {Record<string, string>} */
  const words = {
    reported: _("等主管派单"),
    dispatched: _("等人接单"),
    accepted: _("到场，开始修"),
    in_progress: _("修好，拍完工照"),
    on_hold: _("暂停着，好了继续"),
    completed: _("等别人验收"),
    verified: _("等前台回访"),
  };
  return words[order.state] ?? "";
}
