// Teams' calls for help, in the control room: a mark in the tab's title, a sound and a sentence for each new one.

import { say } from "../countdown.js";
import { CALL, play } from "../tones.js";

/** Which of the waiting calls are new. `known` are those of before; null at first, when none is news. */
export function newCalls(known, waiting) {
  return known === null ? [] : waiting.filter((call) => !known.includes(call));
}

/** The title of the tab while so many calls wait. */
export function markedTitle(title, waiting) {
  return waiting ? `(${waiting}) ${title}` : title;
}

let known = null;
const title = document.title;

function look() {
  const table = document.querySelector("#grid [data-calls]");
  if (!table) return;
  const waiting = table.dataset.calls.split(" ").filter(Boolean);
  document.title = markedTitle(title, waiting.length);
  const fresh = newCalls(known, waiting);
  known = waiting;
  if (!fresh.length) return;
  say(table.dataset.callText.replace("{count}", waiting.length));
  play(CALL);
}

export function watchCalls() {
  document.body.addEventListener("htmx:afterSwap", look);
  look();
}
