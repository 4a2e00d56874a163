// An act that fails says so where it was pressed. What was typed stays: htmx exchanges nothing for an answer that is an
// error. The sentence stays, too, while its part is exchanged for news, until the act is tried again.

import "./csrf.js";
import { catchUp } from "./exchange-guard.js";

const PATIENCE = { get: 30_000, other: 60_000 }; // milliseconds: some acts build containers
const failures = new Map(); // the address of an act -> what to say of it

const KEPT = gettext("What you typed is still here.");
const FAILED = {
  403: gettext(
    "This was not let through, so nothing was done: you may not do it here, or not any more. Load the page again to see why.",
  ),
  404: gettext("What this was about is not there any more. Nothing was done."),
  413: gettext("That is too large, so nothing was done. Make it shorter."),
  429: gettext("That was too much at once, so nothing was done."),
  503: gettext("Gameday is busy or is being restarted, so nothing was done."),
};
const PASSES = [429, 503]; // what is over after a while

/** What to say of an answer that is an error. `words` are the server's own, if it has some. */
export function failureText({ status, words = "", retryAfter = "" }) {
  if (words) return words;
  const unknown = gettext("Gameday failed at this (%(status)s). Look whether it was done before you try again.");
  const text = FAILED[status] ?? interpolate(unknown, { status }, true);
  return [text, ...(PASSES.includes(status) ? [whenAgain(Number(retryAfter))] : []), KEPT].join(" ");
}

function whenAgain(seconds) {
  if (!seconds) return gettext("Try again in a moment.");
  return interpolate(gettext("Try again in %(seconds)s seconds."), { seconds }, true);
}

/** What to say when no answer came: "cut" at once, or "late" after a long wait. */
export function noAnswerText(kind) {
  const text =
    kind === "cut"
      ? gettext("Gameday cannot be reached, so this was not sent. Try again when you are connected.")
      : gettext("Gameday has not answered for a minute. Look whether it was done before you try again.");
  return `${text} ${KEPT}`;
}

/** The server's own words in an answer: a JSON "message" or a plain text; "" in a page. */
export function ownWords(type, text) {
  if (type.includes("text/plain")) return text.trim();
  if (!type.includes("json")) return "";
  try {
    return JSON.parse(text).message ?? "";
  } catch {
    return "";
  }
}

const isAct = ({ requestConfig }) => requestConfig && requestConfig.verb !== "get";
const formOf = ({ requestConfig }) => requestConfig.elt.closest("form") ?? requestConfig.elt;

function say(detail, text) {
  failures.set(detail.requestConfig.path, text);
  const form = formOf(detail);
  if (form.isConnected) show(form, text, { aloud: true });
  setTimeout(catchUp, 0); // the news that waited for the answer
}

function show(form, text, { aloud }) {
  const note = form.querySelector(".act-failed") ?? document.createElement("p");
  note.className = "banner error act-failed";
  if (aloud) note.setAttribute("role", "alert");
  form.append(note); // a live region first, then its words: only a change is read aloud
  note.textContent = text;
}

function forget(detail) {
  failures.delete(detail.requestConfig.path);
  formOf(detail).querySelector(".act-failed")?.remove();
}

/** The parts that came are without the sentences that stood in them. */
function showAgain(root) {
  for (const form of root.querySelectorAll?.("[hx-post]") ?? []) {
    const text = failures.get(form.getAttribute("hx-post"));
    if (text && !form.querySelector(".act-failed")) show(form, text, { aloud: false });
  }
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.timeout ||= detail.verb === "get" ? PATIENCE.get : PATIENCE.other;
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => isAct(detail) && forget(detail));
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!isAct(detail)) return;
  const { xhr } = detail;
  const words = ownWords(xhr.getResponseHeader("Content-Type") ?? "", xhr.responseText);
  say(detail, failureText({ status: xhr.status, words, retryAfter: xhr.getResponseHeader("Retry-After") ?? "" }));
});
document.addEventListener("htmx:sendError", ({ detail }) => isAct(detail) && say(detail, noAnswerText("cut")));
document.addEventListener("htmx:timeout", ({ detail }) => isAct(detail) && say(detail, noAnswerText("late")));
document.addEventListener("htmx:afterSwap", ({ target }) => showAgain(target));
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => showAgain(detail.target));
