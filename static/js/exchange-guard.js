// When a part must not be exchanged for its fresh text. A button that is exchanged while it is down is never clicked,
// what an input method composes is lost with its field, and what a question is about must not vanish under it: such a part
// waits, and is fetched again when it may be.

import { composesIn } from "./composition.js";
import { fetchAgain } from "./page-parts.js";

const waiting = new Set(); // parts whose news came at a bad moment

const asking = () => document.querySelector("dialog.ask[open]") !== null;

/**
 * "wait", "drop" or "swap". `asked`: a question is open. `composing`: somebody writes by an input method. `acting`: a
 * form in the part waits for its answer, which needs the form that sent it.
 */
export function verdict({ asked, composing, refreshesItself, pressed, acting, verb }) {
  if (asked || composing || (refreshesItself && pressed)) return "wait";
  return acting && verb === "get" ? "drop" : "swap";
}

/** Whether htmx may put fresh text into `part`. If not, `detail` (of htmx's event) tells htmx so. */
export function mayExchange(part, detail, acting) {
  const { elt, verb } = detail.requestConfig ?? {};
  const pressed = part.querySelector(":active") !== null;
  const found = verdict({
    asked: asking(),
    composing: composesIn(part),
    refreshesItself: elt === part,
    pressed,
    acting: Boolean(acting),
    verb,
  });
  if (found === "swap") waiting.delete(part);
  else waiting.add(part); // where an act's answer was to bring it, too: the act may fail
  if (found !== "swap") detail.shouldSwap = false;
  return found === "swap";
}

/** Fetch what had to wait. */
export function catchUp() {
  if (asking()) return;
  waiting.forEach(fetchAgain);
  waiting.clear();
}

// First the click that the release makes, and the text that the composition ends with.
for (const release of ["pointerup", "pointercancel", "keyup", "compositionend"]) {
  document.addEventListener(release, () => setTimeout(catchUp, 0));
}
