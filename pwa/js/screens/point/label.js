/** The label on the wall: one that was replaced opens its point all the same, and is to be taken down. */
import { pointOf } from "../../domain/places.js";
import { banner } from "../../elements/banner.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { sha256OfText } from "../../store/digest.js";

/** @param {import("../../types.js").Draft} draft @returns {Promise<boolean>} the person scanned a label that was replaced */
export async function isOldLabel({ point_id, presence }) {
  const old = point_id ? (pointOf(bundle().data, point_id)?.replaced_code_hashes ?? []) : [];
  if (old.length === 0 || !presence?.code || !["qr", "nfc"].includes(presence.method)) return false;
  return old.includes(await sha256OfText(presence.code));
}

export function oldLabelNotice() {
  return banner({
    kind: "warn",
    icon: "qr",
    title: _("标签要换"),
    text: _("您扫的是换下来的旧标签。点位没错，照常检查；主管会看到这里还贴着旧的。"),
  });
}
