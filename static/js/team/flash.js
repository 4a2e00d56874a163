// A word about what a press has done, where it can be seen wherever one is on the desk. It goes by itself.

import { say } from "../countdown.js";

const SEEN_FOR = { done: 4_000, failed: 12_000 }; // milliseconds
let gone = null;

/** Say `text` aloud and in a small box. `act`: {label, run} puts a button beside it. */
export function flash(text, { failed = false, act = null } = {}) {
  say(text);
  const box = document.querySelector(".desk-flash") ?? document.createElement("div");
  box.className = `desk-flash banner ${failed ? "warning" : "success"}`;
  const words = document.createElement("p");
  words.textContent = text;
  words.dir = "auto";
  box.replaceChildren(words, ...(act ? [button(act, box)] : []));
  document.querySelector(".desk").append(box);
  clearTimeout(gone);
  gone = setTimeout(() => box.remove(), failed || act ? SEEN_FOR.failed : SEEN_FOR.done);
}

function button({ label, run }, box) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button small", textContent: label });
  made.addEventListener("click", () => {
    box.remove();
    run();
  });
  return made;
}
