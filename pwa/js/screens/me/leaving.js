/** Signing out: the data is hidden at once; what is sealed still goes out. */
import { dropPictures } from "../../elements/picture.js";
import { go } from "../../router.js";
import { loadSession } from "../../session.js";
import { signOut } from "../../sync/signing.js";
import { syncNow } from "../../sync/triggers.js";

export async function leave() {
  await signOut();
  dropPictures();
  await loadSession();
  void syncNow();
  await go("/app/sign-in", { replace: true });
}
