/** What kind of phone and browser this is, in a few words: the device's name for the supervisor, the install pictures. */

/** @typedef {"wechat" | "ios-safari" | "ios-other" | "huawei" | "android" | "desktop"} Browser */

/** @returns {Browser} */
export function browser() {
  const agent = navigator.userAgent;
  if (/MicroMessenger|wxwork|DingTalk|Lark|Feishu/i.test(agent)) return "wechat";
  const apple = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
  if (apple) return /CriOS|FxiOS|EdgiOS/.test(agent) ? "ios-other" : "ios-safari";
  if (/HuaweiBrowser|MiuiBrowser|HeyTapBrowser|VivoBrowser/i.test(agent)) return "huawei";
  return /Android|HarmonyOS/i.test(agent) ? "android" : "desktop";
}

/** Opened from the home screen, not in a browser tab. */
export function isInstalled() {
  const standalone = "standalone" in navigator && navigator.standalone === true;
  return standalone || matchMedia("(display-mode: standalone)").matches;
}

/** A name for this device: its model where the browser tells, else its system. */
export function phoneLine() {
  const agent = navigator.userAgent;
  const model = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1]?.trim();
  if (model && model !== "K") return model;
  const system =
    /iPhone|iPad/.exec(agent)?.[0] ??
    (/Android/.test(agent) ? "Android" : (/Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "Web"));
  const program = /(Edg|HuaweiBrowser|MiuiBrowser|CriOS|Chrome|Firefox|Safari)\w*/.exec(agent)?.[0] ?? "";
  return `${system} ${program}`.trim();
}
