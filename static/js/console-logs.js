// The console's logs: one service's lines, searched and followed. Each question waits for the answer before it has been
// drawn, and only the last lines are kept: however much a service says, neither page nor server grows.

import { noteBelow, splitAtFound } from "./log-text.js";
import { isUnseen, whenSeen } from "./page-seen.js";

const box = document.querySelector("[data-logs]");
const lines = box.querySelector(".log-lines");
const problem = box.querySelector("[data-log=problem]");
const note = box.querySelector("[data-log=note]");
const role = box.querySelector("#log-role");
const service = box.querySelector("#log-service");
const search = box.querySelector("#log-search");
const follow = box.querySelector("#log-follow");
const KEPT = 1500; // lines
const EVERY = 1500; // milliseconds, like those below
const AFTER_TROUBLE = 5000;
const ANSWER_WITHIN = 15_000;
const TYPED = 350;
const PACKETS = "packets"; // a log as well
let cursor = ""; // where to go on; empty at first
let dropped = false; // there was more than is shown
let timer, asking;

function lookAgain(wait) {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

/** Begin anew: another service, another log, another search. */
function begin() {
  asking?.abort();
  [cursor, dropped] = ["", false];
  lines.replaceChildren();
  note.textContent = "";
  look();
}

async function look() {
  clearTimeout(timer);
  if (isUnseen() || (cursor && !follow.checked)) return;
  const query = new URLSearchParams({ service: service.value, q: search.value.trim(), cursor });
  asking = new AbortController();
  const { signal } = asking;
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN)]);
    const answer = await fetch(`${box.dataset.logs.replace("ROLE", role.value)}?${query}`, { signal: within });
    const told = await answer.json();
    if (told.message) trouble(told.message);
    else show(told);
  } catch {
    if (!signal.aborted) trouble(gettext("The log cannot be fetched at the moment. Trying again by itself…"));
  }
}

function trouble(text) {
  problem.textContent = text;
  problem.hidden = false;
  lookAgain(AFTER_TROUBLE);
}

function show(told) {
  problem.hidden = true;
  const first = !cursor;
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  if (first) offer(told.services);
  cursor = told.cursor || (first ? "" : "0");
  dropped ||= told.cut;
  lines.append(...told.lines.map(row));
  while (lines.childElementCount > KEPT) {
    lines.firstElementChild.remove();
    dropped = true;
  }
  if (told.lines.length && (first || atEnd)) lines.scrollTop = lines.scrollHeight;
  note.textContent = noteBelow({ empty: !lines.childElementCount, searching: search.value.trim() !== "", dropped });
  lookAgain(EVERY);
}

function row(text) {
  const [before, found, after] = splitAtFound(text, search.value.trim());
  const element = document.createElement("div");
  const mark = document.createElement("mark");
  mark.textContent = found;
  element.append(before, ...(found ? [mark] : []), after);
  return element;
}

function offer(names) {
  const wanted = service.value;
  service.replaceChildren(service.options[0], ...names.map((name) => new Option(name, name)));
  service.value = names.includes(wanted) ? wanted : "";
}

let typing;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(begin, TYPED);
});
search.form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
role.addEventListener("change", () => {
  service.value = "";
  begin();
});
service.addEventListener("change", begin);
follow.addEventListener("change", () => follow.checked && look());
// Who presses “Listen” at a service reads what is heard.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const heard = detail.successful && detail.requestConfig.elt.dataset.listen; // the form is exchanged by now
  if (!heard) return;
  role.value = heard;
  service.replaceChildren(service.options[0], new Option(PACKETS, PACKETS, true, true));
  search.value = "";
  begin();
});
whenSeen(look);
begin();
