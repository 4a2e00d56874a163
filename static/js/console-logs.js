// The console's logs: one service's lines, searched and followed. Each question waits for the answer before it has been
// drawn, and only the last lines are kept: however much a service says, neither page nor server grows.

const box = document.querySelector("[data-logs]");
const lines = box.querySelector(".log-lines"),
  problem = box.querySelector("[data-log=problem]"),
  note = box.querySelector("[data-log=note]");
const role = box.querySelector("#log-role"),
  service = box.querySelector("#log-service");
const search = box.querySelector("#log-search"),
  follow = box.querySelector("#log-follow");
const KEPT = 1500,
  EVERY = 1500,
  AFTER_TROUBLE = 5000,
  TYPED = 350; // lines, milliseconds
let cursor = "",
  timer,
  asking,
  dropped = false;

function again(wait) {
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
  if (document.hidden || (cursor && !follow.checked)) return;
  const query = new URLSearchParams({ service: service.value, q: search.value.trim(), cursor });
  const mine = (asking = new AbortController());
  try {
    const answer = await fetch(`${box.dataset.logs.replace("ROLE", role.value)}?${query}`, { signal: mine.signal });
    const told = await answer.json();
    if (told.message) return trouble(told.message);
    show(told);
    again(EVERY);
  } catch {
    if (!mine.signal.aborted) trouble(gettext("The log cannot be fetched at the moment. Trying again by itself…"));
  }
}

function trouble(text) {
  problem.textContent = text;
  problem.hidden = false;
  again(AFTER_TROUBLE);
}

function show(told) {
  problem.hidden = true;
  const first = !cursor,
    atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  if (first) offer(told.services);
  cursor = told.cursor || "0";
  if (first && !told.cursor) cursor = "";
  dropped ||= told.cut;
  lines.append(...told.lines.map(line));
  while (lines.childElementCount > KEPT) {
    lines.firstElementChild.remove();
    dropped = true;
  }
  if (told.lines.length && (first || atEnd)) lines.scrollTop = lines.scrollHeight;
  note.textContent = !lines.childElementCount
    ? search.value.trim()
      ? gettext("No line contains that.")
      : gettext("It has said nothing yet.")
    : dropped
      ? gettext("Only the latest lines are shown. Search, or open a terminal, for what came before.")
      : "";
}

function line(text) {
  const row = document.createElement("div"),
    wanted = search.value.trim().toLowerCase();
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
  if (at < 0) row.textContent = text;
  else {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + wanted.length);
    row.append(text.slice(0, at), mark, text.slice(at + wanted.length));
  }
  return row;
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
document.addEventListener("visibilitychange", () => document.hidden || look());
begin();
