/** The steps of installing in each browser, with a drawing of where to tap. */
import { html } from "../../html.js";
import { _ } from "../../i18n.js";

/** @param {import("../../elements/device.js").Browser} kind the one in use comes first and open */
export function installSteps(kind) {
  const all = [
    {
      kinds: ["ios-safari", "ios-other"],
      title: _("苹果手机 · Safari"),
      steps: [
        step(share(), _("点下面中间的分享按钮")),
        step(menuRow(_("添加到主屏幕")), _("往下找，点“添加到主屏幕”")),
        step(homeIcon(), _("点“添加”，以后从桌面的图标打开")),
      ],
    },
    {
      kinds: ["android"],
      title: _("安卓手机 · Chrome、Edge"),
      steps: [
        step(dots(), _("点右上角的三个点")),
        step(menuRow(_("安装应用")), _("点“安装应用”或“添加到主屏幕”")),
        step(homeIcon(), _("点“安装”，桌面上就有了")),
      ],
    },
    {
      kinds: ["huawei"],
      title: _("华为、小米浏览器"),
      steps: [
        step(dotsBelow(), _("点下面的菜单按钮")),
        step(menuRow(_("添加到桌面")), _("点“添加到桌面”或“添加到主屏幕”")),
        step(homeIcon(), _("允许添加，桌面上就有了")),
      ],
    },
    {
      kinds: ["wechat"],
      title: _("微信、企业微信里打开的"),
      steps: [
        step(dots(), _("点右上角的“…”")),
        step(menuRow(_("在浏览器打开")), _("选“在浏览器打开”，再照上面的办法装")),
      ],
    },
    { kinds: ["desktop"], title: _("电脑"), steps: [step(bar(), _("点地址栏右边的安装图标"))] },
  ];
  const sorted = [...all.filter((one) => one.kinds.includes(kind)), ...all.filter((one) => !one.kinds.includes(kind))];
  return sorted.map(
    ({ title, steps }, n) =>
      html`<details class="fold"${n === 0 ? html` open` : ""}><summary>${title}<svg class="i" aria-hidden="true"><use href="#i-down"></use></svg></summary><div><ol class="install-steps">${steps}</ol></div></details>`,
  );
}

/** @param {unknown} drawing @param {string} words */
function step(drawing, words) {
  return html`<li><span class="install-pic">${drawing}</span><span>${words}</span></li>`;
}

/** @param {unknown} inside */
function phone(inside) {
  return html`<svg viewBox="0 0 96 72" aria-hidden="true"><rect class="pic-phone" x="2" y="2" width="92" height="68" rx="8"/>${inside}</svg>`;
}

const share = () =>
  phone(
    html`<path class="pic-bar" d="M2 54h92"/><path class="pic-here" d="M42 60v6h12v-6M48 64V56M45 58.5l3-2.5 3 2.5"/><circle class="pic-ring" cx="48" cy="61" r="9"/>`,
  );
const dots = () =>
  phone(
    html`<path class="pic-bar" d="M2 18h92"/><path class="pic-here" d="M84 7v.1M84 10.5v.1M84 14v.1"/><circle class="pic-ring" cx="84" cy="10.5" r="8"/>`,
  );
const dotsBelow = () =>
  phone(
    html`<path class="pic-bar" d="M2 54h92"/><path class="pic-here" d="M43 58h10M43 62h10M43 66h10"/><circle class="pic-ring" cx="48" cy="62" r="9"/>`,
  );
const bar = () =>
  phone(
    html`<rect class="pic-field" x="10" y="8" width="76" height="12" rx="6"/><path class="pic-here" d="M76 11v5M73.5 14l2.5 2.5 2.5-2.5"/><circle class="pic-ring" cx="76" cy="14" r="8"/>`,
  );
const homeIcon = () =>
  phone(
    html`<g class="pic-field"><rect x="12" y="12" width="16" height="16" rx="4"/><rect x="40" y="12" width="16" height="16" rx="4"/><rect x="68" y="12" width="16" height="16" rx="4"/><rect x="12" y="42" width="16" height="16" rx="4"/></g><rect class="pic-icon" x="40" y="42" width="16" height="16" rx="4"/><circle class="pic-ring" cx="48" cy="50" r="13"/>`,
  );

/** @param {string} words */
function menuRow(words) {
  return phone(
    html`<g class="pic-bar"><path d="M14 16h40M14 58h30"/></g><rect class="pic-row" x="6" y="26" width="84" height="22" rx="5"/><text class="pic-text" x="48" y="41">${words}</text>`,
  );
}
