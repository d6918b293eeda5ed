/** Times, lengths of time, sizes and numbers as people read them, in the site's time zone and the chosen language. */
import { _, locale } from "./i18n.js";

let timeZone = "Asia/Shanghai";

/** The site's time zone (an IANA name); all times are shown in it. @param {string} zone */
export function useTimeZone(zone) {
  timeZone = zone;
}

/** @typedef {string | number | Date} Moment ISO text or milliseconds since 1970 */

/** 10:42 @param {Moment} moment */
export function clockTime(moment) {
  return format(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** 11月23日 / 23 Nov @param {Moment} moment */
export function day(moment) {
  return format(moment, { month: locale() === "zh-CN" ? "numeric" : "short", day: "numeric" }).replace(
    /^(\d+)\/(\d+)$/,
    "$1月$2日",
  );
}

/** 11月23日 周一 / Mon 23 Nov @param {Moment} moment */
export function dayAndWeekday(moment) {
  const weekday = format(moment, { weekday: "short" });
  return locale() === "zh-CN" ? `${day(moment)} ${weekday}` : `${weekday} ${day(moment)}`;
}

/** 10:42 today, 11月21日 10:42 on another day @param {Moment} moment @param {Moment} now */
export function dayAndTime(moment, now) {
  return isoDate(moment) === isoDate(now) ? clockTime(moment) : `${day(moment)} ${clockTime(moment)}`;
}

/** 2026-11-23, the date at the site @param {Moment} moment */
export function isoDate(moment) {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(new Date(moment));
}

/** 2026-11-23 10:43:18, for the strip under a photo @param {Moment} moment */
export function stampTime(moment) {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(new Date(moment));
  return `${isoDate(moment)} ${time}`;
}

/** 1 小时 12 分 / 1 h 12 min; at least one minute unless nothing @param {number} milliseconds */
export function duration(milliseconds) {
  const minutes = Math.max(milliseconds > 0 ? 1 : 0, Math.round(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return _("{n} 天", { n: Math.floor(hours / 24) });
  if (hours === 0) return _("{n} 分钟", { n: minutes });
  if (minutes % 60 === 0) return _("{n} 小时", { n: hours });
  return _("{h} 小时 {m} 分", { h: hours, m: minutes % 60 });
}

/** 3.1 MB @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const steps = ["KB", "MB", "GB"];
  let value = bytes / 1000;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${steps[step]}`;
}

/** A reading without trailing zeros of floating sums (0.30000000000000004 → 0.3). @param {number} value */
export function reading(value) {
  return String(Number(value.toFixed(6)));
}

/** Names joined as the language joins them: 墙壁、灯罩 / Wall, lamp @param {string[]} names */
export function list(names) {
  return names.join(locale() === "zh-CN" ? "、" : ", ");
}

/** @param {Moment} moment @param {Intl.DateTimeFormatOptions} options */
function format(moment, options) {
  return new Intl.DateTimeFormat(locale(), { timeZone, ...options }).format(new Date(moment));
}
