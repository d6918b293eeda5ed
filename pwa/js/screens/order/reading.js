/**
 * Work orders as the screens read them: what is wrong, where, since when, whose; with the steps taken on this phone.
 *
 * @import { OpenDefect, Order } from "../../types.js"
 * @import { LocalOrder } from "../../domain/orders.js"
 */
import { ordersNow } from "../../domain/orders.js";
import { placeLine, pointOfAsset, unitOf } from "../../domain/places.js";
import { list } from "../../format.js";
import { _ } from "../../i18n.js";
import { bundle, person, site } from "../../session.js";
import { listReports } from "../../store/outbox.js";
import { defectName } from "../point/known.js";

const OVER = ["closed", "cancelled", "merged"];

/** @returns {Promise<LocalOrder[]>} the bundle's orders with this phone's steps on top */
export async function allOrders() {
  return ordersNow(bundle().data.day.orders, await listReports(person().person_id));
}

/** Not over yet, the most pressing first. @returns {Promise<LocalOrder[]>} */
export async function openOrders() {
  const open = (await allOrders()).filter((order) => !OVER.includes(order.state));
  return open.sort((a, b) => dueOf(a) - dueOf(b));
}

/** Mine to do: given to me, or to my department and nobody yet; repaired ones are no longer. @param {Order} order */
export function isMine(order) {
  if (["completed", "verified", ...OVER].includes(order.state)) return false;
  if (order.person_id) return order.person_id === person().person_id;
  return site().departments.some((department) => department.id === order.department_id);
}

/** The next deadline that counts in this state; far away when none. @param {Order} order */
export function dueOf(order) {
  const { accept, safe, close } = order.due;
  const next = order.state === "dispatched" || order.state === "reported" ? (accept ?? safe ?? close) : close;
  return next ? Date.parse(next) : Number.MAX_SAFE_INTEGER;
}

/** @param {Order} order @returns {OpenDefect[]} */
export function defectsOf(order) {
  return bundle().data.day.open_defects.filter(
    (defect) => order.defect_ids.includes(defect.id) || defect.order_id === order.id,
  );
}

/** What is wrong with which thing; the number when this phone does not hold its defects. @param {Order} order */
export function orderTitle(order) {
  const defects = defectsOf(order);
  if (defects.length === 0) return order.title || _("工单 {number}", { number: order.number });
  const things = [...new Set(defects.map(defectThing))];
  return list(
    things.map((thing) => {
      const own = defects.filter((defect) => defectThing(defect) === thing);
      return [thing, list([...new Set(own.map(defectName))])].filter((part) => part !== "").join(" ");
    }),
  );
}

/** The thing that is not as it should be: 防火门 A; of a unit nothing, for its place says it. @param {OpenDefect} defect */
function defectThing(defect) {
  const assets = bundle().data.places.points.flatMap((point) => point.assets);
  return assets.find((asset) => asset.id === defect.asset_id)?.name ?? "";
}

/** 防火门 A 没关 @param {OpenDefect} defect */
export function defectTitle(defect) {
  return [defectThing(defect), defectName(defect)].filter((part) => part !== "").join(" ");
}

/** @param {Order} order */
export function orderPlace(order) {
  const [first] = defectsOf(order);
  return first ? defectPlace(first) : (order.place_text ?? "");
}

/** 3栋 25层 东侧走廊 @param {OpenDefect} defect */
export function defectPlace(defect) {
  const data = bundle().data;
  const place = defect.asset_id
    ? pointOfAsset(data, defect.asset_id)
    : defect.unit_id
      ? unitOf(data, defect.unit_id)
      : null;
  if (!place) return "";
  const { building, floor, name } = placeLine(data, place);
  const parts = [building, name.startsWith(floor) ? "" : floor, name];
  return parts.filter((part) => part !== "").join(" ");
}

/** The old photo of what is wrong. @param {Order} order */
export function beforePhoto(order) {
  return defectsOf(order).find((defect) => defect.photo)?.photo ?? null;
}
