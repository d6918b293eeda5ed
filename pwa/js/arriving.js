/**
 * Beside the page that a tag's link shows (server, sync/tag_page): where somebody has signed in on this phone, the app
 * starts in its place and opens the point. Else the page stays, and the link is opened after signing in.
 */
import { rememberTarget } from "./screens/sign-in/target.js";
import { isSomebodyHere } from "./store/people.js";

async function arrive() {
  if (await isSomebodyHere()) await import("./main.js");
  else rememberTarget(location.pathname, null);
}

arrive().catch((error) => console.error("The store does not answer; the page stays.", error));
