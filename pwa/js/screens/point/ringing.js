/**
 * Whom to ring, kept in the report: whoever was rung from here stands in the fault's note already; where nobody was, that
 * the numbers stood on the screen does.
 *
 * @import { Visit } from "./taps.js"
 */
import { notRung } from "../../domain/answers.js";
import { numbersNow } from "../../elements/phones.js";
import { list } from "../../format.js";
import { _ } from "../../i18n.js";
import { saveAnswer } from "../../store/drafts.js";
import { withLine } from "./taps.js";

/** Before a visit is sealed. @param {Visit} visit */
export async function keepWhomToRing(visit) {
  if (visit.draft.correction_of || numbersNow().length === 0) return;
  const names = list(numbersNow().map(({ name, phone }) => `${name} ${phone}`));
  for (const { card, answer } of notRung(visit.draft)) {
    const line = _("手机上显示过该打的电话（{names}），没有从这里拨", { names });
    const change = { note: withLine(answer.note ?? "", line), ring: /** @type {const} */ ("shown") };
    visit.draft = await saveAnswer(visit.draft.id, card, answer.key, change);
  }
}
