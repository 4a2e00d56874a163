// The call for help in the strip: what the others of the team do with it is said aloud, too. (The button itself is a form.)

import { say } from "../countdown.js";

/** What to say when the strip was fetched again: the news, that the call is over, or nothing. */
export function helpText(before, news, over) {
  if (news === before) return "";
  return news || over;
}

const news = () => document.querySelector(".help-news")?.textContent.trim() ?? "";
let before = news();

document.body.addEventListener("htmx:afterSwap", () => {
  const call = document.querySelector("#help-call");
  const now = news();
  if (!call || now === before) return;
  say(helpText(before, now, call.dataset.over));
  before = now;
});
