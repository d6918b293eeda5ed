/** The words of the roles. */
import { _ } from "../../i18n.js";

/** @param {string} role unknown ones are shown as they came */
export function roleWord(role) {
  /** @type {Record<string, string>} */
  const words = {
    patroller: _("管家助理"),
    repairer: _("维修"),
    front_desk: _("前台"),
    supervisor: _("主管"),
    manager: _("经理"),
  };
  return words[role] ?? role;
}
