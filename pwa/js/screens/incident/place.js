/** Where one is standing: the point or unit that was opened last, if that was not long ago. */
import { bundle, person } from "../../session.js";
import { nowMs } from "../../store/clock.js";
import { listDrafts } from "../../store/drafts.js";
import { listVisits } from "../../store/visits.js";

const STILL_HERE_MS = 15 * 60_000;

/** @returns {Promise<{ point_id: string|null, unit_id: string|null }>} */
export async function hereNow() {
  const { person_id } = person();
  const sealed = (await listVisits(person_id)).map(({ draft, sealed_at }) => ({ ...draft, changed_at: sealed_at }));
  const [last] = [...(await listDrafts(person_id)), ...sealed]
    .filter((draft) => draft.site_id === bundle().site_id && nowMs() - Date.parse(draft.changed_at) < STILL_HERE_MS)
    .sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
  return { point_id: last?.point_id ?? null, unit_id: last?.unit_id ?? null };
}
