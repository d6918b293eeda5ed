/** What the supervisor said to my last diary, until a newer one is written. */
import { banner } from "../../elements/banner.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { maybeBundle, personName } from "../../session.js";

/** @returns {{ title: string, text: string }|null} */
export function answerWords() {
  const answer = maybeBundle()?.data.day.diary_answer;
  if (!answer) return null;
  const name = personName(answer.person_id) || _("主管");
  const [, month, date] = answer.date.split("-");
  return { title: _("{name} 回复了您 {date} 的日记", { name, date: `${month}-${date}` }), text: answer.text };
}

/** @param {unknown} [actions] */
export function answerCard(actions) {
  const words = answerWords();
  if (!words) return "";
  const text = html`<span class="said">${words.text}</span>`;
  return banner({ kind: "brand", icon: "text", title: words.title, text, actions, key: "diary-answer" });
}
