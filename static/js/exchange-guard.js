// When a part must not be exchanged for its fresh text. A button that is exchanged while it is down is never clicked,
// and what a question is about must not vanish under it: such a part waits, and is fetched again when it may be.

import { fetchAgain } from "./page-parts.js";

const waiting = new Set(); // parts whose news came at a bad moment

const asking = () => document.querySelector("dialog.ask[open]") !== null;

/**
 * "wait", "drop" or "swap". `asked`: a question is open. `acting`: a form in the part waits for its answer, which
 * needs the form that sent it.
 */
export function verdict({ asked, refreshesItself, pressed, acting, verb }) {
  if (asked || (refreshesItself && pressed)) return "wait";
  return acting && verb === "get" ? "drop" : "swap";
}

/** Whether htmx may put fresh text into `part`. If not, `detail` (of htmx's event) tells htmx so. */
export function mayExchange(part, detail, acting) {
  const { elt, verb } = detail.requestConfig ?? {};
  const pressed = part.querySelector(":active") !== null;
  const found = verdict({ asked: asking(), refreshesItself: elt === part, pressed, acting: Boolean(acting), verb });
  if (found === "wait") waiting.add(part);
  if (found !== "swap") detail.shouldSwap = false;
  return found === "swap";
}

/** Fetch what had to wait. */
export function catchUp() {
  if (asking()) return;
  waiting.forEach(fetchAgain);
  waiting.clear();
}

for (const release of ["pointerup", "pointercancel", "keyup"]) {
  document.addEventListener(release, () => setTimeout(catchUp, 0)); // first the click that the release makes
}
